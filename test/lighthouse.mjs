#!/usr/bin/env node
// By hand, on a quiet machine: WORK=$(mktemp -d) node test/lighthouse.mjs; a whole run of the tests leaves it out.
// Lighthouse looks at the phone's home and report and at the desk's queue: performance 95, accessibility 100, best
// practices 100. The last two do not depend on the machine and hold in every run. Performance is the median of three
// runs. It is reckoned from how long each task took here, multiplied as for a phone beside a machine of Lighthouse's
// index 1500; on a slower or busier one the multiplier is smaller in the same measure, by the index that each run finds.
// Noise only ever lowers a figure: when the median misses, up to three more runs follow and the best three count.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DESK, close, demo, open } from './lib/browser.mjs';
import { WORK, check, finish, same, serve } from './lib/linli.mjs';
import { install } from './lib/npm.mjs';

const NEEDED = 95, INDEX = 1500, SLOWDOWN = { phone: 4, desk: 1 };
const require = install('test/lighthouse', path.resolve('build/lighthouse'));
const program = path.join(path.dirname(require.resolve('lighthouse/package.json')), 'cli/index.js');
const chrome = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];
const server = await serve(demo('lighthouse'));
let index = INDEX;

function look(where, { desk = false, cookie }) {
  const out = path.join(mkdtempSync(path.join(WORK, 'run-')), 'out.json');
  const slowdown = (SLOWDOWN[desk ? 'desk' : 'phone'] * Math.min(1, index / INDEX)).toFixed(2);
  const args = [program, server.url + where, '--quiet', '--output=json', `--output-path=${out}`, '--no-enable-error-reporting',
    '--only-categories=performance,accessibility,best-practices',
    `--chrome-flags=${chrome.join(' ')} --user-data-dir=${path.join(path.dirname(out), 'profile')}`,
    `--throttling.cpuSlowdownMultiplier=${slowdown}`, ...(desk ? ['--preset=desktop'] : []),
    ...(cookie ? [`--extra-headers=${JSON.stringify({ Cookie: cookie, 'Accept-Language': 'zh-CN' })}`] : [])];
  const run = spawnSync(process.execPath, args, { encoding: 'utf8', env: { ...process.env, CHROME_PATH: '/usr/bin/chromium' } });
  if (run.status !== 0) throw new Error(`lighthouse ${where}: ${run.stderr.slice(-2000)}`);
  const said = JSON.parse(readFileSync(out, 'utf8'));
  index = said.environment.benchmarkIndex;
  const of = (name) => Math.round(said.categories[name].score * 100);
  const wrong = ['accessibility', 'best-practices'].flatMap((name) => said.categories[name].auditRefs)
    .map(({ id }) => said.audits[id]).filter((a) => a.score !== null && a.score < 1 && a.scoreDisplayMode !== 'informative')
    .map((a) => `${a.id}: ${JSON.stringify(a.details?.items?.slice(0, 3))}`);
  return { performance: of('performance'), fixed: [of('accessibility'), of('best-practices')], wrong,
    jumped: said.audits['cumulative-layout-shift'].numericValue, paint: said.audits['largest-contentful-paint'].displayValue };
}
const middle = (three) => [...three].sort((a, b) => a - b)[1];

async function judge(name, where, ways = {}) {
  const runs = [];
  const best = () => middle(runs.map((run) => run.performance).sort((a, b) => b - a).slice(0, 3));
  while (runs.length < 3 || (runs.length < 6 && best() < NEEDED)) runs.push(look(where, ways));
  for (const run of runs) {
    same(run.fixed, [100, 100], `${name}: accessibility and best practices (${run.wrong})`);
    check(run.jumped <= 0.05, `${name}: the layout jumps by ${run.jumped}`);
  }
  check(best() >= NEEDED, `${name}: performance ${runs.map((run) => run.performance)}`);
  console.log(`    ${name}: performance ${runs.map((run) => run.performance)}, largest paint ${runs[0].paint}, jumps `
    + `${runs[0].jumped.toFixed(3)}, index of the machine ${Math.round(index)}`);
}

// ---- what is looked at --------------------------------------------------------------------------
await judge('phone home', '/');
await judge('phone report', '/matters/new');
const page = await open(DESK, server, '/desk/', { as: 'street' });
const cookie = (await page.context().cookies()).filter((c) => c.name === 'linli').map((c) => `${c.name}=${c.value}`).join();
await close(page);
await judge('desk queue', '/desk/matters', { desk: true, cookie });
await finish();
