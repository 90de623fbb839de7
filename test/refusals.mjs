#!/usr/bin/env node
// Every way of saying no: what is wrong is named in the asker's language, and nothing is stored.
import { existsSync } from 'node:fs';
import { LINLI, asker, check, finish, folder, local, same, serve, staff, word } from './lib/linli.mjs';
import { post, raw } from './lib/raw.mjs';

const C = '410104003001', FILE = '/api/matters', GOOD = { text: '路灯不亮', place: C };
const binary = process.env.LINLI_SAN && existsSync(process.env.LINLI_SAN) ? process.env.LINLI_SAN : LINLI;
const data = folder('refusals');
const server = await serve(data, { binary });
const host = `127.0.0.1:${server.port}`;
const nobody = { zh: asker(server, 'zh-CN,zh;q=0.9'), en: asker(server, 'en-GB,en;q=0.8') };
const from = (n) => ({ 'X-Forwarded-For': `192.0.2.${n}` });        // another address, so that no limit is met

// ---- what a refusal looks like -------------------------------------------------------------------
const CHINESE = /[\u4e00-\u9fff]/;
function refused(r, what, status, fault, lang, fields) {
  const problems = r.json?.problems ?? [];
  const is = [r.status, r.json?.fault, r.json?.status, r.json?.type, r.headers.get('content-type'),
    r.headers.get('content-language')];
  const tongue = lang === 'en' ? 'en' : 'zh-CN';
  const wanted = [status, fault, status, `/faults/${fault}`, 'application/problem+json', tongue];
  if (!same(is, wanted, `${what} (${lang})`)) console.log(`    ${r.text.slice(0, 300)}`);
  const texts = [r.json?.title, ...problems.map((p) => p.text)];
  check(texts.every((t) => t && CHINESE.test(t) === (lang === 'zh')), `${what}: in ${lang}: ${texts.join(' / ')}`);
  if (fields) same(problems.map((p) => p.field).sort(), [...fields].sort(), `${what} (${lang}): the wrong fields`);
}
async function no(what, status, fault, method, where, body, { fields, headers, as = nobody } = {}) {
  for (const lang of ['zh', 'en'])
    refused(await as[lang](method, where, body, headers), what, status, fault, lang, fields);
}
const wrongFields = (what, body, fields) => no(what, 422, 'field_problems', 'POST', FILE, body, { fields });

const size = async () => Number((await nobody.zh('GET', '/api/proof/410104/checkpoint')).text.split('\n')[1]);
let stored = await size();
const nothingStored = async (after) => same(await size(), stored, `nothing was stored by ${after}`);

// Somebody who stops in the middle of a body is sent away after a while; meanwhile everybody else is served.
const half = post(FILE, '{"text":"', { 'Content-Length': 200, 'Accept-Language': 'en' });
const slow = raw(server, [...half, 300, '慢', 300, '慢']);

// ---- bodies that are no JSON ------------------------------------------------------------------------
const quoted = (...bytes) => Buffer.from([...Buffer.from('{"text":"'), ...bytes, ...Buffer.from('"}')]);
const notJson = {
  'half an object': '{"text":"a"',
  'an array': '[1,2]',
  'a text': '"text"',
  'a number': '7',
  null: 'null',
  'a form': 'text=a',
  'more behind the object': '{"text":"a"} {"b":1}',
  'single quotes': "{'text':'a'}",
  'not a number': '{"lat":NaN}',
  'a comment': '{/* */"text":"a"}',
  'a comma too many': '{"text":"a",}',
  'a raw NUL': Buffer.from('{"text":"a\0b"}'),
  'a NUL behind': Buffer.from('{"text":"a"}\0'),
  'broken UTF-8': quoted(0xff, 0xfe),
  'an overlong form': quoted(0xc0, 0xaf),
  'a surrogate in bytes': quoted(0xed, 0xa0, 0x80),
  'half a character': quoted(0xe8, 0xb7),
  'beyond Unicode': quoted(0xf4, 0x90, 0x80, 0x80),
  GBK: quoted(0xc2, 0xb7, 0xb5, 0xc6),
  'half a surrogate pair': '{"text":"\\ud800"}',
  'UTF-16': Buffer.from('{"text":"a"}', 'utf16le'),
  'a byte order mark': '\ufeff{"text":"a"}',
  'a raw line end in a text': '{"text":"a\nb"}',
  '100,000 brackets': '['.repeat(100000),
  '100,000 objects': '{"a":'.repeat(100000),
  '18 levels': `{"a":${'['.repeat(17)}${']'.repeat(17)}}`,
  'a number beyond all': '{"lat":1e999}',
  'a whole number beyond 64 bits': '{"about_org":99999999999999999999999}',
};
for (const [what, body] of Object.entries(notJson)) await no(what, 400, 'body_not_json', 'POST', FILE, body);
await nothingStored('bodies that are no JSON');

// ---- fields ----------------------------------------------------------------------------------------
await wrongFields('nothing at all', {}, ['text', 'place']);
await wrongFields('an empty body', '', ['text', 'place']);
for (const unseen of ['\u200b', '\u200b\u2060 \u00ad', '\u3164', '\u3000\n\u200d\ufe0f'])
  await wrongFields(`a text of ${encodeURI(unseen)}`, { ...GOOD, text: unseen }, ['text']);
const form = (await local(data, 'GET', '/api/form/matter_file')).json.fields;        // those that are only for staff too
check(form.length >= 19, 'the form tells its fields');
const wrong = { text: 5, number: 'x', count: 'x', flag: 'yes', moment: 5, on: 5, choice: 5, ref: 'x', bytes: 5, many: 5 };
const tricks = {
  NUL: '\0', bell: '\x07', delete: '\x7f', C1: '\x9b', 'no character': '\ufffe', 'no character of a plane': '\u{1ffff}',
};
async function wrongText(f) {
  await wrongFields(`${f.name} too long`, { ...GOOD, [f.name]: '长'.repeat(f.max + 1) }, [f.name]);
  for (const [trick, c] of Object.entries(tricks)) {
    const r = await nobody.en('POST', FILE, { ...GOOD, [f.name]: `4${c}4` });
    const is = [r.status, r.json.problems?.map((p) => [p.field, p.fault])];
    same(is, [422, [[f.name, 'field_bad_text']]], `${f.name} with ${trick}`);
    const code = c.codePointAt(0).toString(16).toUpperCase().padStart(4, '0');
    same(r.json.problems?.[0]?.hint, `character 2 is U+${code}`, `${f.name} with ${trick}: where`);
  }
}
for (const f of form) {
  await wrongFields(`${f.name} of the wrong type`, { ...GOOD, [f.name]: wrong[f.kind] }, [f.name]);
  await wrongFields(`${f.name} as an object`, { ...GOOD, [f.name]: { a: [1] } }, [f.name]);
  if (f.kind === 'choice') await wrongFields(`${f.name} no choice`, { ...GOOD, [f.name]: 'nonsense' }, [f.name]);
  if (f.kind === 'text') await wrongText(f);
}
const all = Object.fromEntries(form.map((f) => [f.name, wrong[f.kind]]));
await wrongFields('every field wrong', all, Object.keys(all));
const six = { text: '', place: 7, urgency: 'soonish', lat: 91, colour: 'red', private: 'no' };
await wrongFields('six wrong fields', six, Object.keys(six));
await wrongFields('an unknown field', { ...GOOD, 颜色: 1 }, ['颜色']);
await wrongFields('fields that the server sets', { ...GOOD, id: 1, state: 'closed' }, ['id', 'state']);
await wrongFields('a field twice', '{"text":"一","text":"二","place":"410104003001","lat":"x"}', ['text', 'lat']);
await wrongFields('a field twice, once escaped', '{"text":"一","te\\u0078t":"二","place":"410104003001"}');
await wrongFields('a position beyond the poles', { ...GOOD, lat: -90.5, lon: 180.5 }, ['lat', 'lon']);
await wrongFields('a place that is not', { ...GOOD, place: '410104999999' }, ['place']);
await wrongFields('an organisation that is not', { ...GOOD, about_org: 410104000099999 }, ['about_org']);
await wrongFields('a subject that is not', { ...GOOD, subject: 'S99' }, ['subject']);
await wrongFields('300 unknown fields', Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`field_${i}`, i])));
await wrongFields('a text that fits the door but no field', { ...GOOD, text: '长'.repeat(1 << 20) }, ['text']);
const person = { name: '1', password: '', phone: 7, county: 'x', age: 9 };
const personFields = { fields: Object.keys(person) };
await no('a sign-up of mistakes', 422, 'field_problems', 'POST', '/api/sign-up', person, personFields);
await nothingStored('wrong fields');

// ---- large bodies ------------------------------------------------------------------------------------
const large = Buffer.alloc(10 << 20, 'a'), chunks = [];
large.write('{"text":"');
for (let at = 0; at < large.length; at += 65536) chunks.push('10000\r\n', large.subarray(at, at + 65536), '\r\n');
for (const lang of ['zh', 'en']) {
  const headers = { 'Accept-Language': lang };
  refused(await raw(server, post(FILE, large, headers)), '10 MB', 413, 'body_too_large', lang);
  const announced = await raw(server, [post(FILE, large, headers)[0]]);
  refused(announced, '10 MB announced', 413, 'body_too_large', lang);
  check(announced.ms < 2000, `refused before it is sent, after ${announced.ms} ms`);
  const chunked = { ...headers, 'Content-Length': null, 'Transfer-Encoding': 'chunked' };
  const inChunks = await raw(server, [post(FILE, '', chunked)[0], ...chunks, '0\r\n\r\n']);
  refused(inChunks, '10 MB in chunks', 413, 'body_too_large', lang);
}
for (const lang of ['zh', 'en'])
  for (const [what, more] of [['a length beside chunks', { 'Transfer-Encoding': 'chunked' }], ['two lengths', { 'content-length': 3 }],
    ['another coding', { 'Content-Length': null, 'Transfer-Encoding': 'gzip' }]]) {
    const sent = post(FILE, JSON.stringify(GOOD), { 'Accept-Language': lang, ...more });
    refused(await raw(server, sent), what, 400, 'head_malformed', lang);
  }
let r = await raw(server, post(FILE, '{}', { 'Content-Length': -2 }));
same(r.status, 400, 'a length below nothing');
r = await raw(server, ['GET /health HTTP/1.1\r\nHost: a\r\nX: ', 'x'.repeat(70000), '\r\n\r\n']);
check(r.status >= 400 && r.status < 500, `70 KB of headers: ${r.status}`);
await nothingStored('large bodies');

// ---- methods and addresses -----------------------------------------------------------------------------
const READ = 'GET, HEAD', BOTH = 'GET, HEAD, POST', WRITE = 'POST';
for (const [method, where, allow] of [
  ['PUT', FILE, BOTH], ['DELETE', FILE, BOTH], ['PROPFIND', '/api/places', BOTH], ['OPTIONS', '/api/me', BOTH],
  ['PATCH', '/health', READ], ['POST', '/health', READ], ['POST', '/api/proof/410104/checkpoint', READ],
  ['DELETE', '/api/matters/410104000000001', READ], ['GET', '/api/sign-in', WRITE],
  ['GET', '/api/matters/1/close', WRITE],
]) {
  const body = ['PUT', 'PATCH', 'POST'].includes(method) ? GOOD : undefined;
  await no(`${method} ${where}`, 405, 'method_wrong', method, where, body);
  same((await nobody.zh(method, where, body)).headers.get('allow'), allow, `Allow at ${method} ${where}`);
}
for (const where of [
  '/api/nothing', '/api/matters/', '/api/matters/12/13', '/api/matters/12/close/now', '/nothing.html', '/api/matters/x',
  '/api/matters/-1', '/api/matters/0', '/api/matters/99999999999999999999', '/../etc/passwd', '/api/%2e%2e/matters',
  '//api/matters', '/api/matters/%zz', '/api/matters/%', '/%ff', '/%00', '/%E2%80%AE', '/api/mätters',
]) {
  await no(`GET ${where}`, 404, 'path_unknown', 'GET', where);
  await no(`POST ${where}`, 404, 'path_unknown', 'POST', where, GOOD);
}
r = await raw(server, ['GET /../../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n']);
refused(r, 'a path upward, as it is', 404, 'path_unknown', 'zh');
for (const id of ['410104000099999', '410104003001', '1', '999999000000001', '9007199254740993',
  '9223372036854775807']) {
  await no(`matter ${id}`, 404, 'thing_unknown', 'GET', `/api/matters/${id}`);
  await no(`the clock of ${id}`, 404, 'thing_unknown', 'GET', `/api/matters/${id}/clock`);
}
await no('a place that is not', 404, 'thing_unknown', 'GET', '/api/places/410104999');
await no('a form that is not', 404, 'thing_unknown', 'GET', '/api/form/nonsense');
await no('a county without a log', 404, 'thing_unknown', 'GET', '/api/proof/999999/checkpoint');
const beyond = '/api/proof/410104/receipt?entry=99999999';
await no('a receipt beyond the end', 422, 'field_problems', 'GET', beyond, undefined, { fields: ['entry'] });

// ---- kinds of content, headers -------------------------------------------------------------------------
for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'json',
  'application/jsonx', 'application/xml']) {
  const headers = { 'Content-Type': type };
  await no(`content type ${type}`, 415, 'body_wrong_type', 'POST', FILE, JSON.stringify(GOOD), { headers });
}
for (const lang of ['zh', 'en']) {                                 // another site's page can send this in a visitor's name
  const sent = post(FILE, JSON.stringify(GOOD), { 'Content-Type': null, 'Accept-Language': lang });
  refused(await raw(server, sent), 'no content type', 415, 'body_wrong_type', lang);
}
for (const key of ['local:letter-1', 'local:', 'has space', 'x'.repeat(65), 'tab\there', Buffer.from('键').toString('latin1'),
  '\xe9', 'caf\xe9-1', '\xff\xfe', '\xed\xa0\x80'])                    // the last ones are no text at all
  for (const lang of ['zh', 'en']) {
    const sent = post(FILE, JSON.stringify(GOOD), { 'Idempotency-Key': key, 'Accept-Language': lang, ...from(2) });
    refused(await raw(server, sent), `the key ${JSON.stringify(key).slice(0, 20)}`, 400, 'key_malformed', lang);
  }
// A header that is no text is still there: what reads it says no, and nobody is refused for another one.
const bytes = async (more, lang) =>
  raw(server, post(FILE, JSON.stringify(GOOD), { 'Accept-Language': lang, ...from(2), ...more }));
for (const lang of ['zh', 'en']) {
  refused(await bytes({ 'Happened-At': '\xe9' }, lang), 'a moment of bytes', 422, 'field_problems', lang, ['happened-at']);
  refused(await bytes({ 'Content-Type': 'application/json\xe9' }, lang), 'a type of bytes', 415, 'body_wrong_type', lang);
  refused(await bytes({ Authorization: 'Bearer \xe9' }, lang), 'a token of bytes', 401, 'sign_in_ended', lang);
  refused(await bytes({ Authorization: '\xe9' }, lang), 'an authorization of bytes', 401, 'sign_in_ended', lang);
  refused(await bytes({ Cookie: 'linli=\xe9' }, lang), 'a session of bytes', 401, 'sign_in_ended', lang);
}
r = await bytes({ 'User-Agent': 'T\xe9l\xe9phone/1.0', 'X-Odd': '\xff', 'X-\xe9': 'a', Cookie: 'other=\xc2\xb7\xb5\xc6' }, 'zh');
if (check(r.status === 201, `odd headers of others' do no harm: ${r.status} ${r.text.slice(0, 200)}`)) stored++;
const when = (moment) => ({ headers: { 'Happened-At': moment }, fields: ['happened-at'] });
await no('a moment that is none', 422, 'field_problems', 'POST', FILE, GOOD, when('yesterday'));
await no('a moment long past', 422, 'field_problems', 'POST', FILE, GOOD, when('2001-01-01T00:00:00+08:00'));
await no('a moment to come', 422, 'field_problems', 'POST', FILE, GOOD, when('2101-01-01T00:00:00+08:00'));
const bearer = (Authorization) => ({ headers: { Authorization } });
await no('a token that is none', 401, 'sign_in_ended', 'POST', FILE, GOOD, bearer('Bearer 410104.nonsense'));
await no('another authorization', 401, 'sign_in_ended', 'GET', FILE, undefined, bearer('Basic YTpi'));
const user = { name: '张三', role: 'admin', place: '410104' };
await no("the operator's own, over the network", 403, 'local_only', 'POST', '/api/local/user', user);
await nothingStored('methods, addresses and headers');

// ---- queries -------------------------------------------------------------------------------------------
for (const [query, fault, field] of [
  ['limit=abc', 'query_malformed', 'limit'], ['limit=1.5', 'query_malformed', 'limit'],
  ['limit=99999999999999999999', 'query_malformed', 'limit'], ['after=x', 'query_malformed', 'after'],
  ['text=%ff', 'query_malformed', 'text'], ['text=%zz', 'query_malformed', 'text'],
  ['text=%', 'query_malformed', 'text'],
  ['text=a%00b', 'query_malformed', 'text'], ['text=%07a', 'query_malformed', 'text'],
  ['from=2026-13-45', 'query_malformed', 'from'], ['due_before=1', 'query_malformed', 'due_before'],
  ['colour=red', 'query_unknown', 'colour'], ['limit=5&colour=red', 'query_unknown', 'colour'],
  ['%zz=1', 'query_unknown', '?'], ['Limit=5', 'query_unknown', 'Limit'],
  ['open=2', 'query_malformed', 'open'], ['mine=yes', 'query_malformed', 'mine'],
  ['assigned=x', 'query_malformed', 'assigned'],
])
  await no(`?${query}`, 400, fault, 'GET', `${FILE}?${query}`, undefined, { fields: [field] });
for (const query of ['limit=0', 'limit=201', 'limit=-1', 'state=nonsense', 'order=up', 'level=moon', 'urgency=5',
  'place=410104999999']) {
  const fields = [query.split('=')[0]];
  await no(`?${query}`, 422, 'field_problems', 'GET', `${FILE}?${query}`, undefined, { fields });
}
for (const query of ['place=410104&place=410105', 'open=1&open=1', 'limit=1&%6cimit=2']) {
  const fields = [query.split('=')[0]];
  await no(`?${query}`, 422, 'field_problems', 'GET', `${FILE}?${query}`, undefined, { fields });
}
for (const flag of ['1', 'true', '0', 'false', ''])
  same((await nobody.zh('GET', `${FILE}?open=${flag}`)).status, 200, `open=${flag}`);
const seven = ['limit', 'state', 'order', 'level', 'urgency', 'from', 'colour'];
const sevenWrong = `${FILE}?${seven.map((name) => `${name}=x`).join('&')}`;
await no('seven wrong parameters', 422, 'field_problems', 'GET', sevenWrong, undefined, { fields: seven });
same((await nobody.zh('GET', `${FILE}?limit=&state=`)).status, 200, 'nothing said is not wrong');
for (const where of ['/api/counts?from=x', '/api/places?limit=x', '/api/orgs?kind=x', '/health?a=1',
  '/api/proof/410104/receipt?entry=x', '/api/proof/410104/consistency?from=a&to=b', '/api/about?county=x',
  '/api/matters.csv?state=x', '/api/matters.xlsx?colour=1', '/api/proof/410104/checkpoint?a=1']) {
  r = await nobody.en('GET', where);
  check([400, 422].includes(r.status) && r.json?.problems?.length, `GET ${where}: ${r.status} ${r.text.slice(0, 200)}`);
}
const colour = { fields: ['colour'] };
await no('a parameter of a change', 400, 'query_unknown', 'POST', `${FILE}?colour=red`, GOOD, colour);
await nothingStored('queries');

// ---- what the asker has already ------------------------------------------------------------------------
const etag = (await nobody.zh('GET', '/api/choices')).headers.get('etag');
for (const [tags, status] of [[etag, 304], [`W/${etag}`, 304], [`"a", ${etag}`, 304], [`"a",W/${etag} , "b"`, 304], ['*', 304],
  ['"a"', 200], [etag.slice(1, -1), 200]])
  same((await nobody.zh('GET', '/api/choices', undefined, { 'If-None-Match': tags })).status, status, `If-None-Match: ${tags}`);

// ---- languages -----------------------------------------------------------------------------------------
for (const [accept, lang] of [['en', 'en'], ['EN-us', 'en'], ['zh-TW', 'zh-CN'], ['fr, en;q=0.5', 'en'],
  ['fr', 'zh-CN'], ['', 'zh-CN'], ['*', 'zh-CN'], ['zh;q=0.1, en;q=0.9', 'en'], ['en;q=0.5,zh;q=0.5', 'en'],
  ['zh-TW;q=0.2, en;q=0.25, zh-CN;q=0.3', 'zh-CN'], ['zh;q=0', 'en'], ['en;q=0', 'zh-CN'], ['zh;q=0, *', 'en'],
  ['en;q=0.5, *;q=0.8', 'zh-CN'], ['zh;q=0.001,en;q=0', 'zh-CN'], ['zh; q=0.100, en; q=0.101', 'en'], ['enx, zh', 'zh-CN'],
  ['zh;q=nonsense, en;q=0.9', 'zh-CN']]) {
  r = await asker(server, accept)('GET', '/api/nothing');
  same(r.headers.get('content-language'), lang, `Accept-Language: ${accept}`);
}
const hints = async (lang) => (await nobody[lang]('POST', FILE, '{\n "text":x}')).json.problems[0].hint;
same([await hints('zh'), await hints('en')], ['第 2 行第 9 列起不是 JSON', 'it stops being JSON at line 2, column 9'],
  'where it is no JSON, in the language of the rest');
refused(await nobody.zh('GET', '/api/matters/1?lang=en'), '?lang=en', 404, 'thing_unknown', 'en');
r = await raw(server, ['GET /api/nothing HTTP/1.1\r\nHost: a\r\nCookie: lang=en\r\n\r\n']);
refused(r, 'the cookie lang', 404, 'path_unknown', 'en');

// ---- somebody else's -----------------------------------------------------------------------------------
const signUp = (ask, name, n) => ask('POST', '/api/sign-up', { name, password: `lin-ju-88-${n}` }, from(n));
const neighbour = { zh: asker(server, 'zh'), en: asker(server, 'en') }, owner = asker(server);
for (const [ask, name, n] of [[neighbour.zh, '甲邻居', 3], [neighbour.en, '乙邻居', 4], [owner, '陈居民', 5]])
  same((await signUp(ask, name, n)).status, 200, `${name} signs up`);
const worker = { name: '王社区', role: 'committee', place: C, kind: 'committee', org: '居委会' };
const committee = await staff(server, data, worker);
const mine = (await owner('POST', FILE, { ...GOOD, private: true, text: '不想让邻居知道' })).json;
const open = (await owner('POST', FILE, GOOD)).json;
const anonymous = (await nobody.zh('POST', FILE, GOOD, from(6))).json;
same([mine.state, open.state, anonymous.state], ['filed', 'filed', 'filed'], 'three matters');
stored = await size();
const bodies = { look: { why: '看看' }, forget: {} };
for (const as of [neighbour, nobody])
  for (const id of [mine.id, 410104000099999]) {                   // what is private is as if it were not there
    for (const part of ['', '/clock', '/looks'])
      await no(`GET ${id}${part}`, 404, 'thing_unknown', 'GET', `/api/matters/${id}${part}`, undefined, { as });
    for (const verb of ['withdraw', 'reopen', 'close', 'note', 'look', 'forget']) {
      const [status, fault] = as === nobody ? [401, 'sign_in_needed'] : [404, 'thing_unknown'];
      const body = bodies[verb] ?? { text: '不是我的' };
      await no(`${verb} ${id}`, status, fault, 'POST', `/api/matters/${id}/${verb}`, body, { as });
    }
  }
for (const verb of ['withdraw', 'accept', 'close', 'answer', 'hide', 'assign', 'forget']) {
  const where = `/api/matters/${open.id}/${verb}`, body = bodies[verb] ?? { text: '不是我的' };
  await no(`${verb} somebody else's`, 403, 'not_allowed', 'POST', where, body, { as: neighbour });
  await no(`${verb} without sign-in`, 401, 'sign_in_needed', 'POST', where, body);
}
const as = neighbour, post1 = { person: 1, org: 1, role: 'admin' };
await no('whose phone', 403, 'not_allowed', 'POST', `/api/matters/${open.id}/look`, { why: '好奇' }, { as });
await no('persons', 403, 'not_allowed', 'GET', '/api/persons', undefined, { as });
await no('persons without sign-in', 401, 'sign_in_needed', 'GET', '/api/persons');
await no('a post for oneself', 403, 'not_allowed', 'POST', '/api/posts', post1, { as });
const withdraw = (m, follow) => nobody.zh('POST', `/api/matters/${m.id}/withdraw?follow=${follow}`, { text: '我的' });
same((await withdraw(open, anonymous.follow)).status, 403, "another matter's follow-up link");
same((await withdraw(anonymous, `${anonymous.follow.slice(0, -1)}${anonymous.follow.endsWith('0') ? '1' : '0'}`)).status, 401, 'a guessed follow-up link');
await nothingStored("reaching for somebody else's");
r = await committee('POST', `/api/matters/${open.id}/accept`, { seen: 'x' });
same([r.status, r.json.problems?.[0]?.field], [422, 'seen'], '`seen` is no number');
await nothingStored('a `seen` that is no number');

// ---- other sites ---------------------------------------------------------------------------------------
const signedIn = await asker(server)('POST', '/api/sign-in', { name: '陈居民', password: 'lin-ju-88-5' });
const Cookie = signedIn.set.split(';')[0], csrf = signedIn.json.csrf;
const across = {
  'another origin': { Origin: 'https://evil.example' },
  'another port': { Origin: 'http://127.0.0.1:1' },
  'a null origin': { Origin: 'null' },
  'a lookalike': { Origin: `http://${host}.evil.example` },
  'another site': { 'Sec-Fetch-Site': 'cross-site', Origin: `http://${host}` },
  'a sister site': { 'Sec-Fetch-Site': 'same-site' },
  'no origin at all': {},
  'a wrong csrf word': { 'Linli-Csrf': 'x'.repeat(24) },
};
for (const [what, headers] of Object.entries(across))
  for (const lang of ['zh', 'en']) {
    const sent = post(FILE, JSON.stringify(GOOD), { Host: host, Cookie, 'Accept-Language': lang, ...headers });
    refused(await raw(server, sent), `with the cookie, from ${what}`, 403, 'cross_site', lang);
  }
const ours = { Host: host, Cookie, Origin: `http://${host}` };
r = await raw(server, post(FILE, JSON.stringify(GOOD), { ...ours, 'Content-Type': 'text/plain' }));
refused(r, 'a form of another kind', 415, 'body_wrong_type', 'zh');
await nothingStored('other sites');
r = await raw(server, post(FILE, JSON.stringify(GOOD), { Host: host, Cookie, 'Linli-Csrf': csrf }));
same(r.status, 201, 'with the csrf word it is taken');
stored++;

// ---- keys: the operator has a space of their own -----------------------------------------------------------
const once = { 'Idempotency-Key': 'letter-1' };
same((await nobody.zh('POST', FILE, GOOD, { ...once, ...from(8) })).status, 201, 'somebody takes a key');
const letter = { ...GOOD, text: '一封旧信' }, began = Date.now();
const at = (minutes) => ({ ...once, 'Happened-At': new Date(began - minutes * 60000).toISOString() });
const filed = await local(data, 'POST', FILE, letter, at(1));
same([filed.status, (await local(data, 'POST', FILE, letter, at(1))).text], [201, filed.text], "it is not the operator's");
r = await local(data, 'POST', FILE, letter, at(2));
same([r.status, r.json.fault], [422, 'key_other_record'], 'the same key and words at another moment');
same((await local(data, 'POST', FILE, letter, once)).json.fault, 'key_other_record', 'and at none');
stored += 2;

// ---- an address and a number have one spelling -----------------------------------------------------------------
const { id } = filed.json, first = String(id)[0];
const spelled = [`0${id}`, `+${id}`, `%2B${id}`, `%20${id}`, `${id}%20`, `${id}%09`, `%3${first}${String(id).slice(1)}`,
  `${id}/`, `/${id}`, `${id};a=b`, `${id}.0`, `${id}%00`, `-${id}`, `0x${id.toString(16)}`];
for (const how of spelled) {
  await no(`the matter as ${how}`, 404, 'path_unknown', 'GET', `/api/matters/${how}`);
  await no(`a note to ${how}`, 404, 'path_unknown', 'POST', `/api/matters/${how}/note`, { text: 'a' });
}
for (const where of ['/%61pi/matters', '/api%2Fmatters', '/api/%6Datters', '/API/matters', '/api/Matters', '/api/matters%2ecsv',
  '/api/matters.CSV', '/index%2Ehtml', '//', '/api//matters', '/api/proof/410104//checkpoint'])
  await no(`the address ${where}`, 404, 'path_unknown', 'GET', where);
await no('a county with a zero', 404, 'thing_unknown', 'GET', '/api/proof/0410104/checkpoint');
for (const number of ['limit=050', 'limit=-0', 'limit=%2B5', 'limit=5%20', 'limit=5.0', 'limit=0x5', 'after=01', 'after=-01'])
  await no(`the query ${number}`, 400, 'query_malformed', 'GET', `${FILE}?${number}`);

// ---- batches: JSON is JSON however it is written, and a line that is none costs that line -----------------------
const batch = async (...lines) => {
  const answer = await local(data, 'POST', '/api/local/batch', lines.join('\r\n'));
  const each = answer.text.trim().split('\n').map((line) => JSON.parse(line));
  return each.map(({ status, body }) => [status, body?.fault ?? null]);
};
const filing = JSON.stringify(GOOD);
same(await batch(`\ufeff{"method":"POST", "path":"${FILE}" ,\t"key" : "b1", "body" : ${filing} }`, '', '  ',
  `  { "path" : "${FILE}", "me\\u0074hod":"POST","\\u0062ody":${filing}}  `,
  `{"method":"POST","path":"${FILE}","key":"b1","body":${filing}}`,
  `{"method":"POST","path":"${FILE}","key":null,"body":{"text":"}\\\"{", "place" : "${C}"}}`),
[[201, null], [201, null], [201, null], [201, null]], 'blanks, escapes and line ends do not matter');
stored += 3;
const wrongLines = {
  'no JSON': ['{"method":"POST"', 400, 'body_not_json'],
  'an array': ['[1]', 400, 'body_not_json'],
  'more behind': [`{"method":"GET","path":"${FILE}"} {}`, 400, 'body_not_json'],
  'no path': ['{"method":"GET"}', 422, 'field_problems'],
  'a misspelt body': [`{"method":"POST","path":"${FILE}","boby":${filing}}`, 422, 'field_problems'],
  'a body twice': [`{"method":"POST","path":"${FILE}","body":{},"body":${filing}}`, 422, 'field_problems'],
  'a key that is no text': [`{"method":"POST","path":"${FILE}","key":5,"body":${filing}}`, 422, 'field_problems'],
  'somebody who is no number': [`{"method":"POST","path":"${FILE}","act_as":"7","body":${filing}}`, 422, 'field_problems'],
  'a body that is text': [`{"method":"POST","path":"${FILE}","body":${JSON.stringify(filing)}}`, 400, 'body_not_json'],
};
for (const [what, [line, status, fault]] of Object.entries(wrongLines))
  same(await batch(line, '{"method":"GET","path":"/health"}'), [[status, fault], [200, null]], `a line with ${what}`);
const lines = (await local(data, 'POST', '/api/local/batch', '{"method":"GET","path":"/api/proof/410104/checkpoint"}')).text;
check(JSON.parse(lines).body.startsWith('linli'), `a text in a batch is quoted: ${lines.slice(0, 80)}`);
const clerk = await staff(server, data, { name: '办事员', role: 'committee', place: C, kind: 'committee' });
const before = (await clerk('GET', `/api/matters/${id}`)).json.seen, actAs = `"act_as" : ${clerk.me.id}`;
same(await batch(`{"method":"POST", "path":"/api/matters/${id}/accept", ${actAs}, "body":{"seen" : ${before}}}`,
  `{"method":"POST", "path":"/api/matters/${id}/close", ${actAs}, "body":{"text":"乙", "seen":${before - 1}}}`,
  `{ ${actAs} , "method":"POST","path":"/api/matters/${id}/close", "body" : {"text" : "乙" , "seen" : ${before - 1}} }`),
[[200, null], [409, 'seen_stale'], [409, 'seen_stale']], 'what was seen is looked at behind a blank');
stored = await size();

// ---- sheets: large texts go out whole, and a flood of sheets keeps nobody from signing in --------------------
const LARGE = 230, words = '长'.repeat(9990);
for (let n = 0; n < LARGE; n += 115) {
  const bodies115 = Array.from({ length: 115 }, (_, i) => ({ ...GOOD, text: `${n + i} ${words}` }));
  const lines = bodies115.map((body) => ({ method: 'POST', path: FILE, body }));
  r = await local(data, 'POST', '/api/local/batch', lines.map((line) => JSON.stringify(line)).join('\n'));
  const good = r.text.split('\n').filter((line) => line.startsWith('{"status":201')).length;
  same(good, 115, `large matters: ${r.text.slice(0, 200)}`);
}
stored += LARGE;
r = await nobody.zh('GET', `${FILE}.csv`);
same([r.status, r.text.split(words).length - 1], [200, LARGE], 'a sheet of large texts is whole');
const numbers = r.text.match(/410104-\d{8}-\d{4}/g);
same(new Set(numbers).size, numbers.length, 'no row stands in it twice');
const flood = Array.from({ length: 40 }, () => fetch(`${server.url}${FILE}.xlsx`));
const came = { name: '陈居民', password: 'lin-ju-88-5' };
const signIn = (n) => nobody.zh('POST', '/api/sign-in', came, from(n));
const meanwhile = await Promise.all([20, 21, 22, 23].map(signIn));
same(meanwhile.map((m) => m.status), [200, 200, 200, 200], 'signed in meanwhile');
const sheets = await Promise.all(flood), later = sheets.filter((s) => s.status === 429);
check(sheets.every((s) => s.status === 200 || s.status === 429), 'sheets come or are refused');
const told = later.every((s) => Number(s.headers.get('retry-after')) > 0);
check(later.length > 20 && told, `${later.length} are told to try later`);
check(sheets.filter((s) => s.status === 200).length >= 4, 'a few wait their turn');

// ---- a refusal leaves no trace ---------------------------------------------------------------------------
const key = { 'Idempotency-Key': 'refused-first', ...from(7) };
same((await nobody.zh('POST', FILE, { ...GOOD, place: 'x' }, key)).status, 422, 'refused with a key');
same((await nobody.zh('POST', FILE, GOOD, key)).status, 201, 'the same key is decided anew');
r = await nobody.zh('POST', FILE, { ...GOOD, text: '别的' }, key);
same(r.json.fault, 'key_other_record', 'and then holds');
stored++;
await nothingStored('the whole story');

r = await slow;
refused(r, 'a body that stops', 408, 'body_too_slow', 'en');
check(r.ms > 5000 && r.ms < 25000, `after ${r.ms} ms`);
same((await nobody.zh('GET', '/health')).status, 200, 'well and served');
same(await server.stop(), { code: 0, signal: null }, 'the server ends well');
const log = server.log.join('');
check(!/Sanitizer|runtime error/.test(log), `the sanitizers are silent: ${log.slice(-2000)}`);
check(!/路灯|evil\.example|lin-ju|陈居民/.test(log), 'the log holds nothing of what was sent');
const verified = word('verify', '--data', data);
same(verified.status, 0, `verify: ${verified.out}${verified.err}`);
finish();
