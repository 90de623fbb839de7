#!/usr/bin/env node
// What people meet is described whole: by post and language, small enough for a phone, with words in that language
// alone, and true: what a form picks from can be read, what a view asks is answered, what can be done has a button.
import { gzipSync } from 'node:zlib';
import { asker, check, finish, folder, local, same, serve, staff } from './lib/linli.mjs';

const C = '410104003001', HOUSE = '410104003001901', MOST = 12 << 10;
const data = folder('face'), server = await serve(data);
await local(data, 'POST', '/api/places', { code: HOUSE, name: '和平小区' });
const post = (name, role, place, kind, org) => staff(server, data, { name, role, place, kind, org });
const people = {
  nobody: asker(server), resident: asker(server),
  steward: await post('管家', 'steward', HOUSE, 'manager', '和平物业'),
  clerk: await post('社区', 'committee', C, 'committee', '印刷厂街居委会'),
  district: await post('区级', 'county', '410104', 'county', '区政府办'),
  admin: await post('管理', 'admin', '410104', 'county', '区数据局'),
};
same((await people.resident('POST', '/api/sign-up', { name: '看脸居民', password: 'kan-lian-2026' })).status, 200, 'a resident');
const read = async (ask, where, lang = 'zh') => {
  const r = await ask('GET', where, undefined, { 'Accept-Language': lang });
  check(r.status === 200, `${where} in ${lang}: ${r.status} ${r.text.slice(0, 200)}`);
  return r.json ?? {};
};

// ---- words, of one language ------------------------------------------------------------------------
const HAN = /[\u3400-\u9fff]/;
const SAID = ['label', 'plain', 'hint', 'eg', 'unit', 'section', 'empty', 'confirm', 'note', 'purpose'];
function words(node, lang, where) {
  if (Array.isArray(node)) { node.forEach((n, i) => words(n, lang, `${where}/${n?.name ?? i}`)); return; }
  if (node === null || typeof node !== 'object') return;
  for (const [key, value] of Object.entries(node)) {
    if (typeof value === 'object') words(value, lang, `${where}/${key}`);
    else if (SAID.includes(key)) {
      const fits = lang === 'en' ? value && !HAN.test(value) : HAN.test(value) || /^(WGS|GCJ|CGCS|EPSG)/.test(value);
      if (!fits) check(false, `${where}.${key} in ${lang}: ${value}`);
    }
  }
}

// ---- each asker's whole ----------------------------------------------------------------------------
const faces = {};
for (const [who, ask] of Object.entries(people))
  for (const lang of ['zh', 'en']) {
    const r = await ask('GET', '/api/face', undefined, { 'Accept-Language': lang });
    const size = gzipSync(r.text, { level: 6 }).length, face = r.json;
    check(size <= MOST, `${who}: ${size} bytes of gzip`);
    same(face.lang, lang, `${who}: the language`);
    words(face, lang, who);
    for (const d of face.deeds) check(d.label, `${who}: ${d.name} has a label`);
    const again = await ask('GET', '/api/face', undefined, { 'Accept-Language': lang, 'If-None-Match': r.headers.get('etag') });
    same(again.status, 304, `${who}: not again when it is known`);
    const other = await ask('GET', '/api/face', undefined, { 'Accept-Language': lang === 'zh' ? 'en' : 'zh', 'If-None-Match': r.headers.get('etag') });
    same(other.status, 200, `${who}: but in another language`);
    faces[who] ??= face;
  }
const names = (who, part) => faces[who][part].map((x) => x.name);
const has = (who, part, name, is) => same(names(who, part).includes(name), is, `${who}: ${part} ${name}`);
for (const [who, part, name, is] of [
  ['nobody', 'deeds', 'matter_file', true], ['nobody', 'deeds', 'matter_accept', false], ['nobody', 'deeds', 'matter_reopen', true],
  ['nobody', 'lists', 'persons', false], ['nobody', 'nouns', 'person', false], ['nobody', 'nouns', 'matter', true],
  ['resident', 'deeds', 'person_password', true], ['resident', 'deeds', 'matter_answer', false],
  ['steward', 'deeds', 'matter_answer', true], ['steward', 'deeds', 'matter_pause', false], ['steward', 'deeds', 'place_add', false],
  ['clerk', 'deeds', 'matter_refuse', true], ['clerk', 'lists', 'persons', true], ['clerk', 'deeds', 'org_open', false],
  ['district', 'deeds', 'matter_lower', true], ['admin', 'deeds', 'org_open', true], ['admin', 'deeds', 'matter_accept', false],
  ['admin', 'deeds', 'person_local', false],
]) has(who, part, name, is);
const views = (who) => faces[who].lists.find((l) => l.name === 'matter_list').views.map((v) => v.label);
same(views('nobody'), ['最新'], 'the views of everybody');
same(views('clerk').slice(0, 3), ['要紧的', '已超期', '新来的'], 'the views of a desk');

// ---- forms -----------------------------------------------------------------------------------------
const tree = (fields) => fields.flatMap((f) => [f, ...tree(f.fields ?? [])]);
const member = (item, at) => at.split('.').reduce((o, k) => o?.[k], item);
const flat = (items) => items.flatMap((i) => [i, ...(i.children ?? [])]);
const picked = new Set();
async function picker(who, ask, f, where) {
  const of = f.of.replace(/[?&]\w+=\{\w+\}/g, '');
  if (picked.has(`${who} ${of} ${f.pick}`)) return;
  picked.add(`${who} ${of} ${f.pick}`);
  const { items = [] } = await read(ask, `/api/${of}`);
  const offers = flat(items).some((i) => member(i, f.pick ?? 'id') != null);
  check(offers || !items.length, `${who}: ${where} picks ${f.pick ?? 'id'} from ${of}`);
}
for (const [who, ask] of Object.entries(people)) {
  const face = faces[who], things = face.nouns.filter((n) => n.thing).map((n) => n.thing);
  for (const name of [...names(who, 'deeds'), ...things]) {
    const form = await read(ask, `/api/form/${name}`);
    words(form, 'zh', name);
    words(await read(ask, `/api/form/${name}`, 'en'), 'en', name);
    const deed = face.deeds.find((d) => d.name === name);
    if (deed) for (const f of tree(form.fields).filter((x) => x.of)) await picker(who, ask, f, `${name}.${f.name}`);
    if (deed) same(Boolean(deed.asks), form.fields.length > 0, `${name}: asks`);
  }
  for (const list of face.lists.filter((l) => !l.path.includes('{'))) {
    for (const f of (list.filters ?? []).filter((x) => x.of)) await picker(who, ask, f, `${list.name}.${f.name}`);
    for (const v of list.views ?? []) await read(ask, `${list.path}?${v.query.replace('{today}', '2026-12-01')}`);
    for (const s of list.sorts ?? []) await read(ask, `${list.path}?order=${s.name}`);
  }
}
// Tabs: as many as the asker's views, each with the number of rows that its list has.
await people.clerk('POST', '/api/matters', { text: '井盖松了', place: C });
for (const [who, ask] of Object.entries(people)) {
  const list = faces[who].lists.find((l) => l.name === 'matter_list');
  const { items } = await read(ask, '/api/views/matter_list');
  same(items.map((v) => v.query), list.views.map((v) => v.query), `${who}: a figure for each view`);
  for (const v of items) {
    const rows = await read(ask, `/api/matters?limit=99&${v.query.replace('{today}', '2026-12-01')}`);
    same([v.n, Boolean(v.more)], [rows.items.length, rows.next !== null], `${who}: as many as ${v.query} has`);
  }
}
const within = (place) => read(people.clerk, `/api/views/matter_list?place=${place}`).then((v) => v.items.find((i) => i.query === 'order=new').n);
same([await within(C), await within(HOUSE)], [1, 0], 'counted within a place');
same((await people.nobody('GET', '/api/views/persons')).status, 404, 'a list without views has no figures');
same((await people.nobody('GET', '/api/views/matter_list?place=zz')).json?.items?.length ?? 0, 0, 'nowhere is nothing');
const asked = async (who, deed) => (await read(people[who], `/api/form/${deed}`)).fields;
const named = (fields) => fields.map((f) => f.name);
const needed = (fields) => named(fields.filter((f) => f.needed)).sort();
same(named(await asked('clerk', 'matter_refuse')), ['text', 'papers', 'refusal'], 'a deed asks what its verb takes');
same(needed(await asked('clerk', 'matter_refuse')), ['refusal'], 'and needs what its verb needs');
same(needed(await asked('clerk', 'matter_note')), ['text'], 'a note needs words');
same(named(await asked('clerk', 'matter_assign')), ['text', 'papers', 'org', 'person'], 'assigning');
same(needed(await asked('admin', 'org_open')), ['kind', 'name', 'place'], 'opening needs what a change does not');
same(needed(await asked('admin', 'org_change')), [], 'as a change');
check(!named(await asked('resident', 'matter_file')).includes('via'), 'a resident is not asked how it came');
check(named(await asked('clerk', 'matter_file')).includes('via'), 'staff is');
const whole = await asked('clerk', 'matter_read');
same(whole.filter((f) => f.as).map((f) => `${f.name} ${f.as}`).filter((l) => /title|state|due|steps|parties/.test(l)).sort(),
  ['due_at due', 'parties parties', 'state state', 'steps steps', 'title title'], 'the parts of a thing');
check(whole.find((f) => f.name === 'steps').fields.find((f) => f.name === 'verb').choices.length > 15, 'nested fields have their choices');
same(whole.find((f) => f.name === 'state').choices.map((c) => c.tone),
  ['new', 'work', 'work', 'wait', 'done', 'stop', 'stop'], 'states have their tones');
same((await people.nobody('GET', '/api/form/matter_list')).status, 404, 'a list is described by the face');

// ---- what is answered fits what was told -------------------------------------------------------------
const filed = (await people.resident('POST', '/api/matters', { text: '楼道灯不亮', place: HOUSE })).json;
for (const [who, ask] of Object.entries(people)) {
  const m = await read(ask, `/api/matters/${filed.id}`), face = faces[who];
  for (const verb of [...m.can, ...m.cannot.map((c) => c.deed)]) has(who, 'deeds', `matter_${verb}`, true);
  const list = face.lists.find((l) => l.name === 'matter_list'), { items } = await read(ask, '/api/matters');
  same(list.columns.filter((c) => !(c.name in items[0])).map((c) => c.name), [], `${who}: the columns are in the items`);
  const cols = list.columns.filter((c) => c.col).map((c) => c.col);
  same(new Set(cols).size, cols.length, `${who}: no two columns in one place`);
}
await finish();
