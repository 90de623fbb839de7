#!/usr/bin/env node
// The plain page in a real Chromium, as people meet it: a resident's phone, an office's desk, no mouse, 320 pixels,
// English, dark. SHOTS=1 also makes docs/page.png.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { DESK, PHONE, SHOTS, SMALL, close, complaints, good, goer, heading, open, problems, seen } from './lib/browser.mjs';
import { WORK, asker, check, finish, folder, local, same, serve, word } from './lib/linli.mjs';

// ---- a district with people ---------------------------------------------------------------------
const C = '410104003001', data = folder('browser'), server = await serve(data), go = goer(server);
const worker = { name: '王社区', role: 'committee', place: C, kind: 'committee', org: '印刷厂街社区居委会' };
const invitation = (await local(data, 'POST', '/api/local/user', worker)).json.link;
for (const [text, urgency] of [['二号楼前的井盖松动，走上去会响', 'urgent'], ['小区门口的垃圾桶总是满的', 'normal']])
  await asker(server)('POST', '/api/matters', { text, urgency, place: C });

// ---- a resident with a phone --------------------------------------------------------------------
const phone = await open(PHONE);
await go(phone, '/', '最新');
await seen(phone, '井盖');
await good(phone, 'phone home');
await phone.getByRole('link', { name: '我要反映' }).first().tap();
await phone.locator('textarea').waitFor();
await good(phone, 'phone file');
await phone.getByRole('button', { name: '提交' }).tap();
await phone.locator('.problem').first().waitFor();
same((await problems(phone)).sort(), ['place', 'text'], 'what is missing is said beside the fields');
same(await phone.evaluate(() => document.activeElement.name), 'text', 'and the first one is where the cursor is');
await good(phone, 'phone file wrong');
await phone.getByLabel('什么事').fill('三号楼东侧的路灯三天不亮了，晚上看不见台阶。');
await phone.getByLabel('街道').selectOption({ label: '南关街街道' });
await phone.getByLabel('社区').selectOption(C);
await phone.getByLabel('具体位置').fill('三号楼东侧');
await phone.getByLabel('电话', { exact: true }).fill('138-0000-1234');
await phone.getByRole('button', { name: '提交' }).tap();
await phone.waitForFunction(() => document.querySelector('h1').textContent === '收到了');
const number = await phone.locator('.number').innerText();
check(/^410104-\d{8}-0003$/.test(number), `a number to keep: ${number}`);
await phone.getByText('回执').tap();
await good(phone, 'phone filed');
const link = await phone.locator('a.long').getAttribute('href');
await phone.locator('a.long').tap();
await phone.locator('ol.steps').waitFor();
await seen(phone, number);
const id = /matter\/(\d+)/.exec(link)[1];
same(await phone.locator('.row button').allInnerTexts(), ['补充', '撤回', '查看联系方式', '永久删除'], 'the buttons of a reporter');
await phone.getByText('期限怎样算出来的').tap();
await phone.locator('details table').first().waitFor();
await good(phone, 'phone matter');

// ---- an office with a desk ----------------------------------------------------------------------
const desk = await open(DESK);
await go(desk, invitation.slice(2), '使用邀请链接');
await good(desk, 'desk invite');
await desk.getByLabel('新密码').fill('12345678');
await desk.getByRole('button', { name: '确定' }).click();
await desk.locator('.problem').waitFor();
same(await problems(desk), ['password'], 'a stolen password is refused beside its field');
await desk.getByLabel('新密码').fill('shequ-de-mima-2026');
await desk.getByRole('button', { name: '确定' }).click();
await desk.waitForFunction(() => document.querySelector('h1').textContent === '待办');
await desk.getByRole('button', { name: '退出' }).click();
await desk.locator('h1', { hasText: '最新' }).waitFor();          // else leaving would lead away from the next page
// Somebody of the same name is told so beside the field, and chooses another to sign in by.
await go(desk, (await local(data, 'POST', '/api/local/user', worker)).json.link.slice(2), '使用邀请链接');
await desk.getByLabel('新密码').fill('tongming-de-mima-2026');
await desk.getByRole('button', { name: '确定' }).click();
await desk.locator('.problem').waitFor();
same(await problems(desk), ['name'], 'a namesake is told beside the field');
await good(desk, 'desk namesake');
await desk.getByLabel('用户名').fill('王社区二');
await desk.getByRole('button', { name: '确定' }).click();
await desk.waitForFunction(() => document.querySelector('h1').textContent === '待办');
await desk.getByRole('button', { name: '退出' }).click();
await desk.getByRole('link', { name: '登录' }).click();
await desk.getByLabel('用户名或电话').fill('王社区');
await desk.getByLabel('密码').fill('falsch-falsch');
await desk.getByRole('button', { name: '登录' }).click();
await desk.getByRole('alert').waitFor();
same(await desk.getByRole('alert').innerText(), '账号或密码不正确', 'a wrong password');
await good(desk, 'desk sign in wrong');
await desk.getByLabel('密码').fill('shequ-de-mima-2026');
await desk.getByRole('button', { name: '登录' }).click();
await seen(desk, '三号楼东侧的路灯');
same(await heading(desk), '待办', 'staff comes to the queue');
await good(desk, 'desk queue');
check((await desk.locator('a.card h2').first().innerText()).includes('井盖'), 'the most urgent first');

// Each button on the page is one that `can` gives, and each one is there.
const said = (page, verb) => page.evaluate(async (name) => {
  const [face, me] = await Promise.all(['/api/face', '/api/me'].map(async (where) => (await fetch(where)).json()));
  const deed = face.deeds.find((d) => d.name === name);
  return me.posts.length ? deed.label : deed.plain ?? deed.label;
}, `matter_${verb}`);
async function buttons(what) {
  const shown = await desk.locator('#main > .row button').allInnerTexts();
  const can = await desk.evaluate(async (where) => (await (await fetch(where)).json()).can, `/api/matters/${id}`);
  same(shown, await Promise.all(can.map((verb) => said(desk, verb))), `${what}: the buttons are what can be done`);
}
async function does(page, verb, text, fill = {}) {
  const label = await said(page, verb);
  await page.locator('#main > .row').getByRole('button', { name: label, exact: true }).click();
  const form = page.locator('.deed form');
  await form.waitFor();
  if (text) await form.getByLabel('说明', { exact: true }).fill(text);
  for (const [name, value] of Object.entries(fill)) await form.locator(`[name=${name}]`).selectOption(value);
  await form.getByRole('button', { name: '确定' }).click();
  await page.getByRole('status').filter({ hasText: `${label} ✓` }).waitFor();
}
await desk.getByRole('link', { name: /三号楼东侧的路灯/ }).click();
await desk.locator('ol.steps').waitFor();
await buttons('filed');
await desk.getByRole('button', { name: '不予受理' }).click();
await desk.locator('.deed form').waitFor();
await good(desk, 'desk refuse');
await desk.getByRole('button', { name: '确定' }).click();
await desk.locator('.problem').waitFor();
same(await problems(desk), ['refusal'], 'refusing needs its words');
await desk.getByRole('button', { name: '取消' }).click();
await does(desk, 'accept');
await buttons('accepted');
await does(desk, 'answer', '今天下午请电工去修');
await seen(desk, '今天下午请电工去修');
await desk.getByRole('button', { name: '查看联系方式' }).click();
await desk.getByLabel('事由').fill('电话约时间');
await desk.getByRole('button', { name: '确定' }).click();
await seen(desk, '13800001234');
await does(desk, 'close', '已修好');
await buttons('closed');
await good(desk, 'desk matter');

// ---- the reporter is not content ----------------------------------------------------------------
await phone.reload();
await seen(phone, '已修好');
await does(phone, 'reopen', '还是不亮');
await seen(phone, '还是不亮');
await phone.getByText('谁看过我的电话').tap();
await seen(phone, '电话约时间');
await good(phone, 'phone reopened');
await go(phone, '/follow', '查进度');
await phone.getByLabel('查询码').fill('不是');
await phone.getByRole('button', { name: '打开' }).tap();
await phone.locator('.problem').waitFor();
await phone.getByLabel('查询码').fill(new URL(link, server.url).hash.split('follow=')[1]);
await phone.getByRole('button', { name: '打开' }).tap();
await seen(phone, number);
same(await phone.locator('.state').first().innerText(), '接下了', 'it is open again');

// The number alone, said as people do: in the search box, under 查进度, as an address.
await go(phone, '/', '最新');
await phone.getByRole('searchbox').fill(`编号 ${number.replaceAll('-', ' ')}。`);
await phone.getByRole('search').getByRole('button').tap();
await seen(phone, number);
await go(phone, '/follow', '查进度');
await phone.getByLabel('查询码').fill(number.replaceAll('-', '－'));
await phone.getByRole('button', { name: '打开' }).tap();
await seen(phone, number);
await phone.goto(`${server.url}/#/${number}`);
await seen(phone, number);

// Figures of a place that another was merged into say what they leave out, and lead there.
const [gone, taker] = ['410104003098', '410104003099'];
for (const code of [gone, taker]) await local(data, 'POST', '/api/places', { code, name: `社区${code.slice(-2)}`, valid_from: '2020-01-01' });
same((await local(data, 'POST', '/api/places/merge', { from: gone, into: taker })).status, 200, 'merged');
await go(phone, `/counts?place=${taker}`, '统计');
await seen(phone, '未计入以上数字');
await good(phone, 'phone counts of a successor');
await phone.getByRole('link', { name: '社区98' }).tap();
await seen(phone, '并入 社区99');
await go(phone, `/queue?place=${gone}&order=new`, '');
await seen(phone, '并入 社区99');

// Somebody else acted meanwhile: the page shows how it stands now instead of deciding on old sight.
await desk.locator('#main > .row').getByRole('button', { name: await said(desk, 'reopen') }).click();
await desk.locator('.deed form').getByRole('button', { name: '确定' }).click();
await seen(desk, '已有他人处理');
await seen(desk, '还是不亮');
await does(desk, 'close', '换了灯泡');

// What was typed is kept, what others did is shown in the form, and the same words go out once they were looked at.
const aside = await open(DESK), session = (await desk.context().cookies()).find((c) => c.name === 'linli');
await aside.context().addCookies([session]);
await go(aside, `/matter/${id}`, '');
const kept = '请物业本周内把三号楼东侧的线路全部查一遍，再答复居民。';
await aside.locator('#main > .row').getByRole('button', { name: await said(aside, 'reopen') }).click();
await aside.locator('.deed form').getByLabel('说明', { exact: true }).fill(kept);
await does(desk, 'reopen', '居民来电说又暗了');
await aside.locator('.deed form').getByRole('button', { name: '确定' }).click();
await aside.locator('.deed .top').getByText('居民来电说又暗了').waitFor();
same(await aside.locator('.deed form').getByLabel('说明', { exact: true }).inputValue(), kept, 'the words stay in the form');
await good(aside, 'desk acted meanwhile');
await close(aside);

// All organisations can be chosen, not only the first page of them; of many a name finds some.
const last = '最后一家物业';
for (let i = 0; i < 205; i++)
  await local(data, 'POST', '/api/orgs', { kind: 'manager', name: i < 204 ? `物业第${i}家` : last, place: C });
await desk.locator('#main > .row').getByRole('button', { name: await said(desk, 'invite'), exact: true }).click();
await desk.locator('#f-org').waitFor();
check(await desk.locator('#f-org option').count() > 205, 'every organisation can be chosen');
await desk.getByLabel('输入名称查找').fill('最后');
same(await desk.locator('#f-org option').allInnerTexts(), ['请选择', last], 'a name finds it');
await desk.locator('#f-org').selectOption({ label: last });
await good(desk, 'desk choice of many');
await desk.locator('.deed form').getByRole('button', { name: '确定' }).click();
await desk.getByRole('status').filter({ hasText: '✓' }).waitFor();
await seen(desk, last);

// ---- a lost answer ------------------------------------------------------------------------------
// The server took it, the answer never came, the words were changed: the first one's number and link are shown, the
// words stay, and go out as another report when asked for.
const tunnel = await open(PHONE, { extraHTTPHeaders: { 'X-Forwarded-For': '192.0.2.50' } });
await go(tunnel, '/file', '我要反映');
await tunnel.getByLabel('什么事').fill('地下通道的灯全灭了');
await tunnel.getByLabel('街道').selectOption({ label: '南关街街道' });
await tunnel.getByLabel('社区').selectOption(C);
await tunnel.route('**/api/matters', async (route) => {
  await route.fetch();                       // it arrives
  await route.abort('connectionfailed');     // its answer does not
}, { times: 1 });
const send = tunnel.getByRole('button', { name: '提交' });
await send.tap();
await tunnel.getByText('连不上服务器').waitFor();
await tunnel.getByRole('link', { name: '最新' }).tap();                // leaving the form and coming back loses nothing
await tunnel.locator('h1', { hasText: '最新' }).waitFor();
await go(tunnel, '/file', '我要反映');
await tunnel.getByLabel('什么事').fill('地下通道的灯全灭了，很黑');
await tunnel.getByLabel('街道').selectOption({ label: '南关街街道' });
await tunnel.getByLabel('社区').selectOption(C);
await send.tap();
await tunnel.getByText('其实已经收到').waitFor();
const firstOne = await tunnel.locator('.top .number').innerText();
check(/^410104-\d{8}-\d{4}$/.test(firstOne), `the first one's number: ${firstOne}`);
check((await tunnel.locator('.top a.long').getAttribute('href')).includes('follow='), 'and its link');
same(await tunnel.getByLabel('什么事').inputValue(), '地下通道的灯全灭了，很黑', 'the words stay');
await good(tunnel, 'phone lost answer');
await send.tap();
await tunnel.waitForFunction(() => document.querySelector('h1').textContent === '收到了');
check(await tunnel.locator('.number').innerText() !== firstOne, 'what was changed is another report');
await close(tunnel);
const lost = complaints.filter((c) => c.includes('ERR_CONNECTION_FAILED'));
for (const one of lost) complaints.splice(complaints.indexOf(one), 1);   // ours

// ---- long words ---------------------------------------------------------------------------------
// A link, a foreign name, a number without blanks: wherever it stands, no page is wider than the screen.
const long = `https://map.example.org/${'a1b2c3d4'.repeat(20)}`, longName = 'Wolfeschlegelsteinhausenbergerdorff';
const wordy = { text: `${long} ${'9'.repeat(120)}`, title: 'X'.repeat(180), spot: long.slice(0, 190), place: C };
const wide = (await asker(server)('POST', '/api/matters', wordy, { 'X-Forwarded-For': '192.0.2.77' })).json;
const longOrg = { kind: 'manager', name: 'Y'.repeat(80), place: C };
check((await local(data, 'POST', '/api/orgs', longOrg)).status === 201, 'an organisation of one long word');
await desk.evaluate(async ([where, text]) => {
  await fetch(`${where}/note`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ text, open: true }) })
    .then((answer) => answer.text());
}, [`/api/matters/${wide.id}`, long]);
const narrow = await open(SMALL, { extraHTTPHeaders: { 'X-Forwarded-For': '192.0.2.51' } });
await narrow.goto(`${server.url}/#/sign-up`);
await narrow.getByLabel('用户名').fill(longName);
await narrow.getByLabel('密码').fill('chang-mingzi-2026');
await narrow.getByRole('button', { name: '注册' }).tap();
await narrow.locator('h1', { hasText: '最新' }).waitFor();
for (const [page, screen] of [[narrow, 'small'], [desk, 'desk']])
  for (const hash of ['/', `/matter/${wide.id}?follow=${wide.follow}`, '/file', '/follow', '/counts', '/me', '/queue']) {
    await page.goto(`${server.url}/#${hash}`);
    await page.waitForLoadState('networkidle');
    await good(page, `${screen} long words ${hash.split('?')[0].replaceAll('/', ' ')}`, { shot: false });
  }
await go(desk, `/matter/${wide.id}`, 'X');
await desk.setViewportSize({ width: 320, height: 640 });
await desk.locator('#main > .row').getByRole('button', { name: await said(desk, 'assign'), exact: true }).click();
await desk.locator('#f-org').waitFor();
await good(desk, 'narrow choice of a long name', { shot: false });
await desk.setViewportSize(DESK.viewport);
await close(narrow);

// ---- no mouse -----------------------------------------------------------------------------------
const keys = await open(DESK);
await go(keys, '/', '最新');
const focused = () => keys.evaluate(() => (document.activeElement.textContent || document.activeElement.name).trim());
async function tabTo(test, most = 40) {
  for (let i = 0; i < most; i++) {
    await keys.keyboard.press('Tab');
    if (await keys.evaluate(test)) return true;
  }
  return check(false, `Tab does not reach ${test}; it is at ${await focused()}`);
}
await keys.keyboard.press('Tab');
same(await focused(), '跳到内容', 'the first stop leads past the head');
await tabTo("document.activeElement.getAttribute('href') === '#/file'");
await keys.keyboard.press('Enter');
await keys.locator('textarea').waitFor();
await tabTo("document.activeElement.name === 'text'");
await keys.keyboard.type('楼道里堆着旧家具，推不过轮椅。');
await tabTo("document.activeElement.id === 'f-place-0'");
for (let i = 0; i < 3; i++) await keys.keyboard.press('ArrowDown');
await keys.waitForFunction(() => document.getElementById('f-place-1').options[1]?.value === '410104003001');
await tabTo("document.activeElement.id === 'f-place-1'");
await keys.keyboard.press('ArrowDown');
await tabTo("document.activeElement.name === 'private'");
await keys.keyboard.press('Space');
await tabTo("document.activeElement.matches('button.main')");
await keys.keyboard.press('Enter');
await keys.waitForFunction(() => document.querySelector('h1').textContent === '收到了');
check(/-0007$/.test(await keys.locator('.number').innerText()), 'filed without a mouse');

// ---- many reports: the puzzle is solved by the page itself --------------------------------------
for (let i = 0; i < 12; i++) await asker(server)('POST', '/api/matters', { text: `凑数 ${i}`, place: C });
await keys.getByRole('navigation').getByRole('link', { name: '我要反映' }).click();
await keys.getByLabel('什么事').fill('限额附近的一件');
await keys.getByLabel('街道').selectOption({ label: '南关街街道' });
await keys.getByLabel('社区').selectOption(C);
await keys.getByRole('button', { name: '提交' }).click();
await keys.waitForFunction(() => document.querySelector('h1').textContent === '收到了', null, { timeout: 60000 });
await close(keys);

// ---- English, small, dark -----------------------------------------------------------------------
const CHINESE = /[\u4e00-\u9fff]/;
const small = await open(SMALL, { locale: 'en-GB' });
for (const [hash, title] of [
  ['/', 'Latest'], ['/file', 'Report'], ['/follow', 'Follow'], ['/counts', 'Figures'],
  ['/sign-in', 'Sign in'], ['/sign-up', 'Sign up'], [link.slice(1), '三号楼'], ['/matter/1', 'did not work'],
]) {
  await go(small, hash, title);
  await good(small, `small ${title}`);
  const labels = await small.locator('nav a, button, label, h2:not(a *), summary').allInnerTexts();
  same(labels.filter((l) => CHINESE.test(l) && l !== '中文'), [], `${title}: in English`);
}
await small.getByRole('button', { name: '中文' }).tap();
await small.waitForFunction(() => document.documentElement.lang === 'zh-CN');
await go(small, '/', '最新');
await close(small);
const dark = await open(PHONE, { colorScheme: 'dark' });
await go(dark, link.slice(1), '三号楼');
await good(dark, 'dark matter');
await go(dark, '/file', '我要反映');
await dark.getByRole('button', { name: '提交' }).tap();
await dark.locator('.problem').first().waitFor();
await good(dark, 'dark file wrong');
await close(dark);

// ---- the rest of the desk -----------------------------------------------------------------------
await go(desk, '/counts', '统计');
await good(desk, 'desk counts');
await go(desk, '/me', '王社区');
await good(desk, 'desk me');
await go(desk, '/queue', '待办');
await desk.getByLabel('状态').selectOption('filed');
await desk.waitForFunction(() => location.hash.includes('state=filed'));
const downloads = await desk.getByRole('link', { name: 'Excel' }).getAttribute('href');
same(await desk.evaluate(async (url) => (await fetch(url)).status, downloads), 200, 'as a sheet');

// A matter whose words go for ever, from the page.
const private_ = await asker(server)('POST', '/api/matters', { text: '写错了不该写的话', place: C }, { 'X-Forwarded-For': '192.0.2.9' });
await go(desk, `/matter/${private_.json.id}`, '写错了不该写的话');
await desk.locator('#main > .row').getByRole('button', { name: await said(desk, 'forget') }).click();
await desk.locator('.deed form').waitFor();
await good(desk, 'desk forget');
await does(desk, 'forget');
same(await desk.getByText('写错了不该写的话').count(), 0, 'the words are gone');

// Who has a second post chooses whose queue it is.
const me = await desk.evaluate(async () => (await fetch('/api/me')).json());
const street = await local(data, 'POST', '/api/orgs', { kind: 'street', name: '南关街街道办事处', place: C.slice(0, 9) });
const second = await local(data, 'POST', '/api/posts', { person: me.id, org: street.json.id, role: 'street' });
same([street.status, second.status], [201, 201], `a second post: ${street.text} ${second.text}`);
await go(desk, '/queue', '待办');
await desk.reload();
await desk.getByLabel('岗位').selectOption(C.slice(0, 9));
await desk.waitForFunction((place) => location.hash.includes(`place=${place}&`), C.slice(0, 9));
await good(desk, 'desk queue of the second post');

// ---- the server is away -------------------------------------------------------------------------
same(complaints, [], 'no page complains');
await go(phone, '/follow', '查进度');
await server.stop();
await phone.getByRole('link', { name: '最新' }).tap();
await phone.getByRole('alert').first().waitFor();
check((await phone.getByRole('alert').first().innerText()).includes('连不上服务器'), 'without the server it says so');
await close(phone);
await close(desk);
if (process.env.SHOTS) await picture();
finish();

// ---- a picture for the README -------------------------------------------------------------------
// The demo district on a phone and on a desk, side by side.
async function picture() {
  const demo = path.join(WORK, 'demo');
  rmSync(demo, { recursive: true, force: true });
  if (word('demo', '--data', demo).status !== 0) { check(false, 'the demo folder'); return; }
  const shown = await serve(demo), shot = async (page) => (await page.screenshot()).toString('base64');
  const [, name, password] = /^ *(community) +(\S+)/m.exec(shown.log.join(''));
  const left = await open(PHONE);
  const right = await open({ viewport: { width: 1120, height: 720 }, deviceScaleFactor: 1.5 });
  await left.goto(shown.url);
  await left.locator('a.card').first().waitFor();
  await right.goto(`${shown.url}/#/sign-in`);
  await right.getByLabel('用户名或电话').fill(name);
  await right.getByLabel('密码').fill(password);
  await right.getByRole('button', { name: '登录' }).click();
  await right.locator('a.card').first().waitFor();
  await right.goto(`${shown.url}/#/queue?order=new&state=closed`);
  await right.waitForLoadState('networkidle');
  await right.locator('a.card').first().click();
  await right.locator('ol.steps').waitFor();
  const images = [[await shot(left), 260], [await shot(right), 860]];
  const frame = 'border-radius:14px;box-shadow:0 2px 14px #0003;display:block';
  const html = images.map(([png, width]) =>
    `<img style="width:${width}px;${frame}" src="data:image/png;base64,${png}">`);
  const both = await open({ viewport: { width: 1220, height: 610 }, deviceScaleFactor: 1 });
  await both.setContent(`<body style="margin:24px;background:#dfe6e4;display:flex;gap:24px">${html.join('')}</body>`);
  await both.screenshot({ path: 'docs/page.png' });
  for (const page of [left, right, both]) await close(page);
  await shown.stop();
}
