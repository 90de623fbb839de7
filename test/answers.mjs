#!/usr/bin/env node
// What the program says its answers hold is what they hold: each address of a served demo is asked, and every answer
// compared strictly with the OpenAPI document: nothing missing, nothing that is not described. An address that nobody
// asked fails too, so a new action brings its line here.
import path from 'node:path';
import { WORK, asker, check, finish, local, same, serve, word } from './lib/linli.mjs';
import { requestServer } from './lib/receivers.mjs';
import { install } from './lib/npm.mjs';
import { pdf, send } from './lib/papers.mjs';

const Ajv = install()('ajv/dist/2020').default;
const data = path.join(WORK, 'demo');
same(word('demo', '--small', '--data', data).status, 0, 'a demo is made');
const server = await serve(data);
const doc = JSON.parse(word('describe', 'openapi').out);

// ---- the judge -----------------------------------------------------------------------------------
const formats = {
  date: /^\d{4}-\d\d-\d\d$/, 'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  int64: { type: 'number', validate: Number.isSafeInteger }, double: { type: 'number', validate: Number.isFinite },
};
const ajv = new Ajv({ strict: true, allErrors: true, formats, allowUnionTypes: true,
  keywords: ['components', 'x-labels', 'x-title-en', 'x-lines', 'x-purpose'] });

// Answers are described as open, so that fields may be added; here each object must be known to its last member. Where
// several schemas describe one object together (allOf) they stay open and the whole is closed.
function closed(s) {
  if (Array.isArray(s)) return s.map(closed);
  if (s === null || typeof s !== 'object') return s;
  if (s.allOf) return { type: 'object', allOf: s.allOf.map((part) => (part.$ref ? { $ref: `${part.$ref}_open` } : part)), unevaluatedProperties: false };
  const all = {};
  for (const [key, value] of Object.entries(s)) all[key] = key === 'enum' || key === 'x-labels' ? value : closed(value);
  return s.properties || (s.type === 'object' && !s.additionalProperties) ? { ...all, unevaluatedProperties: false } : all;
}
const schemas = {};
for (const [name, s] of Object.entries(doc.components.schemas)) {
  schemas[name] = closed(s);
  const { unevaluatedProperties, ...open } = schemas[name];
  schemas[`${name}_open`] = open;
}
const known = new Map();                    // a schema's text → its judge
function judge(schema) {
  const text = JSON.stringify(schema);
  if (!known.has(text)) known.set(text, ajv.compile({ ...closed(schema), components: { schemas } }));
  return known.get(text);
}

// ---- the operations --------------------------------------------------------------------------------
const operations = [];
for (const [template, methods] of Object.entries(doc.paths))
  for (const [method, operation] of Object.entries(methods)) {
    const [status, answer] = Object.entries(operation.responses)[0];
    const schema = answer.content['application/json']?.schema;
    if (!schema || operation.operationId === 'openapi') continue;         // sheets, proofs in plain text, this document
    const pattern = new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+').replaceAll('.', '\\.')}$`);
    operations.push({ id: operation.operationId, method: method.toUpperCase(), template, pattern, status: Number(status), schema, seen: 0 });
  }
// A plain path goes before one with a {word} in it, as in the server.
operations.sort((a, b) => a.template.split('{').length - b.template.split('{').length);

// One answer beside what is said of it; what is not refused counts as seen.
function compare(method, where, r) {
  const at = where.split('?')[0], o = operations.find((one) => one.method === method && one.pattern.test(at));
  if (!check(o, `${method} ${where} is described`)) return r;
  const good = r.status < 300, valid = good ? judge(o.schema) : judge({ $ref: '#/components/schemas/problem' });
  if (good) { o.seen++; same(r.status, o.status, `${o.id}: the status`); }
  const why = () => valid.errors.slice(0, 6).map((e) => `${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`).join('; ');
  check(valid(r.json), `${o.id} ${r.status}: ${valid.errors && why()} in ${r.text.slice(0, 300)}`);
  return r;
}
const judged = (ask) => async (method, where, body, headers) => compare(method, where, await ask(method, where, body, headers));
const operator = judged((method, where, body, headers) => local(data, method, where, body, headers));
async function good(asked, what) {
  const r = await asked;
  check(r.status < 300, `${what}: ${r.status} ${r.text?.slice(0, 300)}`);
  return r.json;
}

// ---- the demo's people -------------------------------------------------------------------------------
const anyone = judged(asker(server));
// The sign-ins are printed once it serves, perhaps behind its first answer.
const signIns = () => new Map([...server.log.join('').matchAll(/^ {2}(\w+) +(\S+)/gm)].map((m) => [m[1], m[2]]));
for (let i = 0; i < 100 && signIns().size < 5; i++) await new Promise((done) => setTimeout(done, 50));
const words = signIns();
async function demo(name) {
  const ask = judged(asker(server));
  await good(ask('POST', '/api/sign-in', { name, password: words.get(name) }), `${name} signs in`);
  ask.me = await good(ask('GET', '/api/me'), `${name} asks who they are`);
  return ask;
}
const [admin, community, street, district, manager] =
  [await demo('admin'), await demo('community'), await demo('street'), await demo('district'), await demo('manager')];
const C = community.me.posts[0].place.code, compound = manager.me.posts[0].place.code, county = '410104';
const org = community.me.posts[0].org.id, managers = manager.me.posts[0].org.id;

// ---- what everybody reads ------------------------------------------------------------------------------
for (const where of ['/health', '/api', '/api/face', '/api/views/matter_list', '/api/about', '/api/subjects', '/api/refusals', '/api/dangers', '/api/choices', '/api/puzzle', '/api/pack',
  `/api/proof/${county}/consistency?from=1`, `/api/proof/${county}/inclusion?entry=1`, '/api/places', `/api/places?under=${C}&deep=1&limit=2`,
  `/api/places/by-code?code=${C}`, '/api/places/find?text=yinshuachang', '/api/orgs', '/api/orgs?limit=2', '/api/matters', '/api/matters?limit=3', '/api/matters?order=urgent',
  '/api/counts', `/api/counts?place=${C}`, '/api/me'])
  await good(anyone('GET', where), where);
for (const { id } of operations.filter((o) => o.method === 'POST')) await anyone('GET', `/api/form/${id}`);

// ---- signing up and in ---------------------------------------------------------------------------------
const password = 'answers-hold-what-they-say';
const resident = judged(asker(server));
const joined = await good(resident('POST', '/api/sign-up', { name: '答居民', password, phone: '13800005678' }), 'signs up');
await good(resident('POST', '/api/me', { phone: '13800005679' }), 'corrects a phone');
await good(resident('POST', '/api/me/password', { old: password, password: `${password}-2` }), 'changes the password');
await good(resident('POST', '/api/sign-out', {}), 'signs out');
await good(resident('POST', '/api/sign-in', { name: '答居民', password: `${password}-2` }), 'signs in');
await good(resident('POST', '/api/sign-out-everywhere', {}), 'signs out everywhere');
await good(resident('POST', '/api/sign-in', { name: '答居民', password: `${password}-2` }), 'signs in again');
const token = await good(resident('POST', '/api/tokens', { name: '脚本', scopes: 'matter:read', password: `${password}-2` }), 'makes a token');
await good(resident('GET', '/api/tokens'), 'reads the tokens');
await good(resident('POST', `/api/tokens/${token.id}/end`, {}), 'ends the token');
await good(resident('GET', '/api/tokens'), 'reads the ended token');
await good(judged(asker(server))('POST', '/api/sign-in', { name: '答居民', password: `${password}-2` }), 'signs in elsewhere');
const view = await good(resident('POST', '/api/me/views', { list: 'matter_list', label: '路灯', query: 'text=路灯' }), 'keeps a view');
await good(resident('GET', '/api/me/views'), 'reads the kept views');
await good(resident('GET', '/api/views/matter_list'), 'counts them too');
await good(resident('POST', `/api/me/views/${view.id}/drop`, {}), 'drops one');
const access = await good(resident('GET', '/api/me/access'), 'reads what outlives the session');
await good(resident('POST', `/api/me/sessions/${access.sessions.find((s) => !s.this).id}/end`, {}), 'ends the other session');

// ---- places ----------------------------------------------------------------------------------------------
const added = await good(community('POST', '/api/places', { code: `${C}901`, name: '新院', lat: 34.7, lon: 113.7, crs: 'EPSG:4326' }), 'adds a compound');
const other = await good(community('POST', '/api/places', { code: `${C}902`, name: '新院二' }), 'adds another');
await good(community('POST', `/api/places/${added.id}`, { name: '新院一' }), 'renames it');
await good(community('POST', '/api/places/merge', { from: `${C}901`, into: `${C}902` }), 'merges the two');
await good(anyone('GET', `/api/places/${added.id}`), 'reads the ended one');
await good(community('POST', `/api/places/${other.id}/end`, {}), 'ends the other');
const today = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10);
const list = { county: 410104, list_on: today, source: 'test', rows: `code,name\n${C}903,新院三\n999,无\n` };
await good(operator('POST', '/api/places/import', { ...list, trial: true }), 'a list is tried');
await good(operator('POST', '/api/places/import', list), 'imports a list');
await good(operator('POST', '/api/places/import', list), 'and again: nothing new');

// ---- people, organisations, posts ---------------------------------------------------------------------------
const opened = await good(admin('POST', '/api/orgs', { kind: 'volunteers', name: '问答志愿队', place: C }), 'opens an organisation');
await good(admin('POST', `/api/orgs/${opened.id}`, { phone: '0371-1234567' }), 'changes it');
const invited = await good(admin('POST', '/api/persons', { name: '答志愿', org: opened.id, role: 'volunteer' }), 'invites somebody');
const volunteer = judged(asker(server));
await good(volunteer('POST', '/api/invite', { token: invited.token, password }), 'who accepts');
const given = await good(admin('POST', '/api/posts', { person: invited.id, org: managers, role: 'steward' }), 'gives a post');
for (const where of ['/api/posts', '/api/posts?limit=2', `/api/posts?person=${invited.id}&all=1`, '/api/persons', '/api/persons?limit=2',
  `/api/persons/${invited.id}`])
  await good(admin('GET', where), where);
await good(operator('GET', '/api/persons'), 'the operator reads persons');
await good(admin('POST', `/api/posts/${given.id}/end`, {}), 'ends the post');
const why = { 'Idempotency-Key': 'look-once' };
for (const time of ['once', 'again'])
  await good(district('POST', `/api/persons/${joined.id}/look`, { why: '电话核实' }, why), `looks ${time}`);
await good(resident('GET', '/api/me/looks'), 'is told');
await good(admin('POST', `/api/persons/${invited.id}/reset`, {}), 'resets a password');
const [made] = (await good(admin('GET', '/api/me/access'), 'reads the link')).links;
await good(admin('POST', `/api/links/${made.id}/end`, {}), 'ends it');
await good(operator('POST', '/api/local/user', { name: '答管理', role: 'admin', place: county }), 'adds a user');

// ---- filing ------------------------------------------------------------------------------------------------
const from = { 'X-Forwarded-For': '192.0.2.9' };
const paper = await good(send(anyone, pdf(), 'application/pdf', `?place=${C}`), 'sends a document');
await good(anyone('POST', '/api/matters/preview', { text: '着火了，路灯也不亮', place: C }), 'looks before sending');
const nameless = await good(anyone('POST', '/api/matters', { text: '路灯不亮', place: C, papers: [paper.name] }, from), 'files without account');
const named = await good(resident('POST', '/api/matters', { text: '楼道堆物', place: compound, lat: 34.71, lon: 113.68,
  reporter_name: '答居民', reporter_phone: '13800005679', share: 'manager' }, { 'Idempotency-Key': 'file-1' }), 'files by name');
const hidden = await good(resident('POST', '/api/matters', { text: '物业乱收费', place: compound, about_org: managers, private: true }), 'files in private');
const deed = (who, m, verb, body = {}) => good(who('POST', `/api/matters/${m.id}/${verb}`, body), verb);
const read = (who, m) => good(who('GET', `/api/matters/${m.id}`), 'reads a matter');

// ---- each deed -----------------------------------------------------------------------------------------------
await deed(community, nameless, 'accept');
same((await community('POST', `/api/matters/${nameless.id}/close`, { seen: nameless.seen })).status, 409, 'others were there since');
await deed(community, nameless, 'assign');
await deed(community, nameless, 'invite', { org: managers });
await read(community, nameless);
await deed(manager, nameless, 'sign', { text: '已协办' });
await deed(community, nameless, 'note', { text: '内部记录' });
await deed(community, nameless, 'answer', { text: '今天修' });
await deed(community, nameless, 'close', { text: '修好了' });
await good(anyone('POST', `/api/matters/${nameless.id}/rate?follow=${nameless.follow}`, { solved: 'no' }), 'rates it');
await good(anyone('POST', `/api/matters/${nameless.id}/reopen?follow=${nameless.follow}`, { text: '还是不亮' }), 'reopens by the link');
await good(anyone('POST', `/api/matters/${nameless.id}/urge?follow=${nameless.follow}`, {}), 'asks after it');
await deed(community, nameless, 'raise', { text: '需要执法' });
await deed(street, nameless, 'pause', { text: '等商户' });
await good(anyone('GET', `/api/matters/${nameless.id}/clock`), 'the reckoning of a pause');
await deed(street, nameless, 'resume');
await good(anyone('GET', `/api/matters/${nameless.id}/clock`), 'the reckoning afterwards');
await deed(street, nameless, 'lower', { text: '请社区办' });
await deed(community, nameless, 'hide', { text: '涉及个人' });
await deed(community, nameless, 'show');
await deed(street, hidden, 'refuse', { refusal: 'labour' });
for (const who of [anyone, resident, community, manager, street, district, admin])
  for (const m of [nameless, named]) await read(who, m);
await read(resident, hidden);
for (const time of ['once', 'again'])
  await good(community('POST', `/api/matters/${named.id}/look`, { why: '电话回访' }, why), `looks ${time}`);
await good(resident('GET', `/api/matters/${named.id}/looks`), 'the reporter reads who looked');
await good(community('GET', `/api/matters/${named.id}/looks`), 'the office too');
await good(resident('GET', '/api/matters?mine=1'), 'reads their own');
await good(community('GET', `/api/matters?org=${org}`), 'reads the queue');
await good(community('GET', `/api/messages?org=${org}`), 'reads messages');
await good(community('POST', '/api/messages/read', {}), 'has read them');

// ---- notices ---------------------------------------------------------------------------------------------------
const noticed = (body) => good(community('POST', '/api/notices', { place: C, subject: 'affairs', title: '居务公开', body: '收支', to_on: '2036-01-01', ...body }), 'writes a notice');
const say = (who, { id }, verb, body = {}) => good(who('POST', `/api/notices/${id}/${verb}`, body), `notice ${verb}`);
const notice = await noticed({ to_on: new Date(Date.now() + 20 * 864e5).toISOString().slice(0, 10) });
await good(community('GET', `/api/notices/${notice.id}`), 'reads the draft');
await say(community, notice, 'edit', { body: '收支 13800000001', mask_found: true });
await say(community, notice, 'publish');
await say(community, notice, 'correct', { text: '写错', body: '收入' });
await say(community, notice, 'note', { text: '已核对' });
await say(resident, notice, 'objection', { text: '不对' });
await say(anyone, notice, 'objection', { text: '不对', anonymous: true });
await say(district, notice, 'hide', { text: '核实' });
await say(district, notice, 'show');
for (const where of ['/api/notices', `/api/notices?place=${C}&state=up`, `/api/notices/${notice.id}`, `/api/notices/${notice.id}/hung`,
  `/api/board?place=${C}`, '/api/notice-kinds'])
  await good(anyone('GET', where), where);
await say(community, notice, 'take_down', { text: '撤下' });
await say(community, notice, 'forget');
await say(community, await noticed({ to_on: '2036-01-01' }), 'drop');

// ---- told outside ------------------------------------------------------------------------------------------------
const gateway = await requestServer();
const sms = { name: '短信', way: 'sms', url: `http://127.0.0.1:${gateway.port}/`, plain: true, networks: '127.0.0.1', body: '{"stop":"{stop}"}', site: 'https://linli.example.org' };
const opening = await good(admin('POST', '/api/targets', sms), 'a target');
await good(resident('POST', '/api/me/telling', { by: 'sms', phone: '13800005679', digest: -1 }), 'wants to be told');
await good(resident('GET', '/api/me/telling'), 'reads how');
await good(community('POST', `/api/telling/${nameless.id}`, { by: 'sms', phone: '13800005670' }), 'and for somebody at the counter');
const heard = (await good(resident('POST', '/api/matters', { place: C, text: '路灯不亮' }), 'files another'));
await deed(community, heard, 'accept');
for (let i = 0; i < 200 && !gateway.got.length; i++) await new Promise((done) => setTimeout(done, 50));
const stop = gateway.got[0].json.stop.split('/').at(-1);
await good(anyone('GET', `/api/stop/${stop}`), 'looks at the link');
await good(anyone('POST', `/api/stop/${stop}`), 'stops it');
for (const where of ['/api/targets', '/api/outbox', '/api/outbox?state=sent', '/api/outbox/figures']) await good(admin('GET', where), where);
await good(admin('POST', `/api/targets/${opening.id}`, { ...sms, name: '短信二' }), 'changes it');
await good(admin('POST', `/api/targets/${opening.id}/end`, {}), 'ends it');
gateway.close();
await deed(resident, named, 'withdraw');
await deed(resident, named, 'forget');
await read(community, named);

// ---- every matter of the demo, and the operator ------------------------------------------------------------------
for (let after = ''; after !== null;) {
  const page = await good(district('GET', `/api/matters?limit=100${after && `&after=${after}`}`), 'a page of the demo');
  for (const m of page.items.filter((one, i) => i % 5 === 0)) {
    await anyone('GET', `/api/matters/${m.id}`);                  // may be private: then it is unknown
    await read(district, m);
    await good(district('GET', `/api/matters/${m.id}/clock`), 'a reckoning');
  }
  after = page.next;
}
await good(operator('GET', '/api/local/figures'), 'figures');
await good(operator('GET', '/api/local/imports'), 'imports');
await good(operator('POST', '/api/matters', { text: '燃气味道', place: C, subject: 'F05', urgency: 'critical' },
  { 'happened-at': new Date(Date.now() - 20 * 24 * 3600e3).toISOString() }), 'files what is long due');
await good(operator('POST', '/api/local/clock', { until: new Date().toISOString(), keep: true }), 'runs the clock');
await good(operator('GET', '/api/local/clock'), 'whether the clock is believed');
await good(operator('POST', '/api/local/clock/accept', {}), 'nothing to accept');
await good(operator('POST', '/api/local/clock/shift', { seconds: 120 }), 'the clock jumps');
await good(operator('POST', '/api/local/clock/accept', {}), 'accepts it');
await good(operator('POST', '/api/local/clock/shift', { seconds: 0 }), 'and back');
await good(operator('POST', '/api/local/clock/accept', {}), 'accepts that');

const leaver = judged(asker(server));
await good(leaver('POST', '/api/sign-up', { name: '答离开', password }), 'signs up');
await good(leaver('POST', '/api/me/forget', { password }), 'leaves');

// ---- running a county --------------------------------------------------------------------------------------------------
await demo('district');
const seat = await good(admin('GET', `/api/persons/${district.me.id}/access`), 'what signs in as somebody');
await good(admin('POST', `/api/persons/${district.me.id}/sessions/end`, { session: seat.sessions[0].id }), 'a lost phone');
const sheet = `组织,组织类型,地点,姓名,岗位\n问答居委会,居委会,${C},答小居,社区工作者\n无,居委会,无处,,\n`;
await good(admin('POST', '/api/persons/import', { rows: sheet, trial: true }), 'a sheet is tried');
await good(admin('POST', '/api/persons/import', { rows: sheet }), 'and imported');
await good(admin('POST', '/api/settings', { key: 'operator', value: '问答局', why: '试' }), 'names the operator');
await good(admin('POST', '/api/settings', { key: 'tiles', value: 'https://tiles.example.cn/{z}/{x}/{y}.png' }), 'and a map');
for (const where of ['/api/settings', '/api/setup', '/api/running', '/api/pack/rows', '/api/pack/rows?table=deadlines&flawed=1',
  `/api/pack/rows?since=${today}`, '/api/looks', `/api/looks?actor=${district.me.id}&from=${today}`])
  await good(admin('GET', where), where);
await good(anyone('GET', '/api/about'), 'about, with a map');

// ---- going ---------------------------------------------------------------------------------------------------------
await good(resident('POST', `/api/persons/${joined.id}/forget`, {}), 'has their words removed');
await good(admin('GET', `/api/persons/${joined.id}`), 'which is told');
await good(admin('POST', `/api/persons/${invited.id}/end`, {}), 'closes an account');

// ---- an installation that nobody administers yet ---------------------------------------------------------------------
const fresh = await serve(path.join(WORK, 'fresh'));
const secret = () => fresh.log.join('').match(/\/desk\/setup#(\S+)/)?.[1];
for (let i = 0; i < 200 && !secret(); i++) await new Promise((done) => setTimeout(done, 25));
await good(judged(asker(fresh))('POST', '/api/setup', { secret: secret(), name: '王管理', password }), 'the first administrator');
await fresh.stop();

// ---- refusals, and the judge itself -----------------------------------------------------------------------------------
for (const [method, where, body] of [['POST', '/api/matters', { text: '' }], ['POST', '/api/orgs', {}], ['GET', '/api/matters/1'],
  ['GET', '/api/orgs?kind=x'], ['POST', '/api/sign-in', { name: 'x', password: 'y' }]])
  check((await anyone(method, where, body)).status >= 400, `${method} ${where} is refused`);
const me = judge(operations.find((o) => o.id === 'me').schema);
check(me(community.me) && !me({ ...community.me, more: 1 }), 'a member that is not described is refused');
check(!me({ ...community.me, may: undefined }), 'so is one that is missing');
same(operations.filter((o) => !o.seen).map((o) => o.id), [], 'every operation was answered');
await server.stop();
finish();
