#!/usr/bin/env node
// A walk of chance: people of every post do whatever they like to hundreds of matters, also what they may not, while time
// raises what is left. After each day what must always hold is asked of the tables, and every figure is counted again
// from the steps. WALK_SEED chooses another walk; the same seed walks the same way.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { asker, check, finish, folder, local, same, serve, staff, word } from './lib/linli.mjs';

const SEED = Number(process.env.WALK_SEED ?? 20261201), DAYS = Number(process.env.WALK_DAYS ?? 40), A_DAY = 90;
const C = '410104003001', NEXT = '410104003002', S = '410104003', Q = '410104', HOUR = 3600e3, DAY = 24 * HOUR;
const OPEN = '(1, 2, 3)', RAISE = 10;

// ---- chance (mulberry32) ---------------------------------------------------------------------------------
let rolls = SEED;
function chance() {
  rolls = (rolls + 0x6D2B79F5) | 0;
  let t = Math.imul(rolls ^ (rolls >>> 15), 1 | rolls);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const below = (n) => Math.floor(chance() * n), one = (list) => list[below(list.length)], often = (percent) => chance() * 100 < percent;

// ---- who there is ------------------------------------------------------------------------------------------
const data = folder('walk'), server = await serve(data);
const first = Date.parse('2026-01-05T00:00:00+08:00'), text = (at) => new Date(at).toISOString();
const people = {};
for (const [kind, name, place] of [['committee', '印刷厂街社区居委会', C], ['committee', '南关社区居委会', NEXT], ['street', '南关街街道办事处', S], ['county', '区社会治理中心', Q], ['department', '区城管局', Q]])
  same((await local(data, 'POST', '/api/orgs', { kind, name, place, valid_from: '2025-01-01' })).status, 201, `${name} is there since before`);
for (const [name, role, place, kind, org] of [['committee', 'committee', C, 'committee', '印刷厂街社区居委会'], ['neighbour', 'committee', NEXT, 'committee', '南关社区居委会'],
  ['grid', 'grid', C, 'committee', '印刷厂街社区居委会'], ['street', 'street', S, 'street', '南关街街道办事处'], ['county', 'county', Q, 'county', '区社会治理中心'],
  ['department', 'department', Q, 'department', '区城管局']]) people[name] = await staff(server, data, { name, role, place, kind, org });
const resident = asker(server);
same((await resident('POST', '/api/sign-up', { county: 410104, name: '李四', phone: '13900000001', password: 'a good long word' })).status, 200, 'a resident');
const me = async (who) => (await who('GET', '/api/me')).json, ids = {}, orgs = [];
for (const [name, who] of Object.entries({ ...people, resident })) {
  const said = await me(who);
  ids[name] = said.person?.id ?? said.id;
  for (const post of said.posts ?? []) if (!orgs.includes(post.org?.id ?? post.org)) orgs.push(post.org?.id ?? post.org);
}
check(Object.values(ids).every((id) => id > 0) && orgs.length >= 5, `everybody has a number: ${JSON.stringify(ids)}`);
const held = (at) => local(data, 'POST', '/api/local/clock', { until: text(at) });
same((await held(first)).status, 200, 'the clock is held');

// ---- what they do ------------------------------------------------------------------------------------------
const SUBJECTS = ['P02', 'S02', 'E02', 'O02', 'Z99', 'D01', 'A01'];
const BODIES = {
  accept: () => ({}), close: () => ({ text: '办完了', ...(often(40) && { closed_as: one(['really', 'stage', 'formal']) }) }),
  answer: () => ({ text: '已处理' }), note: () => ({ text: '记一笔', open: often(30) }), refuse: () => ({ refusal: one(['hotline', 'labour', 'court']) }),
  assign: () => (often(50) ? { org: one(orgs) } : {}), invite: () => ({ org: one(orgs) }), sign: () => ({ text: '配合完成' }),
  reopen: () => ({ text: '没修好' }), withdraw: () => ({}), raise: () => ({ text: '办不了' }), lower: () => ({ text: '请社区办' }),
  pause: () => ({ text: '等配件' }), resume: () => ({}), hide: () => ({ text: '涉及个人' }), show: () => ({}), urge: () => ({}),
  rate: () => ({ solved: one(['yes', 'no']), ...(often(60) && { content: one(['yes', 'fairly', 'no']) }) }),
};
const VERBS = Object.keys(BODIES), WHO = Object.keys(ids), matters = [];
function filing(at) {
  const by = often(70) ? { act_as: ids.resident } : {};
  return { method: 'POST', path: '/api/matters', happened_at: text(at), ...by,
    body: { text: '楼道灯不亮，晚上看不见路', place: one([C, C, NEXT, S]), subject: one(SUBJECTS), ...(often(10) && { urgency: 'urgent' }), ...(often(10) && { about_org: one(orgs) }) } };
}
function deed(at) {
  const verb = one(often(25) ? ['resume', 'show', 'reopen', 'rate'] : VERBS), who = often(35) ? 'resident' : one(WHO), body = often(4) ? {} : BODIES[verb]();
  return { method: 'POST', path: `/api/matters/${often(70) ? one(matters.slice(-20)) : one(matters)}/${verb}`, happened_at: text(at), act_as: ids[who], body };
}
const outcomes = new Map(), BAD = new Set(['breakage', 'store_failed', 'disk_full']);
async function live(day) {
  const lines = [];
  let at = first + day * DAY + 8 * HOUR;
  for (let i = 0; i < A_DAY; i++) lines.push(matters.length < 3 || often(10) ? filing(at += below(9 * 60) * 1e3) : deed(at += below(9 * 60) * 1e3));
  same((await held(at + 60e3)).status, 200, `day ${day}: time goes on`);
  const r = await local(data, 'POST', '/api/local/batch', `${lines.map((l) => JSON.stringify(l)).join('\n')}\n`);
  const answers = r.text.trim().split('\n').map((line) => JSON.parse(line));
  same(answers.length, lines.length, `day ${day}: an answer each`);
  answers.forEach((a, i) => {
    const fault = a.body?.fault ?? 'done', what = `${lines[i].path.split('/')[4] ?? 'file'} ${fault}`;
    outcomes.set(what, (outcomes.get(what) ?? 0) + 1);
    if (a.status >= 500 || BAD.has(fault) || (a.status >= 400 && !a.body?.fault)) check(false, `${JSON.stringify(lines[i])}: ${JSON.stringify(a)}`);
    if (a.status === 201) matters.push(a.body.id);
  });
  const night = first + (day + 1) * DAY;
  same((await held(night)).status, 200, `day ${day}: what fell due is raised`);
  return night;
}

// ---- what always holds -------------------------------------------------------------------------------------
function sql(query) {
  const run = spawnSync('sqlite3', ['-json', '-readonly', path.join(data, 'linli.db'), query], { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (run.status !== 0) throw new Error(`${query}: ${run.stderr}`);
  return run.stdout.trim() ? JSON.parse(run.stdout) : [];
}
const STEPS = '(SELECT COUNT(*) FROM matter_step s WHERE s.county=m.county AND s.thing=m.id AND s.verb=';
const never = (now) => ({
  'one level, one state': 'level NOT BETWEEN 1 AND 4 OR state NOT BETWEEN 1 AND 7',
  // Only a complaint about the office itself is on nobody's desk, rather than on its own.
  'what is open has an owner': `state IN ${OPEN} AND holder=0 AND about_org=0`,
  'no clock runs backwards': 'due_at<>0 AND due_at<clock_at',
  'what is open falls due some time': `state IN ${OPEN} AND paused_at=0 AND due_at=0`,
  'the clock knows when, once': `state IN ${OPEN} AND paused_at=0 AND overdue=0 AND (SELECT COUNT(*) FROM due d WHERE d.county=m.county AND d.id=m.id AND d.what=${RAISE} AND d.at=m.due_at)<>1`,
  'and of nothing else': `(state NOT IN ${OPEN} OR paused_at<>0 OR overdue=1) AND EXISTS (SELECT 1 FROM due d WHERE d.county=m.county AND d.id=m.id)`,
  'what is past is raised or overdue': `state IN ${OPEN} AND paused_at=0 AND overdue=0 AND due_at<${now}`,
  'overdue at the top alone': 'overdue=1 AND level<>4',
  'what ended has its end, what is open none': '(closed_at<>0)<>(state IN (5, 6, 7))',
  'how often is what its steps say': `raised<>${STEPS}10) OR reopened<>${STEPS}8) OR urged<>${STEPS}23)`,
  'the last step is how it stands': `EXISTS (SELECT 1 FROM matter_step s WHERE s.county=m.county AND s.thing=m.id AND s.n=(SELECT MAX(n) FROM matter_step l
    WHERE l.county=m.county AND l.thing=m.id) AND (s.state<>m.state OR s.level<>m.level OR s.holder<>m.holder OR s.n<>m.seen))`,
});
const LEVELS = ['compound', 'community', 'street', 'county'], STATES = ['filed', 'accepted', 'working', 'answered', 'closed', 'refused', 'withdrawn'];
// Counted again from the rows and the steps; a rating is the last one of its closing.
function recount() {
  const rows = sql(`SELECT id, state, level, late FROM matter`), steps = sql('SELECT thing, verb, from_state, state, solved, content, closed_as FROM matter_step ORDER BY thing, n');
  const n = Object.fromEntries(['open_late', 'reopened', 'rework', 'urged', 'lowered', 'closed', 'closed_really', 'closed_stage', 'closed_formally',
    'solved', 'unsolved', 'content', 'fairly', 'discontent'].map((name) => [name, 0]));
  n.filed = rows.length;
  const at_end = Object.fromEntries(STATES.map((s) => [s, 0])), open_at = Object.fromEntries(LEVELS.map((l) => [l, 0]));
  for (const m of rows) {
    at_end[STATES[m.state - 1]]++;
    if (m.state > 4) continue;
    open_at[LEVELS[m.level - 1]]++;
    n.open_late += m.late;
  }
  const closings = new Map();
  for (const s of steps) {
    if (s.verb === 8) { n.reopened++; n.rework += s.from_state !== 6; }
    if (s.verb === 23) n.urged++;
    if (s.verb === 11) n.lowered++;
    if (s.verb === 7) {
      n.closed++;
      if (s.closed_as) n[['closed_really', 'closed_stage', 'closed_formally'][s.closed_as - 1]]++;
      closings.set(`${s.thing} ${closings.size}`, s);
      closings.set(s.thing, `${s.thing} ${closings.size - 1}`);
    }
    if (s.verb === 22) closings.set(closings.get(s.thing), s);
  }
  for (const s of closings.values()) {
    if (typeof s !== 'object') continue;
    if (s.solved) n[['solved', 'unsolved'][s.solved - 1]]++;
    if (s.content) n[['content', 'fairly', 'discontent'][s.content - 1]]++;
  }
  return { ...n, at_end, open_at };
}
async function figures() {
  const { json: c } = await local(data, 'GET', '/api/counts'), wanted = recount();
  const told = Object.fromEntries(Object.keys(wanted).map((name) => [name, c[name]]));
  told.at_end = Object.fromEntries(STATES.map((s) => [s, c.states[s]?.at_end ?? 0]));
  told.open_at = Object.fromEntries(LEVELS.map((l) => [l, c.open_at[l] ?? 0]));
  return [told, wanted];
}

for (let day = 0; day < DAYS; day++) {
  const now = await live(day);
  for (const [what, rows] of Object.entries(never(now))) same(sql(`SELECT id, state, level FROM matter m WHERE ${rows} LIMIT 3`), [], `day ${day}: ${what}`);
  if (day % 9 === 8 || day === DAYS - 1) same(...(await figures()), `day ${day}: every figure is what a re-count says`);
}
const done = [...outcomes].filter(([what]) => what.endsWith(' done')), refused = outcomes.size - done.length;
const missed = VERBS.filter((verb) => !outcomes.has(`${verb} done`));
check(missed.length <= 3, `nearly every verb was done at least once: ${missed}`);
check(refused > 25, `refusals of many kinds: ${refused}`);
console.log(`    seed ${SEED}: ${matters.length} matters, ${[...outcomes.values()].reduce((a, b) => a + b)} tries, ${done.reduce((a, [, n]) => a + n, 0)} done, ${refused} kinds of refusal`);
if (process.env.WALK_TELL) console.log([...outcomes].sort().map(([w, n]) => `    ${w}: ${n}`).join('\n'));
await server.stop();
const verified = word('verify', '--data', data);
check(verified.status === 0 && /clean/.test(verified.out), `replayed from the journal it is the same: ${verified.out}${verified.err}`);
await finish();
