#!/usr/bin/env node
// Every standing × every door × public, private, hidden, internal, about-you, removed, and every deed: who may read and
// do what. What is expected stands here once more, apart from the program's own table.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LINLI, WORK, asker, check, finish, folder, local, roomyPacks, same, serve, staff } from './lib/linli.mjs';

const Q = '410104', S = '410104003', C = '410104003001', N = '410104003002', K = `${C}001`, H = `${K}001001001`;
const data = folder('rights');
const server = await serve(data, { args: ['--packs', roomyPacks()] });
const admin = await staff(server, data, { name: '权管理', role: 'admin', place: Q, kind: 'county', org: '管城区政务办' });
const good = async (promise, what) => {
  const r = await promise;
  if (r.status >= 300) throw new Error(`${what}: ${r.status} ${r.text}`);
  return r.json;
};
for (const [code, name] of [[K, '权利家属院'], [`${K}001`, '一号楼'], [`${K}001001`, '一单元'], [H, '101']])
  await good(admin('POST', '/api/places', { code, name }), `adds ${code}`);

// ---- who asks ------------------------------------------------------------------------------------
const post = (role, place, kind, org) => staff(server, data, { name: `权${role}${org}`, role, place, kind, org });
const who = {
  committee: await post('committee', C, 'committee', '甲社区居委会'),
  grid: await post('grid', C, 'committee', '甲社区居委会'),
  street: await post('street', S, 'street', '甲街道办事处'),
  county: await post('county', Q, 'county', '管城区政务办'),
  neighbour: await post('committee', N, 'committee', '乙社区居委会'),
  party: await post('committee', '410104003006', 'committee', '丙社区居委会'),
  manager: await post('manager', K, 'manager', '甲物业'),
  steward: await post('steward', K, 'manager', '甲物业'),
  owners: await post('owners', K, 'owners', '甲业委会'),
  branch: await post('branch', C, 'branch', '甲党支部'),
  volunteer: await post('volunteer', C, 'volunteers', '甲志愿队'),
  duty: await post('department', Q, 'department', '职责局'),
  department: await post('department', Q, 'department', '他事局'),
  auditor: await post('auditor', Q, 'county', '管城区政务办'),
  admin,
  localAdmin: await post('admin', C, 'committee', '甲社区居委会'),
};
const orgOf = (name) => who[name].me.posts[0].org?.id ?? who[name].me.posts[0].org;
await good(admin('POST', `/api/orgs/${orgOf('duty')}`, { duty: 'S' }), 'gives a duty');
await good(admin('POST', `/api/orgs/${orgOf('department')}`, { duty: 'V' }), 'gives another duty');
const resident = async (name) => {
  const ask = asker(server);
  await good(ask('POST', '/api/sign-up', { name, password: 'zhe-shi-mima-88' }), `signs up ${name}`);
  return ask;
};
who.reporter = await resident('权利提交人');
who.stranger = await resident('权利路人');
who.nobody = asker(server);

// ---- what there is -------------------------------------------------------------------------------
// Each matter has words of its own, so that whatever leaks is seen in any door.
let serial = 0;
async function make(kind, { by = who.reporter, about, invited } = {}) {
  const mark = `甲乙${String.fromCharCode(0x4e00 + 97 * ++serial)}${serial}丙丁`;
  const m = {
    kind, text: `${mark}正文`, spot: `${mark}地方`, internal: `${mark}内部`, own: `${mark}本人`, open: `${mark}公开`,
    phone: `139${String(10000000 + serial)}`,
  };
  const filed = await good(by('POST', '/api/matters', {
    text: m.text, spot: m.spot, place: K, subject: 'S02', private: kind.startsWith('private'), reporter_name: '提交人',
    reporter_phone: m.phone, ...(about ? { about_org: about } : {}),
  }), `files ${kind}`);
  Object.assign(m, { id: filed.id, number: filed.number, holder: filed.holder, follow: filed.follow, level: filed.level });
  const at = filed.level === 'street' ? who.street : who.committee;
  const deed = (ask, verb, body, headers) => good(ask('POST', `/api/matters/${m.id}/${verb}`, body, headers), `${verb} ${kind}`);
  await deed(at, 'note', { text: m.internal });
  await deed(at, 'note', { text: m.open, open: true });
  await deed(by, 'note', { text: m.own }, m.follow ? { 'Linli-Follow': m.follow } : {});
  if (invited) await deed(at, 'invite', { org: invited });
  if (kind.endsWith('hidden')) await deed(at, 'hide', { text: '不宜公开' });
  return m;
}
const partyOrg = orgOf('party'), managerOrg = orgOf('manager'), committeeOrg = orgOf('committee');
const world = [];
for (const by of ['reporter', 'nobody'])
  for (const kind of ['public', 'private', 'hidden'])
    world.push({ ...await make(kind, { by: who[by], invited: partyOrg }), by });
const about = [
  await make('public about', { about: managerOrg }), await make('private about', { about: managerOrg }),
  await make('private about, heard', { about: managerOrg, invited: managerOrg }),
  await make('public about the committee', { about: committeeOrg }), await make('private about the committee', { about: committeeOrg }),
];
const removed = await make('removed');
await good(who.reporter('POST', `/api/matters/${removed.id}/forget`, {}), 'removes the words');

// ---- who should see what ---------------------------------------------------------------------------
// s the row, w words, n internal notes and the reporter's, o the reporter's own note, p parties and who acted,
// c name and phone (masked, opened by a look), l who looked
const PUBLIC = { public: 'sw', private: '', hidden: '' };
const ALL = { public: 'swnopcl', private: 'swnopcl', hidden: 'swnopcl' };
const OWN = { public: 'swopcl', private: 'swopcl', hidden: 'swopcl' };
const PARTY = { public: 'swnop', private: 'swnop', hidden: 'swnop' };
const DUTY = { public: 'swnop', private: '', hidden: '' };
const expected = {
  reporter: OWN, committee: ALL, grid: ALL, street: ALL, county: ALL, party: PARTY, duty: DUTY, department: PUBLIC,
  neighbour: PUBLIC, manager: PUBLIC, steward: PUBLIC, owners: PUBLIC, branch: PUBLIC, volunteer: PUBLIC, auditor: PUBLIC,
  admin: PUBLIC, localAdmin: PUBLIC, stranger: PUBLIC, nobody: PUBLIC,
};
let doors = 0, walked = 0;

// Whether each of a matter's words stands in an answer, against what may.
function leaks(text, m, may, what) {
  walked++;
  const seen = { w: text.includes(m.text), n: text.includes(m.internal), o: text.includes(m.own), c: text.includes(m.phone) };
  check(!seen.w || may.includes('w'), `${what}: words`);
  check(!seen.n || may.includes('n'), `${what}: internal notes`);
  check(!seen.o || may.includes('o'), `${what}: the reporter's note`);
  check(!seen.c, `${what}: a phone in the open`);
  return seen;
}

async function one(name, ask, m, may, headers = {}) {
  const what = `${name}, ${m.kind}`, at = `/api/matters/${m.id}`;
  let r = await ask('GET', at, undefined, headers);
  same(r.status, may.includes('s') ? 200 : 404, `${what}: the matter`);
  const seen = leaks(r.text, m, may, `${what}: the matter`);
  same([seen.w, seen.n, seen.o], ['w', 'n', 'o'].map((c) => may.includes(c)), `${what}: all that may be read is there`);
  if (r.status === 200) {
    same([!!r.json.parties, r.json.reporter_phone], [may.includes('p'), may.includes('c') ? '***' : undefined], `${what}: parties, contact`);
    same(r.json.steps.some((s) => s.actor && s.org), may.includes('p') && !(headers['Linli-Follow'] || name === 'reporter'), `${what}: who acted`);
    same(r.json.can.includes('look'), may.includes('c'), `${what}: the button for a look`);
  }
  same((await ask('GET', `${at}/clock`, undefined, headers)).status, may.includes('s') ? 200 : 404, `${what}: the clock`);
  r = await ask('GET', `${at}/looks`, undefined, headers);
  same(r.status === 200, may.includes('l'), `${what}: who looked`);
  leaks(r.text, m, may, `${what}: who looked`);
  r = await ask('POST', `${at}/look`, { why: '核对一下' }, headers);
  same(r.status === 200, may.includes('c'), `${what}: a look`);
  if (r.status === 200) same(r.json.reporter_phone, m.phone, `${what}: what a look opens`);
  else check(!r.text.includes(m.phone), `${what}: what a refused look says`);
  for (const verb of ['close', 'raise', 'withdraw']) {
    r = await ask('POST', `${at}/${verb}`, { seen: 1 }, headers);
    leaks(r.text, m, may, `${what}: what happened since (${verb})`);
    check([401, 403, 404, 409].includes(r.status), `${what}: ${verb} on an old page is ${r.status}`);
  }
  for (const where of [`/api/matters?number=${m.number}`, `/api/matters/${m.number}`, `/api/matters?text=${m.number}`]) {
    r = await ask('GET', where, undefined, headers);
    leaks(r.text, m, may, `${what}: ${where}`);
    same(r.text.includes(`"id":${m.id}`), may.includes('s'), `${what}: by ${where}`);
  }
  doors = 11;
}

async function lists(name, ask, matters, mayOf) {
  const addresses = [`/api/matters?place=${C}&limit=200`, `/api/matters?place=${K}&limit=200`, '/api/matters?limit=200&order=urgent',
    `/api/matters.csv?place=${C}`, `/api/matters?mine=1&limit=200`, '/api/matters?assigned=1', `/api/matters?text=${encodeURIComponent('甲乙')}&limit=200`];
  for (const org of [committeeOrg, managerOrg, partyOrg]) addresses.push(`/api/matters?org=${org}&limit=200`, `/api/matters.csv?org=${org}`, `/api/messages?org=${org}`);
  for (const address of addresses) {
    const r = await ask('GET', address);
    for (const m of matters) {
      leaks(r.text, m, mayOf(m), `${name}, ${m.kind}: ${address}`);
      check(!r.text.includes(m.number) || mayOf(m).includes('s'), `${name}, ${m.kind}: a row in ${address}`);
      check(!r.text.includes(`"matter":${m.id}`) || mayOf(m).includes('s'), `${name}, ${m.kind}: a message in ${address}`);
      if (address.includes(`place=${K}`) && r.status === 200)
        same(r.text.includes(m.number), mayOf(m).includes('w'), `${name}, ${m.kind}: it stands in ${address}`);
    }
  }
  const file = path.join(WORK, `${name}.xlsx`), r = await fetch(`${server.url}/api/matters.xlsx?place=${C}`, { headers: { Cookie: ask.cookie ?? '' } });
  writeFileSync(file, Buffer.from(await r.arrayBuffer()));
  const sheet = execFileSync('unzip', ['-p', file, 'xl/worksheets/sheet1.xml'], { encoding: 'utf8', maxBuffer: 64 << 20 });
  for (const m of matters) leaks(sheet, m, mayOf(m), `${name}, ${m.kind}: the workbook`);
  const may = ['committee', 'street', 'county'].includes(name) ? 200 : name === 'nobody' ? 401 : 403;
  same((await ask('GET', `/api/counts?place=${H}`)).status, may, `${name}: figures of a home`);
}

for (const [name, is] of Object.entries(expected)) {
  const ask = who[name], mine = world.filter((m) => m.by === 'reporter');
  for (const m of mine) await one(name, ask, m, is[m.kind]);
  await lists(name, ask, mine, (m) => is[m.kind]);
}
for (const m of world.filter((m) => m.by === 'nobody')) {
  await one('follower', who.nobody, m, OWN[m.kind], { 'Linli-Follow': m.follow });
  await one('without the link', who.nobody, m, PUBLIC[m.kind]);
  await one('with another\'s link', who.nobody, m, PUBLIC[m.kind], { 'Linli-Follow': world.at(-1) === m ? world[3].follow : world.at(-1).follow });
}

// The org it is about: what everybody sees; a private one, without words, once it is heard.
const aboutMay = {
  manager: ['sw', '', 's', 'sw', ''], steward: ['sw', '', 's', 'sw', ''], owners: ['sw', '', '', 'sw', ''],
  committee: ['swnopcl', 'swnopcl', 'swnopcl', 'sw', ''], localAdmin: ['sw', '', '', 'sw', ''], grid: ['swnopcl', 'swnopcl', 'swnopcl', 'sw', ''],
  street: ['swnopcl', 'swnopcl', 'swnopcl', 'swnopcl', 'swnopcl'], auditor: ['sw', '', '', 'sw', ''], nobody: ['sw', '', '', 'sw', ''],
};
for (const [name, may] of Object.entries(aboutMay)) {
  for (const [i, m] of about.entries()) await one(name, who[name], m, may[i]);
  await lists(name, who[name], about, (m) => may[about.indexOf(m)]);
}
for (const [name, is] of Object.entries(expected)) {
  const r = await who[name]('GET', `/api/matters/${removed.id}`), may = is.public;
  same(r.status, 200, `${name}: a removed one is there`);
  for (const word of [removed.text, removed.spot, removed.internal, removed.own, removed.phone]) check(!r.text.includes(word), `${name}: ${word} is gone`);
  same(r.json.reporter_phone, may.includes('c') ? '***' : undefined, `${name}: its contact`);
  const look = await who[name]('POST', `/api/matters/${removed.id}/look`, { why: '核对一下' });
  check(!look.text.includes(removed.phone), `${name}: a look at what is gone`);
}

// Where somebody lives it is not even told how many things were filed.
await good(who.reporter('POST', '/api/matters', { text: '家里的事', place: H, private: true }), 'files from a home');
const home = (await who.stranger('GET', `/api/matters?place=${H}`)).json;
same([home.items.length, home.searched, home.next], [0, 0, null], 'a home\'s list tells nothing to a stranger');
same((await who.committee('GET', `/api/matters?place=${H}`)).json.items.length, 1, 'and all of it to the community');

// ---- every deed ------------------------------------------------------------------------------------
const bodies = {
  note: { text: '一句' }, answer: { text: '答复' }, refuse: { refusal: 'hotline' }, invite: { org: orgOf('street') },
  rate: { solved: 'yes' }, pause: { text: '等配件' }, hide: { text: '不宜公开' }, lower: { text: '请办' },
};
const verbs = ['accept', 'refuse', 'assign', 'invite', 'sign', 'note', 'answer', 'close', 'reopen', 'withdraw', 'raise', 'lower', 'pause',
  'resume', 'hide', 'show', 'rate', 'urge'];
const OFFICE = ['accept', 'refuse', 'assign', 'invite', 'note', 'answer', 'close', 'raise', 'pause', 'hide'];
const mayDo = {
  reporter: ['note', 'withdraw', 'urge'], committee: [...OFFICE, 'sign'], grid: ['note', 'answer', 'sign'], street: OFFICE, county: OFFICE,
  party: ['note', 'answer', 'sign'], duty: ['accept', 'assign', 'invite', 'note', 'answer', 'close', 'raise', 'pause'], department: [],
  neighbour: [], manager: [], steward: [], owners: [], branch: [], volunteer: [], auditor: [], admin: [], localAdmin: [], stranger: [], nobody: [],
};
const aboutDo = { manager: ['note', 'answer'], steward: ['note', 'answer'], committee: [...OFFICE, 'sign'], owners: [], localAdmin: [] };
const fresh = async (options) => (await make('public', { invited: partyOrg, ...options }));
let tried = 0;
async function deeds(name, allowed, options) {
  let m = await fresh(options);
  const can = (await who[name]('GET', `/api/matters/${m.id}`)).json.can.filter((verb) => verbs.includes(verb));
  same([...can].sort(), [...allowed].sort(), `${name}: can`);
  for (const verb of verbs) {
    const r = await who[name]('POST', `/api/matters/${m.id}/${verb}`, bodies[verb] ?? {});
    tried++;
    same(r.status === 200, allowed.includes(verb), `${name}: ${verb} is ${r.status} ${r.json?.fault}`);
    if (r.status !== 200) check([401, 403, 409].includes(r.status), `${name}: ${verb} refused by ${r.status}`);
    if (r.status === 200) m = await fresh(options);
  }
}
for (const [name, allowed] of Object.entries(mayDo)) await deeds(name, allowed);
for (const [name, allowed] of Object.entries(aboutDo)) await deeds(name, allowed, { about: managerOrg });

// ---- who is named ------------------------------------------------------------------------------------
const linked = world.find((m) => m.by === 'nobody' && m.kind === 'public'), other = await fresh();
const header = { 'Linli-Follow': linked.follow };
for (const m of [other, linked]) {
  for (const verb of ['accept', 'note', 'answer']) await good(who.committee('POST', `/api/matters/${m.id}/${verb}`, bodies[verb] ?? {}, header), verb);
  const steps = (await who.committee('GET', `/api/matters/${m.id}`)).json.steps.slice(-3);
  same(steps.map((s) => s.actor), Array(3).fill(who.committee.me.id ?? who.committee.me.person), 'who acts by a post is named, whatever link they hold');
}
const person = who.reporter.me ?? (await who.reporter('GET', '/api/me')).json, personId = person.id ?? person.person;
await good(admin('POST', `/api/persons/${personId}/look`, { why: '查看一下' }, header), 'a look with a link in hand');
const looks = (await who.reporter('GET', '/api/me/looks')).json.items;
same(looks[0].actor.id, admin.me.id ?? admin.me.person, 'whose phone is opened sees by whom');
const atCounter = await good(who.committee('POST', '/api/matters', { text: '替居民匿名登记', place: C, anonymous: true }), 'files for somebody');
same((await who.street('GET', `/api/matters/${atCounter.id}`)).json.steps[0].actor, who.committee.me.id ?? who.committee.me.person,
     'who files for others by a post is named, also anonymously');
const hidden = await good(who.stranger('POST', '/api/matters', { text: '匿名反映', place: C, anonymous: true }), 'files anonymously');
same((await who.street('GET', `/api/matters/${hidden.id}`)).json.steps[0].actor, null, 'a resident is not');
const token = (await good(who.committee('POST', '/api/tokens', { name: '程序', scopes: 'matter:read matter:write',
  password: 'Pass-权committee甲社区居委会-2026' }), 'makes a token')).token;
const program = asker(server), bearer = { Authorization: `Bearer ${token}`, ...header };
const byProgram = await fresh();
await good(program('POST', `/api/matters/${byProgram.id}/note`, { text: '程序记' }, bearer), 'a program notes');
same((await who.committee('GET', `/api/matters/${byProgram.id}`)).json.steps.at(-1).actor, who.committee.me.id ?? who.committee.me.person,
     'a program is named like its person, whatever link it sends');

// ---- who may found whom --------------------------------------------------------------------------------
const streetAdmin = await post('admin', S, 'street', '甲街道办事处');
const founds = async (ask, kind, place) => (await ask('POST', '/api/orgs', { kind, name: `新${kind}${++serial}`, place })).status;
for (const kind of ['street', 'county', 'department']) {
  for (const place of [C, K, S, Q]) check((await founds(who.localAdmin, kind, place)) >= 400, `a community's administrator founds no ${kind} at ${place}`);
  check((await founds(streetAdmin, kind, S)) >= 400, `nor a street's its own ${kind}`);
}
for (const place of [C, Q, K]) check((await founds(admin, 'street', place)) === 422, `a street office does not stand at ${place}`);
same(await founds(admin, 'street', '410104004'), 201, 'the district founds a street office');
same(await founds(admin, 'department', Q), 201, 'and a department');
same(await founds(admin, 'county', Q), 403, 'but not what it is itself');
same((await local(data, 'POST', '/api/orgs', { kind: 'county', name: '区信访局', place: Q })).status, 201, 'the operator does');
same(await founds(who.localAdmin, 'committee', C), 201, 'a community\'s administrator opens what is of its own level');
same(await founds(who.localAdmin, 'manager', K), 201, 'and below');
const persons = async (asker, query = '') => (await asker('GET', `/api/persons${query}`)).json.items?.map((p) => p.id) ?? [];
const [everybody, below, auditor, there] = [await persons(admin), await persons(who.localAdmin), await persons(who.auditor), await persons(who.auditor, `?place=${C}`)];
check(below.length && below.length < everybody.length && below.every((id) => everybody.includes(id)), 'a community\'s administrator reads who has a post below');
check(auditor.length && auditor.every((id) => everybody.includes(id)), 'an auditor reads the staff');
check(there.length && there.length < auditor.length, 'and the staff of a place');
const belowC = await persons(admin, `?place=${C}`);
check(there.every((id) => belowC.includes(id)) && belowC.length < everybody.length, 'who stands over the county reads all of a place');
const into = await who.localAdmin('POST', '/api/persons', { name: '塞进街道', org: orgOf('street'), role: 'grid', place: C });
same([into.status, into.json.fault], [403, 'post_not_yours'], 'nobody is put into the office above from below');
same((await streetAdmin('POST', `/api/orgs/${orgOf('street')}`, { valid_to: '2030-01-01' })).status, 403, 'an office does not end itself');
same((await streetAdmin('POST', `/api/orgs/${orgOf('street')}`, { phone: '0371-66000000' })).status, 200, 'but corrects its phone');

// ---- nobody takes a matter to open its contact -------------------------------------------------------------
const far = await make('public', { about: undefined });
same((await who.department('POST', `/api/matters/${far.id}/look`, { why: '看看' })).status, 403, 'another department opens no contact');
for (const [verb, body] of [['assign', { org: orgOf('department') }], ['assign', {}], ['invite', { org: orgOf('department') }], ['raise', {}]])
  same((await who.department('POST', `/api/matters/${far.id}/${verb}`, body)).status, 403, `nor takes it by ${verb}`);
await good(who.county('POST', `/api/matters/${far.id}/assign`, { org: orgOf('department') }), 'the district hands it over');
same((await who.department('POST', `/api/matters/${far.id}/look`, { why: '回电核实' })).json.reporter_phone, far.phone, 'then it may');

// A department whose duty it is may take it, but not in order to look: somebody else must have handed it over.
const taken = await make('public');
await good(who.duty('POST', `/api/matters/${taken.id}/assign`, { org: orgOf('duty') }), 'takes it by its duty');
same((await who.duty('POST', `/api/matters/${taken.id}/look`, { why: '看看' })).status, 403, 'and opens no contact by that');
check(!(await who.duty('GET', `/api/matters/${taken.id}`)).json.can.includes('look'), 'nor is there a button');
await good(who.county('POST', `/api/matters/${taken.id}/assign`, { org: orgOf('duty') }), 'it is handed to it');
same((await who.duty('POST', `/api/matters/${taken.id}/look`, { why: '回电核实' })).json.reporter_phone, taken.phone, 'then it may');
const high = await local(data, 'POST', '/api/local/user', { name: '局管理', role: 'admin', place: Q, kind: 'department', org: '他事局' });
same(high.status, 422, 'nobody administers the whole district from a department');
same((await who.localAdmin('POST', `/api/orgs/${orgOf('volunteer')}`, { duty: 'S' })).status, 422, 'a duty is a department\'s');

// A program that may write and not read learns nothing from a page that is out of date.
const closed = await make('private');
const writer = (await good(who.committee('POST', '/api/tokens', { name: '只写', scopes: 'matter:write',
  password: 'Pass-权committee甲社区居委会-2026' }), 'makes a token that writes')).token;
for (const verb of ['close', 'raise', 'assign']) {
  const r = await asker(server)('POST', `/api/matters/${closed.id}/${verb}`, { seen: 1 }, { Authorization: `Bearer ${writer}` });
  same([r.status, r.json.since], [409, []], `a program that only writes: ${verb}`);
  leaks(r.text, closed, '', `a program that only writes: ${verb}`);
}

// ---- the table itself ----------------------------------------------------------------------------------
const said = execFileSync(LINLI, ['describe', 'rights'], { encoding: 'utf8' });
check(readFileSync('docs/rights.md', 'utf8').endsWith(said), 'docs/rights.md holds what `linli describe rights` prints: make rights');

// ---- rights end while a job waits --------------------------------------------------------------------------
// Three hand a matter to somebody whose post ends, who takes three more meanwhile: whatever comes first, nothing stays
// with the ended post.
const ending = asker(server);
const invited = await good(admin('POST', '/api/persons', { name: '将离任', org: committeeOrg, role: 'committee' }), 'invites');
await good(ending('POST', '/api/invite', { token: invited.token, password: 'Pass-jiang-2026' }), 'joins');
const six = [];
for (let i = 0; i < 6; i++) six.push(await fresh());
let held = (await admin('GET', `/api/posts?person=${invited.id}`)).json.items[0].id, late = 0, went = 0;
for (let round = 0; round < 200; round++) {
  const seen = await Promise.all([
    ...six.slice(0, 3).map((m) => who.committee('POST', `/api/matters/${m.id}/assign`, { person: invited.id })),
    ...six.slice(3).map((m) => ending('POST', `/api/matters/${m.id}/assign`, {})),
    admin('POST', `/api/posts/${held}/end`, {}),
  ]);
  went += seen.slice(0, 6).filter((r) => r.status === 200).length;
  for (const m of six) late += (await who.committee('GET', `/api/matters/${m.id}`)).json.assignee === invited.id;
  held = (await good(admin('POST', '/api/posts', { person: invited.id, org: committeeOrg, role: 'committee' }), 'gives the post again')).id;
}
same(late, 0, 'after 200 races nothing lies with a post that ended');
check(went > 0, 'and some were in time');
await good(admin('POST', `/api/posts/${held}/end`, {}), 'ends for good');
const yesterday = { 'Happened-At': new Date(Date.now() - 3600e3).toISOString() };
check((await who.committee('POST', `/api/matters/${six[0].id}/assign`, { person: invited.id }, yesterday)).status !== 200, 'nor by work that says it was done before');
for (let round = 0; round < 10; round++) {
  const one = asker(server);
  await good(one('POST', '/api/sign-in', { name: '权利路人', password: 'zhe-shi-mima-88' }), 'signs in');
  const [filed, out] = await Promise.all([one('POST', '/api/matters', { text: `并发${round}`, place: C }), one('POST', '/api/sign-out-everywhere', {})]);
  check(out.status === 200 && [201, 401].includes(filed.status), 'signed out at once: filed before, or not at all');
}
const log = server.log.join('');
for (const m of [...world, ...about, removed]) leaks(log, m, '', `the log, ${m.kind}`);
console.log(`walked ${doors} doors of a matter and ${16} lists for ${Object.keys(expected).length + 1} standings, ${walked} answers, ${tried} deeds`);
await server.stop();
finish();
