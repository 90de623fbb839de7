#!/usr/bin/env node
// Notices: written, published for a period, masked, corrected, objected to, ended by time; the board, the feed, the
// poster, and the proof of how long it hung.
import path from 'node:path';
import { WORK, asker, check, fed, finish, folder, local, same, serve, staff, word } from './lib/linli.mjs';
import { photo, send } from './lib/papers.mjs';

const C = '410104003001', OTHER = '410104003002';
const data = folder('notices');
const server = await serve(data);
const good = async (r, what) => { const a = await r; check(a.status < 300, `${what}: ${a.status} ${a.text}`); return a.json; };
const day = (offset) => new Date(Date.now() + (24 * offset + 8) * 3600e3).toISOString().slice(0, 10);
const office = await staff(server, data, { name: '王社区', role: 'committee', place: C, kind: 'committee', org: '印刷厂街社区居委会' });
const street = await staff(server, data, { name: '赵街道', role: 'street', place: '410104003', kind: 'street', org: '陇海马路街道办事处' });
const other = await staff(server, data, { name: '钱社区', role: 'committee', place: OTHER, kind: 'committee', org: '另一社区居委会' });
const anyone = asker(server), resident = asker(server);
await good(resident('POST', '/api/sign-up', { county: 410104, name: '李四', phone: '13900000001', password: 'a good long word' }), 'a resident signs up');
const problems = (r) => (r.json.problems ?? []).map((p) => `${p.field}:${p.fault}`).sort();
const notice = async (id, who = anyone) => (await who('GET', `/api/notices/${id}`)).json;
const deed = (who, id, verb, body = {}) => who('POST', `/api/notices/${id}/${verb}`, body);
const board = async (place, who = anyone) => (await who('GET', `/api/board?place=${place}`)).json.items.map((i) => i.id);

// ---- kinds -------------------------------------------------------------------------------------------------------------------
const kinds = (await anyone('GET', '/api/notice-kinds')).json.items;
const kind = (k) => kinds.find((x) => x.kind === k);
same([kind('affairs').least_days, kind('cands').least_days, kind('meeting').needs], [15, 7, '时间 地点 形式'], 'least periods and contents are rows of the pack');
check(kinds.every((k) => k.source && k.evidence), 'each with its source');

// ---- a draft --------------------------------------------------------------------------------------------------------------------
const body = '11 月收支：\n收入 12,300 元，支出 9,800 元。\n经手人 张三丰，电话 13800000001，住 3号楼2单元501室。';
const affairs = { place: C, subject: 'affairs', title: '11 月居务公开', body };
same((await anyone('POST', '/api/notices', affairs)).status, 401, 'a stranger publishes nothing');
same((await resident('POST', '/api/notices', affairs)).status, 403, 'nor a resident');
same((await other('POST', '/api/notices', affairs)).status, 403, 'nor an office elsewhere');
let r = await office('POST', '/api/notices', { ...affairs, subject: 'nothing', audience: 'orgs' });
same([r.status, problems(r)], [422, ['orgs:field_missing', 'subject:notice_kind']], 'all that is wrong in one answer');
const picture = await good(send(office, photo('jpg'), 'image/jpeg'), 'a photo');
const id = (await good(office('POST', '/api/notices', { ...affairs, papers: [picture.name] }), 'a draft')).id;
const shown = (await notice(id, office)).steps[0].papers[0].screen;
const looks = async (who, at = shown) => (await who('GET', at)).status;
same([await looks(office), await looks(anyone)], [200, 404], 'its photo is seen by whom the draft is');
same([(await anyone('GET', `/api/notices/${id}`)).status, (await other('GET', `/api/notices/${id}`)).status, await board(C)], [404, 404, []], 'nobody else sees it');
let n = await notice(id, office);
same([n.state, n.hidden, n.kind_name, n.least_on, n.can], ['draft', true, '居务公开', day(15), ['edit', 'publish', 'drop', 'note', 'forget']], 'as it stands');
check(n.found.includes('手机号 138****0001') && n.found.includes('门牌住址'), `what is personal in it is said before anybody tries: ${n.found}`);
check(!n.found.includes('13800000001'), 'and is not shown on the way');

// ---- publishing --------------------------------------------------------------------------------------------------------------------
r = await deed(office, id, 'publish', { to_on: day(3) });
same([r.status, problems(r)], [422, ['keep_why:notice_personal', 'to_on:notice_short']], 'too short, and personal words in it');
check(r.json.problems.some((p) => p.hint === day(15)), `which day is long enough: ${r.text}`);
same((await deed(street, id, 'publish', { to_on: day(15) })).status, 403, 'it is the committee’s to publish');
await good(deed(office, id, 'publish', { to_on: day(15), mask: '张三丰', mask_found: true }), 'masked, and long enough');
n = await notice(id);
same([n.state, n.hidden, n.version, n.to_on], ['up', false, 1, day(15)], 'it hangs');
same(await looks(anyone), 200, 'with its photo');
same(n.shown.split('\n')[2], '经手人 张**，电话 138****0001，住 3号楼*******。', 'masked for everybody');
same([n.body, n.mask, JSON.stringify(n).includes('张三丰')], [undefined, undefined, false], 'what was written is not for everybody');
same((await notice(id, office)).body, body, 'and is kept for whom it is');
same([await board(C), await board(`${C}`), await board('410104003'), await board(OTHER)], [[id], [id], [], []], 'over its place and what lies below');
await fed(server);
same((await anyone('GET', `/api/notices?place=${C}&text=${encodeURIComponent('收入')}`)).json.items.map((i) => i.id), [id], 'its words are found');
same((await anyone('GET', `/api/notices?place=${C}&text=${encodeURIComponent('张三丰')}`)).json.items, [], 'those that are masked are not');
same((await anyone('GET', `/api/notices/${n.number}`)).json.id, id, 'by its number');
same((await anyone('GET', `/api/notices?place=${C}&order=urgent`)).json.items.map((i) => i.id), [id], 'the first to end first');

// ---- shown for a reason; what it must name; whose kind it is -------------------------------------------------------------------------
const hotline = (await good(office('POST', '/api/notices', { place: C, subject: 'notice', title: '值班电话', body: '值班手机 13700000002' }), 'another')).id;
same(problems(await deed(office, hotline, 'publish', { to_on: day(1) })), ['keep_why:notice_personal'], 'a phone');
await good(deed(office, hotline, 'publish', { to_on: day(1), keep_why: '社区公开的值班电话' }), 'is shown for a reason that is kept');
same((await notice(hotline)).shown, '值班手机 13700000002', 'as it was written');
const meeting = (await good(street('POST', '/api/notices', { place: C, subject: 'meeting', title: '业主大会公告', body: '时间：12 月 20 日' }), 'a meeting')).id;
r = await deed(street, meeting, 'publish', { to_on: day(7) });
same([problems(r), r.json.problems[0].hint], [['body:notice_lacks'], '地点、形式'], 'what it does not name');
await good(deed(street, meeting, 'edit', { body: '时间：12 月 20 日\n地点：社区会议室\n形式：集体讨论', to_on: day(7) }), 'is added');
await good(deed(street, meeting, 'publish'), 'then it hangs');
const cands = (await good(office('POST', '/api/notices', { place: C, subject: 'cands', title: '候选人名单', body: '名单' }), 'candidates')).id;
same(problems(await deed(office, cands, 'publish', { to_on: day(9) })), ['subject:notice_issuer'], 'candidates are published by the street office');

// ---- corrected: what hung before stays readable ----------------------------------------------------------------------------------------
same(problems(await deed(office, id, 'correct', { body: '更正' })), ['text:field_missing'], 'a correction says why');
same(problems(await deed(office, id, 'correct', { text: '写错', to_on: day(9) })), ['to_on:notice_short'], 'and does not end too early');
same(problems(await deed(office, hotline, 'correct', { text: '写错', to_on: day(-1), body: '值班' })), ['to_on:field_out_of_range', 'to_on:notice_short'], 'nor in the past');
same(problems(await deed(office, id, 'correct', { text: '写错', mask: '张三峰' })), ['mask:notice_idle'], 'a mask that masks nothing is told');
same((await office('POST', `/api/notices/${id}/forget`, {})).json.fault, 'deed_not_now', 'nothing hangs without its words');
await good(deed(office, id, 'correct', { text: '支出写错', title: '11 月居务公开（更正）', body: body.replace('9,800', '9,900') }), 'corrected');
n = await notice(id);
same([n.version, n.title, n.shown.includes('9,900'), n.shown.includes('张三丰')], [2, '11 月居务公开（更正）', true, false], 'the new one hangs, masked alike');
const hung = n.steps.filter((s) => s.version);
same(hung.map((s) => [s.verb, s.version, s.title, s.shown.includes('9,800'), s.text]),
  [['publish', 1, '11 月居务公开', true, ''], ['correct', 2, '11 月居务公开（更正）', false, '支出写错']], 'both versions are read by everybody');
check(hung.every((s) => s.body === undefined), 'without what was masked');

same(problems(await deed(office, hotline, 'correct', { text: '换人', body: '值班手机 13700000003' })), ['keep_why:notice_personal'], 'why something was shown once is no reason for what comes new');
await good(deed(office, hotline, 'correct', { text: '换人', body: '值班手机 13700000003', keep_why: '社区公开的值班电话' }), 'it is said again');

// ---- objecting -----------------------------------------------------------------------------------------------------------------------------
same((await anyone('POST', `/api/notices/${hotline}/objection`, { text: '不对' })).json.fault, 'notice_final', 'not to every kind');
r = await good(resident('POST', `/api/notices/${id}/objection`, { text: '支出对不上，请说明' }), 'a resident objects');
let m = (await resident('GET', `/api/matters/${r.matter}`)).json;
same([m.origin, m.private, m.text], [id, true, '支出对不上，请说明'], 'a matter of their own, not public');
same((await resident('GET', '/api/matters?mine=1')).json.items.map((i) => i.id), [r.matter], 'among their own');
m = (await street('GET', `/api/matters/${r.matter}`)).json;
same([m.about_org, m.level, m.subject], [office.me.posts[0].org.id, 'street', 'Z99'], 'the street office decides it, not whom it is about');
same((await office('GET', `/api/matters/${r.matter}`)).status, 404, 'which does not learn who');
n = await notice(id, office);
const step = n.steps.at(-1);
same([n.objections, step.verb, step.actor ?? null], [1, 'object', null], 'the notice counts it');
r = await good(anyone('POST', `/api/notices/${id}/objection`, { text: '我也有异议', anonymous: true }), 'without an account too');
same((await anyone('GET', `/api/matters/${r.matter}?follow=${r.follow}`)).json.text, '我也有异议', 'followed by its link');
const once = () => resident('POST', `/api/notices/${id}/objection`, { text: '匿名的异议', anonymous: true }, { 'Idempotency-Key': 'object-once-by-somebody' });
const [one, two] = [await once(), await once()];
same([one.status, two.status, one.json.matter === two.json.matter], [201, 201, true], `said again it is the same: ${two.text}`);

// ---- for some alone -------------------------------------------------------------------------------------------------------------------------
const some = { place: '410104003', subject: 'notice', title: '内部安排', body: '请各社区报名', audience: 'orgs', orgs: String(office.me.posts[0].org.id) };
const told = (await good(street('POST', '/api/notices', some), 'for one organisation')).id;
await good(deed(street, told, 'publish', { to_on: day(5) }), 'published');
await fed(server);
const seen = async (who) => (await who('GET', `/api/notices/${told}`)).status;
same([await seen(anyone), await seen(other), await seen(office)], [404, 404, 200], 'read by whom it is for');
check((await office('GET', '/api/messages')).json.items.some((i) => i.thing === told), 'who is told');
await good(deed(street, told, 'note', { text: '内部：张三丰' }), 'a note');
await good(deed(street, told, 'correct', { text: '换人', body: '请各社区报名，找张三丰', mask: '张三丰' }), 'masked for them too');
const theirs = await notice(told, office);
same([theirs.shown, theirs.body, theirs.mask, theirs.can, JSON.stringify(theirs).includes('张三丰')], ['请各社区报名，找张**', undefined, undefined, [], false], 'they read what hangs, and nothing of how');
await good(deed(street, told, 'hide', { text: '停' }), 'hidden');
same(await seen(office), 404, 'from them as well');
same((await anyone('GET', `/api/notices/${told}/poster`)).status, 404, 'and never printed');

// ---- the feed, the poster --------------------------------------------------------------------------------------------------------------------
r = await anyone('GET', `/api/feeds/${C}`);
same([r.status, r.headers.get('content-type')], [200, 'application/atom+xml; charset=utf-8'], 'an Atom feed');
same((r.text.match(/<entry>/g) ?? []).length, 3, 'of what hangs there');
check(r.text.includes('<title>11 月居务公开（更正）</title>') && r.text.includes(`/#/${n.number}`) && !r.text.includes('张三丰'), 'masked, with its address');
same((await anyone('GET', '/api/feeds/999999')).status, 404, 'of no place there is none');
r = await anyone('GET', `/api/notices/${n.number}/poster`);
check(r.text.includes('<svg') && r.text.includes('张**') && r.text.includes('居民委员会组织法 34') && r.text.includes(n.number), 'a poster with its QR code');
check(/回执第 \d+ 号/.test(r.text) && !r.text.includes('张三丰'), 'the receipt’s number and nothing that is masked');
check(r.text.includes(`<p>公示期：${day(0)} 至 ${day(15)}</p>`), `from when to when: ${r.text.slice(-900)}`);
same([r.headers.get('content-type'), r.headers.get('content-security-policy').includes("default-src 'self'")], ['text/html; charset=utf-8', true], 'under the strict rules of pages');
check((await (await fetch(`${server.url}/print.css`)).text()).includes('A4'), 'its style is there');
const bad = (await good(office('POST', '/api/notices', { place: C, subject: 'notice', title: '<b>&"标题', body: '<script>alert(1)</script>', to_on: day(2) }), 'odd words')).id;
await good(deed(office, bad, 'publish'), 'hang');
r = await anyone('GET', `/api/notices/${bad}/poster`);
check(!r.text.includes('<script>') && r.text.includes('&lt;script&gt;') && r.text.includes('&lt;b&gt;&amp;&quot;'), 'as text');

// ---- hidden, taken down, over ----------------------------------------------------------------------------------------------------------------
await good(deed(street, hotline, 'hide', { text: '号码有误' }), 'an office above hides one');
same([(await anyone('GET', `/api/notices/${hotline}`)).status, (await board(C)).includes(hotline)], [404, false], 'then it hangs no more');
await good(deed(street, hotline, 'show'), 'shows it again');
same((await board(C)).includes(hotline), true, 'and it does');
same(problems(await deed(office, bad, 'take_down')), ['text:field_missing'], 'who takes it down says why');
await good(deed(office, bad, 'take_down', { text: '发错了' }), 'taken down');
same([(await notice(bad)).state, (await board(C)).includes(bad)], ['down', false], 'is read by who asks, and hangs nowhere');
r = await good(local(data, 'POST', '/api/local/clock', { until: new Date(`${day(17)}T00:00:00+08:00`).toISOString() }), 'time goes on');
n = await notice(id);
same([n.state, (await board(C)).includes(id), n.can], ['over', false, []], 'its period is over');
const proof = (await anyone('GET', `/api/notices/${id}/hung`)).json;
same([proof.days, proof.least_days, proof.enough, proof.version, proof.gaps], [15, 15, true, 2, []], 'how long it hung');
check(proof.to_entry > proof.from_entry && (await anyone('GET', `/api/proof/410104/receipt?entry=${proof.from_entry}`)).text.startsWith('c2sp.org/tlog-proof'), `and each end has its receipt`);
const gap = (await anyone('GET', `/api/notices/${hotline}/hung`)).json;
same([gap.gaps.length, gap.enough], [1, false], 'a gap is told');
same((await resident('POST', `/api/notices/${id}/objection`, { text: '晚了' })).json.fault, 'deed_not_now', 'after its period nobody objects');

// ---- a copy brings it back, with its photo ----------------------------------------------------------------------------------------------------------
const copy = path.join(WORK, 'notices-copy'), back = path.join(WORK, 'notices-back');
same(word('backup', copy, '--data', data).status, 0, 'a backup');
const key = ['--key-file', path.join(data, 'keys', 'master.key')];
same(word('restore', copy, '--data', back, ...key).status, 0, 'is restored');
const again = await serve(back, { args: key }), stranger = asker(again);
same([await looks(stranger), (await stranger('GET', `/api/notices/${id}/hung`)).json.days], [200, 15], 'with its photo and its proof');
await again.stop();

// ---- the ledger, and removing ------------------------------------------------------------------------------------------------------------------
const csv = (await office('GET', `/api/notices.csv?place=${C}`)).text;
check(csv.includes('居务公开') && csv.includes('公示期满') && !csv.includes('张三丰'), 'a ledger');
await good(office('POST', `/api/notices/${id}/forget`, {}), 'its words are removed');
n = await notice(id, office);
same([n.title, n.shown, n.body], ['removed', 'removed', 'removed'].map(() => n.title), 'everywhere');
check(n.steps.filter((s) => s.version).every((s) => s.shown === n.title && s.body === n.title && s.title === n.title), `in what hung before too: ${JSON.stringify(n.steps)}`);
await server.stop();
same(word('verify', '--data', data).status, 0, 'the record holds');
await finish();
