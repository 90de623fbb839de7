#!/usr/bin/env node
// A resident with a phone and no account: reporting in a minute at the pace of a thumb, danger first, a draft that stays,
// no signal and a lost answer, the link that comes back, the code that hangs in the compound, and an old phone.
import { OLD_PHONE, PHONE, close, freshProfile, go, kill, loseAnswers, offline, open, press, quiet, seen, settled, slow } from './lib/browser.mjs';
import { check, finish, folder, roomyPacks, same, serve, staff } from './lib/linli.mjs';
import { png } from './lib/papers.mjs';

const PLACE = '410104003001', THUMB_MS = 120;
const data = folder('phone'), server = await serve(data, { args: ['--packs', roomyPacks()] });
const clerk = await staff(server, data, { name: '王敏', role: 'committee', place: PLACE });
const home = (await clerk('GET', `/api/places/by-code?code=${PLACE}`)).json;
const matters = async () => (await clerk('GET', '/api/matters?limit=100')).json.items;
const titled = async (text) => (await matters()).filter((one) => one.title.includes(text));
const photo = { name: 'lamp.png', mimeType: 'image/png', buffer: png(1200, 900) };
async function until(what, test) {
  for (let i = 0; i < 400; i++) { if (await test()) return true; await new Promise((r) => setTimeout(r, 100)); }
  return check(false, `in forty seconds not yet: ${what}`);
}
const text = (page) => page.locator('#report-text');
// Where, by the first letters of its name.
async function chooses(page) {
  await page.locator('#report-place').pressSequentially('yscj', { delay: THUMB_MS });
  await page.locator('#report-place-list [role=option]', { hasText: '印刷厂街' }).first().click();
  await page.locator('.chosen').waitFor();
}
async function writes(page, words, delay = 0) {
  await text(page).waitFor();
  await (delay ? text(page).pressSequentially(words, { delay }) : text(page).fill(words));
  if (!await page.locator('.chosen').count()) await chooses(page);
}
async function looks(page) {
  await press(page, '下一步：看一看');
  await page.locator('#h-see').waitFor();
}
const sends = (page) => page.locator('.acts button[type=submit]').click();

// ---- a new user, at the pace of a thumb -----------------------------------------------------------------
let phone = await open(PHONE, server);
const began = Date.now();
await go(phone, '/');
await phone.locator('a.hero').click();
await writes(phone, '三号楼东侧路灯不亮，电话13800138000', THUMB_MS);
await phone.setInputFiles('#report-photos', photo);
await phone.locator('.shot img').waitFor();
await looks(phone);
await phone.getByText('已替您遮住').waitFor();
check(!(await phone.locator('.report .prose').first().innerText()).includes('13800138000'), 'the public does not see the number');
const order = await phone.evaluate(() => {
  const notice = [...document.querySelectorAll('.note')].find((one) => one.textContent.includes('只用来问清这件事'));
  const name = document.querySelector('[data-field=reporter_name] input');
  return Boolean(notice && name && notice.compareDocumentPosition(name) & Node.DOCUMENT_POSITION_FOLLOWING);
});
check(order, 'what a name and a number are for is said before they are asked');
await sends(phone);
await seen(phone, '收到了');
const took = (Date.now() - began) / 1000;
check(took <= 60, `a new user reported in ${took.toFixed(1)} s`);
console.log(`    reported in ${took.toFixed(1)} s`);
const [lamp] = await titled('三号楼东侧路灯不亮');
check(lamp, 'it is there');
await phone.locator('a[href^="/c?entry="]').click();
await phone.locator('.verdict').waitFor();
check(await phone.locator('.verdict .stamp').count() === 1, 'its receipt is good, as the phone itself finds');

// ---- the link, and 没修好 ---------------------------------------------------------------------------------
const follow = await phone.evaluate(() => new Promise((done) => {
  const asked = indexedDB.open('linli');
  asked.onsuccess = () => {
    const rows = asked.result.transaction('links').objectStore('links').getAll();
    rows.onsuccess = () => { asked.result.close(); done(rows.result[0].follow); };
  };
}));
for (const verb of ['accept', 'answer']) same((await clerk('POST', `/api/matters/${lamp.id}/${verb}`, { text: '灯换好了' })).status, 200, verb);
const other = await open(PHONE, server, `/f#${follow}`);
await other.waitForURL(`**/matters/${lamp.id}`);
await seen(other, '灯换好了');
check(!other.url().includes('#'), 'the secret left the address');
await other.getByText('没修好').first().click();
await other.locator('form textarea').first().fill('晚上还是不亮');
await other.locator('form button[type=submit]').first().click();
await until('it is open again', async () => (await clerk('GET', `/api/matters/${lamp.id}`)).json.steps.some((one) => one.verb === 'reopen'));
await close(other);

// ---- danger, a draft, the same matter ---------------------------------------------------------------------
for (const [words, number] of [['楼道里冒烟', '119'], ['有人打架', '110'], ['老人晕倒了', '120'], ['路口撞车', '122']]) {
  await go(phone, '/matters/new');
  await text(phone).fill(words);
  await phone.locator(`.danger a[href="tel:${number}"]`).waitFor();
}
await writes(phone, '路口撞车');
await looks(phone);
await phone.locator('.danger a[href="tel:122"]').waitFor();
await sends(phone);
await seen(phone, '收到了');
same((await titled('路口撞车')).length, 1, 'danger is reported all the same');
await go(phone, '/matters/new');
await writes(phone, '三号楼路灯不亮');
await looks(phone);
await seen(phone, '是不是同一件事？');
await close(phone);

const profile = freshProfile();
phone = await open(PHONE, server, '/matters/new', { profile });
await writes(phone, '单元门关不上');
await phone.getByText('已存草稿').waitFor();
await go(phone, '/matters/new');
await phone.waitForFunction(() => document.querySelector('#report-text')?.value === '单元门关不上');
await phone.evaluate(() => navigator.serviceWorker.ready);
await kill(phone);
phone = await open(PHONE, server, '/matters/new', { profile });
await phone.waitForFunction(() => document.querySelector('#report-text')?.value === '单元门关不上');
check(await phone.locator('.chosen').count() === 1, 'the draft outlives an empty battery, its place too');

// ---- no signal, a lost answer -------------------------------------------------------------------------------
await settled(phone);
await offline(phone);
await looks(phone);
await seen(phone, '没有信号也能写');
await sends(phone);
await seen(phone, '存好了');
await close(phone);
phone = await open(PHONE, server, '/', { profile });
await until('it went', async () => (await titled('单元门关不上')).length === 1);
await go(phone, '/mine');
await seen(phone, '单元门关不上');
await go(phone, '/matters/new');
await writes(phone, '垃圾桶满了没人清');
await looks(phone);
await loseAnswers(phone, '**/api/matters');
await sends(phone);
await until('it is told', async () => /收到了|存好了/.test(await phone.locator('#main').innerText()));
await phone.context().unrouteAll();
phone.context().lost = false;
await phone.evaluate(() => dispatchEvent(new Event('online')));
await until('it is confirmed', async () => phone.evaluate(() => new Promise((done) => {
  const asked = indexedDB.open('linli');
  asked.onsuccess = () => {
    const rows = asked.result.transaction('outbox').objectStore('outbox').getAll();
    rows.onsuccess = () => { asked.result.close(); done(rows.result.every((one) => one.state === 'done')); };
  };
})));
same([(await titled('单元门关不上')).length, (await titled('垃圾桶满了')).length], [1, 1], 'each is there once');
await close(phone);

// ---- the code that hangs there; an old phone ------------------------------------------------------------------
phone = await open(PHONE, server);
await slow(phone, OLD_PHONE);
await go(phone, `/q/${PLACE}`);
await phone.getByRole('link', { name: '反映这里的事' }).click();
await phone.locator('.chosen').waitFor();
check((await phone.locator('.chosen').innerText()).includes(home.name), 'the report knows its place');
await writes(phone, '下水道堵了');
await looks(phone);
await sends(phone);
await seen(phone, '收到了');
same((await titled('下水道堵了')).length, 1, 'an old phone on a slow network reports too');
await close(phone);

quiet();
await finish();
