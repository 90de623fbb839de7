#!/usr/bin/env node
// What is limited is limited whoever asks: no session, token, link, key or spelling lifts it. What a stranger says again
// under a guessed key shows no secret. What is wrong with one body is said in one answer. What outlives a session says so,
// and can be ended.
import { asker, check, finish, folder, local, same, serve, staff } from './lib/linli.mjs';

const C = '410104003001', Q = '410104', FILE = '/api/matters';
const data = folder('limits');
const server = await serve(data);
const anyone = (...all) => asker(server)(...all);      // nobody, each time anew
let address = 0;
const elsewhere = () => ({ 'X-Forwarded-For': `198.51.100.${++address}` });
const fields = (r) => (r.json?.problems ?? []).map((p) => `${p.field} ${p.fault}`).sort();
let r;

// ---- who may have what ---------------------------------------------------------------------------
const admin = await staff(server, data, { name: '吴管理', role: 'admin', place: Q, kind: 'county', org: '政务办' });
const worker = await staff(server, data, { name: '孙社区', role: 'committee', place: C, kind: 'committee', org: '居委会' });
const li = asker(server), liWord = 'li-de-mima-hen-chang';
const liIs = { name: '李居民', password: liWord, phone: '13900001111' };
const liId = (await li('POST', '/api/sign-up', liIs, elsewhere())).json.id;
const { follow } = (await anyone('POST', FILE, { text: '路灯不亮', place: C }, elsewhere())).json;
const tokenOf = async (ask, scopes, password) =>
  (await ask('POST', '/api/tokens', { name: '试验程序', scopes, password })).json.token;
const liToken = await tokenOf(li, 'people:write matter:write', liWord);

// ---- signing up ----------------------------------------------------------------------------------
// Seven an hour from one address, then a puzzle; whatever comes along.
let n = 0;
const signUps = async (ask, more = () => ({}), body = {}) => {
  const from = elsewhere(), said = [];
  for (let i = 0; i < 9; i++) {
    const person = { name: `新居民${++n}号`, password: `xin-de-mima-${n}-x`, ...body };
    said.push((await ask('POST', '/api/sign-up', person, { ...from, ...more(i) })).status);
  }
  return said;
};
const limited = [...Array(7).fill(200), 428, 428];
const again = asker(server);
await again('POST', '/api/sign-in', { name: '李居民', password: liWord }, elsewhere());
const keeps = (ask) => async (method, where, body, headers) => {            // signing up changes who asks: so it must not
  const cookie = (await ask('POST', '/api/sign-in', { name: '李居民', password: liWord }, elsewhere())).set.split(';')[0];
  return anyone(method, where, body, { ...headers, Cookie: cookie, Origin: server.url });
};
same(await signUps(asker(server)), limited, 'signing up without a session');
same(await signUps(keeps(again)), limited, 'with the session of a resident');
same(await signUps(asker(server), () => ({ Authorization: `Bearer ${liToken}` })), limited, "with a program's token");
same(await signUps(asker(server), () => ({ 'Linli-Follow': follow })), limited, 'with a follow-up link');
same(await signUps(asker(server), (i) => ({ 'Idempotency-Key': `sign-up-${i}` })), limited, 'with a key each');
same(await signUps(asker(server), () => ({ Cookie: `linli=410104.${'x'.repeat(32)}`, Origin: server.url })), limited,
  'with a cookie that never was');
for (const ask of [admin, worker]) {
  const cookie = ask.cookie;
  check(cookie, 'a session of staff');
  same(await signUps(asker(server), () => ({ Cookie: cookie, Origin: server.url })), limited, 'with a session of staff');
}
const net = (i) => ({ 'X-Forwarded-For': `2001:db8:1:2::${i + 1}` });
same(await signUps(asker(server), net), limited, 'from the addresses of one /64');
same(await signUps(asker(server), (i) => ({ 'X-Forwarded-For': `203.0.113.${i}, 198.51.100.200` })), limited,
  'by addresses of the asker\'s own making');

// ---- filing --------------------------------------------------------------------------------------
const filings = async (more, body = {}) => {
  const from = elsewhere(), said = [];
  for (let i = 0; i < 9; i++) {
    const matter = { text: `第${++n}件`, place: `41010400${3 + (n % 5)}001`, ...body };
    said.push((await anyone('POST', FILE, matter, { ...from, ...more(i) })).status);
  }
  return said;
};
const fileLimited = [...Array(7).fill(201), 428, 428];
same(await filings(() => ({})), fileLimited, 'filing without an account');
same(await filings(() => ({ 'Linli-Follow': follow })), fileLimited, 'with a follow-up link');
same(await filings((i) => ({ 'Idempotency-Key': `filing-${i}` })), fileLimited, 'with a key each');
same(await filings(() => ({ Cookie: 'linli=' })), fileLimited, 'with an empty cookie');
const dead = { Cookie: `linli=410104.${'x'.repeat(32)}`, Origin: server.url };
same(new Set(await filings(() => dead)), new Set([401]), 'an ended session files nothing, not even as nobody');
const many = [];
for (let i = 0; i < 32; i++) {
  const by = i % 2 ? { Authorization: `Bearer ${liToken}` } : {};
  const ask = i % 2 ? anyone : li;
  many.push((await ask('POST', FILE, { text: `居民第${i}件`, place: C, anonymous: i % 3 === 0 }, { ...by, ...elsewhere() })).status);
}
same(many, [...Array(30).fill(201), 429, 429], 'an account files thirty an hour, by session or program, named or not');
const busy = [];
for (let i = 0; i < 33; i++) busy.push((await worker('POST', FILE, { text: `来电第${i}件`, place: C })).status);
same(new Set(busy), new Set([201]), 'who handles matters there is at work');
const off = [];
for (let i = 0; i < 31; i++) off.push((await worker('POST', FILE, { text: `别处第${i}件`, place: '410104004001' })).status);
same(off, [...Array(30).fill(201), 429], 'elsewhere they are as anybody');

// ---- who is known here ---------------------------------------------------------------------------
const asks = async (times, one) => {
  const from = elsewhere(), said = [];
  for (let i = 0; i < times; i++) said.push((await one(i, from)).json.fault);
  return said;
};
const tried = [...Array(20).fill('name_taken'), 'sign_in_locked'];
const guess = { name: '猜号人', password: 'cai-hao-ren-2026', phone: liIs.phone };
same(await asks(21, (i, from) => anyone('POST', '/api/sign-up', guess, { ...from, 'Idempotency-Key': `guess-${i}` })), tried,
  'whether a phone is known here is not asked without end');
same(await asks(21, (i, from) => anyone('POST', '/api/sign-up', { ...guess, name: '李居民', phone: '' }, from)), tried,
  'nor a name');
const zhang = asker(server);
await zhang('POST', '/api/sign-up', { name: '张居民', password: 'zhang-de-mima-hen' }, elsewhere());
same(await asks(21, (i, from) => zhang('POST', '/api/me', { phone: liIs.phone }, from)), tried, "nor by one's own words");
const link = { token: `410104.${'y'.repeat(32)}`, password: 'lian-jie-2026-xx' };
same(await asks(21, (i, from) => anyone('POST', '/api/invite', { ...link, token: `${link.token.slice(0, -2)}${10 + i}` }, from)),
  [...Array(20).fill('invite_unknown'), 'sign_in_locked'], 'nor is a link guessed at');
const own = { name: '赵再说', password: 'zhao-zai-shuo-26', phone: '13900002222' }, key = { 'Idempotency-Key': 'zhao-once' };
const first = await anyone('POST', '/api/sign-up', own, { ...elsewhere(), ...key });
r = await anyone('POST', '/api/sign-up', own, { ...elsewhere(), ...key });
same([r.status, r.json.id, r.set], [200, first.json.id, undefined], 'a lost answer is told again, without a session');

// ---- said again by a stranger --------------------------------------------------------------------
// All without an account share one space of keys: who guesses one and says the same is not shown the other's secrets.
const quietly = { text: '楼上有人打牌到半夜', place: C, private: true };
for (const guessed of ['k1', '1', '1234567890123456', 'aaaaaaaaaaaaaaaaaaaa', '2026-11-30T08:15:00+08:00', 'filing-form-number-0001']) {
  const once = { 'Idempotency-Key': guessed }, said = { ...quietly, spot: guessed };
  const mine = await anyone('POST', FILE, said, { ...elsewhere(), ...once });
  const theirs = await anyone('POST', FILE, said, { ...elsewhere(), ...once });
  same([mine.status, theirs.status, theirs.json.id, theirs.headers.get('idempotency-replayed')],
    [201, 201, mine.json.id, 'true'], `the key ${guessed} files once`);
  same([typeof mine.json.follow, theirs.json.follow, theirs.json.can.includes('withdraw')], ['string', undefined, false],
    `and shows a stranger no code: ${guessed}`);
  check(!theirs.text.includes('打牌'), 'nor private words');
}
const strong = { 'Idempotency-Key': '9f8a3c1e7b2d40565cc9b45d' };
const lost = await anyone('POST', FILE, quietly, { ...elsewhere(), ...strong });
r = await anyone('POST', FILE, quietly, { ...elsewhere(), ...strong });
same([r.status, r.text], [201, lost.text], 'a random key tells a lost answer again, whole');
const deedKey = { 'Idempotency-Key': 'note-1' }, withLink = (code) => ({ 'Linli-Follow': code, ...elsewhere(), ...deedKey });
const note = (code) => anyone('POST', `${FILE}/${lost.json.id}/note`, { text: '补充一句' }, withLink(code));
same((await note(lost.json.follow)).status, 200, 'a deed by link');
same((await note(lost.json.follow)).headers.get('idempotency-replayed'), 'true', 'is told again to who has the link');
same((await note(follow)).json.fault, 'key_other_record', 'not to who has another');
check([401, 404].includes((await anyone('POST', `${FILE}/${lost.json.id}/note`, { text: '补充一句' }, { ...elsewhere(), ...deedKey })).status),
  'nor to nobody');

// ---- said in one answer --------------------------------------------------------------------------
// What a body looks like and what it says, each field once; and nothing of it is done.
const both = async (ask, where, body, want, more = elsewhere()) =>
  same(fields(await ask('POST', where, body, more)), want.sort(), `${where} ${JSON.stringify(body)}`);
await both(anyone, FILE, { text: 5, place: '410104999999', lat: 'x' },
  ['lat field_wrong_type', 'place place_unknown', 'text field_wrong_type']);
await both(anyone, FILE, { text: '积水', place: C, subject: 'Q99', lat: 'x', lon: 113.6, crs: 'EPSG:4326', about_org: 410104000999999, moon: 1 },
  ['about_org org_unknown', 'lat field_wrong_type', 'moon field_unknown', 'subject subject_unknown']);
await both(anyone, FILE, { text: '积水', place: 7, subject: 3 }, ['place field_wrong_type', 'subject field_wrong_type']);
const open = (await worker('POST', FILE, { text: '待办的一件', place: C })).json.id;
await both(worker, `${FILE}/${open}/assign`, { text: 4, org: 410104000999999 }, ['org org_unknown', 'text field_wrong_type'], {});
await both(worker, `${FILE}/${open}/refuse`, { text: 4, refusal: 'R99' }, ['refusal refusal_unknown', 'text field_wrong_type'], {});
await both(worker, `${FILE}/${open}/refuse`, { seen: 'x' }, ['refusal field_missing', 'seen field_wrong_type'], {});
await both(admin, '/api/orgs', { kind: 'moon', name: '甲公司', place: '410104999999' }, ['kind field_not_a_choice', 'place place_unknown'], {});
await both(admin, '/api/orgs', { kind: 'manager', name: 3, place: C, valid_from: '2026-01-02', valid_to: '2026-01-01' },
  ['name field_wrong_type', 'valid_to field_out_of_range'], {});
await both(admin, '/api/posts', { person: 'x', org: 410104000999999, role: 'admin', place: '410104999999' },
  ['org org_unknown', 'person field_wrong_type', 'place place_unknown'], {});
await both(admin, '/api/persons', { name: 3, org: 410104000999999, role: 'committee', place: '410104999999' },
  ['name field_wrong_type', 'org org_unknown', 'place place_unknown'], {});
await both(anyone, '/api/sign-up', { name: '李居民', password: 5, phone: 'x' },
  ['name name_taken', 'password field_wrong_type', 'phone field_malformed']);
await both(zhang, '/api/me', { name: 5, phone: liIs.phone }, ['name field_wrong_type', 'phone name_taken']);
await both(zhang, '/api/tokens', { name: 5, scopes: 'moon:read', password: 'not-my-word-1' },
  ['name field_wrong_type', 'password password_wrong', 'scopes scope_unknown']);
await both(zhang, '/api/me/password', { old: 5, password: '12345678' }, ['old field_wrong_type', 'password password_weak']);
same((await anyone('GET', `${FILE}/${open}`)).json.steps.length, 1, 'nothing was done');
await both(anyone, `${FILE}/${open}/refuse`, { text: 4, refusal: 'R99' }, [], {});      // who may not hears only that

r = await anyone('GET', `/api/orgs?text=${encodeURIComponent('居委')}`);
same(r.json.items.map((o) => o.name), ['居委会'], 'an organisation is found by a part of its name');
same((await anyone('GET', '/api/orgs?text=%25')).json.items, [], 'which means itself');

// ---- what outlives a session ---------------------------------------------------------------------
const zhouWord = 'zhou-de-mima-hen-ch', zhouNew = 'zhou-xin-mima-hen-ch', zhou = asker(server), desk = asker(server);
await zhou('POST', '/api/sign-up', { name: '周居民', password: zhouWord }, elsewhere());
const signIn = (ask, password) => ask('POST', '/api/sign-in', { name: '周居民', password }, elsewhere());
const program = (token) => (method, where, body) => anyone(method, where, body, { Authorization: `Bearer ${token}` });
const makes = (more, from = elsewhere()) =>
  zhou('POST', '/api/tokens', { name: '试验程序', scopes: 'matter:read matter:write', ...more }, from);
same(fields(await makes({})), ['password field_missing'], 'a session alone makes no token');
same(fields(await makes({ password: 'not-mine-at-all-1', scopes: 'moon:read' })),
  ['password password_wrong', 'scopes scope_unknown'], 'nor a wrong password');
const tries = [];
for (let i = 0; i < 5; i++) tries.push((await makes({ password: `guess-${i}-guess` })).json.fault);
same(tries.at(-1), 'sign_in_locked', `a stolen session does not guess it: ${tries}`);
same((await zhou('POST', '/api/me/password', { old: zhouWord, password: zhouNew }, elsewhere())).json.fault,
  'sign_in_locked', 'by neither door');
const yu = asker(server), yuWord = 'yu-de-mima-hen-chang', yuNew = 'yu-xin-de-mima-2026';
await yu('POST', '/api/sign-up', { name: '于居民', password: yuWord }, elsewhere());
const make = async (name, password) =>
  (await yu('POST', '/api/tokens', { name, scopes: 'matter:read matter:write', password }, elsewhere())).json.token;
const files = async (token) => (await program(token)('POST', FILE, { text: '程序提交', place: C })).status;
const old = await make('旧程序', yuWord);
same(await files(old), 201, 'a program files');
await desk('POST', '/api/sign-in', { name: '于居民', password: yuWord }, elsewhere());
await new Promise((done) => { setTimeout(done, 300); });
r = (await yu('GET', '/api/me/access')).json;
same([r.sessions.length, r.sessions.filter((s) => s.this).length, r.tokens.length, r.links], [2, 1, 1, []],
  'all that outlives the session in one place');
check(r.tokens[0].used_at && r.tokens[0].until && r.tokens[0].scopes, `when a token was used last: ${JSON.stringify(r.tokens[0])}`);
check(r.sessions.every((s) => s.until && s.address), 'whence a session came, and how long it lasts');
const other = r.sessions.find((s) => !s.this).id;
same((await zhou('POST', `/api/me/sessions/${other}/end`, {})).status, 404, 'nobody ends the session of another');
same((await yu('POST', `/api/me/sessions/${other}/end`, {})).status, 200, 'one ends one\'s own');
same((await desk('GET', '/api/me')).json.id, null, 'and it is over');
r = await yu('POST', '/api/me/password', { old: yuWord, password: yuNew, keep_tokens: true }, { ...elsewhere(), 'Idempotency-Key': 'new-word' });
same(r.json.ended, { sessions: 0, tokens: 0, tokens_kept: 1, links_open: 0 }, 'a new password says that a program goes on');
same(await files(old), 201, 'which it does');
r = await yu('POST', '/api/me/password', { old: yuWord, password: yuNew, keep_tokens: true }, { ...elsewhere(), 'Idempotency-Key': 'new-word' });
same([r.status, r.json.ended], [200, undefined], 'said again it changes nothing');
r = await yu('POST', '/api/me/password', { old: yuNew, password: yuWord }, elsewhere());
same(r.json.ended, { sessions: 0, tokens: 1, tokens_kept: 0, links_open: 0 }, 'else it ends, and that is said');
same(await files(old), 401, 'the token is over');
const next = await make('新程序', yuWord);
r = await yu('POST', '/api/sign-out-everywhere', {}, elsewhere());
same([r.json.ended.sessions, r.json.ended.tokens, await files(next)], [1, 1, 401], 'signing out everywhere ends tokens, too');
await yu('POST', '/api/sign-in', { name: '于居民', password: yuWord }, elsewhere());
const kept = await make('留着', yuWord);
r = await yu('POST', '/api/sign-out-everywhere', { keep_tokens: true }, elsewhere());
same([r.json.ended.tokens_kept, await files(kept)], [1, 201], 'unless they are kept');
await yu('POST', '/api/sign-in', { name: '于居民', password: yuWord }, elsewhere());
r = await admin('POST', `/api/persons/${(await yu('GET', '/api/me')).json.id}/reset`, {});
same([r.json.ended.sessions, r.json.ended.tokens, await files(kept)], [1, 1, 401], 'a reset says what it ended');
r = (await admin('GET', '/api/me/access')).json.links;
same(r.map((l) => [l.purpose, l.person.name]), [['reset', '于居民']], 'links made for others are seen');
same((await worker('POST', `/api/links/${r[0].id}/end`, {})).status, 404, 'and ended by their maker');
same((await admin('POST', `/api/links/${r[0].id}/end`, {})).status, 200, 'alone');
same((await admin('GET', '/api/me/access')).json.links, [], 'for good');

await server.stop();
finish();
