// browser.mjs: a real Chromium for stories: pages of a phone and a desk, what they complain of, and how they look.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { WORK, check, finish, same } from './linli.mjs';
import { NPM, install } from './npm.mjs';

// ---- the browser --------------------------------------------------------------------------------
const CHROMIUM = '/usr/bin/chromium';
export const SHOTS = path.resolve('build/shots');
if (!existsSync(CHROMIUM)) { check(false, `there is no ${CHROMIUM}`); finish(); }
const NODE = `node-linux-${process.arch}`, NODE_FITS = Number(process.versions.node.split('.')[0]) >= 20;
// Playwright wants a newer Node than Debian 12 has: then this story runs under one from npm.
function runByNewerNode() {
  const bin = path.join(NPM, 'node_modules', NODE, 'bin', 'node');
  const add = ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', `${NODE}@22.20.0`];
  if (!existsSync(bin)) spawnSync('npm', add, { cwd: NPM, stdio: 'inherit' });
  const run = spawnSync(bin, process.argv.slice(1), { stdio: 'inherit' });
  if (run.error) { check(false, `no Node of 20 or newer: ${run.error.message}`); finish(); }
  process.exit(run.status ?? 1);
}
export const require = install();
if (!NODE_FITS) runByNewerNode();
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const args = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];
mkdirSync(SHOTS, { recursive: true });
mkdirSync(WORK, { recursive: true });

export const complaints = [];                       // of all pages: broken scripts, the CSP, what does not load
export const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
export const SMALL = { viewport: { width: 320, height: 640 }, isMobile: true, hasTouch: true };
export const DESK = { viewport: { width: 1280, height: 800 } };
export async function open(screen, more = {}) {
  const profile = mkdtempSync(path.join(WORK, 'profile-'));
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM, headless: true, args, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', ...screen, ...more,
  });
  browser.setDefaultTimeout(15000);
  const page = browser.pages()[0];
  page.on('pageerror', (e) => complaints.push(`script: ${e.message}`));
  page.on('requestfailed', (r) => {
    const left = r.method() === 'GET' && r.failure()?.errorText === 'net::ERR_ABORTED';       // the page was left
    if (!left) complaints.push(`not loaded: ${r.method()} ${r.url()} ${r.failure()?.errorText}`);
  });
  page.on('console', (m) => {
    const refusal = /Failed to load resource.*status of 4\d\d/.test(m.text()) && m.location().url.includes('/api/');
    if (['error', 'warning'].includes(m.type()) && !refusal) complaints.push(`console: ${m.text()}`);
  });
  return page;
}
export const close = (page) => page.context().close();

// ---- looking at a page --------------------------------------------------------------------------
export const heading = (page) => page.locator('h1').innerText();
export const seen = (page, text) => page.locator('#main').getByText(text, { exact: false }).first().waitFor();
export const goer = (server) => async (page, hash, title) => {
  await page.goto(`${server.url}/#${hash}`);
  await page.locator('h1', { hasText: title }).waitFor().catch(async (e) => {
    throw new Error(`${hash} shows ${page.url()} ${await page.locator('body').innerText()}`, { cause: e });
  });
  await page.waitForLoadState('networkidle');
};
export async function good(page, what, { shot = true } = {}) {
  await page.waitForLoadState('networkidle');
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  check(wide <= 0, `${what}: ${wide} px too wide`);
  await page.evaluate(axe);                  // through the debugger, so that the page's own policy stays on
  const found = await page.evaluate(() => axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }));
  const said = found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).slice(0, 4).join(', ')}`);
  same(said, [], `${what}: axe`);
  if (shot) await page.screenshot({ path: path.join(SHOTS, `${what.replaceAll(' ', '-')}.png`), fullPage: true });
}
export const problems = (page) => page.locator('.problem').evaluateAll((all) =>
  all.map((e) => e.closest('[data-field]').dataset.field));
