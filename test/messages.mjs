#!/usr/bin/env node
// What organisations and people are told of things: by one table, once for one event, read by each for themselves.
import { asker, check, fed, finish, folder, local, same, serve, staff, word } from './lib/linli.mjs';

const C = '410104003001', S = '410104003';
const data = folder('messages');
const server = await serve(data);
const good = async (r, what) => { const a = await r; check(a.status < 300, `${what}: ${a.status} ${a.text}`); return a.json; };
const office = await staff(server, data, { name: '王社区', role: 'committee', place: C, kind: 'committee', org: '印刷厂街社区居委会' });
const other = await staff(server, data, { name: '孙社区', role: 'committee', place: C, kind: 'committee', org: '印刷厂街社区居委会' });
const street = await staff(server, data, { name: '赵街道', role: 'street', place: S, kind: 'street', org: '南关街街道办事处' });
const community = office.me.posts[0].org.id;
const resident = asker(server), stranger = asker(server), anyone = asker(server);
const operator = (...said) => local(data, ...said);
for (const [who, name, phone] of [[resident, '李四', '13900000001'], [stranger, '钱五', '13900000002']])
  await good(who('POST', '/api/sign-up', { county: 410104, name, phone, password: 'a good long word' }), name);
const file = async (who, more = {}) => (await good(who('POST', '/api/matters', { text: '楼道灯不亮', place: C, subject: 'P03', ...more }), 'is filed')).id;
const deed = async (who, id, verb, body = {}) => good(who('POST', `/api/matters/${id}/${verb}`, body), verb);
const told = async (who, query = '') => { await fed(server); return (await good(who('GET', `/api/messages?${query}`), 'messages')).items; };
const words = async (who, query) => (await told(who, query)).map((m) => [m.thing, m.word, m.unread]);
const read = (who, body = {}) => good(who('POST', '/api/messages/read', body), 'reads');

// ---- a filing tells the holder; a deed tells by its row; nobody what they did themselves ------------------------------------
const lamp = await file(resident);
same(await words(office), [[lamp, 'file', 1]], 'what comes to an org is told to it');
same([await words(resident), await words(street)], [[], []], 'and to nobody else');
await deed(office, lamp, 'accept');
await deed(office, lamp, 'note', { text: '内部：钥匙在门卫' });
same(await words(resident), [[lamp, 'accept', 1]], 'its reporter hears that it was accepted, and nothing of what is internal');
await deed(office, lamp, 'note', { text: '明天来人', open: true });
await deed(office, lamp, 'answer', { text: '已修好' });
same(await words(resident), [[lamp, 'answer', 3]], 'of each thing the newest, with how many are unread');
same((await told(resident))[0].label, '答复', 'in words');
same((await told(resident)).map((m) => [m.number.slice(0, 7), m.title]), [['410104-', '楼道灯不亮']], 'number and title, to whom they are open');
same((await told(resident, `thing=${lamp}`)).map((m) => m.word), ['answer', 'note', 'accept'], 'all of one thing when asked');
same(await words(office), [[lamp, 'file', 1]], 'nobody is told what they did themselves');
await deed(resident, lamp, 'reopen', { text: '又不亮了' });
same(await words(office), [[lamp, 'reopen', 2]], 'not fixed: the holder hears it');

// ---- read by each for themselves -------------------------------------------------------------------------------------------
same(await words(other), [[lamp, 'reopen', 2]], 'a colleague has the same');
await read(office, { thing: lamp });
same([(await told(office, 'unread=1')).length, (await told(other, 'unread=1')).length], [0, 1], 'whoever has read it has read it alone');
same(await words(office), [[lamp, 'reopen', 0]], 'it stays in the list');
const door = await file(operator), tree = await file(operator);
same((await told(office, 'unread=1')).map((m) => m.thing), [tree, door], 'what comes then is unread');
const views = (await good(office('GET', '/api/views/message_list'), 'counts')).items;
same([views[0].query, views[0].n], ['unread=1', 2], 'counted for the tab');
await read(office, { thing: tree });
await deed(street, tree, 'raise');
same((await told(office, 'unread=1')).map((m) => [m.thing, m.word, m.unread]), [[tree, 'raise', 1], [door, 'file', 1]], 'news of what was read is unread again');
same((await words(street)), [], 'the street that raised it to itself knows');
await read(office);
same((await told(office, 'unread=1')).length, 0, 'all of it');
same((await told(other, 'unread=1')).length, 3, 'for oneself');
await read(office, { thing: 410104000999999 });
const newest = (await told(office))[0];
const gate = await file(operator);
await deed(street, gate, 'accept');
await read(office, { thing: gate, n: newest.n });
same((await told(office, 'unread=1')).map((m) => m.thing), [gate], 'up to what the page showed, not further');

// ---- one event, two boxes: once ----------------------------------------------------------------------------------------------
await read(office);
const hall = await file(office, { via: 'counter' });
same((await told(office, 'unread=1')).length, 0, 'what one registers oneself is no news');
await deed(street, hall, 'assign', { org: community, person: office.me.id });
same((await told(office, 'unread=1')).map((m) => [m.thing, m.word, m.unread]), [[hall, 'assign', 1]], 'told as the org and as a person: once');
same([(await told(office, `mine=1`)).map((m) => m.whom), (await told(office, `org=${community}`))[0].whom], [[office.me.id], community], 'each box by itself');
same((await told(office, 'unread=1&limit=1')).length, 1, 'a page of one');

// ---- pages over boxes ------------------------------------------------------------------------------------------------------------
for (let i = 0; i < 5; i++) await file(operator);
await fed(server);
const all = (await told(office)).map((m) => m.thing), paged = [];
for (let after = ''; after !== null;) {
  const page = await good(office('GET', `/api/messages?limit=2${after && `&after=${after}`}`), 'a page');
  paged.push(...page.items.map((m) => m.thing));
  after = page.next;
}
same(paged, all, 'page by page the same');
same(new Set(all).size, all.length, 'each thing once');

// ---- who may ----------------------------------------------------------------------------------------------------------------------
same((await stranger('GET', `/api/messages?org=${community}`)).status, 403, 'an org\'s are for those who work in it');
same((await anyone('GET', '/api/messages')).status, 401, 'without an account there are none');
same((await anyone('POST', '/api/messages/read', {})).status, 401, 'nor read');
same(await words(stranger), [], 'a stranger was told nothing');
const late = await staff(server, data, { name: '周社区', role: 'committee', place: C, kind: 'committee', org: '印刷厂街社区居委会' });
check((await told(late)).length > 5, 'who comes later finds what the org was told');
await deed(office, door, 'hide', { text: '含个人信息' });
same((await told(resident)).filter((m) => m.thing === door).length, 0, 'what is hidden is not told to others');

await server.stop();
const verified = word('verify', '--data', data);
same(verified.status, 0, `replay tells the same: ${verified.out}${verified.err}`);
const rebuilt = word('rebuild', '--data', data);
same(rebuilt.status, 0, `made anew: ${rebuilt.err}`);
const again = await serve(data);
const me = asker(again);
await good(me('POST', '/api/sign-in', { county: 410104, name: '李四', password: 'a good long word' }), 'signs in again');
await fed(again);
same((await me('GET', '/api/messages')).json.items.map((m) => [m.thing, m.word, m.unread]), [[lamp, 'answer', 3]], 'after a rebuild too');
await finish();
