#!/usr/bin/env node
// What an organisation held goes on when it ends, moves, or its place is merged: to whoever serves then, and they are told.
import { asker, check, fed, finish, folder, local, same, serve, staff, word } from './lib/linli.mjs';

const C = '410104003001', S = '410104003', Q = '410104';
const data = folder('orgs');
let server = await serve(data);
const anyone = asker(server);
const ago = (hours) => new Date(Date.now() - hours * 3600e3).toISOString();
const day = (offset = 0) => ago(24 * offset - 8).slice(0, 10);        // China's; 1: yesterday
const operator = (method, where, body, headers) => local(data, method, where, body, headers);
let from = 0;
async function file(place, more = {}, headers = {}) {
  const r = await operator('POST', '/api/matters', { text: '楼道灯不亮', place, subject: 'P03', ...more }, headers);
  same(r.status, 201, `filed at ${place}: ${r.text}`);
  return r.json.id;
}
const good = async (r, what) => { const a = await r; check(a.status < 300, `${what}: ${a.status} ${a.text}`); return a.json; };
const org = async (kind, name, place, more = {}) => (await good(operator('POST', '/api/orgs', { kind, name, place, valid_from: '2026-01-01', ...more }), name)).id;
const place = (code, name) => good(operator('POST', '/api/places', { code, name, valid_from: '2020-01-01' }), name);
const matter = async (id) => (await operator('GET', `/api/matters/${id}`)).json;
const deed = (who, id, verb, body = {}) => who('POST', `/api/matters/${id}/${verb}`, body);
const holders = async (list) => { const is = []; for (const id of list) is.push((await matter(id)).holder); return is; };
const change = (id, body) => good(operator('POST', `/api/orgs/${id}`, body), `changes ${id}`);
const words = async (who, id) => { await fed(server); return (await who('GET', `/api/messages?org=${id}&limit=200`)).json.items; };
async function until(wanted, what) {
  for (let i = 0; i < 120; i++) {
    if (await wanted()) return check(true, what);
    await new Promise((done) => setTimeout(done, 100));
  }
  return check(false, `${what}: still not`);
}

const H = `${C}091`;
await place(H, '松风里');
const committee = await staff(server, data, { name: '王社区', role: 'committee', place: C, kind: 'committee', org: '印刷厂街社区居委会' });
const street = await staff(server, data, { name: '赵街道', role: 'street', place: S, kind: 'street', org: '南关街街道办事处' });
const community = committee.me.posts[0].org.id, office = street.me.posts[0].org.id;
const old = await staff(server, data, { name: '马旧管', role: 'manager', place: H, kind: 'manager', org: '旧物业' });
const oldOrg = old.me.posts[0].org.id;
for (const id of [oldOrg, office]) await change(id, { valid_from: '2026-01-01' });

// ---- its last day lies behind: at once -------------------------------------------------------------------------------
const [filed, accepted, working, answered, closed, paused, up] = [await file(H), await file(H), await file(H), await file(H), await file(H), await file(H), await file(H)];
await good(deed(old, accepted, 'accept'), 'accepts');
await good(deed(old, working, 'assign'), 'takes');
await good(deed(old, answered, 'answer', { text: '已修' }), 'answers');
await good(deed(old, closed, 'close', { text: '已修' }), 'closes');
await good(deed(old, paused, 'pause', { text: '等配件' }), 'pauses');
await good(deed(committee, up, 'raise'), 'raises');
await good(deed(committee, up, 'assign', { org: oldOrg }), 'and gives it to the company');
const before = await matter(working);
same([before.holder, before.assignee], [oldOrg, old.me.id], 'with the old company');
const fresh = await org('manager', '新物业', H);
const elsewhere = await file(H);
same((await matter(elsewhere)).holder, oldOrg, 'of two the older one');
await change(oldOrg, { valid_to: day(1) });
same(await holders([filed, accepted, working, answered, paused, elsewhere]), Array(6).fill(fresh), 'with its last day they go to the new one');
same(await holders([up, closed]), [community, oldOrg], 'by the level where each lies; what is closed stays as it was');
let m = await matter(working);
same([m.state, m.assignee, m.due_at], ['accepted', null, before.due_at], 'nobody\'s any more, and the deadline stands');
same([m.steps.at(-1).verb, m.steps.at(-1).holder], ['pass', fresh], 'the history says so');
same([(await matter(answered)).state, (await matter(paused)).paused_at !== null, (await matter(filed)).state], ['answered', true, 'filed'], 'each in its state');
const fresher = await staff(server, data, { name: '新经理', role: 'manager', place: H, kind: 'manager', org: '新物业' });
same(fresher.me.posts[0].org.id, fresh, 'somebody in the new company');
same((await words(fresher, fresh)).map((w) => [w.thing, w.word]).sort(), [filed, accepted, working, answered, paused, elsewhere].map((id) => [id, 'pass']).sort(), 'is told');
same([...new Set((await words(fresher, fresh)).map((w) => w.label))], ['转由现任承办'], 'in words');
same((await fresher('GET', `/api/matters?org=${fresh}&open=1`)).json.items.length, 6, 'and finds them in the queue');
same((await deed(fresher, working, 'accept')).json.fault, 'deed_not_now', 'which may act: what is accepted is');
same((await deed(fresher, filed, 'accept')).status, 200, 'and what is not can be');
same((await deed(committee, closed, 'reopen')).json.holder, fresh, 'reopened, never at the one that ended');
for (const verb of ['assign', 'invite']) same((await deed(committee, filed, verb, { org: oldOrg })).json.problems?.[0]?.fault, 'org_unknown', `${verb} to one that ended`);
const soon = await org('manager', '未来物业', H, { valid_from: day(-9) });
same((await deed(committee, filed, 'assign', { org: soon })).json.problems?.[0]?.fault, 'org_unknown', 'nor to one that is still to come');
m = (await operator('POST', '/api/matters', { text: '前天的灯', place: H, subject: 'P03' }, { 'happened-at': ago(50) })).json;
same(m.holder, fresh, 'what happened in its days and is told now goes to who serves now');
same((await operator('POST', `/api/matters/${up}/lower`, { text: '请物业办', level: 'compound' }, { 'act-as': String(street.me.id) })).json?.holder, fresh, 'lowered to who serves now');

// ---- nobody serves after it: the place's queue, and the office above is told -------------------------------------------
const told = (await words(committee, community)).length;
await change(fresh, { valid_to: day(1) });
const open = [filed, accepted, working, answered, paused, elsewhere, closed, m.id];
same(await holders(open), Array(8).fill(null), 'nobody holds them');
const news = await words(committee, community);
same([news.slice(0, 9).map((w) => w.word), news.length], [Array(9).fill('pass'), told + 8], 'the community is told; of the one that was lowered it had heard before');
same((await deed(committee, accepted, 'accept')).json.fault, 'deed_not_now', 'and acts');
const third = await org('manager', '三物业', H);
same((await deed(committee, answered, 'reopen')).json.holder, third, 'reopened, it goes to who serves by then');
// The one that ended is to go on after all: what is filed is its own again, as it is the older one.
await change(third, { valid_to: day(1) });
await change(fresh, { valid_to: day(-30) });
const again = await file(H);
same((await matter(again)).holder, fresh, 'an organisation that goes on');
await change(fresh, { valid_to: day(1) });
same((await matter(again)).holder, null, 'and ends once more');

// ---- the day itself comes -------------------------------------------------------------------------------------------------
const fourth = await staff(server, data, { name: '四经理', role: 'manager', place: H, kind: 'manager', org: '四物业' }), fourthOrg = fourth.me.posts[0].org.id;
const last = await file(H);
await good(deed(fourth, last, 'assign'), 'takes');
await change(fourthOrg, { valid_to: day() });
same((await matter(last)).holder, fourthOrg, 'its last day is its own');
const fifth = await org('manager', '五物业', H);
await good(operator('POST', '/api/local/clock', { until: ago(-40) }), 'the clock goes on');
m = await matter(last);
same([m.holder, m.assignee, m.state, m.steps.at(-1).verb, m.steps.at(-1).at.slice(0, 19)], [fifth, null, 'accepted', 'pass', `${day(-1)}T00:00:00`], 'it goes on with the day');
await good(operator('POST', '/api/local/clock', { live: true }), 'the clock is live again');

// ---- somebody's hands whose organisation ended, with the matter held by another --------------------------------------------
const lent = await file(C);
await good(deed(street, lent, 'assign'), 'the street takes what the community holds');
m = await matter(lent);
same([m.holder, m.assignee], [community, street.me.id], 'held by one, in the hands of the other');
const newOffice = await org('street', '新街道办', S);
const raised = await file(S);
same((await matter(raised)).holder, office, 'the street office');
await change(office, { valid_to: day(1) });
m = await matter(lent);
same([m.holder, m.assignee, m.state, m.steps.at(-1).verb], [community, null, 'accepted', 'return'], 'it goes back to who holds it');
same((await matter(raised)).holder, newOffice, 'and what the office held to the new one');

// ---- the one it is about never gets it; a department by its subject ----------------------------------------------------------
const bureau = await org('department', '城管局', Q, { duty: 'P' }), hall = await org('county', '区政务办', Q);
const complaint = await file(H, { about_org: newOffice, private: true });
const works = await file(H);
for (const id of [works, complaint]) await good(operator('POST', `/api/matters/${id}/raise`, {}, { 'act-as': String(committee.me.id) }), 'raises');
const about = await file(S, { about_org: hall });
const county = await staff(server, data, { name: '孙区里', role: 'county', place: Q, kind: 'county', org: '区政务办' });
const climbs = await file(S);
await good(operator('POST', `/api/matters/${climbs}/raise`, {}, { 'act-as': String(county.me.id) }), 'raises');
same((await matter(climbs)).holder, bureau, 'a department by its duty');
const bureau2 = await org('department', '新城管局', Q, { duty: 'P03' });
await change(bureau, { valid_to: day(1) });
same((await matter(climbs)).holder, bureau2, 'to the next department with that duty');
await change(bureau2, { valid_to: day(1) });
same((await matter(climbs)).holder, hall, 'and then to the district\'s office');
await good(deed(county, about, 'note', { text: '知悉' }), 'the office may note');
m = await matter(about);
check(m.holder !== hall, 'a complaint about the office is not on its desk');
await change(newOffice, { valid_to: day(1) });
check(![hall, newOffice].includes((await matter(about)).holder), 'and does not come there when the office below ends');

// ---- a place that was merged or given a new code -------------------------------------------------------------------------------
const [A, B, N] = [`${S}091`, `${S}092`, `${S}093`];
for (const [code, name] of [[A, '甲社区'], [B, '乙社区']]) await place(code, name);
const orgA = await org('committee', '甲居委会', A), orgB = await org('committee', '乙居委会', B);
const [inA, handed] = [await file(A), await file(C)];
await good(deed(committee, handed, 'assign', { org: orgA }), 'given to the neighbours');
same(await holders([inA, handed]), [orgA, orgA], 'both with the committee of A');
const done = await file(A);
await good(operator('POST', `/api/matters/${done}/close`, { text: '好了' }, { 'act-as': String(street.me.id) })
  .then(async (r) => (r.status < 300 ? r : deed(county, done, 'close', { text: '好了' }))), 'closed');
await good(operator('POST', '/api/places/merge', { from: A, into: B }), 'merged');
same(await holders([inA, handed]), [orgB, orgA], 'what lay there goes to who serves it now; what was given from elsewhere stays');
same((await deed(county, done, 'reopen')).json.holder, orgB, 'reopened there');
await change(orgA, { phone: '0371-66000001' });
await change(orgA, { valid_to: day(1) });
same((await matter(handed)).holder, community, 'until it ends itself, which its old place does not hinder');
await place(N, '乙社区新码');
const inB = await file(B);
await good(operator('POST', '/api/places/merge', { from: B, into: N }), 'a new code');
same(await holders([inB, inA]), [orgB, orgB], 'takes nothing from who serves');
same((await matter(await file(N))).holder, orgB, 'who serves on there');
const orgN = await org('committee', '新码居委会', N);
same((await matter(await file(N))).holder, orgN, 'until somebody is named for it');

// ---- one that moves away ---------------------------------------------------------------------------------------------------------
const [X, Y] = [`${C}092`, `${C}093`];
for (const [code, name] of [[X, '东院'], [Y, '西院']]) await place(code, name);
const mover = await org('manager', '搬家物业', X), atX = await file(X);
same((await matter(atX)).holder, mover, 'serves one');
await change(mover, { place: Y });
same((await matter(atX)).holder, null, 'and leaves it for another');
same((await matter(await file(Y))).holder, mover, 'which it serves from now on');

// ---- very many, a server that was off, and proof ------------------------------------------------------------------------------
const many = await org('manager', '大物业', X), lines = [];
for (let i = 0; i < 1100; i++) lines.push(JSON.stringify({ method: 'POST', path: '/api/matters', key: `many-${i}`, body: { text: `第${i}件`, place: X, subject: 'P03' } }));
await good(operator('POST', '/api/local/batch', `${lines.join('\n')}\n`), 'files very many');
const heir = await org('manager', '接手物业', X);
await change(many, { valid_to: day(1) });
// All open ones of an org, page by page.
const openOf = async (org) => {
  const all = [];
  for (let after = ''; after !== null;) {
    const page = (await operator('GET', `/api/matters?org=${org}&open=1&limit=200${after && `&after=${after}`}`)).json;
    all.push(...page.items);
    after = page.next;
  }
  return all;
};
const left = async (org, which, until) => {
  let n = (await openOf(org)).filter(which).length;
  const first = n;
  for (let tries = 0; n > until && tries < 100; tries += 1) {
    await new Promise((done) => setTimeout(done, 200));
    n = (await openOf(org)).filter(which).length;
  }
  return [first, n];
};
let [first, none] = await left(many, (one) => one.holder === many, 0);
check(first <= 100 && none === 0, `of very many a thousand went on at once, the rest by the clock: ${first}, ${none}`);
// The same of one post.
const keeper = await staff(server, data, { name: '柴物业', role: 'manager', place: X, kind: 'manager', org: '接手物业' });
const mine = await openOf(heir), take = mine.map((one) => JSON.stringify({ method: 'POST', path: `/api/matters/${one.id}/assign`, act_as: keeper.me.id, body: {} }));
check(mine.length >= 1100, 'with who follows');
await good(operator('POST', '/api/local/batch', `${take.join('\n')}\n`), 'taken in hand');
same((await openOf(heir)).filter((one) => one.state === 'working').length, mine.length, 'all of them');
await good(operator('POST', `/api/posts/${keeper.me.posts[0].id}/end`, {}), 'its post ends');
[first, none] = await left(heir, (one) => one.state === 'working', 0);
check(first <= mine.length - 1000 && none === 0, `a thousand came back at once, the rest by the clock: ${first}, ${none}`);
// What has ended is listed where that is asked for, and nowhere else.
const gone = await staff(server, data, { name: '曾社区', role: 'committee', place: C, kind: 'committee', org: '印刷厂街社区居委会' });
await good(operator('POST', `/api/posts/${gone.me.posts[0].id}/end`, {}), 'a post ends');
for (const [list, id] of [[`orgs?place=${X}`, many], [`posts?place=${C}`, gone.me.posts[0].id]])
  for (const [all, wanted] of [['', false], ['&all=0', false], ['&all=1', true]]) {
    const rows = (await operator('GET', `/api/${list}${all}&limit=200`)).json.items;
    same(rows.some((row) => row.id === id), wanted, `${list}${all}`);
  }
await change(heir, { valid_to: day() });
const heir2 = await org('manager', '末物业', X), one = await file(X);
same((await matter(one)).holder, heir, 'on its last day');
const beside = word('verify', '--data', data);
same(beside.status, 0, `verify beside the running server: ${beside.out}${beside.err}`);
await server.stop();
server = await serve(data);
await good(operator('POST', '/api/local/clock', { until: ago(-40) }), 'the day passed while it was off');
await until(async () => (await matter(one)).holder === heir2, 'it goes on after the start');
await server.stop();
same(word('rebuild', '--data', data).status, 0, 'rebuild');
const after = word('verify', '--data', data);
check(after.status === 0 && /clean/.test(after.out), `verify: ${after.out}${after.err}`);
finish();
