#!/usr/bin/env node
// Mail, SMS and chat robots: real receivers on loopback that take, refuse, put off, hang and break off.
import { asker, check, finish, folder, local, same, serve, staff, word, WORK } from './lib/linli.mjs';
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
let server = await serve(data);
const operator = (...said) => local(data, ...said);
const office = await staff(server, data, { name: '王社区', role: 'committee', place: C, kind: 'committee', org: '印刷厂街社区居委会' });
const community = office.me.posts[0].org.id;
const site = 'https://linli.example.org/';
const own = '127.0.0.0/8 ::1';
const mailTarget = { name: '区邮件', way: 'mail', url: `smtp://localhost:${mail.port}`, sender: 'linli@example.org', user: 'linli', secret: 'geheim', networks: own, trust: secure.cert, site };
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
same([mail.plain, mail.mails.length], [0, 1], 'behind STARTTLS alone, and to nobody else');
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

mail.close();
await server.stop();
check(!server.log.join('').includes('example.org'), 'no address in the log');
const verified = word('verify', '--data', data);
same(verified.status, 0, `replay fits: ${verified.out}${verified.err}`);
await finish();
