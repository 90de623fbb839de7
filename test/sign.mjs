#!/usr/bin/env node
// Who somebody is: signing up, in and out; passwords, links and tokens; limits; posts; being forgotten; and that no
// secret ever lies open on the disk, in a backup or in the log.
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { WORK, asker, check, finish, folder, local, same, serve, staff, word } from './lib/linli.mjs';
import { filesBelow, found } from './lib/grep.mjs';
import { post, raw } from './lib/raw.mjs';

const C = '410104003001', S = '410104003', Q = '410104', FILE = '/api/matters';
const data = folder('sign');
const server = await serve(data);
const anyone = asker(server);
let address = 0;
const elsewhere = () => ({ 'X-Forwarded-For': `198.51.100.${++address}` });
const secrets = new Set();                   // what must never be found on the disk
const secret = (text) => { secrets.add(text); return text; };
const fields = (r) => (r.json?.problems ?? []).map((p) => p.field).sort();
const signIn = (ask, name, password, more) => ask('POST', '/api/sign-in', { name, password }, more ?? elsewhere());
const signUp = (ask, body, more) => ask('POST', '/api/sign-up', body, more ?? elsewhere());
const me = async (ask) => (await ask('GET', '/api/me')).json;

// ---- signing up ----------------------------------------------------------------------------------
const chen = asker(server), chenWord = secret('shui-guan-lou-shui-7'), chenPhone = '13912345678';
[chenPhone, '139 1234 5678', '139-1234-5678'].forEach(secret);
let r = await signUp(chen, { name: '陈小明', password: chenWord, phone: '139 1234 5678' });
same([r.status, r.json.name], [200, '陈小明'], 'a resident signs up');
const chenId = r.json.id;
secret(/linli=([^;]+)/.exec(r.set)[1]);
const flags = r.set.split('; ').slice(1).map((f) => f.split('=')[0]).sort();
same(flags, ['HttpOnly', 'Max-Age', 'Path', 'SameSite'], 'the flags of the cookie');
check(/SameSite=Strict/.test(r.set) && /Path=\/(;|$)/.test(r.set), `strict and for the whole site: ${r.set}`);
check(/^linli=410104\.[\w-]{32};/.test(r.set), 'a token that names its county');
check(r.headers.get('cache-control') === 'no-store', 'never cached');
const behindProxy = { 'X-Forwarded-Proto': 'https', ...elsewhere() };
r = await signIn(asker(server), '陈小明', chenWord, behindProxy);
check(/; Secure/.test(r.set), 'Secure behind https');
same((await me(chen)).phone, chenPhone, 'oneself sees one\'s phone');
r = await signUp(asker(server), { name: '陈小明', password: secret('bie-ren-de-mima-1') });
same([r.status, r.json.fault], [409, 'name_taken'], 'a name once per county');
r = await signUp(asker(server), { name: '陈小 明', password: secret('bie-ren-de-mima-2'), phone: '+86 13912345678' });
same([r.status, fields(r)], [409, ['phone']], 'a phone once per county, however it is written');
for (const [what, password] of [['short', 'a1b2c3'], ['stolen', '123456789'], ['the name', '王大力王大力王大力'],
  ['the phone', '13800000001'], ['one character', 'aaaaaaaa'], ['letters in a row', 'abcdefgh']]) {
  const name = what === 'the name' ? password : '王大力';
  r = await signUp(asker(server), { name, password, phone: '13800000001' });
  same([r.status, fields(r), r.json.problems?.[0]?.fault], [422, ['password'], 'password_weak'], `a password: ${what}`);
}
r = await signUp(asker(server), { name: '12345678', password: '1', phone: '12' });
same(fields(r), ['name', 'password', 'phone'], 'all that is wrong is named at once');

// ---- signing in and out ---------------------------------------------------------------------------
for (const [what, name] of [['by name', '陈小明'], ['by phone', chenPhone], ['by phone with blanks', '139 1234 5678'],
  ['with the country', '+8613912345678'], ['with blanks around', '  陈小明 ']]) {
  r = await signIn(asker(server), name, chenWord);
  same([r.status, r.json.id], [200, chenId], `signs in ${what}`);
}
const phone = asker(server), desk = asker(server);
await signIn(phone, '陈小明', chenWord);
await signIn(desk, '陈小明', chenWord);
same([(await me(phone)).id, (await me(desk)).id], [chenId, chenId], 'two devices');
const ended = await signIn(phone, '陈小明', chenWord), cookieOf = (answer) => answer.set.split(';')[0];
r = await phone('POST', '/api/sign-out', {});
check(r.status === 200 && /linli=;.*Max-Age=0/.test(r.set), 'signing out takes the cookie back');
same([(await me(phone)).id, (await me(desk)).id], [null, chenId], 'and ends this session only');
const asBefore = { Cookie: cookieOf(ended), Host: `127.0.0.1:${server.port}`, Origin: server.url };
r = await raw(server, post(FILE, JSON.stringify({ text: '旧会话', place: C }), asBefore));
same([r.status, r.json.fault], [401, 'sign_in_ended'], 'an ended session changes nothing, not even as nobody');
r = await fetch(`${server.url}${FILE}?mine=1`, { headers: { Cookie: cookieOf(ended) } });
same(r.status, 401, 'and reads nothing of its own');
await signIn(phone, '陈小明', chenWord);
r = await desk('POST', '/api/sign-out-everywhere', {});
same([r.status, (await me(phone)).id, (await me(chen)).id], [200, null, null], 'signing out everywhere');

// ---- failures -----------------------------------------------------------------------------------------
// A known and an unknown name cannot be told apart: same answers, then the same lock.
const liu = asker(server), liuWord = secret('wo-de-mima-hen-chang');
same((await signUp(liu, { name: '刘大妈', password: liuWord })).status, 200, 'another resident');
const tries = {};
for (const name of ['刘大妈', '没有此人']) {
  tries[name] = [];
  for (let i = 0; i < 6; i++) {
    r = await signIn(asker(server), name, `wrong-${i}-wrong`);
    tries[name].push([r.status, r.json.fault]);
  }
}
same(tries['刘大妈'], [...Array(5).fill([401, 'sign_in_wrong']), [429, 'sign_in_locked']], 'the sixth try is locked');
same(tries['没有此人'], tries['刘大妈'], 'unknown names behave the same');
r = await signIn(asker(server), '刘大妈', liuWord);
same([r.status, r.json.fault], [429, 'sign_in_locked'], 'locked for the right password too');
const again_s = Number(r.headers.get('retry-after'));
check(again_s > 14 * 60 && again_s <= 15 * 60, `and says when to come again: ${again_s}`);
same((await me(liu)).name, '刘大妈', 'whoever is signed in stays so');
const bao = { name: '包师傅', password: secret('bao-de-mima-hen-chang'), phone: secret('13955556666') };
same((await signUp(asker(server), bao)).status, 200, 'somebody with a name and a phone');
const ways = [];
for (let i = 0; i < 6; i++)
  ways.push((await signIn(asker(server), [bao.name, bao.phone, '+86 139-5555-6666'][i % 3], `wrong-${i}-wrong`)).status);
same(ways, [...Array(5).fill(401), 429], 'failures by name and by phone are one count');
const onePlace = elsewhere();
for (let i = 0; i < 20; i++) r = await signIn(asker(server), `某人${i}`, 'wrong-wrong-1', onePlace);
r = await signIn(asker(server), '陈小明', chenWord, onePlace);
same(r.status, 429, 'an address that tries many names is locked');
same((await signIn(asker(server), '陈小明', chenWord)).status, 200, 'others are not');

// ---- changing one's password -----------------------------------------------------------------------
await signIn(phone, '陈小明', chenWord);
await signIn(desk, '陈小明', chenWord);
const change = (old, password) => desk('POST', '/api/me/password', { old, password }, elsewhere());
r = await change('not-the-old-one', secret('xin-mima-2026-a'));
same([r.status, fields(r)], [422, ['old']], 'the old one is asked for');
same(fields(await change(chenWord, chenWord)), ['password'], 'the same again is none');
same(fields(await change(chenWord, 'password')), ['password'], 'nor is a stolen one');
const chenNew = secret('xin-mima-2026-b');
same((await change(chenWord, chenNew)).status, 200, 'a new password');
same([(await me(desk)).id, (await me(phone)).id], [chenId, null], 'other sessions end, this one stays');
same((await signIn(asker(server), '陈小明', chenWord)).status, 401, 'the old one is over');
same((await signIn(asker(server), '陈小明', chenNew)).status, 200, 'the new one holds');

// ---- invitations and resets -----------------------------------------------------------------------
const admin = await staff(server, data, { name: '吴管理', role: 'admin', place: Q, kind: 'county', org: '政务办' });
secret('Pass-吴管理-2026');
r = await admin('POST', '/api/orgs', { kind: 'committee', name: '印刷厂街居委会', place: C });
same(r.status, 201, 'an organisation is opened');
const org = r.json.id, workerPhone = secret('13700001111');
r = await admin('POST', '/api/persons', { name: '赵网格', phone: workerPhone, org, role: 'committee' });
same([r.status, /^\/#\/invite\?token=410104\.[\w-]{32}$/.test(r.json.link)], [201, true], 'an invitation, with a link');
const zhaoId = r.json.id, invitation = secret(r.json.token);
const accept = (token, password, more = {}) => zhao('POST', '/api/invite', { token, password, ...more }, elsewhere());
const zhao = asker(server), zhaoWord = secret('zhao-de-mima-99');
same((await accept(`${invitation.slice(0, -1)}${invitation.endsWith('_') ? '-' : '_'}`, zhaoWord)).json.fault, 'invite_unknown', 'a guessed link');
r = await accept(invitation, '12345678');
same([r.status, fields(r)], [422, ['password']], 'a stolen password does not use the link up');
r = await accept(invitation, workerPhone);
same([r.status, fields(r)], [422, ['password']], 'nor does one\'s own phone');
same((await accept(invitation, '+86 137-0000-1111')).status, 422, 'however it is written');
r = await accept(invitation, zhaoWord);
same([r.status, r.json.id], [200, zhaoId], 'the invited sets a password and is in');
same((await me(zhao)).posts.map((p) => p.role), ['committee'], 'with the post');
r = await accept(invitation, secret('noch-einmal-88'));
same([r.status, r.json.fault], [404, 'invite_unknown'], 'a link is used once');
same((await signIn(asker(server), workerPhone, zhaoWord)).status, 200, 'staff signs in by phone');
r = await admin('POST', `/api/persons/${zhaoId}/reset`, {});
same(r.status, 200, 'an administrator makes a reset link');
const reset = secret(r.json.token), zhaoNew = secret('zhao-xin-mima-5');
same((await me(zhao)).id, null, 'all sessions end at once');
same((await signIn(asker(server), '赵网格', zhaoWord)).status, 401, 'and the old password');
same((await accept(reset, workerPhone)).status, 422, 'a reset takes no phone either');
same((await accept(reset, zhaoNew)).status, 200, 'the link sets a new one');
const toPhone = { old: zhaoNew, password: workerPhone };
same(fields(await zhao('POST', '/api/me/password', toPhone, elsewhere())), ['password'], 'nor does a change');
same((await accept(reset, secret('zhao-dritte-mima'))).json.fault, 'invite_unknown', 'used twice: refused');
same((await accept(invitation, secret('zhao-vierte-mima'))).json.fault, 'invite_unknown', 'the first link stays used');
r = await admin('POST', `/api/persons/${zhaoId}/reset`, {});
const older = secret(r.json.token);
r = await admin('POST', `/api/persons/${zhaoId}/reset`, {});
const newer = secret(r.json.token);
same((await accept(older, zhaoNew)).json.fault, 'invite_unknown', 'a newer link ends the older one');
same((await accept(newer, zhaoNew)).status, 200, 'which holds');
r = await admin('POST', `/api/persons/${chenId}/reset`, {});
same(r.status, 200, 'residents may be helped too');
same((await accept(secret(r.json.token), chenNew)).status, 200, 'by a link of their own');
r = await zhao('POST', `/api/persons/${zhaoId}/reset`, {});
check([401, 403].includes(r.status), 'nobody resets who is no administrator');

// ---- an administrator's reach ---------------------------------------------------------------------
// A post must not be a handle on somebody: who may open organisations may not take a resident over by it.
const near = await staff(server, data, { name: '周社管', role: 'admin', place: C, kind: 'committee', org: '印刷厂街居委会' });
secret('Pass-周社管-2026');
r = await near('POST', '/api/orgs', { kind: 'volunteers', name: '志愿者服务队', place: C });
same(r.status, 201, 'a community opens a team of volunteers');
const team = r.json.id;
r = await near('POST', '/api/posts', { person: chenId, org: team, role: 'volunteer' });
same([r.status, r.json.fault], [403, 'post_not_yours'], 'but takes no resident into it by itself');
const reach = async (what) => {
  r = [await near('POST', `/api/persons/${chenId}/look`, { why: '想看看' }),
    await near('POST', `/api/persons/${chenId}/reset`, {}), await near('GET', `/api/persons/${chenId}`),
    await near('POST', `/api/persons/${chenId}/end`, {}), await near('POST', `/api/persons/${chenId}/forget`, {})];
  same(r.map((x) => x.status), [404, 403, 404, 403, 403], `nor reaches them ${what}`);
  check(!r.some((x) => x.text.includes(chenPhone) || x.text.includes('token')), `nor sees anything ${what}`);
  check(!(await near('GET', '/api/persons')).text.includes('陈小明'), `nor lists them ${what}`);
};
await reach('without a post');
r = await admin('POST', '/api/posts', { person: chenId, org: team, role: 'volunteer' });
same(r.status, 201, 'the county may');
const chenPost = r.json.id;
await reach('with one');
same((await near('GET', '/api/persons')).text.includes('赵网格'), true, 'its own staff are listed');
same((await near('POST', `/api/posts/${chenPost}/end`, {})).status, 200, 'it ends what is in its place');
await reach('after it');
r = await near('POST', '/api/persons', { name: '郑临时', phone: secret('13611112222'), org, role: 'committee' });
same(r.status, 201, 'it invites staff of its own');
secret(r.json.token);
const zhengId = r.json.id, [held] = (await near('GET', `/api/posts?person=${zhengId}`)).json.items;
same((await near('POST', `/api/persons/${zhengId}/look`, { why: '核对电话' })).status, 200, 'whose phone it may open');
same((await near('POST', `/api/posts/${held.id}/end`, {})).status, 200, 'until their post ends');
r = [await near('POST', `/api/persons/${zhengId}/look`, { why: '核对电话' }), await near('GET', `/api/persons/${zhengId}`)];
same(r.map((x) => x.status), [404, 404], 'an ended post shows nobody');
r = await near('POST', '/api/posts', { person: zhengId, org, role: 'committee' });
same(r.status, 201, 'whom it had alone it takes back');

// A look said again opens nothing: nobody would see the second one.
const once = { 'Idempotency-Key': 'look-once-1' }, asked = { why: '电话回访一次' };
r = await admin('POST', `/api/persons/${chenId}/look`, asked, once);
same([r.status, r.json.values?.[0]?.phone], [200, chenPhone], 'a look, with a key');
r = await admin('POST', `/api/persons/${chenId}/look`, asked, once);
same([r.status, r.json.repeated, r.json.values], [200, true, undefined], 'said again without the values');
check(!r.text.includes(chenPhone) && r.json.receipt, 'only with the receipt');

// ---- tokens of programs ---------------------------------------------------------------------------
await signIn(zhao, '赵网格', zhaoNew);
const program = (token) => {
  const ask = asker(server);
  return (method, where, body) => ask(method, where, body, { Authorization: `Bearer ${token}` });
};
const made = async (scopes) =>
  secret((await zhao('POST', '/api/tokens', { name: '台账程序', scopes, password: zhaoNew })).json.token);
const reads = program(await made('matter:read people:read')), writes = program(await made('matter:write'));
r = await zhao('POST', '/api/tokens', { name: '贪心', scopes: 'matter:read moon:write', password: zhaoNew });
same([r.status, fields(r), r.json.problems[0].hint], [422, ['scopes'], 'moon:write'], 'an unknown scope is named');
const byZhao = { text: '楼道灯坏', place: C };
same((await reads('GET', FILE)).status, 200, 'a reading token reads');
r = await reads('POST', FILE, byZhao);
same([r.status, r.json.fault], [403, 'scope_missing'], 'but does not write');
r = await writes('POST', FILE, byZhao);
same(r.status, 201, 'a writing token files');
const filed = r.json;
same((await zhao('POST', `${FILE}/${filed.id}/accept`, {})).status, 200, 'its person accepts');
same((await reads('POST', `${FILE}/${filed.id}/close`, {})).json.fault, 'scope_missing', 'the reading one may not');
// A program does in its person's name what they may do to a matter, but opens no contact and removes nothing.
const both = program(await made('matter:read matter:write'));
r = await writes('POST', FILE, { text: '井盖松动', place: C });
const worked = `${FILE}/${r.json.id}`;
check(r.json.can.includes('accept') && !r.json.can.includes('look'), `told what it can: ${r.json.can}`);
check(!(await both('GET', worked)).json.can.includes('look'), 'wherever it reads');
same((await reads('GET', worked)).json.can, [], 'nothing without the scope');
for (const [verb, body] of [['accept', {}], ['note', { text: '已派工' }], ['answer', { text: '已换新' }]])
  same((await writes('POST', `${worked}/${verb}`, body)).status, 200, `it does ${verb}`);
r = (await zhao('GET', worked)).json;
same([r.state, r.steps.at(-1).actor], ['answered', zhaoId], "in its person's name");
for (const verb of ['look', 'forget'])
  same((await both('POST', `${worked}/${verb}`, { why: '回访核实' })).json.fault, 'scope_missing', `not ${verb}`);
same((await writes('POST', `${worked}/close`, {})).json.state, 'closed', 'it closes');
const abroad = (await anyone('POST', FILE, { text: '别处的事', place: '410104003002' }, elsewhere())).json;
const there = [await writes('POST', `${FILE}/${abroad.id}/accept`, {}), await zhao('POST', `${FILE}/${abroad.id}/accept`, {})];
same(there.map((x) => x.json.fault), ['not_allowed', 'not_allowed'], 'no more than its person');
same((await zhao('POST', `/api/tokens/${(await zhao('GET', '/api/tokens')).json.items[0].id}/end`, {})).status, 200, 'over');
same((await reads('GET', '/api/persons')).status, 200, 'lists of people by people:read');
same((await writes('GET', '/api/persons')).json.fault, 'scope_missing', 'not by another scope');
for (const where of ['/api/tokens', '/api/me/password', '/api/sign-out-everywhere', `/api/persons/${zhaoId}/forget`]) {
  r = await writes('POST', where, where.endsWith('tokens') ? { name: '更多', scopes: 'people:write' } : {});
  check([401, 403].includes(r.status), `no token at ${where}: ${r.status}`);
}
// A scope that does not name a capability opens nothing of it, not even what its person sees.
const hidden = await anyone('POST', FILE, { text: '只给社区看', place: C, private: true }, elsewhere());
same([hidden.status, (await zhao('GET', `${FILE}/${hidden.json.id}`)).status], [201, 200], 'zhao reads a private matter');
same((await zhao('POST', `${FILE}/${filed.id}/note`, { text: '内部备注甲乙' })).status, 200, 'and notes');
const narrow = program(await made('place:read'));
r = [await narrow('GET', `${FILE}/${hidden.json.id}`), await narrow('GET', FILE), await narrow('GET', '/api/me')];
same(r.map((x) => x.status), [404, 200, 200], 'a token for places reads no private matter');
check(!r.some((x) => /只给社区看|赵网格/.test(x.text)) && r[2].json.id === null, 'it asks as nobody');
check(!(await narrow('GET', `${FILE}/${filed.id}`)).text.includes('内部备注甲乙'), 'and sees no internal note');
same((await writes('GET', `${FILE}/${hidden.json.id}`)).status, 404, 'nor does one that only writes');
same((await reads('GET', `${FILE}/${hidden.json.id}`)).status, 200, 'the scope shows what its person sees');
same((await zhao('POST', `/api/tokens/${(await zhao('GET', '/api/tokens')).json.items[0].id}/end`, {})).status, 200, 'over');
const list = (await zhao('GET', '/api/tokens')).json.items.filter((t) => !t.ended_at);
check(list.length === 2 && !JSON.stringify(list).includes('410104.'), 'the list shows no secret');
same((await zhao('POST', `/api/tokens/${list[1].id}/end`, {})).status, 200, 'a token ends');
const still = [(await reads('GET', FILE)).status, (await writes('GET', FILE)).status].sort();
same(still, [200, 401], 'only that one');

// ---- filing without an account -----------------------------------------------------------------------
const solve = ({ challenge, bits }) => {
  for (let n = 0; ; n++) {
    const hash = createHash('sha256').update(challenge + n).digest();
    if (hash.readUInt32BE(0) >>> (32 - bits) === 0) return { challenge, answer: String(n) };
  }
};
const crowd = elsewhere();
const report = (n, more = {}, who = crowd) =>
  anyone('POST', FILE, { text: `第${n}件`, place: '410104003002', ...more }, who);
const free = [];
for (let i = 0; i < 12; i++) free.push((await report(i)).status);
const limit = free.indexOf(428);
check(limit > 0 && free.slice(0, limit).every((s) => s === 201), `some are free: ${free}`);
check(free.slice(limit).every((s) => s === 428), 'then a puzzle is asked for');
const puzzle = async () => (await anyone('GET', `/api/puzzle?place=${C}`)).json;
const task = await puzzle();
check(task.bits >= 8 && task.bits <= 24 && task.until, `a puzzle: ${JSON.stringify(task)}`);
r = await report(20, { puzzle: { challenge: task.challenge, answer: 'no' } });
same([r.status, r.json.fault], [422, 'puzzle_wrong'], 'a wrong answer');
r = await report(21, { puzzle: { ...solve(task), challenge: task.challenge.replace(/^\d/, '9') } });
same(r.json.fault, 'puzzle_wrong', 'a puzzle of one\'s own making');
const solved = solve(task);
same((await report(22, { puzzle: solved })).status, 201, 'a solved one is taken');
same((await report(23, { puzzle: solved })).json.fault, 'puzzle_wrong', 'once');
const rest = [];
for (let i = 24; i < 32; i++) {
  r = await report(i, { puzzle: solve(await puzzle()) });
  rest.push(r.status);
}
const left_s = 3600 - (Date.now() / 1000) % 3600;
check(Math.abs(Number(r.headers.get('retry-after')) - left_s) < 5, `until the hour is over: ${r.headers.get('retry-after')}`);
check(rest.includes(429) && rest.slice(rest.indexOf(429)).every((s) => s === 429), `at the limit it is no: ${rest}`);
same((await report(40, {}, elsewhere())).status, 201, 'other addresses are not meant');
const home = [];                                    // whoever has an IPv6 address has 2^64 of them
for (let i = 0; i < 12; i++) {
  const from = { 'X-Forwarded-For': `2001:db8:7:7:${i}::1` };
  home.push((await report(50 + i, { place: '410104003003' }, from)).status);
}
check(home[0] === 201 && home.at(-1) === 428, `a /64 is one address: ${home}`);
same((await report(70, { place: '410104003003' }, { 'X-Forwarded-For': '2001:db8:7:8::1' })).status, 201, 'the next is not');
const mapped = [];
for (let i = 0; i < 9; i++) mapped.push((await report(80 + i, { place: '410104003004' },
  { 'X-Forwarded-For': i % 2 ? '::ffff:203.0.113.9' : '203.0.113.9' })).status);
check(mapped.at(-1) === 428, `a mapped IPv4 is that IPv4: ${mapped}`);
same((await zhao('POST', FILE, { ...byZhao, text: '有账号' }, crowd)).status, 201, 'nor who has signed in');

// ---- private words ---------------------------------------------------------------------------------------
const tell = { text: '隔壁夜里装修', place: C, private: true, reporter_name: secret('欧阳匿名甲'),
  reporter_phone: secret('18637112233'), title: '夜里装修', spot: '四号楼二单元' };
r = await anyone('POST', FILE, tell, elsewhere());
same(r.status, 201, 'a private report');
const quiet = r.json;
secret(quiet.follow.split('.')[2]);
r = await zhao('POST', `${FILE}/${quiet.id}/look`, { why: '回访核实夜间施工' });
same([r.status, r.json.reporter_phone], [200, '18637112233'], 'the community looks');
r = await chen('POST', '/api/sign-in', { name: '陈小明', password: chenNew }, elsewhere());
r = await chen('POST', FILE, { text: '要被删掉的一段话', title: '删掉的标题', spot: '删掉的位置', place: C,
  lat: Number(secret('34.719865')), lon: Number(secret('113.687421')) });
same([r.json.lat, r.json.lon, r.json.crs], [34.719865, 113.687421, 'EPSG:4326'], 'its position is shown');
same(r.status, 201, 'a report whose words will go');
same((await chen('POST', `${FILE}/${r.json.id}/note`, { text: '补充也要删掉' })).status, 200, 'with a step');
const gone = r.json;

// ---- posts end, people go -----------------------------------------------------------------------------------
same((await zhao('POST', `${FILE}/${filed.id}/assign`, {})).status, 200, 'zhao takes a matter');
r = await admin('POST', `/api/persons/${zhaoId}/end`, {});
same(r.status, 200, 'an account is closed');
same((await zhao('POST', `${FILE}/${filed.id}/close`, {})).status, 401, 'its sessions are over');
same((await reads('GET', '/api/persons')).status, 401, 'its tokens too');
r = await signIn(asker(server), '赵网格', zhaoNew);
check([401, 403].includes(r.status), `it does not sign in: ${r.status}`);
r = await admin('GET', `${FILE}/${filed.id}`);
same(r.json.state, 'accepted', 'its matter went back to the queue');
const worker = { name: '孙社区', role: 'committee', place: C, kind: 'committee', org: '印刷厂街居委会' };
const sun = await staff(server, data, worker);
secret('Pass-孙社区-2026');
same((await sun('GET', '/api/persons')).status, 200, 'a post gives rights');
const sunPost = sun.me.posts[0].id;
same((await admin('POST', `/api/posts/${sunPost}/end`, {})).status, 200, 'the post ends');
r = [await sun('POST', `${FILE}/${filed.id}/close`, {}), await sun('GET', '/api/persons')];
same(r.map((x) => x.status), [403, 403], 'and the rights with it');
same((await me(sun)).posts, [], 'the person stays, without posts');

const where = async () => (await anyone('GET', `${FILE}/${gone.id}`)).json;
same([(await where()).lat, (await where()).lon], [34.719865, 113.687421], 'a position is there');
same((await chen('POST', `${FILE}/${gone.id}/forget`, {})).status, 200, 'a report\'s words are removed');
same([(await where()).lat, (await where()).lon, (await where()).crs], [null, null, null], 'and its position');
const contact = { reporter_name: secret('陈先生戊'), reporter_phone: secret('18537119944') };
const named = (await chen('POST', FILE, { text: '门口路面塌陷', place: C, ...contact })).json;
const he = await staff(server, data, { ...worker, name: '何社区' });
secret('Pass-何社区-2026');
const opened = async () => (await he('POST', `${FILE}/${named.id}/look`, { why: '核实位置' })).json;
same((await opened()).reporter_phone, '18537119944', 'a contact on a matter that stays');
r = await chen('POST', `/api/persons/${chenId}/forget`, {});
same(r.status, 200, 'somebody has themself removed');
r = await opened();
same([r.reporter_name, r.reporter_phone], ['removed', 'removed'], 'their contact goes from their matters');
r = (await anyone('GET', `${FILE}/${named.id}`)).json;
same([r.text, r.state], ['门口路面塌陷', 'filed'], 'which stay');
same((await me(chen)).id, null, 'their sessions are over');
same((await signIn(asker(server), '陈小明', chenNew)).status, 401, 'they do not sign in, as if never there');
r = await admin('GET', `/api/persons/${chenId}`);
check(!r.text.includes('陈小明') && !r.text.includes('13912'), `nothing is left of the name: ${r.text}`);
r = await signUp(asker(server), { name: '陈小明', password: secret('you-yi-ge-chen-1') });
same(r.status, 200, 'the name is free again');
['删掉的标题', '要被删掉的一段话', '删掉的位置', '补充也要删掉'].forEach(secret);

// ---- nothing lies open -----------------------------------------------------------------------------------------
const copy = path.join(WORK, 'sign.backup'), again = path.join(WORK, 'sign-again');
for (const old of [copy, `${copy}.sha256`, again]) rmSync(old, { recursive: true, force: true });
same(word('backup', copy, '--data', data).status, 0, 'a backup while serving');
same(found(secrets, [copy]), [], 'no secret in the backup');
await server.stop();
const log = server.log.join('');
const lines = log.split('\n').filter((l) => l.startsWith('{'));
const isEvent = (line) => { try { return Boolean(JSON.parse(line).event); } catch { return false; } };
check(lines.length > 0 && lines.every(isEvent), 'log lines are JSON');
const personal = [...secrets, '陈小明', '刘大妈', '赵网格', '吴管理', '孙社区', '周社管', '郑临时', '2001:db8', '某人', '198.51.100', '装修', '没有此人'];
same(personal.filter((w) => log.includes(w)), [], 'the log holds nothing personal');
const files = filesBelow(data).filter((f) => !f.includes('/keys/'));
check(files.some((f) => f.endsWith('linli.db')), 'there is a store');
same(found(secrets, files), [], 'no secret in the folder');
for (const w of ['隔壁夜里装修', '夜里装修', '四号楼二单元', '回访核实', '第1件', '刘大妈', '赵网格']) {
  const sql = `SELECT count(*) FROM journal WHERE instr(body, '${w}') > 0`;
  const said = spawnSync('sqlite3', [path.join(data, 'linli.db'), sql], { encoding: 'utf8' });
  same(said.stdout?.trim(), '0', `${w} is sealed in the journal`);
}
const after = word('verify', '--data', data);
check(after.status === 0 && /clean/.test(after.out), `verify: ${after.out}${after.err}`);
same(word('rebuild', '--data', data).status, 0, 'rebuilt');
same(found(secrets, files), [], 'nothing comes back');
same(word('verify', '--data', data).status, 0, 'and clean');

// ---- restored, what was forgotten stays forgotten -------------------------------------------------------------------
const restored = word('restore', copy, '--data', again, '--key-file', path.join(data, 'keys', 'master.key'));
same(restored.status, 0, `restored: ${restored.out}${restored.err}`);
same(found(['要被删掉的一段话', '18637112233'], filesBelow(again)), [], 'nothing comes back');
finish();
