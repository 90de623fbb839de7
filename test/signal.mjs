#!/usr/bin/env node
// A worker without signal: the page opens, reads what was kept, and what is done waits in order. Closed, killed, an answer
// that was lost, a refusal, another person on the same phone, a session that ended: nothing is lost, nothing comes twice.
import { PHONE, close, freshProfile, go, good, kill, loseAnswers, offline, open, press, quiet, seen, settled } from './lib/browser.mjs';
import { asker, check, finish, folder, same, serve, staff } from './lib/linli.mjs';

const PLACE = '410104003009';
const data = folder('signal'), server = await serve(data);
const anna = await staff(server, data, { name: '李岚', role: 'committee', place: PLACE });
const bea = await staff(server, data, { name: '王敏', role: 'committee', place: PLACE });
const ANNA = { name: '李岚', password: 'Pass-李岚-2026' }, BEA = { name: '王敏', password: 'Pass-王敏-2026' };
const nobody = asker(server);
let filed = 0;
async function file(text) {
  const made = await nobody('POST', '/api/matters', { text, place: PLACE, subject: undefined });
  check(made.status === 201, `filed ${text}: ${made.text.slice(0, 200)}`);
  filed++;
  return made.json;
}
const steps = async (id) => (await anna('GET', `/api/matters/${id}`)).json.steps.map((s) => s.text || s.verb);
const notes = async (id) => (await steps(id)).filter((s) => !['file', 'accept', 'answer', 'close'].includes(s));
async function until(what, test) {
  for (let i = 0; i < 600; i++) { if (await test()) return true; await new Promise((r) => setTimeout(r, 100)); }
  return check(false, `in a minute not yet: ${what}`);
}
const waits = (page) => page.evaluate(() => new Promise((done) => {
  const asked = indexedDB.open('linli');
  asked.onsuccess = () => {
    const rows = asked.result.transaction('outbox').objectStore('outbox').getAll();
    rows.onsuccess = () => { asked.result.close(); done(rows.result.map((r) => `${r.label} ${r.state}`)); };
  };
}));
const keeps = (page, path) => page.evaluate((wanted) => new Promise((done) => {
  const asked = indexedDB.open('linli');
  asked.onsuccess = () => {
    const rows = asked.result.transaction('answers').objectStore('answers').getAll();
    rows.onsuccess = () => { asked.result.close(); done(rows.result.some((r) => r.path === wanted)); };
  };
}), path);
// The page has the answer too, not the server alone: else leaving it would cut the request.
const confirmed = (page) => until('all is confirmed', async () => (await waits(page)).every((one) => one.endsWith('done')));
// Fills in the form of one deed and sends it.
async function does(page, id, verb, text) {
  await go(page, `/matters/${id}/${verb}`);
  if (text) await page.locator('form textarea').first().fill(text);
  await page.locator('form button[type=submit]').click();
  await page.waitForFunction((at) => location.pathname !== at, `/matters/${id}/${verb}`);
  await settled(page);
}

// ---- kept ahead, opened without signal ---------------------------------------------------------------
const lamp = await file('三号楼东侧路灯不亮'), door = await file('单元门禁坏了'), lift = await file('电梯按钮不灵');
const profile = freshProfile();
let phone = await open(PHONE, server, '/today', { as: ANNA, profile });
await seen(phone, '三号楼东侧路灯不亮');
await phone.evaluate(() => navigator.serviceWorker.ready);
for (const one of [lamp, door, lift]) await until(`${one.number} is kept with its clock`, () => keeps(phone, `/api/matters/${one.id}/clock`));
await until('the forms are kept', () => keeps(phone, '/api/form/matter_reopen?lang=zh'));
await go(phone, '/today');
await close(phone);

phone = await open(PHONE, server, undefined, { profile });
await offline(phone);
await go(phone, '/today');
await seen(phone, '三号楼东侧路灯不亮');
check(await phone.getByText('没有信号，照常做。').isVisible(), 'it says that there is no signal');
await go(phone, `/matters/${lamp.id}`);
await seen(phone, '三号楼东侧路灯不亮');
await phone.locator('details > summary').first().click();
await phone.locator('.days li').first().waitFor();
check(await phone.locator('.days li.due').count() === 1, 'the clock is explained without signal');

// ---- done without signal, closed and killed; sent once, in order --------------------------------------
await does(phone, lamp.id, 'accept');
await does(phone, lamp.id, 'note', '先看了，要换灯头');
await does(phone, door.id, 'note', '门禁主机没电');
same(await waits(phone), ['受理 waiting', '记录 waiting', '记录 waiting'], 'three wait in order');
await go(phone, '/today');
check(await phone.getByText('待送').count() > 1, 'today shows what waits');
await kill(phone);
phone = await open(PHONE, server, undefined, { profile });
await offline(phone);
await go(phone, '/outbox');
await seen(phone, '待送 3 条');
same(await steps(lamp.id), ['file'], 'the server knows nothing of it');
await offline(phone, false);
await until('all was sent', async () => (await waits(phone)).every((one) => one.endsWith('done')));
same(await steps(lamp.id), ['file', 'accept', '先看了，要换灯头'], 'sent once, in order');
same(await notes(door.id), ['门禁主机没电'], 'and the other one');
await go(phone, '/outbox');
check(await phone.getByText(/回执第 \d+ 号/).count() === 3, 'each has its receipt');
const when = (await anna('GET', `/api/matters/${lamp.id}`)).json.steps[1];
check(Date.now() - Date.parse(when.at) < 600000, 'it bears the moment at which it was done');

// ---- two tabs, an answer that was lost ------------------------------------------------------------------
const second = await phone.context().newPage();
second.server = server;
await go(second, '/outbox');
await loseAnswers(phone, `**/api/matters/${door.id}/note`);
await does(phone, door.id, 'note', '换好了电源');
await phone.context().unrouteAll?.();
phone.context().lost = false;
await second.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
await phone.evaluate(() => dispatchEvent(new Event('online')));
await until('the lost one is confirmed', async () => (await waits(phone)).every((one) => one.endsWith('done')));
same(await notes(door.id), ['门禁主机没电', '换好了电源'], 'an answer that was lost: said once');
await second.close();

// ---- refused: held back, mended, dropped ----------------------------------------------------------------
await go(phone, `/matters/${lift.id}`);
await offline(phone);
await does(phone, lift.id, 'accept');
await does(phone, lift.id, 'note', '叫了维保');
same((await bea('POST', `/api/matters/${lift.id}/accept`, {})).status, 200, 'somebody else was first');
await offline(phone, false);
await until('the first is refused', async () => (await waits(phone)).includes('受理 refused'));
same(await notes(lift.id), [], 'what was done after it waits');
await go(phone, '/outbox');
await seen(phone, '没收下');
await seen(phone, '等上一条定了再送。');
await good(phone, 'outbox refused', { looks: ['light', 'dark', 'elder'] });
await press(phone, '不送了');
await phone.locator('dialog').getByRole('button', { name: '不送了' }).click();
await confirmed(phone);
same(await notes(lift.id), ['叫了维保'], 'it went after the refused one was dropped');

await go(phone, `/matters/${lift.id}`);
await offline(phone);
await does(phone, lift.id, 'answer', '按钮换好了');
await bea('POST', `/api/matters/${lift.id}/note`, { text: '物业说明天再来' });
await offline(phone, false);
await until('it is refused for what happened in between', async () => (await waits(phone)).includes('答复 refused'));
await go(phone, '/outbox');
await phone.getByRole('link', { name: '看看再送' }).click();
await phone.locator('form textarea').first().waitFor();
same(await phone.locator('form textarea').first().inputValue(), '按钮换好了', 'what was written is still there');
await phone.locator('form textarea').first().fill('按钮换好了，明天复查');
await phone.locator('form button[type=submit]').click();
await confirmed(phone);
same((await steps(lift.id)).filter((one) => one.startsWith('按钮')), ['按钮换好了，明天复查'], 'once');

// ---- a session that ended in the middle -------------------------------------------------------------------
async function endSessions() {
  const { sessions } = (await anna('GET', '/api/me/access')).json;
  for (const one of sessions) if (!one.this) await anna('POST', `/api/me/sessions/${one.id}/end`, {});
}
await go(phone, `/matters/${lamp.id}/note`);
await phone.locator('form textarea').first().fill('灯头已换');
await endSessions();
await phone.locator('form button[type=submit]').click();
const sheet = phone.locator('dialog');
await sheet.waitFor();
same(await notes(lamp.id), ['先看了，要换灯头'], 'nothing was sent without session');
await sheet.locator('#sign-name').fill(ANNA.name);
await sheet.locator('#sign-password').fill(ANNA.password);
await sheet.locator('button[type=submit]').click();
await until('the same deed goes', async () => (await notes(lamp.id)).length === 2);
await confirmed(phone);
same(await notes(lamp.id), ['先看了，要换灯头', '灯头已换'], 'signed in again: said once');

// ---- signing out with something unsent; another person --------------------------------------------------------
await go(phone, `/matters/${door.id}`);
await until('its forms are kept', () => keeps(phone, '/api/form/matter_accept?lang=zh'));
await offline(phone);
await does(phone, door.id, 'accept');
await bea('POST', `/api/matters/${door.id}/accept`, {});
await offline(phone, false);
await until('one is left', async () => (await waits(phone)).includes('受理 refused'));
await go(phone, '/me');
await press(phone, '退出登录');
await seen(phone, '还有 1 条没送，留在手机里，等您再登录。').catch(() => phone.locator('dialog').getByText('还有 1 条没送').waitFor());
await phone.locator('dialog').getByRole('button', { name: '退出登录' }).click();
await phone.waitForFunction(() => location.pathname === '/');
await go(phone, '/sign-in');
await phone.locator('#sign-name').fill(BEA.name);
await phone.locator('#sign-password').fill(BEA.password);
await phone.locator('form button[type=submit]').click();
await phone.waitForFunction(() => location.pathname !== '/sign-in');
await go(phone, '/outbox');
await seen(phone, '这部手机上还有别人没送的 1 条');
check(await phone.getByText('门禁').count() === 0, 'she does not see what it is');
check(!await keeps(phone, `/api/matters/${lamp.id}/clock`), 'what the first had kept to read is gone');
await does(phone, door.id, 'note', '王敏看过了');
const last = (await anna('GET', `/api/matters/${door.id}`)).json.steps.filter((s) => s.text === '王敏看过了');
same(last.map((s) => s.actor), [bea.me.id], 'what she does is hers');
same((await steps(door.id)).filter((s) => s === 'accept').length, 1, 'nothing of the first went under her name');
await close(phone);
quiet();
await finish();
