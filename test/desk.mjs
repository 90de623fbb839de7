#!/usr/bin/env node
// The desk of a community: hands stay on the keys from signing in to the tenth answer; a batch with a row that is
// refused; somebody else in between; a session that ends while one writes; own views; filters that outlive a reload and
// the back button; two tabs; screens of every width; somebody at the counter.
import { DESK, close, demo, go, good, open, quiet, settled, tabTo } from './lib/browser.mjs';
import { check, finish, same, serve } from './lib/linli.mjs';

const server = await serve(demo('desk'));
const about = await (await fetch(`${server.url}/api/about`)).json();
const login = (name) => about.sign_ins.find((one) => one.name === name);

// ---- somebody else, by hand -------------------------------------------------------------------------
async function person(name) {
  const json = { 'Content-Type': 'application/json', Origin: server.url };
  const answer = await fetch(`${server.url}/api/sign-in`, { method: 'POST', headers: json,
    body: JSON.stringify({ name: login(name).name, password: login(name).password }) });
  const cookie = answer.headers.get('set-cookie').split(';')[0];
  return async (method, where, body) => {
    const said = await fetch(server.url + where, { method, headers: { ...json, cookie }, body: body && JSON.stringify(body) });
    return { status: said.status, body: await said.json() };
  };
}
const colleague = await person('community'), resident = await person('resident');
const post = (await colleague('GET', '/api/me')).body.posts[0];
const home = (await colleague('GET', `/api/places?under=${post.place.code}&kind=compound&limit=1`)).body.items[0];
async function filed(text) {
  const { status, body } = await resident('POST', '/api/matters', { text, place: home.code, reporter_name: '王桂兰' });
  check(status === 200 || status === 201, `filed: ${status} ${JSON.stringify(body).slice(0, 200)}`);
  return body;
}
const mine = [];
for (let n = 0; n < 12; n++) mine.push(await filed(`问：第 ${n + 1} 件，老年证在哪里办`));
const NEW = '/desk/matters?state=filed&order=new';

// ---- keys only --------------------------------------------------------------------------------------
const page = await open(DESK, server, '/desk/sign-in');
const title = () => page.locator('.file h2').innerText();
const said = () => page.locator('.sayings').innerText();
const idOf = () => Number(/matters\/(\d+)/.exec(page.url())?.[1]);
async function key(...keys) {
  for (const one of keys) await page.keyboard.press(one);
  await settled(page);
}
const until = (test, arg) => page.waitForFunction(test, arg);
await tabTo(page, () => document.activeElement.id === 'sign-name');
await page.keyboard.type(login('community').name);
await tabTo(page, () => document.activeElement.id === 'sign-password');
await page.keyboard.type(login('community').password);
await key('Enter');
await page.waitForURL('**/desk/matters/*');
same(await page.locator('.views [aria-current]').innerText().then((text) => /^要紧的/.test(text)), true, 'a community opens on what presses');
await go(page, NEW);
await page.waitForURL('**/matters/*');
let answered = 0;
for (; answered < 10; answered++) {
  const at = idOf();
  await key('r');
  same(await page.evaluate(() => document.activeElement.id), 'reply', 'r leads to the answer');
  await page.keyboard.type('到社区一楼大厅办，带身份证，当场能拿。');
  await key('Control+Enter');
  await until((id) => !location.pathname.includes(id), String(at));
  check(/已答复，回执第 [\d,]+ 号/.test(await said()), `said: ${await said()}`);
  await page.locator('.file h2').waitFor();
}
const states = await Promise.all(mine.map((one) => colleague('GET', `/api/matters/${one.id}`).then((r) => r.body.state)));
check(states.filter((state) => state === 'answered').length >= 10, `ten are answered: ${states}`);
await key('?');
await page.getByRole('dialog').waitFor();
await key('Escape');
await key('/');
same(await page.evaluate(() => document.activeElement.id), 'find', '/ leads to the search');
await page.keyboard.type('路灯');
await page.locator('.hits li').first().waitFor();
await key('Escape');
await key('g', 'm');
await page.waitForURL('**/desk/messages**');

// ---- a batch, one row of it refused -----------------------------------------------------------------
await go(page, NEW);
await page.waitForURL('**/matters/*');
const ids = await page.locator('.q input').evaluateAll((all) => all.slice(0, 2).map((one) => Number(one.value)));
await key('x');
await key('j', 'x');
same(await page.locator('.batch b').innerText(), '已选 2 条', 'two are selected');
same((await colleague('POST', `/api/matters/${ids[0]}/accept`, {})).status, 200, 'somebody takes the first');
await page.locator('.batch').getByRole('button', { name: '受理', exact: true }).click();
const dialog = page.getByRole('dialog');
await dialog.locator('li .wrong').waitFor();
check((await dialog.locator('[type=submit]').innerText()).includes('（1 件）'), 'before sending it says which row is barred, and why');
await good(page, 'batch', { looks: ['light', 'dark', 'english'], small: false });
await dialog.locator('[type=submit]').click();
await dialog.locator('li .chip').waitFor();
const results = await dialog.locator('li').allInnerTexts();
check(results.some((one) => /受理：好了/.test(one)) && results.some((one) => !/好了/.test(one)), `one is done, one is told why: ${results}`);
await dialog.getByRole('button', { name: '关闭' }).first().click();

// ---- somebody else in between, both ways ------------------------------------------------------------
async function between(words) {
  const one = await filed(`问：${words}，食堂几点开门`);
  await go(page, `/desk/matters/${one.id}?state=filed&order=new`);
  await page.locator('#reply').fill(words);
  same((await colleague('POST', `/api/matters/${one.id}/pause`, { text: '等食堂回话' })).status, 200, 'a colleague pauses it');
  await page.locator('#reply').press('Control+Enter');
  await page.locator('.write .note').waitFor();
  check(/刚才.+看过再定/.test(await page.locator('.write .note').innerText()), 'it says who did what');
  same(await page.locator('#reply').inputValue(), words, 'what was written stays');
  return one;
}
const looked = await between('先看看');
await page.locator('.write').getByRole('button', { name: '看看' }).click();
await page.locator('#reply').press('Control+Enter');
await until((id) => !location.pathname.includes(id), String(looked.id));
const sure = await between('仍然提交');
await page.locator('.write').getByRole('button', { name: '仍然提交' }).click();
await until((id) => !location.pathname.includes(id), String(sure.id));
for (const one of [looked, sure]) same((await colleague('GET', `/api/matters/${one.id}`)).body.state, 'answered', 'it was answered');

// ---- the session ends while one writes --------------------------------------------------------------
const long = await filed('问：写到一半登录到时间了怎么办');
await go(page, `/desk/matters/${long.id}?state=filed&order=new`);
await page.locator('#reply').fill('写到一半的话');
await page.context().clearCookies({ name: /^(?!lang).*/ });
await page.locator('#reply').press('Control+Enter');
await page.getByRole('dialog').waitFor();
await page.getByRole('dialog').locator('#sign-name').fill(login('community').name);
await page.getByRole('dialog').locator('#sign-password').fill(login('community').password);
await page.getByRole('dialog').locator('#sign-password').press('Enter');
await page.getByRole('dialog').waitFor({ state: 'detached' });
await until((id) => !location.pathname.includes(id), String(long.id));
const after = (await colleague('GET', `/api/matters/${long.id}`)).body.steps.filter((step) => step.verb === 'answer');
same(after.map((step) => step.text), ['写到一半的话'], 'signed in again, what was written is sent, once');

// ---- filters, a view of one's own -------------------------------------------------------------------
await go(page, '/desk/matters?open=1&order=urgent');
await page.locator('.filters .popper', { hasText: '层级' }).click();
await page.locator('.optlist label', { hasText: '社区' }).click();
await page.waitForURL(/level=community/);
await settled(page);
await page.reload();
await settled(page);
check((await page.locator('.filters .on').first().innerText()).includes('社区'), 'a filter outlives a reload');
await page.locator('.viewbar .pop .popper').click();
await page.locator('#view-name').fill('我们社区的');
await page.locator('#view-name').press('Enter');
await page.locator('.views a', { hasText: '最新' }).click();
await page.waitForURL(/order=new/);
await page.locator('.views a', { hasText: '我们社区的' }).click();
await page.waitForURL(/level=community/);
await settled(page);
await page.goBack();
await page.waitForURL(/order=new/);
const kept = (await colleague('GET', '/api/me/views')).body.items;
same(kept.map((one) => [one.list, one.label]), [['matter_list', '我们社区的']], 'it is kept by the server, for every device');

// ---- 我 ------------------------------------------------------------------------------------------------
await go(page, '/desk/me');
await page.locator('table').last().locator('.chip').waitFor();
await good(page, 'me', { small: false });
await page.locator('a[href="/desk/me/telling"]').click();
await page.getByRole('dialog').locator('form .formfoot').waitFor();
await good(page, 'me telling', { looks: ['light', 'dark', 'english'], small: false });
await page.keyboard.press('Escape');
await page.waitForURL('**/desk/me');

// ---- two tabs ---------------------------------------------------------------------------------------
const two = await filed('问：两个窗口一起看');
await go(page, `/desk/matters/${two.id}?state=filed&order=new`);
const other = await page.context().newPage();
other.server = server;
await go(other, `/desk/matters/${two.id}?state=filed&order=new`);
await page.locator('#reply').fill('第一个窗口答的');
await page.locator('#reply').press('Control+Enter');
await until((id) => !location.pathname.includes(id), String(two.id));
await other.locator('#reply').fill('第二个窗口也答');
await other.locator('#reply').press('Control+Enter');
await other.locator('.write .note, .write .wrong').first().waitFor();
check((await colleague('GET', `/api/matters/${two.id}`)).body.steps.filter((step) => step.verb === 'answer').length === 1,
  'one answer, not two');
await other.close();

// ---- somebody at the counter ------------------------------------------------------------------------
await go(page, '/desk/matters/new');
await until(() => document.activeElement.matches('textarea'));
await page.keyboard.type('老人来说：三单元楼道灯不亮');
await key('Tab');
await page.keyboard.type(home.name.slice(0, 3));
await page.locator('[role=option]').first().waitFor();
await key('Enter');
await good(page, 'counter', { looks: ['light', 'dark', 'elder'], small: false });
await key('Control+Enter');
await page.locator('.slip .number').waitFor();
check(/^\d+-\d{8}-\d+$/.test(await page.locator('.slip .number').innerText()), 'a slip with the number');
await good(page, 'slip', { small: false });
await page.locator('.slip .main').click();
await until(() => document.activeElement.matches('textarea') && !document.activeElement.value);

// ---- widths and looks -------------------------------------------------------------------------------
await go(page, '/desk/matters?open=1&order=urgent');
await page.locator('.file h2').waitFor();
for (const width of [1280, 1440, 2560, 3840]) {
  await page.setViewportSize({ width, height: 900 });
  await settled(page);
  const more = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  check(more <= 0, `${more} px too wide at ${width}`);
}
await page.setViewportSize(DESK.viewport);
await good(page, 'queue');
await close(page);
quiet();
await finish();
