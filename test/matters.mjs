#!/usr/bin/env node
// One report travels the whole road: filed without an account, seen by all, settled by those who may, raised, checked.
import { asker, check, finish, folder, local, same, serve, staff, word } from './lib/linli.mjs';

const C = '410104003001', S = '410104003', Q = '410104';
const data = folder('matters');
const server = await serve(data);
const anyone = asker(server);

// ---- places and people -------------------------------------------------------------------------
const committee = await staff(server, data, { name: '王社区', role: 'committee', place: C, kind: 'committee', org: '印刷厂街社区居委会' });
const neighbour = await staff(server, data, { name: '李社区', role: 'committee', place: '410104003002', kind: 'committee', org: '惠工街社区居委会' });
const street = await staff(server, data, { name: '赵街道', role: 'street', place: S, kind: 'street', org: '南关街街道办事处' });
const county = await staff(server, data, { name: '孙区里', role: 'county', place: Q, kind: 'county', org: '管城区政务办' });
let r = await committee('POST', '/api/places', { code: `${C}001`, name: '印刷厂家属院' });
same(r.status, 201, 'the community adds a compound');
const compound = `${C}001`;
const manager = await staff(server, data, { name: '周经理', role: 'manager', place: compound, kind: 'manager', org: '安居物业' });
const managerOrg = manager.me.posts[0].org?.id ?? manager.me.posts[0].org;
const resident = asker(server);
r = await resident('POST', '/api/sign-up', { name: '陈居民', password: 'zhe-shi-mima-88', phone: '13800001234' });
same(r.status, 200, 'a resident signs up');

// ---- filing --------------------------------------------------------------------------------------
r = await anyone('POST', '/api/matters', { text: '三号楼门口的路灯连续三天不亮', place: C });
same(r.status, 201, 'filed without an account');
const lamp = r.json;
check(/^410104-\d{8}-0001$/.test(lamp.number), 'a human number');
same([lamp.state, lamp.level, lamp.subject, lamp.place.code], ['filed', 'community', 'S02', C], 'decided at filing');
check(lamp.due_at && lamp.receipt?.leaf?.length === 64 && lamp.follow, 'due moment, receipt, follow-up link');
check(lamp.holder_name === '印刷厂街社区居委会', 'the committee holds it');
r = await anyone('GET', `/api/matters/${lamp.id}`);
same(r.status, 200, 'public at once');
check(!('reporter_phone' in r.json) && r.json.steps.length === 1, 'no reporter fields for the public');
same(r.json.can, [], 'the public has no buttons');
r = await anyone('GET', `/api/matters/${lamp.id}`, undefined, { 'If-None-Match': r.headers.get('etag') });
same(r.status, 304, 'ETag');
r = await anyone('GET', `/api/matters/${lamp.id}?follow=${lamp.follow}`);
check(r.json.can.includes('withdraw'), 'the follow-up link opens the reporter\'s buttons');
r = await anyone('GET', `/api/matters/${lamp.id}?follow=${lamp.follow.slice(0, -1)}${lamp.follow.endsWith('a') ? 'b' : 'a'}`);
check(r.status === 401 || !r.json.can.includes('withdraw'), 'a wrong link does not');

// ---- before it is sent ------------------------------------------------------------------------------
const untouched = await anyone('GET', `/api/counts?place=${C}`);
const personal = '电梯坏了，有人被困，我的电话 13800009999，3号楼2单元501室';
r = await anyone('POST', '/api/matters/preview', { text: personal, place: compound });
same(r.status, 200, `looked at: ${r.text}`);
const seen = r.json;
same([seen.text.includes('13800009999'), seen.text.includes('501'), seen.open, seen.searched, seen.personal.includes('13800009999')], [false, false, true, true, false],
  'what is personal is not for everybody');
same([seen.calls.map((c) => [c.phone, c.words]), seen.subject, seen.classified], [[['119', '被困']], 'P06', true], 'whom to call first, and what it is about');
same([seen.level, seen.holder_name, seen.holder_kind, seen.due_at > '2026', /办理.*算起/.test(seen.why), seen.source.length > 5], ['compound', '安居物业', 'manager', true, true, true],
  'who gets it, until when, why then');
same((await anyone('POST', '/api/matters/preview', { text: '水管爆了', place: compound, subject: 'U01' })).json.next_door.phone !== undefined, true,
  'and where it is decided instead');
r = (await anyone('POST', '/api/matters/preview', { text: '门口的路灯不亮', place: C }, { 'Accept-Language': 'en' })).json;
same([r.similar.map((m) => [m.number, m.state]), r.holder_name, /days, counted from tomorrow/.test(r.why), r.next_door], [[[lamp.number, 'filed']], '印刷厂街社区居委会', true, undefined],
  'the same was reported already');
r = (await anyone('POST', '/api/matters/preview', { text: '邻居吵架', place: C, private: true })).json;
same([r.open, r.searched, r.seen_by.length > 5], [false, false, true], 'a private one is not for everybody');
r = (await anyone('POST', '/api/matters/preview', { text: '邻居吵架', place: C, kind: 'dispute' })).json;
same([r.open, r.searched], [true, false], 'a dispute is not searched');
r = await anyone('POST', '/api/matters/preview', { place: '410104003999', urgency: 'so' });
same([r.status, r.json.problems.map((p) => p.field).sort()], [422, ['place', 'text', 'urgency']], 'all that is wrong, as filing says it');
same((await anyone('GET', `/api/counts?place=${C}`)).text, untouched.text, 'and nothing came of it');
r = await anyone('POST', '/api/matters', { text: personal, place: C, spot: '打 13800009999' });
const masked = (await anyone('GET', `/api/matters/${r.json.id}`)).json;
same([masked.text, masked.text.includes('13800009999'), masked.spot.includes('13800009999')], [seen.text, false, false], 'everybody reads what was shown before');
same((await anyone('GET', `/api/matters/${r.json.id}`, undefined, { 'Linli-Follow': r.json.follow })).json.text, personal, 'whose it is reads the words as they were written');
const lists = [`/api/matters?place=${C}`, `/api/matters.csv?place=${C}`];
for (const where of lists) check(!(await anyone('GET', where)).text.includes('13800009999'), `${where} is alike`);
check((await committee('GET', `/api/matters/${r.json.id}`)).json.text === personal, 'who handles it too');
same((await anyone('POST', `/api/matters/${r.json.id}/withdraw`, {}, { 'Linli-Follow': r.json.follow })).status, 200, 'withdrawn');

same([masked.passed.map((p) => [p.level, p.holder_kind, p.to_at, p.lapsed]), masked.holder_kind, masked.steps[0].org_kind], [[['community', 'committee', null, false]], 'committee', undefined],
  'where it lay, and whose seal');

// ---- saying it again -------------------------------------------------------------------------------
const again = { 'Idempotency-Key': 'phone-1' };
const one = await resident('POST', '/api/matters', { text: '楼道堆满杂物', place: compound, lat: 34.71, lon: 113.68, reporter_name: '陈居民', reporter_phone: '138 0000 1234', share: 'manager' }, again);
const two = await resident('POST', '/api/matters', { text: '楼道堆满杂物', place: compound, lat: 34.71, lon: 113.68, reporter_name: '陈居民', reporter_phone: '138 0000 1234', share: 'manager' }, again);
same([one.status, two.status, one.json.id === two.json.id], [201, 201, true], 'the same key gives the same matter');
same(two.text, one.text, 'and the same answer');
r = await resident('POST', '/api/matters', { text: '别的事情', place: compound }, again);
same([r.status, r.json.fault], [422, 'key_other_record'], 'the same key with another record');
const heap = one.json;
same(heap.level, 'compound', 'it starts at the compound where a manager serves it');

// ---- deeds and who may -----------------------------------------------------------------------------
const deed = (who, m, verb, body = {}) => who('POST', `/api/matters/${m.id ?? m}/${verb}`, body);
same((await deed(anyone, lamp, 'accept')).status, 401, 'nobody without sign-in accepts');
same((await deed(resident, lamp, 'accept')).status, 403, 'nor a resident');
same((await deed(neighbour, lamp, 'accept')).status, 403, 'nor the next community');
same((await deed(manager, lamp, 'accept')).status, 403, 'nor a manager elsewhere');
r = await deed(committee, lamp, 'accept');
same([r.status, r.json.state, r.json.verb], [200, 'accepted', 'accept'], 'the community accepts');
same((await deed(committee, lamp, 'accept')).json.fault, 'deed_not_now', 'not twice');
r = await committee('POST', `/api/matters/${lamp.id}/close`, { seen: lamp.seen });
same([r.status, r.json.fault, r.json.since?.length], [409, 'seen_stale', 1], 'what happened since is listed');
same((await deed(committee, lamp, 'note', { text: '联系电工,内部记录' })).status, 200, 'a note');
r = await anyone('GET', `/api/matters/${lamp.id}`);
check(!r.text.includes('内部记录'), 'internal notes stay inside');
same((await deed(committee, lamp, 'answer', { text: '今天下午修' })).json.state, 'answered', 'answered');
r = await anyone('GET', `/api/matters/${lamp.id}`);
check(r.text.includes('今天下午修'), 'answers are open');
r = await anyone('POST', `/api/matters/${lamp.id}/reopen?follow=${lamp.follow}`, { text: '还是不亮' });
same([r.status, r.json?.state], [200, 'accepted'], 'the reporter reopens by the link');
same((await deed(committee, lamp, 'close', { text: '已修好' })).json.state, 'closed', 'closed');
same((await deed(committee, lamp, 'raise')).json.fault, 'deed_not_now', 'closed is closed');

const problems = (answer) => answer.json.problems?.map((p) => `${p.field}:${p.fault}`);

// ---- not fixed, and how it went ------------------------------------------------------------------------
const stairs = (await resident('POST', '/api/matters', { text: '楼梯间的灯不亮，上下楼看不见', place: C })).json;
same((await deed(resident, stairs, 'urge', { text: '请快一点' })).status, 200, 'the reporter asks after it');
same((await deed(resident, stairs, 'urge')).json.fault, 'urged_today', 'once a day');
same((await deed(committee, stairs, 'urge')).status, 403, 'nobody else does');
same(problems(await deed(committee, stairs, 'answer', { text: '换了灯泡', closed_as: 'really' })), ['closed_as:field_not_together'], 'an answer closes nothing');
await deed(committee, stairs, 'answer', { text: '换了灯泡' });
same((await deed(resident, stairs, 'rate', { solved: 'yes' })).json.fault, 'deed_not_now', 'what is not closed is not rated');
r = await deed(resident, stairs, 'reopen', { text: '晚上又灭了' });
same([r.json.state, r.json.level], ['accepted', 'community'], 'not fixed: the same level tries again');
r = await deed(committee, stairs, 'close', { text: '换了线路', closed_as: 'stage' });
same([r.json.state, r.json.closed_as], ['closed', 'stage'], 'closed for now, and that is said');
same(problems(await deed(resident, stairs, 'rate', { content: 'yes' })), ['solved:field_missing'], 'whether it is solved is what is asked');
same((await deed(committee, stairs, 'rate', { solved: 'yes' })).json.fault, 'rated_by_self', 'who settled it does not rate it');
same((await deed(neighbour, stairs, 'rate', { solved: 'yes' })).status, 403, 'nor an office elsewhere');
const figures = async (who = anyone) => { const c = (await who('GET', `/api/counts?place=${C}`)).json; return [c.rework, c.urged, c.closed_stage, c.solved, c.unsolved, c.content, c.discontent]; };
const [rework, urged, stage, solved, unsolved, content, discontent] = await figures();
r = await deed(county, stairs, 'rate', { solved: 'yes', content: 'yes', text: '电话回访' });
same([r.status, r.json.solved, r.json.content], [200, 'yes', 'yes'], 'another office notes what it heard when calling back');
same(await figures(), [rework, urged, stage, solved + 1, unsolved, content + 1, discontent], 'counted');
r = await deed(resident, stairs, 'rate', { solved: 'no', content: 'no', text: '没有人打过电话，灯还是灭的' });
same([r.status, r.json.solved], [200, 'no'], 'the reporter says so himself');
same(await figures(), [rework, urged, stage, solved, unsolved + 1, content, discontent + 1], 'and that is what counts');
r = await deed(resident, stairs, 'reopen', { text: '还是不亮' });
const climbed = (await anyone('GET', `/api/matters/${stairs.id}`)).json;
same([r.json.state, climbed.level, climbed.reopened, climbed.solved, climbed.closed_as], ['accepted', 'street', 2, null, null], 'not fixed again: the level above takes it');
same(await figures(), [rework + 1, urged, stage, solved, unsolved + 1, content, discontent + 1], 'rework; what was said of the closing stays said');
check((await committee('GET', '/api/messages?org=' + climbed.steps.find((s) => s.verb === 'answer').org)).json.items.some((i) => i.thing === stairs.id), 'who answered hears of it');
r = await deed(county, stairs, 'close', { text: '换了整条线', closed_as: 'really' });
same(r.json.state, 'closed', 'closed above');

// ---- private words -----------------------------------------------------------------------------------
r = await anyone('GET', `/api/matters/${heap.id}`);
check(!r.text.includes('1234') && !('reporter_name' in r.json), 'phone not for the public');
r = await committee('GET', `/api/matters/${heap.id}`);
same(r.json.reporter_phone, '***', 'masked for the community');
r = await manager('GET', `/api/matters/${heap.id}`);
same(r.json.reporter_phone, '***', 'masked for the party the reporter ticked');
same((await neighbour('POST', `/api/matters/${heap.id}/look`, { why: '看看' })).status, 403, 'the next community may not look');
r = await deed(committee, heap, 'raise');
same(r.json.level, 'community', 'compound to community');
r = await deed(committee, heap, 'lower', { text: '请物业先办' });
same([r.json.level, r.json.holder], ['compound', managerOrg], 'and down to the compound again');
r = await committee('GET', `/api/matters?party=${managerOrg}`);
same(r.json.items.map((m) => m.id), [heap.id], 'a party\'s matters');
same((await resident('GET', `/api/matters?party=${managerOrg}`)).status, 403, 'are not for everybody');
r = await committee('POST', `/api/matters/${heap.id}/look`, { why: '电话回访' });
same([r.status, r.json.reporter_phone], [200, '13800001234'], 'looking opens it');
r = await resident('GET', `/api/matters/${heap.id}/looks`);
check(r.json.items.length === 1 && r.json.items[0].why === '电话回访', 'the reporter sees who looked');

// ---- the org a matter is about ---------------------------------------------------------------------------
r = await resident('POST', '/api/matters', { text: '物业乱收费', place: compound, about_org: managerOrg, private: true, share: 'none' });
same([r.status, r.json.level], [201, 'community'], 'a complaint about the manager starts at the community');
const fee = r.json;
same((await anyone('GET', `/api/matters/${fee.id}`)).status, 404, 'private is not public');
same((await neighbour('GET', `/api/matters/${fee.id}`)).status, 404, 'nor for the next community');
r = await committee('GET', `/api/matters/${fee.id}`);
check(r.json.text === '物业乱收费', 'the community reads it');
r = await committee('POST', `/api/matters/${fee.id}/invite`, { org: managerOrg });
same(r.status, 200, 'the manager is heard as a party');
r = await manager('GET', `/api/matters/${fee.id}`);
check(r.status === 200 && r.json.text === '' && !('reporter_phone' in r.json), 'but sees neither text nor reporter');
same((await deed(manager, fee, 'close')).json.fault, 'deed_about_you', 'and cannot close it');
same((await deed(manager, fee, 'answer', { text: '按合同收取' })).status, 200, 'but may answer');

same((await deed(committee, fee, 'note', { text: '住户怕报复,注意保密' })).status, 200, 'the office notes something');
r = await manager('GET', `/api/matters/${fee.id}`);
check(!r.text.includes('怕报复') && r.json.steps.every((s) => s.actor == null), 'which the manager never reads');
check(r.json.lat === null && r.json.place.code.length <= 12, 'nor where exactly it came from');
same((await anyone('GET', `/api/places/${r.json.place.id}`)).json.code.length, 12, 'nor by the place\'s number');
same((await manager('GET', `/api/matters?place=${compound}`)).json.items.filter((m) => m.id === fee.id).length, 0, 'nor by asking for the place');
r = await manager('GET', `/api/matters.csv?org=${managerOrg}`);
check(r.text.includes(fee.number) && !r.text.split('\n').find((line) => line.includes(fee.number)).includes(compound), 'nor by the sheet');
r = await manager('POST', `/api/matters/${fee.id}/close`, { seen: 1 });
check(!r.text.includes('怕报复'), 'nor by asking what happened since');
r = await resident('POST', '/api/matters', { text: '社区不作为', place: C, about_org: committee.me.posts[0].org?.id ?? committee.me.posts[0].org });
same(r.json.level, 'street', 'a complaint about the community starts at the street');

r = await resident('POST', '/api/matters', { text: '物业费太贵,也不公开', place: compound, subject: 'P01', about_org: managerOrg });
const dear = r.json;
r = await deed(committee, dear, 'assign', { org: managerOrg });
same([r.status, r.json.problems?.[0].field, r.json.problems?.[0].fault], [422, 'org', 'org_about'], 'never onto its own desk');
r = await manager('GET', `/api/matters/${dear.id}`);
same(r.json.can, ['note', 'answer'], 'whom it is about may speak, invited or not');
check(r.json.cannot.some((c) => c.deed === 'close' && c.fault === 'deed_about_you' && c.why.length > 2), 'and is told why nothing else');
same((await asker(server)('GET', `/api/matters/${dear.id}`)).json.cannot, [], 'the public is not told of deeds');
same((await deed(manager, dear, 'answer', { text: '按政府指导价' })).json.state, 'filed', 'which ends nobody\'s waiting');
r = await deed(committee, dear, 'answer', { text: '内部答复', open: false });
same([r.status, r.json.problems?.[0].field], [422, 'open'], 'an answer is for the reporter, never internal');

// The duty list's reason in the asker's language.
const water = (await resident('POST', '/api/matters', { text: '自来水水压不足', place: C, subject: 'U01' })).json;
const own = { org: committee.me.posts[0].org?.id ?? committee.me.posts[0].org };
for (const [lang, words] of [['zh', /社区只协助/], ['en', /run by companies|assist/i]])
  check(words.test((await deed(committee, water, `assign?lang=${lang}`, own)).json.problems?.[0].hint), `a duty's reason in ${lang}`);

// ---- what is wrong is told together ---------------------------------------------------------------------
const names = (answer) => (answer.json?.problems ?? []).map((p) => p.field).sort();
const wrong = { text: 'a', subject: 'ZZZ', about_org: 5, lat: 34.7 };
r = await resident('POST', '/api/matters', { ...wrong, place: C });
same([r.status, names(r)], [422, ['about_org', 'lon', 'subject']], 'half a position, no such subject, no such organisation');
r = await resident('POST', '/api/matters', { ...wrong, place: '410104999999' });
same([r.status, names(r)], [422, ['about_org', 'lon', 'place', 'subject']], 'and no such place');
r = await resident('POST', '/api/matters', { text: 'a', place: C, lon: 113.7, crs: 'EPSG:4326' });
same([r.status, names(r)], [422, ['lat']], 'the other half');

// ---- nobody's name -----------------------------------------------------------------------------------
r = await resident('POST', '/api/matters', { text: '匿名反映楼道充电', place: compound, anonymous: true, reporter_phone: '13800001234' });
const secret = r.json;
r = await committee('GET', `/api/matters/${secret.id}`);
same([r.json.steps[0].actor, r.json.reporter_phone], [null, ''], 'an anonymous report names nobody, not even to the office');
same((await anyone('GET', `/api/counts?place=${compound}`)).status, 401, 'counts of a compound are for those who handle it');
same((await committee('GET', `/api/counts?place=${compound}`)).status, 200, 'as the community does');
const looked = { 'Idempotency-Key': 'look-1' };
r = await committee('POST', `/api/matters/${heap.id}/look`, { why: '再次回访' }, looked);
same(r.json.reporter_phone, '13800001234', 'a look with a key');
r = await committee('POST', `/api/matters/${heap.id}/look`, { why: '再次回访' }, looked);
same([r.status, 'reporter_phone' in r.json, r.json.repeated], [200, false, true], 'saying it again shows nothing again');

// ---- refusing, raising, lowering, pausing --------------------------------------------------------------------
r = await anyone('POST', '/api/matters', { text: '单位拖欠工资三个月', place: C });
const wage = r.json;
same((await deed(committee, wage, 'refuse')).json.problems[0].field, 'refusal', 'refusing names its words');
r = await deed(committee, wage, 'refuse', { refusal: 'labour' });
check(r.status === 200 && r.json.next_door.door && r.json.state === 'refused', 'refused, with the next door');
r = await anyone('POST', '/api/matters', { text: '小区门口占道经营严重', place: C, urgency: 'urgent' });
const stall = r.json;
r = await deed(committee, stall, 'raise', { text: '需要执法' });
same([r.json.level, r.json.from_level], ['street', 'community'], 'raised by hand');
same((await deed(committee, stall, 'close')).status, 403, 'the lower level no longer decides');
same((await deed(committee, stall, 'note', { text: '现场照片已发' })).status, 200, 'but stays party');
r = await deed(street, stall, 'pause', { text: '等商户整改' });
same([r.status, r.json.due_at], [200, null], 'paused: nothing is due');
same((await deed(street, stall, 'resume')).status, 200, 'resumed');
r = await anyone('GET', `/api/matters/${stall.id}/clock`);
check(r.json.days.length >= 1 && r.json.pauses.length === 1 && r.json.pack.hash.length === 64, 'how the due moment came about');
same((await deed(street, stall, 'raise')).json.level, 'county', 'street to county');
same((await deed(county, stall, 'raise')).json.fault, 'level_top', 'county is the top');
same((await deed(county, stall, 'lower', { text: '请街道办', level: 'street' })).json.level, 'street', 'lowered');
same((await deed(street, stall, 'hide', { text: '涉及个人' })).status, 200, 'hidden');
same((await anyone('GET', `/api/matters/${stall.id}`)).status, 404, 'hidden is not public');
same((await deed(street, stall, 'show')).status, 200, 'shown');
r = await deed(anyone, `${wage.id}`, 'withdraw');
same(r.status, 401, 'withdrawing needs the reporter');
same((await deed(committee, wage, 'reopen')).json.state, 'accepted', 'a refusal is taken back');
r = await anyone('GET', `/api/matters/${wage.id}`);
same([r.json.refusal, 'next_door' in r.json], ['', false], 'and its words with it');

// ---- assigning, and a post that ends -------------------------------------------------------------------------
r = await anyone('POST', '/api/matters', { text: '井盖破损', place: C });
const lid = r.json;
r = await deed(committee, lid, 'assign');
same([r.json.state, r.json.assignee === committee.me.person || r.json.assignee === committee.me.id], ['working', true], 'assigned to oneself');
const admin = await staff(server, data, { name: '吴管理', role: 'admin', place: Q, kind: 'county', org: '管城区政务办' });
const post = committee.me.posts[0].id ?? committee.me.posts[0].post;
r = await admin('POST', `/api/posts/${post}/end`, {});
same(r.status, 200, 'the post ends');
r = await street('GET', `/api/matters/${lid.id}`);
same([r.json.state, r.json.assignee], ['accepted', null], 'its matter is back in the queue');
check(r.json.steps.at(-1).verb === 'return', 'and the history says so');
same((await deed(committee, lid, 'close')).status, 403, 'without post no rights');

// ---- time -------------------------------------------------------------------------------------------------------
const ago = (hours) => new Date(Date.now() - hours * 3600e3).toISOString();
const old = (await local(data, 'POST', '/api/matters', { text: '燃气泄漏的味道', place: C, subject: 'F05', urgency: 'critical' }, { 'happened-at': ago(24 * 300) })).json;
const run = () => local(data, 'POST', '/api/local/clock', { until: new Date().toISOString() });
r = await run();
same(r.status, 200, 'the clock raises what fell due, unless the sweep just did');
r = await county('GET', `/api/matters/${old.id}`);
same([r.json.level, r.json.late, r.json.overdue], ['county', true, true], 'up to the top, where it is overdue');
const late = async (is) => (await county('GET', `/api/matters?open=1&order=urgent&late=${is}&limit=200`)).json.items;
same([(await late(1)).every((m) => m.late), (await late(1)).some((m) => m.id === old.id)], [true, true], 'what was late is listed by itself');
same([(await late(0)).some((m) => m.late), (await late(0)).length > 0], [false, true], 'and what was not');
for (const text of ['一', '二', '三']) await deed(county, old, 'note', { text });
await run();
same((await anyone('GET', '/api/counts')).json.overdue, 1, 'overdue is told once');
r = await county('GET', `/api/matters/${old.id}`);
same([r.json.steps_before, r.json.steps[0].verb], [false, 'file'], 'a matter with all its steps');
for (let i = 0; i < 200; i++) await deed(county, old, 'note', { text: `第${i}次` });
r = await county('GET', `/api/matters/${old.id}`);
same([r.json.steps_before, r.json.steps.length, r.json.steps[0].text, r.json.steps.at(-1).text], [true, 200, '第0次', '第199次'],
     'of very many the newest, and that there are more is said');
const fresh = (await local(data, 'POST', '/api/matters', { text: '水管爆裂', place: C, subject: 'U01', urgency: 'critical' }, { 'happened-at': ago(60) })).json;
await run();
r = await street('GET', `/api/matters/${fresh.id}`);
check(r.json.late, 'raised meanwhile');
const before = (await anyone('GET', '/api/counts')).json;
same((await county('POST', `/api/matters/${fresh.id}/close`, { text: 'x' }, { 'happened-at': ago(61) })).status, 422, 'nothing happens before the filing');
r = await county('POST', `/api/matters/${fresh.id}/close`, { text: '当时已修好' }, { 'happened-at': ago(59.9) });
same([r.status, r.json.in_time, r.json.state], [200, true, 'closed'], 'work done offline in time');
const counted = (await anyone('GET', '/api/counts')).json, subjects = counted.by_subject;
same(counted.closed_in_time, before.closed_in_time + 1, 'counts as in time');
same(subjects.map((s) => s.subject), subjects.map((s) => s.subject).sort(), 'subjects in order');
same(subjects.reduce((n, s) => n + s.filed, 0), counted.filed, 'which sum up to all');
for (const query of ['from=0001-01-01&to=9999-12-31', 'from=2020-02-29'])
  same((await anyone('GET', `/api/counts?${query}`)).json.filed, counted.filed, `over ${query}`);
const days = [];                                                // day by day it is the same as at once
for (let ms = Date.parse(ago(24 * 301)); ms < Date.now() + 48 * 3600e3; ms += 24 * 3600e3) days.push(new Date(ms).toISOString().slice(0, 10));
let singly = 0;
for (const day of days) singly += (await anyone('GET', `/api/counts?from=${day}&to=${day}`)).json.filed;
same(singly, counted.filed, 'day by day as at once');

for (const [name, values] of [['subject', new Set(subjects.map((s) => s.subject[0]))], ['level', ['compound', 'community', 'street', 'county']]]) {
  let all = 0, open = 0;
  for (const value of values) {
    const part = (await anyone('GET', `/api/counts?${name}=${value}`)).json;
    all += part.filed;
    open += Object.values(part.open_at).reduce((x, y) => x + y, 0);
  }
  same([all, open], [counted.filed, Object.values(counted.open_at).reduce((x, y) => x + y, 0)], `by ${name} as all together`);
}
same((await anyone('GET', '/api/counts?subject=S02')).json.by_subject.map((s) => s.subject), ['S02'], 'of one subject');
same((await anyone('GET', '/api/counts?subject=ZZ')).status, 422, 'no such subject');

// ---- a place that was merged --------------------------------------------------------------------------------------
r = await anyone('POST', '/api/matters', { text: '健身器材损坏', place: '410104003005' });
const gym = r.json;
const successor = await staff(server, data, { name: '郑社区', role: 'committee', place: '410104003006', kind: 'committee', org: '张家门社区居委会' });
same((await deed(successor, gym, 'accept')).status, 403, 'not theirs yet');
// Days are China's: eight hours ahead of what toISOString tells.
r = await local(data, 'POST', '/api/places/merge', { from: '410104003005', into: '410104003006', on: ago(-8).slice(0, 10) });
same(r.status, 200, `merged: ${r.text}`);
same((await deed(successor, gym, 'accept')).status, 200, 'the successor handles its matters');
r = await anyone('GET', '/api/matters?place=410104003006');
check(r.json.items.some((m) => m.id === gym.id), 'and finds them in its list');

// A list of places that ends many at once moves what lies there too, over two steps and in one entry each.
const far = '410104003009';
const today = ago(-8).slice(0, 10);
const listed = (rows) => local(data, 'POST', '/api/places/import',
  { county: 410104, list_on: today, source: 'test', rows: `code,name,ended_on,successor\n${rows.join('\n')}\n` });
const dozen = Array.from({ length: 12 }, (_, i) => `410104004${100 + i}`);
same((await listed(dozen.map((c) => `${c},并入前${c},,`))).json.added, 12, 'a dozen communities');
const moved = [];
for (const place of [dozen[0], dozen[11]])
  moved.push((await anyone('POST', '/api/matters', { text: '楼道堆物', place }, { 'X-Forwarded-For': '192.0.2.77' })).json.id);
r = await listed([`${dozen[11]},x,${today},${dozen[10]}`, ...dozen.slice(0, 11).map((c) => `${c},x,${today},${far}`)]);
same([r.json.ended, r.json.refused], [12, 0], `merged by a list: ${r.text}`);
r = await anyone('GET', `/api/matters?place=${far}`);
same(r.json.items.map((m) => m.id).sort(), moved, 'the successor\'s list shows the matters of both');

// Who answers above is who serves the place that took it over, not the old street's office.
const other = await local(data, 'POST', '/api/orgs', { kind: 'street', name: '城东路街道办事处', place: '410104004' });
same(other.status, 201, `another street's office: ${other.text}`);
same((await listed(['410104003097,待并社区,,'])).json.added, 1, 'a community');
const gone = (await anyone('POST', '/api/matters', { text: '楼顶漏水', place: '410104003097' }, { 'X-Forwarded-For': '192.0.2.79' })).json;
same((await listed([`410104003097,x,${today},410104004010`])).json.ended, 1, 'it goes to another street');
same((await deed(county, gone, 'raise')).json.holder, other.json.id, 'whose office it is raised to');
same((await deed(county, gone, 'lower', { text: '请社区办' })).json.level, 'community', 'and lowered again');

// Streets that come after their communities find what lies there, added one by one or by a list.
const early = ['410104097101', '410104098101', '410104098102'];
same((await listed(early.map((c) => `${c},先到社区,,`))).json.added, 3, 'communities whose street is not there yet');
const found = [];
for (const place of early)
  found.push((await anyone('POST', '/api/matters', { text: '井盖松动', place }, { 'X-Forwarded-For': '192.0.2.78' })).json.id);
same((await local(data, 'POST', '/api/places', { code: '410104097', name: '后到街道一' })).status, 201, 'one street');
same((await listed(['410104098,后到街道二,,'])).json.added, 1, 'another by a list');
for (const [street, ids] of [['410104097', found.slice(0, 1)], ['410104098', found.slice(1)]]) {
  r = await anyone('GET', `/api/matters?place=${street}`);
  same(r.json.items.map((m) => m.id).sort(), ids, `a street that came later finds them: ${street}`);
}

// ---- lists ------------------------------------------------------------------------------------------------------
r = await anyone('GET', `/api/matters?place=${S}&limit=3`);
same(r.json.items.length, 3, 'a page');
r = await anyone('GET', `/api/matters?place=${S}&limit=3&after=${r.json.next}`);
check(r.json.items.length >= 1, 'the next page');
// Whatever the deeds did to a matter, each filter finds what the whole list holds, in either order.
const pages = async (query) => {
  const rows = [];
  for (let after = ''; after !== null;) {
    const page = (await county('GET', `/api/matters?limit=50${query}${after && `&after=${after}`}`)).json;
    rows.push(...page.items);
    after = page.next;
  }
  return rows;
};
const all = await pages(''), ids = (rows) => rows.map((m) => m.id);
for (const name of ['state', 'level', 'urgency', 'subject'])
  for (const value of new Set(all.map((m) => m[name]))) {
    const wanted = all.filter((m) => m[name] === value), open = wanted.filter((m) => !['closed', 'refused', 'withdrawn'].includes(m.state));
    same(ids(await pages(`&${name}=${value}`)), ids(wanted), `${name}=${value}`);
    same(ids(await pages(`&${name}=${value}&order=urgent`)).sort(), ids(open).sort(), `${name}=${value}, urgent`);
  }
const closed = all.filter((m) => m.closed_at), last = closed[0].closed_at.slice(0, 10), low = (m) => ['compound', 'community'].includes(m.top_level);
const dayBefore = new Date(Date.parse(last) - 86400000).toISOString().slice(0, 10);
same(ids(await pages(`&closed_from=${last}&closed_to=${last}`)), ids(closed.filter((m) => m.closed_at.startsWith(last))), 'what ended on a day');
same(ids(await pages(`&closed_to=${dayBefore}`)), ids(closed.filter((m) => m.closed_at.slice(0, 10) <= dayBefore)), 'what ended before');
same([ids(await pages('&low=1')), ids(await pages('&low=0'))], [ids(all.filter(low)), ids(all.filter((m) => !low(m)))], 'what stayed low, what did not');
const over = all.filter((m) => !m.closed_at && m.due_at && Date.parse(m.due_at) < Date.now());
same([ids(await pages('&past_due=1')).length, ids(await pages('&past_due=0')).length], [over.length, all.length - over.length], 'past its due moment');
r = await county('GET', '/api/matters?closed_from=2026-02-01&closed_to=2026-01-01');
same([r.status, r.json.problems[0].field], [422, 'closed_to'], 'days of ending that cannot be');
r = await anyone('GET', `/api/matters?place=${S}&state=closed`);
check(r.json.items.every((m) => m.state === 'closed') && r.json.items.length === 3, 'by state');
same(ids(await pages('&solved=no')), ids(all.filter((m) => m.solved === 'no')), 'by what the reporter said');
same([(await pages('&rework=1')).map((m) => m.id).sort(), (await pages('&rework=1')).every((m) => m.reopened > 0)], [ids(all.filter((m) => m.reopened)).sort(), true], 'what was done again');
r = await street('GET', `/api/matters?place=${S}&order=urgent&open=1`);
check(r.json.items[0].id === old.id, 'the most urgent first');
for (let i = 0; i < 40; i++) {
  r = await anyone('GET', `/api/matters?text=${encodeURIComponent('路灯')}`);
  if (r.json.items.length) break;
  await new Promise((done) => setTimeout(done, 100));
}
same(r.json.items.map((m) => m.id), [lamp.id], 'a two-character word is found');
r = await anyone('GET', `/api/matters?text=${encodeURIComponent('乱收费')}`);
same(r.json.items.length, 0, 'private matters are not in the search');
r = await anyone('GET', '/api/matters.csv');
check(r.text.startsWith('\uFEFF"编号"') || r.text.startsWith('"编号"'), 'as CSV');
check(!r.text.includes('乱收费'), 'private text is not in the sheet');
r = await fetch(`${server.url}/api/matters.xlsx`);
check(r.status === 200 && Buffer.from(await r.arrayBuffer()).subarray(0, 2).toString() === 'PK', 'as xlsx');
r = await anyone('GET', '/api/counts');
same([r.json.filed, r.json.closed, r.json.refused, r.json.closed_low], [21, 4, 1, 2], 'counts');

// ---- a flag of an address is 1, 0 or unsaid -----------------------------------------------------------------
const taken = (await resident('POST', '/api/matters', { text: '门禁坏了', place: '410104003002' })).json;
for (const verb of ['accept', 'assign']) same((await deed(neighbour, taken, verb)).status, 200, `the next community may ${verb}`);
const walked = async (who, query) => {
  const rows = [];
  for (let after = ''; after !== null;) {
    const page = (await who('GET', `/api/matters?limit=7&place=${Q}${query}${after && `&after=${after}`}`)).json;
    if (!check(page.items, `a page of ${query}: ${JSON.stringify(page)}`)) break;
    rows.push(...page.items.map((m) => m.number));
    after = page.next;
  }
  const sheet = (await who('GET', `/api/matters.csv?place=${Q}${query}`)).text;
  same(sheet.match(/^"410104-\d{8}-\d{4}"/gm)?.map((number) => number.slice(1, -1)) ?? [], rows, `the sheet of ${query || 'all'} is its pages`);
  return rows;
};
for (const [flag, who] of [['open', anyone], ['mine', resident], ['assigned', neighbour]]) {
  const [all, yes, no] = [await walked(who, ''), await walked(who, `&${flag}=1`), await walked(who, `&${flag}=0`)];
  check(yes.length && no.length, `${flag}: ${yes.length} and ${no.length}`);
  same([...yes, ...no].sort(), [...all].sort(), `${flag}: the two halves are all`);
}
const mine = (place) => resident('GET', `/api/matters?mine=1&place=${place}`).then((one) => one.json.items.map((m) => m.id));
check((await mine('410104003002')).includes(taken.id) && !(await mine('410104003003')).length, 'one\'s own at a place are those there');
same((await anyone('GET', '/api/matters?mine=0')).status, 401, 'nobody has none of their own');
r = await anyone('GET', '/api/matters?order=urgent&open=0');
same([r.status, r.json.problems[0].field], [422, 'open'], 'what is settled has no urgency');
r = await anyone('GET', `/api/matters.csv?text=${encodeURIComponent('路灯')}`);
check(r.text.split('\n').length === 3 && r.text.includes(lamp.number), 'what a search finds as a sheet');

// ---- forgetting ---------------------------------------------------------------------------------------------------
r = await resident('POST', `/api/matters/${heap.id}/forget`, {});
same(r.status, 200, 'the reporter has the words removed');
r = await anyone('GET', `/api/matters/${heap.id}`);
same([r.json.title, r.json.text], ['removed', 'removed'], 'they are gone');

// ---- proof ----------------------------------------------------------------------------------------------------------
r = await anyone('GET', '/api/proof/410104/checkpoint');
check(r.text.startsWith('linli/410104\n'), 'a checkpoint');
r = await anyone('GET', `/api/proof/410104/receipt?entry=${lamp.receipt.entry}`);
check(r.status === 200 && r.text.includes('tlog-proof'), 'a receipt');
const beside = word('verify', '--data', data);
same(beside.status, 0, `verify beside the running server: ${beside.out}${beside.err}`);
await server.stop();
const after = word('verify', '--data', data);
check(after.status === 0 && /clean/.test(after.out), `verify: ${after.out}${after.err}`);
const rebuilt = word('rebuild', '--data', data);
same(rebuilt.status, 0, `rebuild: ${rebuilt.err}`);
same(word('verify', '--data', data).status, 0, 'verify after rebuild');
finish();
