#!/usr/bin/env node
// What ended, merged or moved leads on, and a number opens its matter for whoever may see it.
import { asker, check, finish, folder, local, same, serve, staff, word } from './lib/linli.mjs';

const C = '410104003001', S = '410104003', Q = '410104';
const data = folder('places');
const server = await serve(data);
const anyone = asker(server);
const ago = (hours) => new Date(Date.now() - hours * 3600e3).toISOString();
const day = (offset = 0) => ago(-8 - 24 * offset).slice(0, 10);        // China's
let from = 0;
async function file(place, text = '路灯不亮', more = {}, headers = {}) {
  const r = await anyone('POST', '/api/matters', { text, place, ...more }, { 'X-Forwarded-For': `192.0.2.${1 + from++ % 250}`, ...headers });
  same(r.status, 201, `filed at ${place}: ${r.text}`);
  return r.json;
}
const ids = (r) => r.json.items.map((m) => m.id).sort((a, b) => a - b);
const operator = (method, where, body, headers) => local(data, method, where, body, headers);

const committee = await staff(server, data, { name: '王社区', role: 'committee', place: C, kind: 'committee', org: '印刷厂街社区居委会' });
const neighbour = await staff(server, data, { name: '李社区', role: 'committee', place: '410104003002', kind: 'committee', org: '惠工街社区居委会' });
const street = await staff(server, data, { name: '赵街道', role: 'street', place: S, kind: 'street', org: '南关街街道办事处' });

// ---- a number opens its matter ----------------------------------------------------------------------------------------
const open = await file(C, '编号可查的路灯');
const secret = await file(C, '楼上漏水，请勿公开', { private: true });
const quarrel = await file(C, '邻居之间为漏水争执', { kind: 'dispute' });
const [county, on, serial] = open.number.split('-');
const number = encodeURIComponent;
const wide = [...open.number].map((c) => (c === '-' ? '－' : String.fromCharCode(c.charCodeAt(0) + 0xFEE0))).join('');
const chinese = [...open.number].map((c) => (c === '-' ? '杠' : '〇一二三四五六七八九'[c])).join('').replaceAll('杠', '，');
const spellings = [open.number, wide, chinese, ` ${county} ${on} ${serial} `, `${county}${on}${serial}`, `${county}–${on}—${serial}`, `编号：${open.number}。`,
  `No. ${open.number}`, `${county}-${on}-${Number(serial)}`, `${on}-${serial}`, `${on}${serial}`, `${county} ${on.slice(0, 4)} ${on.slice(4, 6)} ${on.slice(6)} ${serial}`,
  `\u200b${open.number}\u200b`, `第${open.number}号`, `#${open.number},`];
for (const said of spellings) {
  let r = await anyone('GET', `/api/matters?number=${number(said)}`);
  same([r.status, r.json?.items?.map((m) => m.id), r.json?.next], [200, [open.id], null], `by number, said as ${said}`);
  r = await anyone('GET', `/api/matters?text=${number(said)}`);
  same(r.json.items[0]?.id, open.id, `in the search box, said as ${said}`);
  if (/^\d{12}$/.test(said)) continue;                                // as an address it is an id
  r = await anyone('GET', `/api/matters/${number(said.trim())}`);
  same([r.status, r.json?.id, r.json?.text], [200, open.id, open.text], `as an address, said as ${said}`);
}
for (const said of [`${county}-${on}-9999`, '410199-20261130-0001', `${county}-20260230-0001`, `${county}-${on}-`, '13800138000', '路灯'])
  same(ids(await anyone('GET', `/api/matters?number=${number(said)}`)), [], `no matter has ${said}`);
same((await anyone('GET', `/api/matters/${open.number}/clock`)).status, 200, 'how its due moment came about, by number');
for (const said of ['abc', `${open.id}%20`, '+1', `${open.number}.csv`]) same((await anyone('GET', `/api/matters/${said}`)).status, 404, `${said} is no address`);

// Private ones and disputes for whoever may see them; for anybody else as if there were none.
const unknown = await anyone('GET', `/api/matters?number=${county}-${on}-9998`);
for (const [who, name, finds] of [[anyone, 'anybody', false], [neighbour, 'the next community', false], [committee, 'the community', true], [street, 'the street', true]]) {
  for (const query of ['number', 'text', 'place=410104&number']) {
    const r = await who('GET', `/api/matters?${query}=${secret.number}`);
    same([r.status, ids(r)], [200, finds ? [secret.id] : []], `${name} asks for the private one by ${query}`);
    if (!finds && query === 'number') same(r.text, unknown.text, `${name} is told what is told of unknown numbers`);
  }
  const r = await who('GET', `/api/matters/${secret.number}`), none = await who('GET', `/api/matters/${county}-${on}-9998`);
  same(r.status, finds ? 200 : 404, `${name} at the private one's address`);
  if (!finds) same(r.text, none.text, `${name} at an address that nobody has`);
}
same((await anyone('GET', `/api/matters/${secret.number}`, undefined, { 'Linli-Follow': secret.follow })).json?.id, secret.id, 'the follow-up code opens it by number');
same(ids(await anyone('GET', `/api/matters?number=${secret.number}`, undefined, { 'Linli-Follow': open.follow })), [], 'another\'s does not');
same(ids(await committee('GET', `/api/matters?text=${quarrel.number}`)), [quarrel.id], 'a dispute by its number');
same(ids(await committee('GET', `/api/matters?number=${open.number}&place=410104003002`)), [], 'not where it does not lie');
same(ids(await committee('GET', `/api/matters?number=${open.number}&state=closed`)), [], 'nor what does not fit');
const sheet = await committee('GET', `/api/matters.csv?number=${secret.number}`);
check(sheet.text.includes(secret.number) && sheet.text.trim().split('\n').length === 2, `one line of a sheet: ${sheet.text}`);
check(!(await anyone('GET', `/api/matters.csv?number=${secret.number}`)).text.includes(secret.number), 'and none for others');

// What came from elsewhere has its number there, which is for staff.
const letter = (await operator('POST', '/api/matters', { text: '来信：井盖破损', place: C, via: 'import', via_ref: 'HL-2026/77' })).json;
for (const query of ['number', 'text']) {
  same(ids(await committee('GET', `/api/matters?${query}=HL-2026/77`)), [letter.id], `staff find it by ${query}`);
  same(ids(await anyone('GET', `/api/matters?${query}=HL-2026/77`)), [], `others do not by ${query}`);
}

// ---- days -----------------------------------------------------------------------------------------------------------------
for (const where of ['/api/matters', '/api/matters.csv', '/api/matters.xlsx', '/api/counts']) {
  const r = await anyone('GET', `${where}?from=2026-01-02&to=2026-01-01`);
  same([r.status, r.json?.problems?.[0]?.field], [422, 'to'], `${where}: the end before the beginning`);
  same((await anyone('GET', `${where}?from=2026-01-02&to=2026-01-02`)).status, 200, `${where}: one day`);
}

const beside = word('verify', '--data', data);
same(beside.status, 0, `verify beside the running server: ${beside.out}${beside.err}`);
await server.stop();
const rebuilt = word('rebuild', '--data', data);
same(rebuilt.status, 0, `rebuild: ${rebuilt.err}`);
same(word('verify', '--data', data).status, 0, 'verify after rebuild');
finish();
