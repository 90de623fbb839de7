#!/usr/bin/env node
// What ended, merged or moved leads on, and a number opens its matter for whoever may see it.
import { asker, check, finish, folder, local, same, serve, staff, word } from './lib/linli.mjs';

const C = '410104003001', S = '410104003', Q = '410104';
const data = folder('places');
const server = await serve(data);
const anyone = asker(server);
const ago = (hours) => new Date(Date.now() - hours * 3600e3).toISOString();
const day = () => ago(-8).slice(0, 10);        // China's
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
  r = await anyone('GET', `/api/matters/${number(said.trim()).replaceAll('%2C', ',')}`);     // a path codes nothing idly
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

// ---- a place is found as people say it ----------------------------------------------------------------------------------
const compound = `${C}071`, tower = `${compound}006`;
for (const [code, name, more] of [[compound, '梧桐小院', { lat: 34.7466, lon: 113.6253, crs: 'EPSG:4326' }], [tower, '6号楼'], [`${compound}016`, '16号楼'], [`${tower}002`, '2单元'],
  [`${tower}002301`, '301'], [`${C}072`, '金梧桐花园'], [`${C}801`, '梧桐路东段', { kind: 'segment' }]])
  same((await operator('POST', '/api/places', { code, name, ...more })).status, 201, name);
const found = async (query) => (await anyone('GET', `/api/places/find?${query}`)).json.items.map((p) => p.code);
for (let i = 0; i < 50 && (await found('text=wtldd')).length === 0; i++) await new Promise((done) => setTimeout(done, 100));
const finds = { 梧桐: [compound, `${C}801`, `${C}072`], wtxy: [compound], wutongxiaoyuan: [compound], 'wtxy 6': [tower], wtxy6: [tower], 'wtxy 06': [tower], '梧桐小院6号楼2单元301': [`${tower}002301`],
  '梧桐小院 6-2-301': [`${tower}002301`], 'wtxy 6 301': [`${tower}002301`], 'ysc 梧桐': [compound, `${C}801`, `${C}072`], '惠工 梧桐': [], 'wtxy 7': [], 没有这里: [], '，': [], '': [] };
for (const [said, codes] of Object.entries(finds)) same(await found(`text=${number(said)}`), codes, `found by ${said}`);
same(await found('text=wt&kind=segment'), [`${C}801`], 'of one kind');
same(await found(`text=6&under=${compound}`), [tower], 'a number within what was named');
same(await found('text=wt&under=410104003002'), [], 'elsewhere there is none');
let near = (await anyone('GET', '/api/places/find?near=34.7470,113.6253')).json.items;
same([near.map((p) => p.code), near[0].metres, near[0].path.slice(-2)], [[compound], 44, ['印刷厂街社区居委会', '梧桐小院']], 'found near a position');
near = (await anyone('GET', '/api/places/find?near=34.7470,113.6253&crs=GCJ02')).json.items;
check(near.length === 1 && near[0].metres > 300 && near[0].metres < 900, `of a commercial map: ${near[0]?.metres}`);
same(await found('near=34.8,113.6253'), [], 'nothing near');
for (const [query, field] of [['near=34', 'near'], ['text=x&under=4199', 'under']])
  same((await anyone('GET', `/api/places/find?${query}`)).json.problems.map((p) => p.field), [field], `refused: ${query}`);
same((await operator('POST', `/api/places/${near[0].id}`, { name: '海棠苑' })).status, 200, 'it is called otherwise');
for (let i = 0; i < 50 && (await found('text=hty')).length === 0; i++) await new Promise((done) => setTimeout(done, 100));
same([await found('text=hty'), await found('text=wtxy')], [[compound], []], 'and found by its new name alone');

// ---- and has its code on the wall --------------------------------------------------------------------------------------
let wall = await anyone('GET', `/api/places/${near[0].id}/poster`);
check(wall.status === 200 && wall.text.includes('海棠苑') && wall.text.includes(`/q/${compound}`) && wall.text.includes('这里的事，扫码说一声') && wall.text.includes('Scan'), 'a poster in both languages');
wall = await anyone('GET', `/api/places/${near[0].id}/poster?below=1`);
same([wall.text.match(/class="poster"/g).length, wall.text.includes(`/q/${tower}`)], [2, true], 'one each for its buildings');
wall = await anyone('GET', `/api/places/${near[0].id}/poster?below=1&after=${tower}`);
same([wall.text.match(/class="poster"/g).length, wall.text.includes(`/q/${tower}`)], [1, false], 'and the next of them');
check((await anyone('GET', '/print.css')).text.includes('.poster'), 'with the style of paper');

// ---- places that ended lead on ------------------------------------------------------------------------------------------
const A = '410104003091', B = '410104003092', D = '410104003093', E = '410104003094', far = '410104004091';
for (const [code, name] of [[A, '甲社区'], [B, '乙社区'], [D, '丁社区'], [E, '戊社区'], [far, '远社区']])
  same((await operator('POST', '/api/places', { code, name, valid_from: '2020-01-01' })).status, 201, name);
for (const place of [A, A, A, B, B]) await file(place);
const merge = async (one, into, on = day()) => same((await operator('POST', '/api/places/merge', { from: one, into, on })).status, 200, `${one} into ${into}`);
const counts = async (query) => (await anyone('GET', `/api/counts?${query}`)).json;
const ofStreet = (await counts(`place=${S}`)).filed, inA = ids(await anyone('GET', `/api/matters?place=${A}`));
const refused = async (place, who = anyone, more = {}, headers = {}) => (await who('POST', '/api/matters', { text: '路灯不亮', place, ...more }, headers)).json?.problems;
await merge(A, B);
same((await refused(A))?.map((p) => [p.field, p.fault, p.hint]), [['place', 'place_ended', B]], 'filing there names the successor');
same(ids(await anyone('GET', `/api/matters?place=${A}`)), inA, 'its list answers as before');
let r = await anyone('GET', `/api/matters?place=${A}`);
same([r.json.ended.code, r.json.ended.ended_on, r.json.ended.into_code, r.json.ended.into_name], [A, day(), B, '乙社区'], 'and leads on');
check(!('ended' in (await anyone('GET', `/api/matters?place=${B}`)).json), 'a place that is there leads nowhere');
same([(await anyone('GET', `/api/matters.csv?place=${A}`)).text.trim().split('\n').length, (await anyone('GET', `/api/matters.xlsx?place=${A}`)).status], [4, 200], 'as sheets, too');
for (let i = 0; i < 60 && !r.json.items.some((m) => m.id === inA[0] && r.found); i++) {
  r = await anyone('GET', `/api/matters?place=${A}&text=${number('路灯')}`);
  r.found = r.json.items.length === 3;
  if (r.found) break;
  await new Promise((done) => setTimeout(done, 100));
}
same(ids(r), inA, 'searched within the old place');
let c = await counts(`place=${A}`);
same([c.filed, c.place.code, c.ended.into_code, c.also], [3, A, B, []], 'its figures can be asked for');
c = await counts(`place=${B}`);
same([c.filed, c.also.map((p) => [p.code, p.name, p.ended_on, p.filed]), 'ended' in c], [2, [[A, '甲社区', day(), 3]], false], 'the successor says what it leaves out');
same([(await counts(`place=${S}`)).filed, (await counts(`place=${S}`)).also], [ofStreet, []], 'the street had them all along');
same((await counts(`place=${B}&from=2020-01-01&to=2020-01-02`)).also[0].filed, 0, 'in the days that are asked for');
for (const where of [`/api/places/by-code?code=${A}`, `/api/places/${A}`]) {
  r = await anyone('GET', where);
  same([r.status, r.json.code, r.json.successor_code, r.json.ended.into_code], [200, A, B, B], `${where} leads on`);
}
r = await anyone('GET', `/api/places?under=${A}`);
same([r.status, r.json.ended?.into_code], [200, B], 'what lies below an old code');
same((await anyone('GET', `/api/places.csv?under=${A}`)).status, 200, 'as a sheet');
same((await anyone('GET', `/api/orgs?place=${A}`)).json.ended?.into_code, B, 'who serves an old code');
for (const place of ['410104003999', '410104', '9']) same((await anyone('GET', `/api/matters?place=${place}`)).status, place === Q ? 200 : 422, `${place} never was or is`);

// What happened before lies where it happened, and is found at the successor.
const yesterday = { 'happened-at': ago(25) };
const late = await operator('POST', '/api/matters', { text: '昨天的路灯', place: A }, yesterday);
same([late.status, late.json.place?.code], [201, A], 'typed in a day late');
check(ids(await anyone('GET', `/api/matters?place=${B}`)).includes(late.json.id), 'and found at the successor');
same((await counts(`place=${A}`)).filed, 4, 'counted at the old place');

// Chains, rings of nobody, other streets, and who names the old one.
await merge(B, D);
await merge(D, far);
same((await refused(A))[0].hint, far, 'over all that ended between');
c = await counts(`place=${far}`);
same(c.also.map((p) => [p.code, p.filed]), [[A, 4], [B, 2], [D, 0]], 'all of them are named');
same((await counts('place=410104004')).also.map((p) => p.code), [A, B, D], 'by the other street as well, which never counted them');
same((await operator('POST', '/api/places/merge', { from: E, into: A })).json.problems.map((p) => [p.field, p.fault, p.hint]), [['into', 'place_ended', far]], 'merging into an old code');
same((await operator('POST', '/api/places/merge', { from: A, into: E })).json.problems.map((p) => [p.field, p.fault]), [['from', 'place_ended']], 'and merging it again');
r = await operator('POST', '/api/orgs', { kind: 'committee', name: '旧址居委会', place: A });
same(r.json.problems.map((p) => [p.field, p.fault, p.hint]), [['place', 'place_ended', far]], 'an office at an old code');
r = await operator('POST', '/api/local/user', { name: '钱旧址', role: 'committee', place: A });
same(r.json.problems.map((p) => [p.field, p.fault, p.hint]), [['place', 'place_ended', far]], 'somebody at an old code');
const gone = (await operator('POST', '/api/places', { code: `${S}095`, name: '无继任社区', valid_from: '2020-01-01' })).json;
same((await operator('POST', `/api/places/${gone.id}/end`, {})).status, 200, 'one ends without a successor');
same((await refused(`${S}095`)).map((p) => [p.fault, p.hint]), [['place_ended', undefined]], 'and names none');
same((await anyone('GET', `/api/places/${S}095`)).json.ended, { code: `${S}095`, name: '无继任社区', ended_on: day() }, 'as its page does');

// A code that was given again is the new place's; a day asks for the one of then.
const fresh = await operator('POST', '/api/places', { code: A, name: '新甲社区' });
same(fresh.status, 201, `the code is given again: ${fresh.text}`);
await file(A);
same([(await counts(`place=${A}`)).filed, (await counts(`place=${A}&day=2024-05-01`)).filed], [1, 4], 'figures of the new one, and of the old one by its day');
same([ids(await anyone('GET', `/api/matters?place=${A}`)).length, ids(await anyone('GET', `/api/matters?place=${A}&day=2024-05-01`)).length], [1, 4], 'and lists');
same((await anyone('GET', `/api/matters?place=${A}&day=2019-05-01`)).status, 422, 'nobody had it then');
const between = await operator('POST', '/api/matters', { text: '昨天的', place: A }, yesterday);
same((await counts(`place=${A}&day=2024-05-01`)).filed, between.status === 201 ? 5 : 4, 'what happened yesterday is the old one\'s');

// A street that ends: what lies below it goes on.
for (const [code, name] of [['410104096', '旧街道'], ['410104096001', '旧街社区'], ['410104097', '新街道']])
  same((await operator('POST', '/api/places', { code, name, valid_from: '2020-01-01' })).status, 201, name);
await file('410104096001');
await merge('410104096', '410104097');
same((await refused('410104096'))[0].hint, '410104097', 'the old street');
const below = await file('410104096001');
same(ids(await anyone('GET', '/api/matters?place=410104096')).length, 2, 'its communities are listed below it');
check(ids(await anyone('GET', '/api/matters?place=410104097')).includes(below.id), 'and below the one that took it over');
c = await counts('place=410104097');
same([c.filed, c.also.map((p) => [p.code, p.filed])], [1, [['410104096', 1]]], 'each counted once');

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
