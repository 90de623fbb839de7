#!/usr/bin/env node
// A matter on the phone, for whom it belongs to and whoever handles it: who has it, until when, why then; its deeds; the
// receipt checked in the browser, also when the server lies. One's own page, accounts, invitations. In every look.
import { PHONE, close, go, good, open, press, quiet, seen, settled } from './lib/browser.mjs';
import { check, finish, folder, local, same, serve, staff } from './lib/linli.mjs';

const PLACE = '410104003009';
const data = folder('matter_page'), server = await serve(data);
const office = await staff(server, data, { name: '李岚', role: 'committee', place: PLACE });
const OFFICE = { name: '李岚', password: 'Pass-李岚-2026' };

// ---- an account of one's own ---------------------------------------------------------------------------
const phone = await open(PHONE, server, '/sign-up');
check(await phone.getByText('姓名和电话只用来办您的事和登录。').isVisible(), 'what they serve is said before name and phone');
await good(phone, 'sign-up');
await phone.locator('#up-name').fill('王街坊');
await phone.locator('#up-password').fill('a long word of mine 7');
await phone.locator('form button[type=submit]').click();
await phone.waitForFunction(() => location.pathname === '/');
await go(phone, '/me');
await seen(phone, '王街坊');
await good(phone, 'me');

// ---- filed here, so its receipt is kept here ---------------------------------------------------------------
await go(phone, '/me/words');
await phone.locator('form button[type=submit]').waitFor();
await good(phone, 'my words', { looks: ['light', 'elder'] });
const filed = await phone.evaluate(async (place) => {
  const answer = await fetch('/api/matters', { method: 'POST', headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ text: '2 号楼楼道堆了旧家具，着火了人出不来。', place, title: '2 号楼楼道堆了旧家具', reporter_name: '王街坊', reporter_phone: '13800000000' }) });
  return answer.json();
}, PLACE);
await go(phone, `/matters/${filed.id}`);
await seen(phone, '还没接下');
await seen(phone, '到时没办好，自动交给');
await phone.locator('details > summary').first().click();
await phone.locator('.days li.due').waitFor();
same(await phone.locator('.days li').first().locator('.t').innerText(), '提交当天不算', 'the first day is told');
check(await phone.locator('.tabs').count() === 0, 'its deeds stand in place of the tabs');
await good(phone, 'matter just filed');

// A deed through the page: its receipt is kept, and checked.
await press(phone, '补充');
await phone.locator('form textarea').first().waitFor();
await phone.locator('form textarea').first().fill('三层也有');
await good(phone, 'matter note', { looks: ['light', 'elder', 'english'] });
await phone.locator('form button[type=submit]').click();
await phone.waitForFunction((id) => location.pathname === `/matters/${id}`, filed.id);
await settled(phone);
await seen(phone, '三层也有');
await phone.getByText(/回执 第 \d+ 号/).click();
await phone.getByText(/第 \d+ 号：没删、没改/).waitFor();
await seen(phone, '第一次核对');
await good(phone, 'receipt holds');
await office('POST', `/api/matters/${filed.id}/accept`, { text: '约好明天搬走' });
await phone.reload();
await phone.getByText(/第 \d+ 号：没删、没改/).waitFor();
await seen(phone, '一条没动');

// A server that lies: another leaf, another signature, a key that changed, a shorter log.
async function lies(what, pattern, change, says) {
  await phone.route(pattern, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: change(await answer.text()) });
  });
  await phone.reload();
  await phone.getByText(says).waitFor().catch(() => check(false, `${what}: it does not say “${says}”`));
  check(await phone.getByText(/：没删、没改/).count() === 0, `${what}: not said to hold`);
  await phone.unroute(pattern);
}
const swap = (text, at) => text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
await lies('a changed path', '**/receipt?*', (text) => text.replace(/^(index \d+\n)./m, (all, line) => line + (all.at(-1) === 'A' ? 'B' : 'A')), '对不上');
await lies('a changed signature', '**/receipt?*', (text) => swap(text, text.lastIndexOf(' ') + 30), '签名不对');
await lies('another key', '**/proof/*/key', (text) => swap(text, text.length - 12), '签名的钥匙换了');
await good(phone, 'receipt does not hold', { looks: ['light', 'dark', 'elder'] });
await go(phone, '/c');
await phone.locator('#receipt').fill('abc');
await press(phone, '核对');
await seen(phone, '这不像回执');

// ---- it is done, or is it ----------------------------------------------------------------------------------
await office('POST', `/api/matters/${filed.id}/answer`, { text: '搬走了，请您看看。' });
await go(phone, `/matters/${filed.id}`);
await seen(phone, '等您看看');
await good(phone, 'matter waits for you', { looks: ['light', 'elder', 'english'] });
await press(phone, '修好了');
await phone.getByText('记下了').waitFor();
same((await office('GET', `/api/matters/${filed.id}`)).json.state, 'closed', 'fixed: closed at once');
await phone.locator('.sayings button').click();
await phone.waitForFunction((id) => location.pathname === `/matters/${id}/reopen`, filed.id);

// ---- withdraw and remove, each with its sentence ---------------------------------------------------------------
const second = await phone.evaluate(async (place) => (await fetch('/api/matters', { method: 'POST',
  headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ text: '路灯又不亮了', place }) })).json(), PLACE);
await go(phone, `/matters/${second.id}`);
await press(phone, '撤回').catch(() => undefined);
await phone.locator('dialog').getByText('不办了吗？').waitFor();
await good(phone, 'matter withdraw', { looks: ['light', 'dark', 'elder'] });
await phone.locator('dialog').getByRole('button', { name: '再想想' }).click();
same((await office('GET', `/api/matters/${second.id}`)).json.state, 'filed', 'thought again: nothing was sent');
await press(phone, '撤回');
await phone.locator('dialog').getByRole('button', { name: '不办了' }).click();
await phone.getByText(/撤回了/).first().waitFor();
same((await office('GET', `/api/matters/${second.id}`)).json.state, 'withdrawn', 'withdrawn');

// ---- whoever handles it ---------------------------------------------------------------------------------------
const third = (await office('POST', '/api/matters', { text: '井盖松了，车过就响', place: PLACE, reporter_name: '刘某', reporter_phone: '13900000000' })).json;
const worker = await open(PHONE, server, '/today', { as: OFFICE });
await seen(worker, '井盖松了');
await good(worker, 'today');
await go(worker, `/matters/${third.id}`);
await worker.getByRole('button', { name: '查看联系方式' }).click();
await worker.locator('dialog textarea, dialog input').first().fill('回电核实位置');
await worker.locator('dialog button[type=submit]').click();
await worker.locator('dialog').getByText('13900000000').waitFor();
check(await worker.evaluate(async () => !JSON.stringify(await new Promise((done) => {
  const asked = indexedDB.open('linli');
  asked.onsuccess = () => {
    const rows = asked.result.transaction('answers').objectStore('answers').getAll();
    rows.onsuccess = () => done(rows.result);
  };
})).includes('13900000000')), 'the number that was opened is kept nowhere');
await good(worker, 'contact opened', { looks: ['light', 'elder'] });
await go(worker, '/outbox');
await seen(worker, '没有待送的');
await good(worker, 'outbox', { looks: ['light', 'dark', 'elder', 'english'] });
await go(worker, '/me/access');
await seen(worker, '这一台');
await good(worker, 'my sign-ins', { looks: ['light', 'elder'] });
await close(worker);

// ---- an invitation ----------------------------------------------------------------------------------------------
const made = (await local(data, 'POST', '/api/local/user', { name: '赵新', role: 'committee', place: PLACE })).json;
const token = /(?:token=|#)([^&=]+)$/.exec(made.link)?.[1] ?? made.token;
const guest = await open(PHONE, server, `/invite#${token}`);
await guest.locator('#invite-password').waitFor();
check(!guest.url().includes(token), 'the token leaves the address bar');
await good(guest, 'invitation', { looks: ['light', 'elder', 'english'] });
await guest.locator('#invite-password').fill('Zhao-2026-first-word');
await guest.locator('form button[type=submit]').click();
await guest.waitForFunction(() => location.pathname === '/');
await go(guest, '/me');
await seen(guest, '赵新');
await close(guest);
await close(phone);
quiet();
await finish();
