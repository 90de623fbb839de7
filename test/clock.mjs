#!/usr/bin/env node
// The machine's clock jumps by minutes, days and years, both ways, running and at start: nothing is changed until it is
// right again or accepted. A stretch that was recorded by a clock running ahead is marked, and holds nobody up after it.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { asker, check, finish, folder, LINLI, local, same, serve, staff, WORK, word } from './lib/linli.mjs';

const C = '410104003001', MINUTE = 60, DAY = 86400, YEAR = 365 * DAY;
const data = folder('clock');
let server = await serve(data);
let anyone = asker(server);
const sql = (text) => spawnSync('sqlite3', ['-cmd', '.timeout 3000', path.join(data, 'linli.db'), text], { encoding: 'utf8' }).stdout.trim();
const shift = (seconds) => local(data, 'POST', '/api/local/clock/shift', { seconds });
const file = (ask = anyone, more = {}) => ask('POST', '/api/matters', { text: '楼道灯不亮', place: C, subject: 'Z99', ...more });
const health = async () => (await anyone('GET', '/health')).json;
const near = (moment, seconds = 60) => Math.abs(new Date(moment) - Date.now()) < seconds * 1000;
const said = (event) => server.log.join('').split('\n').filter((line) => line.includes(`"event":"${event}"`));
const sign = (password, ask = asker(server)) => ask('POST', '/api/sign-in', { name: '陈居民', password });

const resident = asker(server);
const committee = await staff(server, data, { name: '王社区', role: 'committee', place: C, kind: 'committee', org: '印刷厂街社区居委会' });
same((await resident('POST', '/api/sign-up', { name: '陈居民', password: 'zhe-shi-mima-88' })).status, 200, 'a resident');
const lamp = (await file(resident)).json;
check(near(lamp.filed_at), 'filed now');

// ---- running ---------------------------------------------------------------------------------------------
for (const by of [MINUTE, -MINUTE, 5 * MINUTE, -5 * MINUTE, 3 * DAY, -3 * DAY, YEAR, -YEAR]) {
  await shift(by);
  const before = said('clock').length;
  let r = await file(resident);
  same([r.status, r.json.fault, !!r.headers.get('retry-after')], [503, 'clock_jumped', true], `${by} s: refused`);
  check(/linli clock accept/.test(r.json.title), 'and what to do is said');
  await file(resident);
  same([(await resident('GET', `/api/matters/${lamp.id}`)).status, (await resident('GET', '/api/me')).json.name], [200, '陈居民'], 'reading and sessions go on');
  const h = await health();
  same([h.ok, h.writable, h.clock], [true, false, false], '/health tells it');
  check(said('clock').length <= before + 1 && said('clock').at(-1).includes(by > 0 ? 'ahead' : 'behind'), 'it is logged once');
  check(near((await anyone('GET', '/api/puzzle')).json.until, 11 * MINUTE), 'time goes on from what was right');
  same((await sign('falsch-falsch-1')).status, 503, 'no password is tried that could not be counted');
  await shift(0);
  same([(await file(resident)).status, (await health()).clock], [201, true], 'right again: changes are taken');
}
same((await resident('GET', `/api/matters/${lamp.id}`)).json.raised, 0, 'nothing fell due meanwhile');
same(sql('SELECT count(*) FROM clock_mark'), '0', 'and nothing had to be accepted');
let r = word('clock', '--data', data, '--lang', 'en');
check(r.status === 0 && /agrees/.test(r.out), `the operator's word: ${r.out}`);
await shift(-5 * MINUTE);
r = word('clock', '--data', data, '--lang', 'en');
check(r.status === 1 && /in doubt/.test(r.out), `in doubt: ${r.out}${r.err}`);
r = word('import', 'places', 'packs/guancheng/divisions.csv', '--data', data, '--lang', 'en');
check(r.status !== 0 && /clock/.test(r.err + r.out), `an import is refused too: ${r.err}${r.out}`);
await shift(0);

// ---- accepted wrongly: a bad stretch ---------------------------------------------------------------------
await shift(YEAR);
r = word('clock', 'accept', '--data', data, '--lang', 'en');
check(r.status === 0 && /taken as right/.test(r.out), `accepted: ${r.out}${r.err}`);
same(sql('SELECT county, first_n FROM clock_mark'), '0|0', 'it is an entry of the installation');
const far = (await file(asker(server))).json;
check(new Date(far.filed_at) - Date.now() > 360 * DAY * 1000, 'filed a year ahead');
same((await sign('zhe-shi-mima-88')).status, 200, 'a session begun in that time');
for (let i = 0; i < 5; i++) await sign('falsch-falsch-1');
same((await sign('zhe-shi-mima-88')).status, 429, 'locked by five wrong passwords');
for (let i = 0; i < 6; i++) await file(asker(server));
await local(data, 'POST', '/api/local/clock/shift', { seconds: 0 });
same((await file()).status, 503, 'set right while it runs: a jump back');
await server.stop();

// ---- started with the right clock --------------------------------------------------------------------------
server = await serve(data);
anyone = asker(server);
same([(await health()).clock, (await file()).json.fault], [false, 'clock_jumped'], 'the journal is ahead of the clock');
check(said('clock').some((line) => line.includes('behind')), 'which is logged');
r = word('clock', 'accept', '--data', data, '--lang', 'en');
check(r.status === 0 && /2 logs hold entries that ran ahead/.test(r.out), `accepted, and marked: ${r.out}${r.err}`);
const [, , was, at, first] = sql(`SELECT county, n, was, at, first_n FROM clock_mark WHERE county = 410104`).split('|').map(Number);
check(near(at) && was - at > 360 * DAY * 1000, 'the mark says from when to when');
check(sql(`SELECT body FROM journal WHERE county = 410104 AND seq = ${first - 1}`).includes(String(new Date(at + YEAR * 1000).getFullYear())), 'and where the bad stretch begins');
check(!sql(`SELECT body FROM journal WHERE county = 410104 AND seq = ${first - 2}`).includes(`"recorded_at":"${new Date(at + YEAR * 1000).getFullYear()}`), 'no entry before it');
r = await file();
same(r.status, 201, 'a filing without account: no puzzle for good');
const today = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10).replaceAll('-', '');
check(near(r.json.filed_at) && r.json.number.includes(`-${today}-`), `of today: ${r.json.number}`);
same((await sign('zhe-shi-mima-88')).status, 200, 'no lock is left of that time');
for (let i = 0; i < 5; i++) await sign('falsch-falsch-1');
r = await sign('zhe-shi-mima-88');
check(r.status === 429 && Number(r.headers.get('retry-after')) <= 15 * MINUTE, `five wrong passwords lock for minutes: ${r.headers.get('retry-after')}`);
same(sql(`SELECT count(*) FROM session WHERE made_at > ${Date.now() + 60000}`), '0', 'no session of that time is left');
const staffed = asker(server);
await staffed('POST', '/api/sign-in', { name: '王社区', password: 'Pass-王社区-2026' });
let m;
for (let i = 0; i < 50; i++) {
  m = (await staffed('GET', `/api/matters/${far.id}`)).json;
  if (m.steps.at(-1).verb === 'recompute') break;
  await new Promise((done) => setTimeout(done, 100));
}
check(near(m.clock_at) && new Date(m.due_at) - Date.now() < 40 * DAY * 1000, `a period begun ahead begins now: ${m.clock_at} ${m.due_at}`);
for (const [verb, body] of [['accept', {}], ['pause', { text: '等配件' }], ['resume', {}], ['close', { text: '已更换' }]]) {
  r = await staffed('POST', `/api/matters/${far.id}/${verb}`, body);
  same(r.status, 200, `what was filed ahead is settled now: ${verb} ${r.text.slice(0, 200)}`);
}
for (const by of [20, -20]) {
  await shift(by);
  same([(await health()).clock, (await local(data, 'POST', '/api/matters', { text: '楼道灯不亮', place: C, subject: 'Z99' })).status], [true, 201], `a step of ${by} s is how machines set their clocks`);
  await shift(0);
}
await server.stop();
const clean = (what) => {
  const v = word('verify', '--data', data, '--lang', 'en');
  check(v.status === 0 && /clean/.test(v.out), `${what}: ${v.out}${v.err}`);
};
clean('verify knows the mark');
same(word('rebuild', '--data', data).status, 0, 'rebuilt');
clean('the same from the journal');

// ---- at start ----------------------------------------------------------------------------------------------
// `boot`: which run of the machine it is; another one has a steady clock that says nothing.
async function started(by, { boot = '', right = false } = {}) {
  sql(`UPDATE setting SET value = '${by * 1000}' WHERE name = 'clock_shift'`);
  server = await serve(data, { env: { LINLI_BOOT: boot } });
  anyone = asker(server);
  const filed = await local(data, 'POST', '/api/matters', { text: '楼道灯不亮', place: C, subject: 'Z99' });
  same([(await health()).clock, filed.status], right ? [true, 201] : [false, 503], `started with ${by} s${boot && ', another run of the machine'}`);
  await server.stop();
}
for (const by of [MINUTE, -MINUTE, 5 * MINUTE, -5 * MINUTE, 3 * DAY, -3 * DAY, YEAR, -YEAR]) await started(by);
await started(10, { right: true });
await started(0, { right: true });
for (const by of [-MINUTE, -3 * DAY, -YEAR, 40 * DAY, YEAR]) await started(by, { boot: 'another' });
await started(0, { boot: 'another', right: true });
await started(3 * DAY, { boot: 'a-third', right: true });                      // it may have been off so long
await started(3 * DAY + 5 * MINUTE, { boot: 'a-third' });
await started(0, { boot: 'a-fourth' });                                        // and three days back
r = word('user', 'add', '--name', '吴管理', '--role', 'admin', '--place', '410104', '--data', data, '--lang', 'en');
check(r.status === 1 && /clock/.test(r.err), `a word without a server is refused too: ${r.err}`);
r = word('clock', 'accept', '--data', data, '--lang', 'en');
check(r.status === 0 && /ran ahead/.test(r.out), `and accepts: ${r.out}${r.err}`);
r = word('clock', 'accept', '--data', data, '--lang', 'en');
check(r.status === 0 && /nothing to accept/.test(r.out), 'once');
clean('after all of it');

// ---- a copy, and a folder that is none for tests -------------------------------------------------------------
const copy = path.join(WORK, 'clock.copy'), back = path.join(WORK, 'clock-back');
rmSync(copy, { force: true });
rmSync(back, { recursive: true, force: true });
const key = path.join(data, 'keys', 'master.key');
same(word('backup', copy, '--data', data).status, 0, 'a backup');
r = word('restore', copy, '--data', back, '--key-file', key);
same(r.status, 0, `restored: ${r.err}`);
r = word('clock', '--data', back, '--key-file', key, '--lang', 'en');
check(r.status === 0, `its clock agrees: ${r.out}${r.err}`);
const live = path.join(WORK, 'clock-live');
rmSync(live, { recursive: true, force: true });
spawnSync(LINLI, ['init', '--data', live]);
server = await serve(live);
r = await local(live, 'POST', '/api/local/clock/shift', { seconds: 60 });
same([r.status, r.json.fault], [403, 'test_only'], 'a real installation sees the machine as it is');
same((await local(live, 'POST', '/api/local/clock/accept', {})).json, { accepted: false, ahead: 0, at: null }, 'and may be asked to accept');
await server.stop();
finish();
