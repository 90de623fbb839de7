#!/usr/bin/env node
// Pages that nobody made: the sample capability (test/sample/) has lists, forms and things on both faces, from its rows
// alone. web/ does not know its name.
import { spawnSync } from 'node:child_process';
process.env.LINLI = process.env.LINLI_SAMPLE ?? new URL('../build/linli-sample', import.meta.url).pathname;
const { asker, check, finish, folder, same, serve, staff } = await import('./lib/linli.mjs');
const { DESK, PHONE, close, go, good, heading, open, press, quiet, seen, settled } = await import('./lib/browser.mjs');

const C = '410104003001', PASSWORD = 'a good long word';
same(spawnSync('grep', ['-rliE', 'loan', 'web/src']).stdout.toString(), '', 'web/ knows nothing of loans');
const data = folder('generic'), server = await serve(data);
const day = (offset) => new Date(Date.now() + (24 * offset + 8) * 3600e3).toISOString().slice(0, 10);
const office = await staff(server, data, { name: '王社区', role: 'committee', place: C, kind: 'committee', org: '印刷厂街社区居委会' });
const resident = asker(server);
await resident('POST', '/api/sign-up', { county: 410104, name: '李四', phone: '13900000001', password: PASSWORD });
const lends = async (body) => {
  const made = await resident('POST', '/api/loans', { place: C, ...body });
  same(made.status, 201, `${body.item}: ${made.text}`);
  return made.json;
};
const lent = await lends({ item: '人字梯', until: day(3), use: 'repair', note: '换灯泡' });
await lends({ item: '轮椅', until: day(9), use: 'care', amount: 2 });
const them = { name: '13900000001', password: PASSWORD }, clerk = { name: office.made.login ?? '王社区', password: 'Pass-王社区-2026' };

// ---- on the phone -------------------------------------------------------------------------------------
const phone = await open(PHONE, server, '/loans', { as: them });
await phone.locator('.rowlink').nth(1).waitFor();
same(await phone.locator('.rowlink').count(), 2, 'a card for each row');
check((await phone.locator('.rowlink').first().innerText()).includes('轮椅'), 'with its title');
await good(phone, 'loans');
await phone.locator('summary', { hasText: '更多' }).click();
await phone.locator('#q-use').selectOption('care');
await settled(phone);
same([await phone.locator('.rowlink').count(), new URL(phone.url()).searchParams.get('use')], [1, 'care'], 'a filter of its own, in the address');
await phone.reload();
await settled(phone);
same(await phone.locator('.rowlink').count(), 1, 'and after a reload');
await go(phone, '/loans/new');
const fields = await phone.locator('[data-field]').evaluateAll((all) => all.map((one) => one.dataset.field));
for (const name of ['place', 'item', 'amount', 'use', 'until', 'note']) check(fields.includes(name), `the form has ${name}`);
await good(phone, 'loan new');
await phone.locator('form button[type=submit]').click();
check(await phone.locator('.wrong').count() > 0, 'what must be filled in is said');
same(await phone.evaluate(() => document.activeElement.closest('[data-field]')?.dataset.field), await phone.locator('.field:has(.wrong)').first().getAttribute('data-field'), 'and has the focus');
await go(phone, `/loans/${lent.id}`);
same(await heading(phone), '人字梯', 'a thing by its title');
await seen(phone, '换灯泡');
await good(phone, 'loan');

// ---- at the desk -------------------------------------------------------------------------------------
const desk = await open(DESK, server, '/desk/loans', { as: clerk });
same(await desk.locator('tbody tr').count(), 2, 'a table of them');
const heads = await desk.locator('thead th').allInnerTexts();
for (const name of ['数量', '状态']) check(heads.includes(name), `a column ${name}: ${heads}`);
check(await desk.locator('.rail a', { hasText: heads.length ? /.+/ : '' }).evaluateAll((all) => all.some((one) => one.getAttribute('href') === '/desk/loans')), 'its place in the rail');
await good(desk, 'loans', { small: false });
await desk.locator('tbody a', { hasText: '人字梯' }).click();
await settled(desk);
await desk.locator('.thinghead a.btn').first().click();
await settled(desk);
await good(desk, 'loan give', { small: false });
await desk.locator('.card form textarea').first().fill('已交').catch(() => undefined);
await desk.locator('.card form button[type=submit]').click();
await desk.locator('.sayings p').waitFor();
await settled(desk);
same((await office('GET', `/api/loans/${lent.id}`)).json.state, 'out', 'the button does the deed');
await seen(desk, '已交');
await close(phone);
await close(desk);
quiet();
await finish();
