#!/usr/bin/env node
// The demo is a district that lives: two years of matters in every state and by every deed, photos that are served,
// notices, figures for each month, a sign-in of each kind; its log is whole, and a seed and a day make the same again.
import path from 'node:path';
import { WORK, asker, check, fed, finish, local, same, serve, word } from './lib/linli.mjs';

const STATES = ['filed', 'accepted', 'working', 'answered', 'closed', 'refused', 'withdrawn'];
const VERBS = ['file', 'accept', 'refuse', 'assign', 'note', 'answer', 'close', 'reopen', 'withdraw', 'raise', 'lower', 'pause', 'resume', 'hide', 'show', 'overdue', 'invite', 'sign'];
const OPEN = new Set(['filed', 'accepted', 'working', 'answered']);

async function all(ask, where) {
  const items = [];
  for (let after = ''; ;) {
    const { json, status } = await ask('GET', `${where}${where.includes('?') ? '&' : '?'}limit=100${after && `&after=${after}`}`);
    if (status !== 200) throw new Error(`${where}: ${status}`);
    items.push(...json.items);
    if (!json.next) return items;
    after = json.next;
  }
}
const counted = (items, of) => items.reduce((sum, item) => sum.set(of(item), (sum.get(of(item)) ?? 0) + 1), new Map());
async function signedIn(server, name, password) {
  const ask = asker(server);
  same((await ask('POST', '/api/sign-in', { name, password, county: 410104 })).status, 200, `${name} signs in`);
  return ask;
}

// ---- the same seed, the same day -----------------------------------------------------------------------
const yesterday = new Date(Date.now() + 8 * 3600e3 - 86400e3).toISOString().slice(0, 10);
const twins = [], asked = new Date().toISOString();
for (const name of ['one', 'two']) {
  const data = path.join(WORK, name);
  same(word('demo', '--small', '--seed', '7', '--until', yesterday, '--data', data).status, 0, `a small demo is made: ${name}`);
  const server = await serve(data);
  const ask = await signedIn(server, 'district', (await asker(server)('GET', '/api/about')).json.sign_ins[0].password);
  await local(data, 'POST', '/api/local/clock', { until: asked });      // what fell due since is raised before it is compared
  twins.push(JSON.stringify([await all(ask, '/api/matters'), await all(ask, '/api/places?under=410104003&deep=1')]));
  await server.stop();
}
check(twins[0] === twins[1], 'a seed and a day make the same matters and places');
check(twins[0].length > 100000, 'and many of them');

// ---- the whole -------------------------------------------------------------------------------------------
const data = path.join(WORK, 'demo');
const made = word('demo', '--data', data);
same(made.status, 0, `the demo is made: ${made.err.slice(-500)}`);
same(word('verify', '--data', data).status, 0, 'its log is whole');
const server = await serve(data);
await fed(server);
const about = (await asker(server)('GET', '/api/about')).json;
same(about.sign_ins.map((s) => s.name).sort(), ['admin', 'community', 'department', 'district', 'grid', 'manager', 'owners', 'resident', 'steward', 'street'], 'a sign-in of each kind');
check(about.sign_ins.every((s) => s.label && s.password && (s.opens === '/' || s.opens === '/desk')), 'each says who it is and where it begins');
const people = new Map();
for (const { name, password } of about.sign_ins) people.set(name, await signedIn(server, name, password));
const district = people.get('district');
const english = (await asker(server, 'en')('GET', '/api/about')).json;
check(english.sign_ins.some((s) => s.label === 'Resident'), 'and says it in English');

// Everybody finds something to do or to read.
const mine = await all(people.get('resident'), '/api/matters?mine=1');
check(mine.length >= 15 && mine.some((m) => m.state === 'answered') && mine.some((m) => m.state === 'closed'), `the resident has matters, some to look at: ${mine.length}`);
for (const name of ['community', 'street', 'steward', 'department', 'owners', 'grid']) {
  const { json } = await people.get(name)('GET', '/api/messages');
  check(json.items.length > 0, `${name} was told something`);
}

// ---- matters ---------------------------------------------------------------------------------------------
const matters = await all(district, '/api/matters');
const states = counted(matters, (m) => m.state), share = (state) => (states.get(state) ?? 0) / matters.length;
check(matters.length > 4500 && matters.length < 9000, `thousands of matters: ${matters.length}`);
for (const state of STATES) check(states.get(state) >= 3, `some are ${state}: ${states.get(state)}`);
check(share('closed') > 0.75 && share('refused') > 0.03 && share('refused') < 0.15, 'most are closed, some refused');
const titles = new Set(matters.map((m) => m.text.slice(0, 40)));
check(titles.size > 1500, `they are told in many ways: ${titles.size}`);
check(counted(matters, (m) => m.subject).size > 45, 'of many subjects');
check(matters.filter((m) => m.private).length > 100, 'some are private');
const old = matters.filter((m) => OPEN.has(m.state) && Date.now() - Date.parse(m.filed_at) > 125 * 86400e3);
check(old.length < matters.length / 200, `nearly nothing is left open for long: ${old.length}`);
const streets = counted(matters, (m) => m.place.code.slice(0, 9));
same(streets.size, 14, 'in all streets');

// What is overdue says why; each verb was done.
const verbs = new Map(), told = [];
let photos = 0, mended = 0, picture = '';
const looked = [...matters.filter((m) => m.overdue), ...matters.slice(0, 700), ...matters.filter((m) => m.hidden), ...matters.filter((_, i) => i % 5 === 0)];
for (const m of new Map(looked.map((one) => [one.id, one])).values()) {
  const whole = (await district('GET', `/api/matters/${m.id}`)).json;
  for (const step of whole.steps) {
    verbs.set(step.verb, (verbs.get(step.verb) ?? 0) + 1);
    photos += step.papers?.length ?? 0;
    mended += step.verb !== 'file' && step.papers?.length > 0;
    picture ||= step.papers?.[0]?.thumb ?? '';
  }
  const overdue = whole.steps.findLast((s) => s.verb === 'overdue');
  if (overdue && OPEN.has(whole.state) && Date.now() - Date.parse(overdue.at) > 2 * 3600e3) told.push(whole.steps.some((s) => s.verb === 'note' && s.open && s.text));
}
for (const verb of VERBS) check(verbs.get(verb) > 0, `${verb} was done`);
check(told.every(Boolean), `what is overdue says why: ${told.filter(Boolean).length} of ${told.length}`);
check(photos >= 100 && mended >= 20, `photos of what was found and of what was mended: ${photos}, ${mended}`);
const served = await fetch(server.url + picture, { headers: { Cookie: district.cookie } });
const bytes = Buffer.from(await served.arrayBuffer());
check(served.status === 200 && served.headers.get('content-type') === 'image/jpeg' && bytes.readUInt16BE(0) === 0xFFD8 && bytes.length > 2000, 'a photo is served');

// ---- places, organisations, notices --------------------------------------------------------------------------
const places = await all(district, '/api/places?under=410104&deep=1');
const kinds = counted(places, (p) => p.kind);
check(kinds.get('street') === 14 && kinds.get('community') === 149 && kinds.get('compound') > 250 && kinds.get('building') > 900 && kinds.get('unit') > 1500, `places: ${JSON.stringify([...kinds])}`);
check(places.filter((p) => p.kind === 'compound').every((p) => p.lat > 34.6 && p.lat < 34.85 && p.lon > 113.6 && p.lon < 113.85), 'every compound has a position');
const orgs = await all(district, '/api/orgs'), sides = counted(orgs, (o) => o.kind);
check(sides.get('manager') > 200 && sides.get('owners') > 150 && orgs.filter((o) => o.name.includes('物业管理委员会')).length > 20, 'companies, owners’ committees and who stands in for them');
check(sides.get('manager') < kinds.get('compound') && sides.get('owners') < kinds.get('compound'), 'and some compounds without');
const notices = await all(people.get('community'), '/api/notices?state=draft');
const hung = counted(await all(district, '/api/notices'), (n) => n.state);
for (const state of ['up', 'over', 'down']) check(hung.get(state) > 0, `notices are ${state}`);
check(notices.length > 0 || hung.get('draft') > 0, 'some are drafts');
check((await all(district, '/api/notices')).some((n) => n.version > 1) && (await all(district, '/api/notices')).some((n) => n.objections > 0), 'some were corrected, somebody objected');

// ---- figures -----------------------------------------------------------------------------------------------------
const months = [];
for (let back = 23; back >= 0; back--) {
  const now = new Date(), from = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1)), to = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back + 1, 0));
  months.push((await district('GET', `/api/counts?from=${from.toISOString().slice(0, 10)}&to=${to.toISOString().slice(0, 10)}`)).json);
}
check(months.slice(0, 23).every((m) => m.closed > 60 && m.minutes_median > 0), `each month closes some: ${months.map((m) => m.closed)}`);
const low = (some) => some.reduce((n, m) => n + m.closed_low, 0) / some.reduce((n, m) => n + m.closed, 0);
check(low(months.slice(15, 23)) > low(months.slice(0, 8)) + 0.03, `more and more is settled in the community: ${low(months.slice(0, 8)).toFixed(3)}, ${low(months.slice(15, 23)).toFixed(3)}`);
const size = Number((await (await fetch(`${server.url}/api/proof/410104/checkpoint`)).text()).split('\n')[1]);
check(size > 20000 && size < 60000, `its log has ${size} entries`);
finish();
