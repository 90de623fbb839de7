#!/usr/bin/env node
// Mail, SMS and chat robots: real receivers on loopback that take, refuse, put off, hang and break off.
import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { asker, check, finish, folder, local, roomyPacks, same, serve, staff, word, WORK } from './lib/linli.mjs';
import { certificate, mailServer, requestServer } from './lib/receivers.mjs';

const C = '410104003001';
const data = folder('outbox');
const secure = certificate(WORK);
const good = async (r, what) => { const a = await r; check(a.status < 300, `${what}: ${a.status} ${a.text}`); return a.json; };
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
async function until(wanted, what, ms = 15000) {
  for (const end = Date.now() + ms; Date.now() < end; await pause(50)) if (await wanted()) return check(true, what);
  return check(false, `${what}: still not`);
}
const rules = {};
const mail = await mailServer({ secure, user: 'linli', password: 'geheim', rule: (to, before) => rules[to]?.(before) ?? 'take' });
const roomy = ['--packs', roomyPacks('resident_per|follow_per|anonymous_per')];
const server = await serve(data, { args: roomy });
const operator = (...said) => local(data, ...said);
const office = await staff(server, data, { name: '王社区', role: 'committee', place: C, kind: 'committee', org: '印刷厂街社区居委会' });
const community = office.me.posts[0].org.id;
const site = 'https://linli.example.org/';
const own = '127.0.0.0/8 ::1';
const mailTarget = { name: '区邮件', way: 'mail', url: `smtp://localhost:${mail.port}`, sender: 'linli@example.org', account: 'linli', secret: 'geheim', networks: own, trust: secure.cert, site };
const target = async (more) => (await good(operator('POST', '/api/targets', more), 'a target')).id;
const outbox = async (query = '') => (await good(operator('GET', `/api/outbox?limit=200&${query}`), 'the outbox')).items;
const figures = async () => good(operator('GET', '/api/outbox/figures'), 'figures');
let people = 0;
// Somebody who wants to be told so.
async function resident(wants) {
  const who = asker(server), n = ++people;
  await good(who('POST', '/api/sign-up', { county: 410104, name: `居民${n}号`, phone: `139000000${10 + n}`, password: 'a good long word' }), 'signs up');
  who.id = (await who('GET', '/api/me')).json.id;
  if (wants) await good(who('POST', '/api/me/telling', wants), 'wants to be told');
  return who;
}
const file = async (who) => (await good(who('POST', '/api/matters', { text: '楼道灯不亮，请尽快', place: C, subject: 'P03' }), 'is filed')).id;
const deed = async (id, verb, body = {}) => good(office('POST', `/api/matters/${id}/${verb}`, body), verb);
const to = (address) => mail.mails.filter((m) => m.to === address);

// ---- before there is a target nothing is kept for it ---------------------------------------------------------------------------
const early = await resident({ by: 'mail', mail: 'early@example.org' });
const before_it = await file(early);
await deed(before_it, 'answer', { text: '已修' });
await pause(500);

// ---- who wanted it gets it, once ---------------------------------------------------------------------------------------------
const first = await target(mailTarget);
const li = await resident({ by: 'mail', mail: 'li@example.org' }), app = await resident();
const lamp = await file(li), other = await file(app);
await deed(lamp, 'answer', { text: '已修好' });
await deed(other, 'answer', { text: '已修好' });
await until(() => to('li@example.org').length === 1, 'a mail came');
const [letter] = to('li@example.org');
check(letter.head.subject.startsWith('【邻里】410104-') && letter.head.subject.endsWith('：答复'), `its subject: ${letter.head.subject}`);
check(letter.text.includes(`https://linli.example.org/#/matter/${lamp}\n`) && letter.text.includes('https://linli.example.org/#/stop/'), 'links to the matter, and to stop');
check(!letter.text.includes('灯') && !letter.text.includes('已修好'), 'no word that people wrote');
same(to('early@example.org').length, 0, 'nothing from before there was a target');
same([mail.plain, mail.mails.length], [0, 1], 'behind STARTTLS alone, and to nobody else');
await until(async () => (await outbox())[0].state !== 'sending', 'what became of it is noted');
same((await outbox()).map((o) => [o.state, o.word, o.owner, o.code]), [['sent', 'answer', li.id, 250]], 'the outbox says so');
check(!JSON.stringify(await outbox()).includes('example.org'), 'without the address');
same((await li('GET', '/api/me/telling')).json.mail, 'li@example.org', 'which its owner sees');
same([(await li('GET', '/api/outbox')).status, (await office('GET', '/api/targets')).status], [403, 403], 'only administrators see targets and outbox');
check(!(await operator('GET', '/api/targets')).text.includes('geheim'), 'secrets are not shown');

// ---- one tap stops; looking does not -------------------------------------------------------------------------------------------
const stop = new URL(letter.head['list-unsubscribe'].slice(1, -1)).pathname;
const anyone = asker(server);
same((await anyone('GET', stop)).json.wanted, true, 'looked at, nothing stops');
same((await li('GET', '/api/me/telling')).json.by, 'mail', 'as before');
same((await anyone('POST', `${stop}x`)).status, 404, 'a wrong link is none');
same((await anyone('POST', stop, 'List-Unsubscribe=One-Click', { 'Content-Type': 'application/x-www-form-urlencoded' })).status, 200, 'a mail program\'s button');
same((await anyone('GET', stop)).json.wanted, false, 'stops it');
same((await li('GET', '/api/me/telling')).json, { by: 'app', mail: '', phone: '', quiet_from: 0, quiet_to: 0, digest: -1 }, 'and the address is gone');
same((await anyone('POST', stop)).status, 200, 'again is fine');
await deed(lamp, 'close', { text: '办结' });
await pause(600);
same(to('li@example.org').length, 1, 'nothing more comes');

// ---- what each address does is its own affair ------------------------------------------------------------------------------------
let shifted = 0;
// Time goes on faster, and is believed.
async function forward(seconds) {
  shifted += seconds;
  await good(operator('POST', '/api/local/clock/shift', { seconds: shifted }), 'time goes on');
  await anyone('GET', '/health');
  same(word('clock', 'accept', '--data', data).status, 0, 'as accepted');
}
rules['bad@example.org'] = () => '550';
rules['late@example.org'] = () => 'late550';
rules['soon@example.org'] = (before) => (before ? 'take' : '451');
rules['lost@example.org'] = () => 'drop';
rules['broken@example.org'] = (before) => (before ? 'take' : 'break');
rules['slow@example.org'] = () => 'hang';
const told = {};
for (const name of ['bad', 'late', 'soon', 'lost', 'broken', 'slow', 'fine']) {
  const who = await resident({ by: 'mail', mail: `${name}@example.org` });
  told[name] = { who, matter: await file(who) };
}
for (const name of Object.keys(told)) await deed(told[name].matter, 'answer', { text: '已修' });
await until(() => to('fine@example.org').length === 1, 'whoever else fails, the others get theirs');
const row = async (name) => (await outbox()).filter((o) => o.owner === told[name].who.id);
const states = async (name) => (await row(name)).map((o) => [o.state, o.why, o.code]);
const known = async () => (await row('lost'))[0]?.state === 'perhaps' && (await row('broken'))[0]?.state === 'waiting' && (await outbox('state=sending')).length <= 1;
await until(known, 'what happened is known, but of who hangs');
same(await states('bad'), [['failed', 'refused', 550]], 'no such address: refused for good');
same(await states('late'), [['failed', 'refused', 554]], 'refused when all was said');
same(await states('soon'), [['waiting', 'delayed', 451]], 'not now: later');
same((await states('lost'))[0].slice(0, 2), ['perhaps', 'unanswered'], 'all was said and no answer came: perhaps sent, and not again');
same((await states('broken'))[0].slice(0, 2), ['waiting', 'unreached'], 'broken off before: nobody has it, so later');
await deed(told.soon.matter, 'close', { text: '办结' });
await pause(500);
await forward(75);
await until(() => to('soon@example.org').length === 1 && to('broken@example.org').length === 1, 'later they come');
const both = to('soon@example.org')[0];
same([both.head.subject, both.text.match(/410104-\S+：\S+/g).map((line) => line.split('：')[1])], ['【邻里】2 条新进展', ['答复', '办结']], 'all that waits for one receiver goes in one letter');
await until(async () => (await row('soon')).every((o) => o.state === 'sent'), 'and both are told');
same([to('lost@example.org').length, to('fine@example.org').length], [1, 1], 'nothing came twice');
for (const [i, verb] of ['reopen', 'answer', 'reopen', 'answer'].entries()) {
  await deed(told.bad.matter, verb, { text: '再看' });
  await until(async () => (await row('bad')).filter((o) => o.state === 'failed').length === i + 2, 'each fails by itself');
}
await until(async () => (await row('bad')).some((o) => o.why === 'address_bad'), 'an address that fails again and again is tried no more');
check((await told.bad.who('GET', '/api/me/telling')).json.unreached_at, 'which its owner sees');
same((await good(told.bad.who('POST', '/api/me/telling', { by: 'mail', mail: 'better@example.org' }), 'gives another')).by, 'mail', 'they give another address');
await deed(told.bad.matter, 'close', { text: '办结' });
await until(() => to('better@example.org').length === 1, 'where it arrives');

// ---- quiet hours and a letter a day ------------------------------------------------------------------------------------------------
const hour = (new Date(Date.now() + 8 * 3600e3 + shifted * 1000).getUTCHours()), later = (hour + 3) % 24;
const sleeper = await resident({ by: 'mail', mail: 'sleep@example.org', quiet_from: hour, quiet_to: later });
const reader = await resident({ by: 'mail', mail: 'digest@example.org', digest: later });
for (const who of [sleeper, reader]) await deed(await file(who), 'answer', { text: '已修' });
for (const who of [sleeper, reader]) {
  await until(async () => (await outbox()).some((o) => o.owner === who.id), 'it waits');
  const at = (await outbox()).find((o) => o.owner === who.id);
  same([at.state, new Date(at.due_at).getUTCHours(), new Date(at.due_at).getUTCMinutes()], ['waiting', (later + 16) % 24, 0], 'until the hour');
}
same([to('sleep@example.org').length, to('digest@example.org').length], [0, 0], 'and no sooner');

// ---- those who work in an org; one event once, however one is concerned -------------------------------------------------------------
await good(office('POST', '/api/me/telling', { by: 'mail', mail: 'office@example.org' }), 'staff too');
const door = await file(app);
await until(() => to('office@example.org').length === 1, 'what comes to an org is told to who works there');
const street = await staff(server, data, { name: '赵街道', role: 'street', place: '410104003', kind: 'street', org: '南关街街道办事处' });
await good(street('POST', `/api/matters/${door}/assign`, { org: community, person: office.me.id }), 'given to the org and the person');
await until(() => to('office@example.org').length === 2, 'as which of both');
await pause(700);
same(to('office@example.org').length, 2, 'is told once');

// ---- SMS by a template; a reporter without an account -----------------------------------------------------------------------------------
let answer = () => ({ status: 200, body: '{"errcode": 0, "msgid":"m-1"}' });
const gateway = await requestServer((...said) => answer(...said));
const smsTarget = { name: '短信', way: 'sms', url: `http://127.0.0.1:${gateway.port}/send?account={account}`, account: 'linli', secret: 's3cret/+', plain: true, networks: own, site,
  head: 'Content-Type: application/json\nAuthorization: Bearer {secret}\nX-Text: {text}', body: '{"to":"{to}","text":"{text}","id":"{id}"}', good: '"errcode":0', answer_id: 'msgid' };
const sms = await target(smsTarget);
const nobody = { text: '路灯不亮', place: C, subject: 'P03' };
const filing = await good(anyone('POST', '/api/matters', { ...nobody, reporter_phone: '138 0000 1234', tell_by: 'sms' }), 'files without an account, to be told by SMS');
await deed(filing.id, 'answer', { text: '已修' });
await until(() => gateway.got.length === 1, 'an SMS went');
const [said] = gateway.got;
same([said.url, said.headers.authorization, said.json.to, 'idempotency' in said.json], ['/send?account=linli', 'Bearer s3cret/+', '13800001234', false], 'as the template says');
check(!said.headers['x-text'].includes('\n') && said.json.text.includes('\n'), 'no line of the head is broken');
const [, follow] = said.json.text.match(/matter\/\d+\?follow=(\S+)/), [, stopSms] = said.json.text.match(/#\/stop\/(\S+)/);
same(follow, filing.follow, 'it carries the follow-up link');
const byLink = await anyone('GET', `/api/matters/${filing.id}`, undefined, { 'Linli-Follow': follow });
check(byLink.json.can.includes('reopen'), 'by which they are the reporter');
await until(async () => (await outbox()).find((o) => o.owner === filing.id)?.answer === 'm-1', 'the receiver\'s id is kept');
await good(anyone('POST', `/api/stop/${stopSms}`), 'stops it');
await deed(filing.id, 'close', { text: '办结' });
await pause(600);
same(gateway.got.length, 1, 'no more');
await good(anyone('POST', `/api/telling/${filing.id}`, { by: 'sms', phone: '13800001234' }, { 'Linli-Follow': follow }), 'and again, by the link');
for (const [more, field] of [[{ tell_by: 'sms' }, 'reporter_phone'], [{ tell_by: 'mail' }, 'reporter_mail'], [{ tell_by: 'mail', reporter_mail: 'a@b' }, 'reporter_mail'],
  [{ tell_by: 'sms', reporter_phone: '13800001234', anonymous: true }, 'tell_by']])
  check((await anyone('POST', '/api/matters', { ...nobody, ...more })).json.problems.some((p) => p.field === field), `${JSON.stringify(more)}: ${field}`);
same((await anyone('POST', `/api/telling/${filing.id}`, { by: 'sms', phone: '13800001234' })).status, 401, 'not without the link');
same((await li('POST', `/api/telling/${filing.id}`, { by: 'sms', phone: '13800001234' })).status, 403, 'nor by somebody else');
same((await office('POST', `/api/telling/${filing.id}`, { by: 'sms', phone: '13800009999' })).status, 403, 'what they said themselves nobody says for them');
const sentBefore = gateway.got.length, counter = (await good(office('POST', '/api/matters', { ...nobody, text: '来访登记' }), 'at the counter')).id;
await good(office('POST', `/api/telling/${counter}`, { by: 'sms', phone: '13800004321' }), 'who handles it says where');
await good(street('POST', `/api/matters/${counter}/accept`, {}), 'accepted');
await until(() => gateway.got.length === sentBefore + 1, 'they hear of it');
check(!JSON.stringify(gateway.got.at(-1).json).includes('follow='), `without the link by which one is the reporter: ${JSON.stringify(gateway.got.at(-1).json)}`);

// ---- a gateway that refuses, puts off, hangs, and one that removes doubles -------------------------------------------------------------------
async function called(say, wanted, what) {
  const caller = await resident({ by: 'sms', phone: `137000000${people}` }), from = gateway.got.length, id = await file(caller);
  answer = say;
  await deed(id, 'accept');
  await until(async () => (await outbox()).some((o) => o.thing === id && o.state === wanted[0] && o.why === wanted[1]), what);
  same(gateway.got.length, from + 1, `${what}: once`);
  return (await outbox()).find((o) => o.thing === id);
}
await called(() => ({ status: 422, body: '{}' }), ['failed', 'refused'], 'the gateway refuses');
await called(() => ({ status: 503 }), ['waiting', 'delayed'], 'the gateway is busy');
await good(operator('POST', `/api/targets/${sms}`, { ...smsTarget, secret: undefined }), 'changed, without its secret');
await called(() => ({ status: 200, body: '{"errcode":45009}' }), ['waiting', 'delayed'], 'it says 200 and means no');
check(gateway.got.at(-1).headers.authorization === 'Bearer s3cret/+', 'a secret that is left out stays');
await called(() => ({ status: 302, headers: { Location: `http://127.0.0.1:${mail.port}/` } }), ['failed', 'refused'], 'no redirect is followed');
await called(() => 'drop', ['perhaps', 'unanswered'], 'the answer was lost');
await good(operator('POST', `/api/targets/${sms}`, { ...smsTarget, once: true }), 'a gateway that removes doubles');
const again = await called(() => 'drop', ['waiting', 'unanswered'], 'lost with one that removes doubles');
const lostId = gateway.got.at(-1).json.id;
answer = () => ({ status: 200, body: '{"errcode":0}' });
await forward(75);
await until(async () => (await outbox()).find((o) => o.id === again.id).state === 'sent', 'is sent again');
same(gateway.got.filter((g) => g.json.id === lostId).length, 2, 'as the same letter');

// ---- an org's robot, signed ---------------------------------------------------------------------------------------------------------------------
const robots = await requestServer();
await target({ name: '社区群', way: 'robot', org: community, url: `http://127.0.0.1:${robots.port}/robot/send?access_token={secret}&timestamp={time}&sign={sign}`, secret: 'tok', sign: 'hmac',
  sign_secret: 'SECabc', plain: true, networks: own, site, body: '{"msgtype":"text","text":{"content":"{text}"}}', good: '"errcode":0' });
const hall = await file(app);
await until(() => robots.got.length === 1, 'the org\'s group hears of it');
const url = new URL(robots.got[0].url, 'http://x'), time = url.searchParams.get('timestamp');
same(url.searchParams.get('sign'), createHmac('sha256', 'SECabc').update(`${time}\nSECabc`).digest('base64'), 'signed as its maker says');
check(robots.got[0].json.text.content.includes('：提交') && !robots.got[0].json.text.content.includes('/stop/'), 'what happened');

// ---- where letters may not go --------------------------------------------------------------------------------------------------------------------
await good(operator('POST', `/api/targets/${sms}`, { ...smsTarget, networks: '10.0.0.0/8' }), 'loopback is not named');
const caller = await resident({ by: 'sms', phone: '13700000008' }), before = gateway.got.length, banned = await file(caller);
await deed(banned, 'accept');
await until(async () => (await outbox()).find((o) => o.thing === banned)?.why === 'network_refused', 'an address within one\'s own networks is refused');
same(gateway.got.length, before, 'and not asked');
for (const [more, field] of [[{ url: 'ftp://x/' }, 'url'], [{ networks: 'x' }, 'networks'], [{ networks: '' }, 'plain'], [{ way: 'robot' }, 'org'], [{ body: '' }, 'body']])
  check((await operator('POST', '/api/targets', { ...smsTarget, ...more })).json.problems?.some((p) => p.field === field), `${JSON.stringify(more)}: ${field}`);
await good(operator('POST', `/api/targets/${sms}`, { ...smsTarget }), 'named again');

// ---- the target is away; the program dies ----------------------------------------------------------------------------------------------------------
answer = () => 'hang';
const hanging = await file(caller);
await deed(hanging, 'accept');
await until(async () => (await outbox()).find((o) => o.thing === hanging)?.state === 'sending', 'on its way');
server.child.kill('SIGKILL');
await server.gone;
answer = () => ({ status: 200, body: '{"errcode":0}' });
Object.assign(server, await serve(data, { args: roomy }));
await until(async () => (await outbox()).find((o) => o.thing === hanging)?.state === 'perhaps', 'killed while it was on its way: perhaps sent');
const figure = await figures();
check(figure.perhaps >= 3 && figure.failed >= 4 && figure.sent > 10, `figures: ${JSON.stringify(figure)}`);

// ---- killed again and again: each deed that was answered has its letter, none has two by our doing ----------------------------------------------------
const answered = [], since = gateway.got.length;
for (let round = 0; round < 6; round++) {
  const dying = setTimeout(() => server.child.kill('SIGKILL'), 150 + 70 * round);
  try {
    for (let i = 0; i < 40; i++) {
      const filed = await operator('POST', '/api/matters', { ...nobody, tell_by: 'sms', reporter_phone: '13600000001' });
      const done = await operator('POST', `/api/matters/${filed.json.id}/accept`, {}, { 'act-as': String(office.me.id) });
      if (done.status === 200) answered.push(filed.json.id);
    }
  } catch { /* it was killed */ }
  clearTimeout(dying);
  server.child.kill('SIGKILL');
  await server.gone;
  Object.assign(server, await serve(data, { args: roomy }));
}
async function gone() {
  const rows = [];
  for (const state of ['sent', 'perhaps'])
    for (let after = ''; after !== null;) {
      const page = await good(operator('GET', `/api/outbox?limit=200&state=${state}${after && `&after=${after}`}`), 'a page');
      rows.push(...page.items);
      after = page.next;
    }
  return answered.filter((id) => rows.some((o) => o.thing === id && o.word === 'accept')).length;
}
check(answered.length > 10, `enough was done to tell: ${answered.length}`);
await until(async () => (await gone()) === answered.length, 'each has its row, sent or perhaps sent', 30000);
const went = gateway.got.slice(since).map((g) => g.json.id), twice = went.filter((id, i) => went.indexOf(id) !== i);
same(twice.length, 0, 'no letter went twice');
mail.close();
const down = await resident();
await good(down('POST', '/api/me/telling', { by: 'both', mail: 'down@example.org', phone: '13700000009' }), 'by both');
await deed(await file(down), 'accept');
await until(async () => (await outbox()).some((o) => o.owner === down.id && o.state === 'sent'), 'one way is open');
await until(async () => (await outbox()).some((o) => o.owner === down.id && o.state === 'waiting' && o.why === 'unreached'), 'the other is away, and waits');

// ---- forgotten: no address is left ---------------------------------------------------------------------------------------------------------------------
await good(operator('POST', `/api/persons/${down.id}/forget`, {}), 'is forgotten');
await forward(75);
await good(operator('POST', `/api/targets/${first}/end`, {}), 'a target is ended');
check(await until(async () => (await figures()).sending === 0, 'nothing hangs'), 'the end');
same((await outbox()).filter((o) => o.target === first && ['waiting', 'sending'].includes(o.state)).length, 0, 'nothing waits for it');
same((await operator('POST', `/api/targets/${first}`, smsTarget)).json.fault, 'deed_not_now', 'and it is not opened again');

// ---- the samples that are shipped, and what a rebuild must not do --------------------------------------------------------------------------------------
for (const name of readdirSync('dist/targets')) {
  const sample = JSON.parse(readFileSync(`dist/targets/${name}`, 'utf8'));
  await good(operator('POST', `/api/targets/${await target({ ...sample, ...(sample.org ? { org: community } : {}) })}/end`, {}), `${name} is taken`);
}
await server.stop();
const sent = [gateway.got.length, robots.got.length];
same(word('rebuild', '--data', data).status, 0, 'made anew from the journal');
Object.assign(server, await serve(data, { args: roomy }));
await pause(1200);
same([gateway.got.length, robots.got.length], sent, 'nothing is sent again by that');
check((await figures()).sent > 10, 'what was sent is known still');
await server.stop();
for (const log of [server.log.join('')]) check(!/example\.org|13[678]0000|s3cret|geheim/.test(log), 'no address and no secret in the log');
const verified = word('verify', '--data', data);
same(verified.status, 0, `replay fits: ${verified.out}${verified.err}`);
const kept = readFileSync(`${data}/linli.db`, 'latin1');
check(!/lost@example\.org|fine@example\.org|13800001234|s3cret|SECabc/.test(kept), 'neither lies open in the folder');
for (const one of [gateway, robots]) one.close();
await finish();
