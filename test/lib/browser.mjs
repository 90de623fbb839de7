// browser.mjs: a real Chromium for stories of the faces: people with a phone or a desk, how their pages look and what
// they complain of, and what goes wrong around them: no signal, a lost answer, a slow phone, a battery that is empty.
//
//     const server = await serve(demo('worker'));
//     const phone = await open(PHONE, server, '/');           // somebody without account
//     const desk = await open(DESK, server, '/desk/matters', { as: 'street' });
//     await good(desk, 'queue');                              // axe, width, pictures in every look
//     await close(phone);
//     quiet();                                                // no page complained, none asked another host
//     await finish();
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readlinkSync, renameSync, rmSync, statSync,
  writeFileSync } from 'node:fs';
import path from 'node:path';
import { LINLI, WORK, check, finish, same, word } from './linli.mjs';
import { install } from './npm.mjs';

// ---- the browser ------------------------------------------------------------------------------------
const CHROMIUM = '/usr/bin/chromium';
export const SHOTS = path.resolve('build/shots');
if (!existsSync(CHROMIUM)) { check(false, `there is no ${CHROMIUM}`); await finish(); }
// Playwright wants a newer Node than Debian 12 has: then this story runs under one from npm.
const node = spawnSync('tool/node.sh', { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
if (node.status !== 0) { check(false, 'no Node that is new enough'); await finish(); }
if (Number(process.versions.node.split('.')[0]) < 20)
  process.exit(spawnSync(node.stdout.trim(), process.argv.slice(1), { stdio: 'inherit' }).status ?? 1);
export const require = install();
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const args = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--force-color-profile=srgb'];
mkdirSync(WORK, { recursive: true });

export const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
export const SMALL = { viewport: { width: 320, height: 640 }, isMobile: true, hasTouch: true };
export const DESK = { viewport: { width: 1440, height: 900 } };
const NORMAL = { locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce' };

// Of all pages: broken scripts, the strict policy, what does not load, another host that is asked.
export const complaints = [];
export function quiet(what = 'no page complained') { same(complaints.splice(0), [], what); }

function watch(context) {
  const away = () => context.away || context.lost;          // made so by the story: offline() and loseAnswers()
  const ask = (r) => {
    const { protocol, hostname } = new URL(r.url());
    if (protocol.startsWith('http') && hostname !== '127.0.0.1') complaints.push(`another host: ${r.url()}`);
  };
  const listen = (page) => {
    const flying = page.flying = new Set();
    page.on('request', (r) => flying.add(r));
    for (const over of ['requestfinished', 'requestfailed']) page.on(over, (r) => flying.delete(r));
    page.on('pageerror', (e) => complaints.push(`script: ${e.message}`));
    page.on('requestfailed', (r) => {
      const left = r.method() === 'GET' && r.failure()?.errorText === 'net::ERR_ABORTED';       // the page was left
      if (!left && !away()) complaints.push(`not loaded: ${r.method()} ${r.url()} ${r.failure()?.errorText}`);
    });
    page.on('console', (m) => {
      const refusal = /Failed to load resource.*status of 4\d\d/.test(m.text()) && m.location().url.includes('/api/');
      const gone = away() && /Failed to load resource|net::ERR_/.test(m.text());
      if (['error', 'warning'].includes(m.type()) && !refusal && !gone) complaints.push(`console: ${m.text()} ${m.location().url}`);
    });
  };
  context.on('request', ask);
  context.on('page', listen);
  for (const page of context.pages()) listen(page);
  context.setDefaultTimeout(20000);
}

// One browser for a story, apart from those whose profile is kept.
let shared;
async function contextOf(screen, { profile, ...more }) {
  const options = { ...NORMAL, ...screen, ...more };
  if (profile) return chromium.launchPersistentContext(profile, { executablePath: CHROMIUM, headless: true, args, ...options });
  shared ??= await chromium.launch({ executablePath: CHROMIUM, headless: true, args });
  return shared.newContext(options);
}

// A page of one person's own browser. as: the login of a person of the demo, or { name, password }; profile: a folder,
// so that what the page keeps outlives kill() and close(); address: where they seem to come from (limits count by it).
export async function open(screen, server, where, { as, address, ...more } = {}) {
  if (address) more.extraHTTPHeaders = { 'X-Forwarded-For': address, ...more.extraHTTPHeaders };
  const context = await contextOf(screen, more);
  watch(context);
  context.profile = more.profile;
  const page = context.pages()[0] ?? await context.newPage();
  page.server = server;
  if (as) await signIn(page, as);
  if (where !== undefined) await go(page, where);
  return page;
}
export async function close(page) {
  await page.context().close();
  if (shared && !shared.contexts().length) { await shared.close(); shared = undefined; }
}
export const freshProfile = () => mkdtempSync(path.join(WORK, 'profile-'));

// As an empty battery does: nothing is saved any more. Only for pages with a profile.
export async function kill(page) {
  const pid = Number(readlinkSync(path.join(page.context().profile, 'SingletonLock')).split('-').pop());
  const gone = new Promise((done) => page.context().on('close', done));
  process.kill(pid, 'SIGKILL');
  await gone;
}

// ---- people -----------------------------------------------------------------------------------------
// The folder of `linli demo`, made once for a binary and a day, and copied.
export function demo(name) {
  const made = path.resolve('build/test/demo'), mark = `${made}.of`, { mtimeMs, size } = statSync(LINLI);
  const of = `${mtimeMs} ${size} ${new Date().toDateString()}`;
  if (!existsSync(made) || !existsSync(mark) || readFileSync(mark, 'utf8') !== of) {
    const aside = `${made}.${process.pid}`;
    rmSync(aside, { recursive: true, force: true });
    const run = word('demo', '--data', aside);
    if (run.status !== 0) throw new Error(`linli demo: ${run.err}`);
    rmSync(made, { recursive: true, force: true });
    renameSync(aside, made);
    writeFileSync(mark, of);
  }
  const data = path.join(WORK, name);
  rmSync(data, { recursive: true, force: true });
  cpSync(made, data, { recursive: true });
  return data;
}
// As the page's own person, past the page; the answer's JSON.
async function asked(page, method, where, data) {
  const headers = { Origin: page.server.url };
  const answer = await page.request.fetch(page.server.url + where, { method, data, headers });
  if (!answer.ok()) throw new Error(`${method} ${where}: ${answer.status()} ${await answer.text()}`);
  return answer.json();
}
export const get = (page, where) => asked(page, 'GET', where);
export const post = (page, where, data) => asked(page, 'POST', where, data);
export async function signIn(page, as) {
  const them = typeof as === 'string' ? (await get(page, '/api/about')).sign_ins?.find((one) => one.name === as) : as;
  if (!them) throw new Error(`nobody of the demo is called ${as}`);
  await post(page, '/api/sign-in', { name: them.name, password: them.password });
}

// ---- going and seeing -------------------------------------------------------------------------------
// Nothing comes any more, and the page has its heading.
export async function settled(page) {
  await page.waitForFunction(() => document.querySelector('h1') && !document.querySelector('[aria-busy=true]'));
  const until = Date.now() + 20000;
  for (let still = 0; still < 2;) {
    await page.waitForTimeout(40);
    still = page.flying.size ? 0 : still + 1;
    if (Date.now() > until) throw new Error(`still loading: ${[...page.flying].map((r) => r.url())}`);
  }
}
export async function go(page, where) {
  await page.goto(page.server.url + where);
  await settled(page).catch(async (e) => {
    throw new Error(`${where} shows ${page.url()}: ${await page.locator('body').innerText()}`, { cause: e });
  });
}
export const heading = (page) => page.locator('#top h1, #main h1').first().innerText();
export async function seen(page, text) {
  await page.locator('#main').getByText(text, { exact: false }).first().waitFor().catch(async (e) => {
    throw new Error(`no ${text} at ${page.url()}: ${await page.locator('#main').innerText()}`, { cause: e });
  });
}
export const press = (page, name) => page.getByRole('button', { name, exact: true }).first().click();
export const focused = (page) => page.evaluate(() => {
  const at = document.activeElement;
  return (at.getAttribute('aria-label') || at.textContent || at.name || at.id || at.tagName).trim();
});
// Presses Tab until the test (run in the page) is true of the focused element.
export async function tabTo(page, test, most = 60) {
  for (let i = 0; i < most; i++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(test)) return true;
  }
  return check(false, `Tab does not reach ${test}; it is at ${await focused(page)}`);
}

// ---- how it looks -----------------------------------------------------------------------------------
export const LOOKS = ['light', 'dark', 'high', 'elder', 'english'];
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const ALL = { type: 'tag', values: TAGS }, COLOURS = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };
const SIZES = { type: 'rule', values: ['target-size', 'color-contrast', 'scrollable-region-focusable'] };
// Dark, high and large are attributes of the same document: only what sees colours or sizes is asked again.
const RULES = { light: ALL, english: ALL, dark: COLOURS, high: COLOURS, elder: SIZES };
// Kept as the page keeps it, and told as when one comes back from another tab; a page without program is only dressed.
export async function wear(page, look) {
  const lang = look === 'english' ? 'en' : 'zh-CN';
  await page.evaluate(([one, tongue]) => {
    const root = document.documentElement, colours = ['dark', 'high'].includes(one) ? one : 'light';
    localStorage.setItem('linli-look', colours);
    localStorage.setItem('linli-elder', one === 'elder' ? '1' : '');
    document.cookie = `lang=${tongue.slice(0, 2)}; path=/; max-age=31536000; samesite=strict`;
    root.dataset.look = colours;
    root.toggleAttribute('data-elder', one === 'elder');
    document.dispatchEvent(new Event('visibilitychange'));
  }, [look, lang]);
  if (!await page.evaluate(() => document.querySelector('#app'))) return;
  await page.waitForFunction((one) => document.documentElement.lang === one, lang);
  await settled(page);
}
const wide = (page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
async function narrow(page, what) {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 320, height: before.height });
  const more = await wide(page);
  if (!check(more <= 0, `${what}: ${more} px too wide at 320 px`)) console.log(`    ${await widest(page)}`);
  await page.setViewportSize(before);
}
const widest = (page) => page.evaluate(() => [...document.querySelectorAll('body *')]
  .filter((e) => e.getBoundingClientRect().right > innerWidth + 1).slice(0, 6)
  .map((e) => `${e.tagName.toLowerCase()}.${e.className} ${Math.round(e.getBoundingClientRect().right)}`).join(', '));
async function judge(page, rules) {
  const found = await page.evaluate((only) =>
    axe.run(document, { resultTypes: ['violations'], preload: false, runOnly: only }), rules);
  return found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).slice(0, 4).join(', ')}`);
}
// Every screen and state, in every look, without loading it again: axe finds nothing, nothing is wider than the screen
// (as it is, and at 320 px), and a picture of each look lies in build/shots/phone or build/shots/desk.
export async function good(page, what, { looks = LOOKS, shot = true, small = true } = {}) {
  await settled(page);
  const face = new URL(page.url()).pathname.startsWith('/desk') ? 'desk' : 'phone', folder = path.join(SHOTS, face);
  mkdirSync(folder, { recursive: true });
  if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(axe);     // through the debugger: the policy stays on
  for (const look of looks) {
    const name = `${face} ${what}, ${look}`;
    await wear(page, look);
    const colours = RULES[look] === COLOURS, file = path.join(folder, `${what.replaceAll(/[ /]+/g, '-')}-${look}.png`);
    same(await judge(page, RULES[look]), [], `${name}: axe`);
    const more = await wide(page);
    check(more <= 0, `${name}: ${more} px too wide`);
    if (shot) await page.screenshot({ path: file, fullPage: true, scale: 'css' });
    if (small && !colours) await narrow(page, name);
  }
  if (looks.some((look) => look !== 'light')) await wear(page, 'light');
}

// ---- what goes wrong around them --------------------------------------------------------------------
export async function offline(page, on = true) {
  if (on) page.context().away = true;
  await page.context().setOffline(on);
  if (!on) { await page.waitForTimeout(50); page.context().away = false; }
}
// The server takes what is sent, its answer never comes.
export async function loseAnswers(page, pattern, times = 1) {
  page.context().lost = true;
  await page.route(pattern, async (route) => {
    await route.fetch();
    await route.abort('connectionfailed');
  }, { times });
}
// An old phone on a slow network; call without arguments for a quick one again.
export async function slow(page, { cpu = 1, latency = 0, down = -1, up = -1 } = {}) {
  const tool = await page.context().newCDPSession(page);
  await tool.send('Emulation.setCPUThrottlingRate', { rate: cpu });
  await tool.send('Network.enable');
  await tool.send('Network.emulateNetworkConditions', { offline: false, latency, downloadThroughput: down, uploadThroughput: up });
}
export const OLD_PHONE = { cpu: 4, latency: 150, down: (1.6 * 1024 * 1024) / 8, up: (750 * 1024) / 8 };
// What the layout jumped since the page was loaded; at most 0.05 is allowed.
export const jumped = (page) => page.evaluate(() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) sum += one.value;
  }).observe({ type: 'layout-shift', buffered: true });
  setTimeout(() => done(sum), 100);
}));
