// lib.mjs: what the parts of the benchmark share: figures, parts that are bounded and may fail, the two builds, folders,
// servers, callers.
import { spawn } from 'node:child_process';
import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { asker, serve as serveFolder } from '../test/lib/linli.mjs';

export const ROOM = path.resolve('build/bench');
export const COUNTY = '410104';
export const MATTERS = Number(process.env.BENCH_MATTERS ?? 200_000);
export const BEFORE = process.env.BENCH_BEFORE ?? 'f322fd4';
// More matters may take longer, in the same measure.
const LONGER = Math.max(1, MATTERS / 200_000), MINUTES = Number(process.env.BENCH_MINUTES ?? 14 * LONGER);

export const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b), middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};
export const round = (n) => Array.from({ length: n }, (_, i) => i);
const shown = (n) => n.toLocaleString('en', { maximumFractionDigits: Math.abs(n) >= 100 ? 0 : Math.abs(n) >= 1 ? 2 : 4 });
const exact = (n) => Number(n.toPrecision(5));

// ---- figures -------------------------------------------------------------------------------------
// Row: a figure, the yardstick it stands against (measured in the same run) with their ratio, the limit of the ratio
// and whether it is met. Without a yardstick the limit is the figure's own. Without a limit it is there to be read.
const rows = [], told = { began: new Date().toISOString(), matters: MATTERS, before: BEFORE, parts: [], figures: rows };

const cells = (r) => [r.name, `${shown(r.value)} ${r.unit}`, r.yardstick ? `${shown(r.yardstick.value)} ${r.yardstick.name}` : '',
  r.ratio === null ? '' : `${shown(r.ratio)} ×`, r.limit ?? '', r.met === null ? '' : r.met ? 'met' : 'MISSED'];
const line = (c) => `${c[0].padEnd(58)} ${c[1].padStart(20)}  ${c[2].padEnd(44)} ${c[3].padStart(9)} ${c[4].padStart(7)}  ${c[5]}`;
const heading = line(['figure', 'value', 'yardstick', 'ratio', 'limit', '']);

// `values`: one, or one of each round; so too `against`, and the ratio is then the median of the rounds' ratios.
export function figure(name, values, unit, { against = null, of = '', least, most } = {}) {
  alive();
  const all = [values].flat(), yards = against === null ? null : [against].flat();
  if (!all.length || [...all, ...yards ?? []].some((v) => !Number.isFinite(v))) throw new Error(`${name}: there is no figure`);
  const value = median(all), paired = yards?.length === all.length;
  const ratio = yards && (paired ? median(all.map((v, i) => v / yards[i])) : value / median(yards));
  const limited = least ?? most, judged = ratio ?? value;
  const r = { part: here.getStore()?.name ?? '', name, value: exact(value), unit,
    yardstick: yards && { name: of, value: exact(median(yards)) }, ratio: ratio === null ? null : exact(ratio),
    limit: limited === undefined ? null : `${least === undefined ? '≤' : '≥'} ${limited}`,
    met: limited === undefined ? null : least === undefined ? judged <= most : judged >= least };
  rows.push(r);
  console.log(line(cells(r)));
}

// Written after every part, so that it is there however the run ends.
function write() {
  mkdirSync('build', { recursive: true });
  writeFileSync('build/bench.json', `${JSON.stringify(told, null, 1)}\n`);
}

// 0: every limit is met; 1: some are missed; 2: something could not be measured.
export function finish() {
  write();
  const missed = rows.filter((r) => r.met === false), failed = told.parts.filter((p) => p.failed);
  console.log(`\n${heading}`);
  for (const r of rows) console.log(line(cells(r)));
  console.log(`\n${rows.length} figures in build/bench.json, ${rows.filter((r) => r.limit).length} with a limit, ${missed.length} MISSED; `
    + told.parts.map((p) => `${p.name} ${p.seconds} s`).join(', '));
  for (const r of missed) console.log(`  MISSED ${r.name}: ${shown(r.ratio ?? r.value)}${r.ratio === null ? ` ${r.unit}` : ' ×'}, limit ${r.limit}`);
  for (const p of failed) console.log(`  FAILED ${p.name}: ${p.failed}`);
  return failed.length ? 2 : missed.length ? 1 : 0;
}

// ---- parts ---------------------------------------------------------------------------------------
// A part has so many seconds; when they are over, or it fails, all that it started is ended and the next one begins.
const here = new AsyncLocalStorage(), began = Date.now();
let current = null;

function alive() {
  if (here.getStore()?.over) throw new Error('the part is over');
}

export async function part(name, seconds, measure) {
  const left = MINUTES * 60 - (Date.now() - began) / 1000, most = Math.min(seconds * LONGER, left);
  const p = { name, over: false, children: new Set(), since: Date.now(), ends: Date.now() + most * 1000 };
  let timer, failed = null;
  current = p;
  console.log(`\n${name}`);
  const late = new Promise((_, no) => {
    p.end = no;
    timer = setTimeout(() => no(new Error(`it took longer than ${most.toFixed(0)} s`)), Math.max(most, 0) * 1000);
  });
  try {
    if (most < 5) throw new Error(`no time is left of ${MINUTES} minutes`);
    const measured = here.run(p, measure);
    measured.catch(() => {});           // one that is over may still fail: nobody asks any more
    await Promise.race([measured, late]);
  } catch (e) { failed = String(e.message ?? e).trim(); }
  clearTimeout(timer);
  const gone = [...p.children].map((child) => new Promise((done) => child.once('exit', done)));
  partClose(p, failed);
  const enough = new Promise((done) => { setTimeout(done, 10_000).unref(); });
  await Promise.race([Promise.all(gone), enough]);      // only then folders and ports are free again
  return !failed;
}

function partClose(p, failed) {
  p.over = true;
  for (const child of p.children) child.kill('SIGKILL');
  const seconds = Math.round((Date.now() - p.since) / 100) / 10;
  told.parts.push({ name: p.name, seconds, failed });
  current = null;
  if (failed) console.log(`  FAILED ${p.name}: ${failed}`);
  console.log(`  ${p.name}: ${seconds} s`);
  write();
}

// Whatever happens to us, nothing that we started goes on, and what was measured is kept.
export function ours(child) {
  const p = here.getStore() ?? current;
  p?.children.add(child);
  child.on('exit', () => p?.children.delete(child));
  return child;
}
process.on('exit', () => { for (const child of current?.children ?? []) child.kill('SIGKILL'); });
process.removeAllListeners('unhandledRejection');       // the stories end with one, a part fails with it
process.on('unhandledRejection', (e) => current?.end(e));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (current) partClose(current, `interrupted by ${signal}`);
    finish();
    process.exit(2);
  });
}

// ---- programs ------------------------------------------------------------------------------------
// Runs beside us; `text` is all it said on stdout when it ends. It ends with its part.
export function start(program, args, { env = {}, cwd = '.', quiet = false } = {}) {
  alive();
  const child = ours(spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] }));
  let said = '', errors = '';
  child.stdout.on('data', (d) => { said += d; });
  child.stderr.on('data', (d) => { errors = (errors + d).slice(-4000); if (!quiet) process.stderr.write(d); });
  const text = new Promise((done, no) => {
    child.on('error', no);
    child.on('close', (code, signal) => done({ code, signal, said, errors }));
  });
  text.catch(() => {});                 // told where it is awaited
  return { child, text };
}

export async function run(program, args, more = {}) {
  const { code, signal, said, errors } = await start(program, args, { quiet: true, ...more }).text;
  if (code !== 0) throw new Error(`${path.basename(program)} ${args.join(' ')}: ended with ${code ?? signal}: ${errors}${said.slice(-2000)}`);
  return said;
}
const json = async (program, ...args) => JSON.parse(await run(path.join(ROOM, program), args));

// What tap.c kept is written again, in a bare loop, into a copy of the store as it was before.
export async function bare(tap, before, ...tables) {
  const into = await copyFolder(before, `${before}-bare`);
  await run('sync', []);                // what others left for the disk is not this one's
  const figures = await json('bare', tap, path.join(into, 'linli.db'), ...tables);
  rmSync(into, { recursive: true, force: true });
  return figures;
}
export const walk = (data) => json('walk', path.join(data, 'linli.db'), path.join(ROOM, 'walk.db'));
export const tapped = (file) => ({ LD_PRELOAD: path.join(ROOM, 'tap.so'), TAP: file });

// One run of the load client: its figures. Options as in load.c, by letter.
export function loading(port, options, ...what) {
  const args = Object.entries(options).flatMap(([letter, value]) => [`-${letter}`, String(value)]);
  const job = start(path.join(ROOM, 'load'), [...args, String(port), ...what]);
  job.figures = job.text.then(({ code, said, errors }) => {
    if (!said) throw new Error(`the load client ended with ${code}: ${errors}`);
    return JSON.parse(said);
  });
  job.figures.catch(() => {});          // told where it is awaited; until then it must not end the run
  return job;
}
export async function load(port, options, ...what) {
  const figures = await loading(port, options, ...what).figures;
  if (figures.errors) throw new Error(`${figures.errors} of ${figures.count} answers to ${what.slice(0, 2).join(' ')} were errors`);
  return figures;
}

export function lines(name, list) {
  const file = path.join(ROOM, name);
  writeFileSync(file, `${list.join('\n')}\n`);
  return file;
}

// ---- two builds ----------------------------------------------------------------------------------
// A build stands in its own tree and has its own folders, made by its own programs: what they keep may differ.
function build(name, root) {
  const room = path.join(root, 'build/bench');
  return { name, root, room, linli: path.join(root, 'build/linli'), packs: path.join(room, 'packs') };
}
export const now = build('this build', path.resolve('.'));
export const builds = [now];

// The packs as they are, but for how often one resident may file: a few callers stand for thousands.
function packsOf(b) {
  rmSync(b.packs, { recursive: true, force: true });
  cpSync(path.join(b.root, 'packs'), b.packs, { recursive: true });
  const settings = path.join(b.packs, 'cn', 'pack.yaml');
  writeFileSync(settings, readFileSync(settings, 'utf8').replaceAll(/(key: resident_per_\w+\s+value: )"\d+"/g, '$1"1000000"'));
}

// The revision's files in a folder of their own, compiled there; the checkout is not touched.
async function buildBefore() {
  if (BEFORE === 'none') return 'BENCH_BEFORE=none';
  const known = await start('git', ['rev-parse', '-q', '--verify', `${BEFORE}^{commit}`], { quiet: true }).text;
  if (known.code !== 0) return `revision ${BEFORE} is not in this clone`;
  const root = path.join(ROOM, `before-${known.said.trim().slice(0, 12)}`), tree = `${root}.tar`;
  if (!existsSync(root)) {
    await run('git', ['archive', '-o', tree, BEFORE]);
    mkdirSync(`${root}.new`, { recursive: true });
    await run('tar', ['-xf', tree, '-C', `${root}.new`]);
    await run('mv', [`${root}.new`, root]);
    rmSync(tree);
  }
  const env = { MAKEFLAGS: '', MFLAGS: '', MAKELEVEL: '0' };
  await run('make', ['-C', root, `CC=${process.env.CC ?? 'cc'}`, 'build/linli', 'build/bench/make'], { env });
  builds.unshift(build(`build ${BEFORE}`, root));
  return '';
}

// Builds the older one beside this one. Without it the parts measure this one alone.
export async function prepareBuilds() {
  const why = await buildBefore();
  if (why) console.log(`  the comparison with an older build is skipped: ${why}`);
  for (const b of builds) packsOf(b);
}
export const before = () => builds.find((b) => b !== now);

export const serving = (b) => ['--packs', b.packs];
export const linli = (b, ...args) => run(b.linli, [...args, ...serving(b)], { cwd: b.root });
export function serve(b, data, env = {}) {
  alive();
  return serveFolder(data, { binary: b.linli, args: serving(b), env, started: ours });
}

// What the server's threads have used of the processors, in steps of 10 ms.
export function cpuSeconds(server) {
  const text = readFileSync(`/proc/${server.child.pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(text[11]) + Number(text[12])) / 100;
}

// ---- folders -------------------------------------------------------------------------------------

export async function emptyFolder(b, name) {
  const data = path.join(b.room, name);
  rmSync(data, { recursive: true, force: true });
  await linli(b, 'init', '--test', '--data', data);
  for (const pack of ['zhengzhou', 'guancheng']) await linli(b, 'import', 'places', `packs/${pack}/divisions.csv`, '--data', data);
  return data;
}

// The shape of the tables and who fills them: a folder of another shape is made anew.
function shape(b) {
  const h = createHash('sha256').update(readFileSync(path.join(b.root, 'bench/make.c')));
  for (const name of readdirSync(path.join(b.root, 'sql')).sort()) h.update(readFileSync(path.join(b.root, 'sql', name)));
  return h.digest('hex').slice(0, 16);
}

// A folder with so many matters, made once and kept. One whose making broke off goes on.
export async function folderOf(b, matters) {
  const name = `matters-${matters}`, data = path.join(b.room, name), stamp = `${data}.json`, is = shape(b);
  const kept = existsSync(stamp) && existsSync(path.join(data, 'linli.db')) ? JSON.parse(readFileSync(stamp, 'utf8')) : {};
  if (kept.shape === is && kept.whole) return data;
  if (kept.shape !== is) {
    rmSync(stamp, { force: true });
    await emptyFolder(b, name);
    writeFileSync(stamp, JSON.stringify({ shape: is, whole: false }));
  }
  const since = Date.now();
  await run(path.join(b.room, 'make'), [data, b.packs, String(matters), '256'], { cwd: b.root });
  console.log(`  ${b.name}: ${matters.toLocaleString('en')} matters made in ${((Date.now() - since) / 1000).toFixed(0)} s; kept in ${path.relative('.', data)}`);
  writeFileSync(stamp, JSON.stringify({ shape: is, whole: true }));
  return data;
}

// `name` stands beside the other one, or is a whole path.
export async function copyFolder(from, name) {
  const data = path.resolve(path.dirname(from), name);
  rmSync(data, { recursive: true, force: true });
  mkdirSync(data, { recursive: true });
  await run('cp', ['-r', `${from}/.`, data]);
  return data;
}

// ---- who files what --------------------------------------------------------------------------------

// Residents who signed up just now, each from an address of their own: a file with their cookies.
export async function residents(server, count, name = 'cookies.txt') {
  const cookies = [], stamp = Date.now().toString(36);
  for (let i = 0; i < count; i++) {
    const r = await asker(server)('POST', '/api/sign-up', { name: `caller-${stamp}-${i}`, password: `long-Word-${stamp}-${i}` },
      { 'X-Forwarded-For': `10.${round(3).map(() => Math.floor(Math.random() * 256)).join('.')}` });
    if (r.status !== 200) throw new Error(`sign-up: ${r.status} ${r.text}`);
    cookies.push(r.set.split(';')[0]);
  }
  return lines(name, cookies);
}

function places(digits) {
  const text = readFileSync('packs/guancheng/divisions.csv', 'utf8');
  return [...text.matchAll(new RegExp(`^(410104\\d{${digits}}),`, 'gm'))].map((m) => m[1]);
}
export const communities = () => places(6), streets = () => places(3);

// The rows of test/data/letters.csv, cells in quotes included.
function letters() {
  const text = readFileSync('test/data/letters.csv', 'utf8');
  const all = [], cell = /("(?:[^"]|"")*"|[^",\n]*)(,|\r?\n|$)/gy;
  for (let row = [], m; cell.lastIndex < text.length && (m = cell.exec(text));) {
    row.push(m[1].startsWith('"') ? m[1].slice(1, -1).replaceAll('""', '"') : m[1]);
    if (m[2] !== ',') { all.push(row); row = []; }
  }
  return all.slice(1).filter((row) => row.length >= 4);
}

// Bodies of filings without their braces: invented letters, spread over the communities.
export function filings() {
  const where = communities(), all = letters(), bodies = [];
  for (let i = 0; i < 3000; i++) {
    const [, title, , text] = all[(i * 7) % all.length];
    bodies.push(JSON.stringify({ text: `${title}。${text}`, place: where[(i * 31) % where.length] }).slice(1, -1));
  }
  return lines('filings.txt', bodies);
}
export const FILING = ['POST', '/api/matters', '{"spot":"{n}号",{line}}'];

// Ids of so many matters, spread over the `all` newest.
export async function matterIds(server, count, all) {
  const newest = await (await fetch(`${server.url}/api/matters?limit=1`)).json();
  const last = newest.items[0].id, ids = [];
  while (ids.length < count) {
    alive();
    const some = round(64).map(() => last - Math.floor(Math.random() * all * 0.98));
    const good = await Promise.all(some.map(async (id) => (await fetch(`${server.url}/api/matters/${id}`)).status === 200));
    ids.push(...some.filter((_, i) => good[i]));
  }
  return ids;
}
