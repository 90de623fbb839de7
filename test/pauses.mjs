#!/usr/bin/env node
// Every pause counts: very many in one period, empty ones, several at one moment, and those entered after a raise.
import { asker, check, finish, folder, local, same, serve, staff, word } from './lib/linli.mjs';

const C = '410104003001', HOUR = 3600e3, DAY = 24 * HOUR;
const data = folder('pauses');
const server = await serve(data);
const anyone = asker(server);
const committee = await staff(server, data, { name: '王社区', role: 'committee', place: C, kind: 'committee', org: '印刷厂街社区居委会' });
const street = await staff(server, data, { name: '赵街道', role: 'street', place: '410104003', kind: 'street', org: '南关街街道办事处' });
const person = (who) => who.me.person?.id ?? who.me.person ?? who.me.id;

// A Monday whose year's calendar is in the pack; the clock is held there, so that nothing is raised.
const first = Date.parse('2026-01-05T00:00:00+08:00');
const text = (at) => new Date(at).toISOString();
await local(data, 'POST', '/api/local/clock', { until: text(first) });
const file = async (at, more) => (await local(data, 'POST', '/api/matters', { text: '楼道灯不亮', place: C, subject: 'Z99', ...more }, { 'happened-at': text(at) })).json;

// [who, verb, matter, moment] each; the answers in their order.
async function deeds(list) {
  const lines = list.map(([who, verb, m, at]) => JSON.stringify({ method: 'POST', path: `/api/matters/${m.id}/${verb}`, happened_at: text(at),
    act_as: person(who), body: { text: verb === 'pause' ? '等待配件' : '配件已到' } }));
  const r = await local(data, 'POST', '/api/local/batch', `${lines.join('\n')}\n`);
  return r.text.trim().split('\n').map((line) => JSON.parse(line));
}
const clock = async (m) => (await anyone('GET', `/api/matters/${m.id}/clock`)).json;
const at = (moment) => new Date(moment).getTime();

// ---- very many ---------------------------------------------------------------------------------------
// Over each midnight: none of those days counts. Seven days follow the last one.
const MANY = 150;
const days = await file(first + 10 * HOUR);
const nights = [];
for (let i = 0; i < MANY; i++) nights.push([committee, 'pause', days, first + i * DAY + 23 * HOUR], [committee, 'resume', days, first + (i + 1) * DAY + HOUR]);
let r = await deeds(nights);
check(r.every((a) => a.status === 200), `each is taken: ${JSON.stringify(r.find((a) => a.status !== 200))}`);
same(at(r.at(-1).body.due_at), first + (MANY + 8) * DAY - 1, 'days: each of very many pauses counts');
let seen = await clock(days);
same([seen.pauses.length, seen.due_at], [MANY, r.at(-1).body.due_at], 'the reckoning shows all of them, and the same moment');
same([at(seen.pauses.at(-1).from), at(seen.pauses.at(-1).to)], [nights.at(-2)[3], nights.at(-1)[3]], 'to the last');

// Twenty-four hours, of which each pause takes a minute; as many empty ones between them take nothing.
const hours = await file(first + 10 * HOUR, { subject: 'U01' });
const minutes = [];
for (let i = 0; i < MANY; i++) {
  const from = first + 11 * HOUR + i * 5 * 60e3;
  minutes.push([committee, 'pause', hours, from], [committee, 'resume', hours, from + 60e3],
               [committee, 'pause', hours, from + 60e3], [committee, 'resume', hours, from + 60e3]);
}
r = await deeds(minutes);
same(at(r.at(-1).body.due_at), first + 34 * HOUR + MANY * 60e3, 'hours: each counts, an empty one for nothing');
seen = await clock(hours);
same([seen.pauses.length, seen.due_at], [2 * MANY, r.at(-1).body.due_at], 'and all are shown');

// ---- one moment ----------------------------------------------------------------------------------------
// Paused and raised at the same moment: the pause belongs to the period that ended with it.
const same_ms = await file(first + 10 * HOUR);
const noon = first + 12 * HOUR;
r = await deeds([[committee, 'pause', same_ms, noon], [street, 'raise', same_ms, noon], [street, 'pause', same_ms, noon],
                 [street, 'resume', same_ms, noon + 2 * DAY]]);
same(r.map((a) => a.status), [200, 200, 200, 200], 'paused, raised, paused again at one moment');
seen = await clock(same_ms);
same(seen.pauses.map((p) => [at(p.from), at(p.to)]), [[noon, noon + 2 * DAY]], 'the period has the one pause made in it');
check(r[3].body.due_at && r[3].body.due_at === seen.due_at, `and falls due: ${r[3].body.due_at}`);

// ---- entered after a raise -------------------------------------------------------------------------------
// Due seven days after the first day; raised then by the clock. What was paused before, and told late, counts from the raise on.
const late = await file(first + 10 * HOUR);
await local(data, 'POST', '/api/local/clock', { until: text(first + 9 * DAY), keep: true });
const raised = (await street('GET', `/api/matters/${late.id}`)).json;
same(raised.level, 'street', 'raised by the clock');
const began = at(raised.clock_at ?? (await clock(late)).started_at);
r = await deeds([[street, 'pause', late, began - 2 * DAY], [street, 'resume', late, began + 3 * DAY]]);
same(r.map((a) => a.status), [200, 200], 'a pause from before the raise');
seen = await clock(late);
same([seen.pauses.length, seen.due_at, at(seen.due_at)], [1, r[1].body.due_at, began + 18 * DAY], 'its days within the new period do not count');

await server.stop();
const verified = word('verify', '--data', data);
check(verified.status === 0, `verify: ${verified.out}${verified.err}`);
finish();
