#!/usr/bin/env node
// From an empty folder to a working county in the browser, with no shell but `serve`: the first administrator, the guide,
// settings, places and people from sheets, slips, what runs and what was looked at; then somebody reports and a clerk answers.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { DESK, close, focused, go, good as whole, heading, open, press, quiet, seen, settled, tabTo } from './lib/browser.mjs';
import { WORK, asker, check, finish, same, serve, word } from './lib/linli.mjs';

const data = path.join(WORK, 'county'), password = 'lamp-under-oak-9';
const server = await serve(data);
const printed = () => server.log.join('').match(/\/desk\/setup#(\S+)/)?.[1];
for (let i = 0; i < 400 && !printed(); i++) await new Promise((done) => setTimeout(done, 25));
const secret = printed();
const good = (on, what, more = {}) => whole(on, what, { small: false, ...more });
const sheet = (text) => ({ name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
// As Excel on a Chinese Windows saves it.
function oldSheet(text) {
  const made = spawnSync('iconv', ['-f', 'UTF-8', '-t', 'GB18030'], { input: text });
  same(made.status, 0, 'iconv writes GB18030');
  return { name: 'list.csv', mimeType: 'text/csv', buffer: made.stdout };
}

// ---- the first administrator -----------------------------------------------------------------------
const stranger = await open(DESK, server, '/desk/setup');
same(await heading(stranger), '设立第一个管理员', 'without the secret the page says what it needs');
await good(stranger, 'admin no secret', { looks: ['light'] });
await close(stranger);

const page = await open(DESK, server, `/desk/setup#${secret}`);
same(new URL(page.url()).hash, '', 'the secret leaves the address at once');
await good(page, 'admin first');
await page.fill('#first-org', '管城区数据局');
await page.fill('#first-name', '王管理');
await page.fill('#first-password', 'short');
await press(page, '成为管理员');
await page.locator('#first-password[aria-invalid=true]').waitFor();
same(await page.evaluate(() => document.activeElement.id), 'first-password', 'what is wrong has the focus');
await page.fill('#first-password', password);
await press(page, '成为管理员');
await seen(page, '还没写运营单位');
same(await heading(page), '上手', 'and here begins the guide');
same(await page.evaluate(() => location.hash + JSON.stringify(localStorage)).then((s) => s.includes(secret)), false, 'the secret is kept nowhere');

// ---- the guide ---------------------------------------------------------------------------------------
await good(page, 'admin setup');
same(await page.locator('.agenda li').count(), 8, 'eight steps');
// By keys alone: to the first setting, and through its form.
check(await tabTo(page, () => document.activeElement.matches('.setting .btn')), 'Tab reaches the first setting');
await page.keyboard.press('Enter');
await page.locator('#set-value').waitFor();
await page.waitForFunction(() => document.activeElement.id === 'set-value');
await page.keyboard.type('管城区数据局');
await page.keyboard.press('Enter');
await seen(page, '本区县定的');
const about = async () => (await asker(server)('GET', '/api/about')).json;
same((await about()).operator, '管城区数据局', 'the operator is public at once');

await go(page, '/desk/setup?step=rules');
await page.locator('.setting').filter({ hasText: '期限' }).first().getByRole('button').click();
await page.fill('#set-value', 'five days');
await press(page, '定下来');
await page.locator('#set-source[aria-invalid=true]').waitFor();
await good(page, 'admin rules wrong', { looks: ['light', 'english'] });
await page.fill('#set-value', '5 day working');
await page.fill('#set-source', '区办〔2026〕1号');
await press(page, '定下来');
await seen(page, '区办〔2026〕1号');

await go(page, '/desk/setup?step=compounds');
await page.setInputFiles('input[type=file]', oldSheet('编码,名称,类型\n410104003009001,南塘小区,compound\n410104003009002,松涛花园,compound\n4101040030099,错的,compound\n'));
await seen(page, '还没有改任何东西');
same(await page.locator('table.grid tbody tr').first().innerText().then((s) => s.startsWith('4')), true, 'the wrong row is named by its line');
await good(page, 'admin places preview');
await press(page, '导入');
await seen(page, '2 个小区');

await go(page, '/desk/setup?step=people');
const people = '组织类型,组织,地点,姓名,电话,岗位\n居委会,印刷厂街社区居委会,南关街街道/印刷厂街社区,李社区,13800000001,社区工作者\n' +
  '街道办事处,南关街街道办事处,南关街街道,周街道,,街道工作人员\n区级机关,管城区数据局,410104,吴区级,,区级工作人员\n物业企业,邻安物业,410104003009001,马管家,138,物业管家\n';
const places = (await asker(server)('GET', '/api/places?under=410104003')).json.items;
const community = places.find((one) => one.code === '410104003009') ?? places[0];
await page.setInputFiles('#staff', sheet(people.replace('南关街街道/印刷厂街社区', community.code).replaceAll('印刷厂街社区居委会', community.name)));
await seen(page, '有误 1');
await seen(page, '格式不对');
await good(page, 'admin staff preview');
await press(page, '导入');
await seen(page, '3 张邀请条');
await good(page, 'admin slips');
const links = await page.locator('.slip .address').allInnerTexts();
same(links.length, 3, 'a slip for each');
same(await page.locator('.slip svg path').count(), 3, 'with its code');
await page.emulateMedia({ media: 'print' });
await page.evaluate(() => { document.documentElement.dataset.print = 'slips'; });
await page.screenshot({ path: path.resolve('build/shots/desk/admin-slips-print.png'), fullPage: true });
check(!await page.locator('.pagehead').first().isVisible(), 'only slips are printed');
await page.evaluate(() => { delete document.documentElement.dataset.print; });
await page.emulateMedia({ media: 'screen' });
await page.setInputFiles('#staff', sheet(people.replace('南关街街道/印刷厂街社区', community.code).replaceAll('印刷厂街社区居委会', community.name)));
await seen(page, '已有 3');

await go(page, '/desk/setup?step=parties');
await seen(page, '没有居委会');
await good(page, 'admin parties', { looks: ['light', 'dark'] });

await go(page, '/desk/setup?step=safe');
await page.locator('.setting').first().getByRole('button').click();
await page.fill('#set-value', '区档案室保险柜');
await press(page, '定下来');
await seen(page, '区档案室保险柜');
await good(page, 'admin safe', { looks: ['light', 'elder'] });

// ---- running ------------------------------------------------------------------------------------------
await go(page, '/desk/running');
await seen(page, '从来没有备份');
await good(page, 'admin running');
same(word('backup', path.join(WORK, 'copy.db'), '--prove', '--data', data).status, 0, 'the one command');
await press(page, '再看一次');
await seen(page, '并试着恢复过');
await go(page, '/desk/setup?step=safe');
await seen(page, '密钥已抄');

// ---- a county at work ----------------------------------------------------------------------------------
const clerk = asker(server), resident = asker(server);
const invited = links.map((link) => link.match(/token=(\S+)$/)?.[1] ?? link.split('#').at(-1));
same((await clerk('POST', '/api/invite', { token: invited[0], password })).status, 200, 'the clerk takes the slip');
const filed = (await resident('POST', '/api/matters', { text: '南塘小区三号楼的灯不亮', place: community.code })).json;
check(filed.id, 'somebody reports');
same((await clerk('POST', `/api/matters/${filed.id}/accept`, {})).status, 200, 'the clerk accepts');
same((await clerk('POST', `/api/matters/${filed.id}/answer`, { text: '明天来修' })).status, 200, 'and answers');
same((await clerk('POST', `/api/matters/${filed.id}/close`, { text: '修好了' })).status, 200, 'and closes');
await go(page, '/desk/setup?step=trial');
await seen(page, '试过一件，已了结');
await good(page, 'admin trial', { looks: ['light'] });

// ---- the other screens -----------------------------------------------------------------------------------
await go(page, '/desk/places');
await seen(page, '南关街街道');
await good(page, 'admin places');
await page.getByRole('link', { name: '南关街街道' }).click();
await settled(page);
await seen(page, community.name);
await go(page, '/desk/pack');
await seen(page, 'CN-410104');
await good(page, 'admin pack');
await page.check('text=只看样例');
await settled(page);
await page.fill('#pack-since', '2010-01-01');
await settled(page);
await seen(page, '新增');
await good(page, 'admin pack changes', { looks: ['light'] });
await go(page, '/desk/persons/import');
await good(page, 'admin staff', { looks: ['light', 'elder'] });
await go(page, '/desk/persons');
await good(page, 'admin persons', { looks: ['light'] });
const li = (await page.request.get(`${server.url}/api/persons?name=${encodeURIComponent('李社区')}`).then((r) => r.json())).items[0];
await go(page, `/desk/persons/${li.id}`);
await seen(page, '现在登录着的');
await good(page, 'admin person', { looks: ['light', 'dark', 'english'] });
await page.getByRole('button', { name: /^结束这处登录/ }).click();
await seen(page, '没有登录着的');
same((await clerk('GET', '/api/me')).json.id ?? null, null, 'that session has ended');
await page.getByRole('button', { name: '查看电话', exact: true }).click();
await page.locator('dialog #person_look-why').fill('核对名单');
await page.locator('dialog button[type=submit]').click();
await seen(page, '13800000001');
await go(page, '/desk/looks');
await seen(page, '核对名单');
await good(page, 'admin looks');
await go(page, '/desk/targets');
await good(page, 'admin targets', { looks: ['light'] });
await go(page, '/desk/');
same(await heading(page), '上手', 'an administrator begins with the guide');
check(await focused(page) !== undefined, 'something has the focus');

quiet();
await close(page);
await server.stop();
same(word('verify', '--data', data).status, 0, 'verified');
await finish();
