#!/usr/bin/env node
// How pages behave whatever they show: addresses of every kind, the way back, two tabs, a session that ends in mid-form,
// an answer that is lost, English without a Chinese label, long words, a very small and a very large screen, and paper.
import { DESK, PHONE, SMALL, close, demo, get, go, good, heading, loseAnswers, open, post, quiet, seen, settled,
  signIn, wear } from './lib/browser.mjs';
import { asker, check, finish, same, serve } from './lib/linli.mjs';

const server = await serve(demo('pages'));
const at = (page) => page.url().replace(server.url, '');
const CHINESE = /[\u4e00-\u9fff]/;

// ---- what goes over the wire ------------------------------------------------------------------------
const fetched = async (where, headers = { Accept: 'text/html' }) => fetch(server.url + where, { headers });
const front = await (await fetched('/')).text(), program = /src="(\/assets\/[^"]+)"/.exec(front)[1];
let r = await fetched(program);
same([r.status, r.headers.get('cache-control'), r.headers.get('content-encoding'), r.headers.get('vary')],
  [200, 'public, max-age=31536000, immutable', 'gzip', 'Accept-Encoding'], 'a program bears its hash and is kept');
r = await fetched('/matters/7?x=1');
same([r.status, r.headers.get('cache-control'), await r.text() === front], [200, 'no-cache', true], 'any address of the phone is its page');
for (const rule of ["default-src 'self'", "style-src 'self'", "object-src 'none'", "frame-ancestors 'none'", "worker-src 'self'"])
  check(r.headers.get('content-security-policy').includes(rule), `the policy says ${rule}`);
check(/camera=\(self\), geolocation=\(self\)/.test(r.headers.get('permissions-policy')), 'camera and position for itself alone');
same((await fetched('/sw.js')).headers.get('cache-control'), 'no-cache', 'the worker is asked for each time');
r = await fetched('/assets/gone-12345678.js');
same([r.status, r.headers.get('content-type')], [404, 'text/plain; charset=utf-8'], 'a program of an older build is gone');
check(/新版[^]*newer build/.test(await r.text()), 'and is told so in plain words');

// ---- addresses --------------------------------------------------------------------------------------
const anybody = await open(PHONE, server, '/');
const some = (await get(anybody, '/api/matters?limit=1')).items[0];
for (const [old, now] of [['/#/', '/'], ['/#/queue', '/matters'], [`/#/matter/${some.id}`, `/matters/${some.id}`], ['/#/notices', '/notices']]) {
  await anybody.goto('about:blank');
  await anybody.goto(server.url + old);
  await settled(anybody);
  same(at(anybody), now, `an address of before, ${old}`);
}
await go(anybody, '/notices');
await anybody.locator('#main a[href^="/notices/"]').first().click();
await anybody.waitForURL(/\/notices\/\d/);
await anybody.goBack();
await settled(anybody);
same(at(anybody), '/notices', 'back is where one came from');
await go(anybody, '/no/such/page');
check(/没有这一页/.test(await anybody.locator('#main').innerText()), 'what is not there says so');
await go(anybody, '/sign-in?to=//evil.example/');
await signIn(anybody, 'grid');
await go(anybody, '/sign-in?to=https://evil.example/');
check(new URL(anybody.url()).host === new URL(server.url).host, 'an address of elsewhere is not followed');
await close(anybody);

// ---- two tabs ---------------------------------------------------------------------------------------
const tab = await open(PHONE, server, '/notices');
const title = await heading(tab);
await wear(tab, 'english');
check(await tab.evaluate(() => document.documentElement.lang) === 'en', 'another tab changed the language, this one follows');
for (const where of ['/', '/notices', '/sign-in', '/no/such/page']) {
  await go(tab, where);
  const labels = await tab.locator('nav a, button, label, #main h1').allInnerTexts();
  same(labels.filter((one) => CHINESE.test(one)), [], `${where} in English`);
}
await wear(tab, 'light');
await go(tab, '/notices');
same(await heading(tab), title, 'and back in Chinese');
await close(tab);

// ---- a deed, and what comes between ------------------------------------------------------------------
const desk = await open(DESK, server, '/desk/matters', { as: 'community' });
const mine = (await get(desk, '/api/matters?open=1&limit=50')).items;
let work;
for (const { id } of mine) {
  const whole = await get(desk, `/api/matters/${id}`);
  if (whole.can.includes('note') && whole.can.includes('answer')) { work = whole; break; }
}
check(work, 'there is something to do');
const notes = async () => (await get(desk, `/api/matters/${work.id}`)).steps.filter((step) => step.verb === 'note').length;
// The place of writing: the first box of several lines in the form that is open.
const words = () => desk.locator('#main form textarea').first();
const send = () => desk.locator('#main form').filter({ has: desk.locator('textarea') }).last().locator('button[type=submit]').click();
// It says so, and opens the next row of the queue.
const sent = () => desk.locator('.sayings p', { hasText: '回执' }).last().waitFor();
async function writes(text) {
  await go(desk, `/desk/matters/${work.id}/note`);
  await words().waitFor();
  await words().fill(text);
}
const before = await notes();
await writes('第一句：明天上门');
await loseAnswers(desk, `**/api/matters/${work.id}/note`);
await send();
await seen(desk, '连不上');
same([await words().inputValue(), await notes()], ['第一句：明天上门', before + 1], 'its answer is lost, the words stay');
await send();
await sent();
same(await notes(), before + 1, 'sent again it is the same deed');

await writes('第二句：请等一等');
await desk.context().clearCookies({ name: 'linli' });
await send();
const sheet = desk.getByRole('dialog');
await sheet.waitFor();
await good(desk, 'session ended', { looks: ['light', 'elder', 'english'] });
const them = (await (await fetch(`${server.url}/api/about`)).json()).sign_ins.find((one) => one.name === 'community');
await sheet.locator('#sign-name').fill(them.name);
await sheet.locator('#sign-password').fill(them.password);
await sheet.locator('button[type=submit]').click();
await sheet.waitFor({ state: 'hidden' });
for (let i = 0; i < 150 && await notes() < before + 2; i++) await desk.waitForTimeout(100);     // what said so the first time may still stand there
same(await notes(), before + 2, 'signed in again, what was written is sent, once');

// ---- long words, small and large screens --------------------------------------------------------------
const long = `https://map.example.org/${'a1b2c3d4'.repeat(20)}`;
const code = work.place.code;
const wide = (await asker(server)('POST', '/api/matters', { text: `${long} ${'9'.repeat(120)}`, title: 'X'.repeat(180), spot: long.slice(0, 190), place: code })).json;
check(wide?.id, 'a report of long words');
await post(desk, `/api/matters/${wide.id}/note`, { text: long, open: true });
const small = await open(SMALL, server, `/matters/${wide.id}`, { as: 'grid' });
await good(small, 'long words', { looks: ['light', 'elder'], shot: false });
await go(small, '/matters?order=new');
await good(small, 'list of long words', { looks: ['light', 'elder'], shot: false });
await close(small);
await go(desk, `/desk/matters/${wide.id}`);
await good(desk, 'long words', { looks: ['light', 'elder'], shot: false });
const huge = await open({ viewport: { width: 3840, height: 2160 } }, server, '/desk/matters', { as: 'street' });
await good(huge, 'on a very large screen', { looks: ['light'], small: false });
await close(huge);

// ---- paper ------------------------------------------------------------------------------------------
await desk.emulateMedia({ media: 'print' });
same(await desk.locator('nav').evaluateAll((all) => all.filter((e) => e.getClientRects().length).length), 0, 'nothing to steer by is printed');
await desk.emulateMedia({ media: 'screen' });
const notice = (await (await fetch(`${server.url}/api/notices?limit=1`)).json()).items[0];
const paper = await open(DESK, server, undefined);
await paper.goto(`${server.url}/api/notices/${notice.id}/poster`);
same(await paper.evaluate(() => getComputedStyle(document.querySelector('h1')).textAlign), 'center', 'a poster has its style');
await good(paper, 'poster', { looks: ['light'], small: false });
await close(paper);

quiet();
await close(desk);
await finish();
