#!/usr/bin/env node
// What is limited is limited whoever asks: no session, token, link, key or spelling lifts it. What a stranger says again
// under a guessed key shows no secret. What outlives a session says so, and can be ended.
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
  (await ask('POST', '/api/tokens', { name: '试验程序', scopes })).json.token;
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

await server.stop();
finish();
