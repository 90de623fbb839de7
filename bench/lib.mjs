// lib.mjs: what the parts of the benchmark share: figures, folders, servers, callers.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { asker, serve as serveFolder } from '../test/lib/linli.mjs';

export const ROOM = path.resolve('build/bench');
export const LINLI = path.resolve('build/linli');
export const COUNTY = '410104';
export const MATTERS = Number(process.env.BENCH_MATTERS ?? 200_000);
const LIMIT_MS = 3_600_000;

// The packs as they are, but for how often one resident may file: a few callers stand for thousands.
export const PACKS = path.join(ROOM, 'packs');
rmSync(PACKS, { recursive: true, force: true });
cpSync('packs', PACKS, { recursive: true });
const settings = path.join(PACKS, 'cn', 'pack.yaml');
writeFileSync(settings, readFileSync(settings, 'utf8').replaceAll(/(key: resident_per_\w+\s+value: )"\d+"/g, '$1"1000000"'));

// ---- figures -------------------------------------------------------------------------------------
// ratio: figure / limit. A row without a limit is there to be read beside the others.
const rows = [];
const missed = (r) => r.limit !== null && (r.want === 'least' ? r.figure < r.limit : r.figure > r.limit);

function line(r) {
  const limit = r.limit === null ? '' : `${r.want === 'least' ? '≥' : '≤'} ${r.limit.toLocaleString('en')}`;
  const word = r.limit === null ? '' : missed(r) ? 'MISSED' : 'ok';
  const figure = r.figure.toLocaleString('en', { maximumFractionDigits: Math.abs(r.figure) >= 100 ? 0 : 3 });
  return `${r.name.padEnd(58)} ${figure.padStart(11)} ${r.unit.padEnd(10)} ${limit.padStart(11)}  ${word}`;
}

export function figure(name, value, unit, limits = {}) {
  const want = limits.least !== undefined ? 'least' : limits.most !== undefined ? 'most' : null;
  const limit = want ? limits[want] : null;
  const r = { name, figure: Number(value.toPrecision(6)), unit, limit, ratio: want ? Number((value / limit).toPrecision(4)) : null, want };
  rows.push(r);
  console.log(line(r));
}

// A part that could not be measured: said, and the run ends with 1.
let broke = 0;
export function broken(name, error) {
  broke++;
  console.log(`  ${name} could not be measured: ${error.stack ?? error}`);
}

export function finish() {
  const out = rows.map(({ name, figure: f, unit, limit, ratio }) => ({ name, figure: f, unit, limit, ratio }));
  writeFileSync('build/bench.json', `[\n${out.map((r) => `  ${JSON.stringify(r)}`).join(',\n')}\n]\n`);
  const bad = rows.filter(missed);
  console.log(`\n${rows.length} figures in build/bench.json, ${rows.filter((r) => r.limit !== null).length} with a limit, ${bad.length} MISSED`);
  for (const r of bad) console.log(`  MISSED ${r.name}: ${r.figure} ${r.unit}, limit ${r.limit}`);
  return broke ? 1 : 0;
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b), middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
export const round = (n) => Array.from({ length: n }, (_, i) => i);

// ---- ending --------------------------------------------------------------------------------------
// Whatever happens to us, nothing that we started goes on.
const started = new Set();

export function ours(child) {
  started.add(child);
  child.on('exit', () => started.delete(child));
  return child;
}
process.on('exit', () => { for (const child of started) child.kill('SIGKILL'); });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));

// ---- programs ------------------------------------------------------------------------------------

export function run(program, args) {
  const r = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 64 << 20, timeout: LIMIT_MS });
  if (r.status !== 0) throw new Error(`${path.basename(program)} ${args.join(' ')}: ${r.stderr ?? ''}${r.stdout}`);
  return r.stdout;
}
export const linli = (...args) => run(LINLI, [...args, '--packs', PACKS]);

// Runs beside us; `text` is all it said on stdout when it ends.
export function start(program, args) {
  const child = ours(spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'], timeout: LIMIT_MS }));
  let said = '';
  child.stdout.on('data', (d) => { said += d; });
  const text = new Promise((done) => child.on('close', (code) => done({ code, said })));
  return { child, text };
}

// One run of the load client: its figures. Options as in load.c, by letter.
export function load(port, options, ...what) {
  const job = loading(port, options, ...what);
  return job.figures;
}
export function loading(port, options, ...what) {
  const args = Object.entries(options).flatMap(([letter, value]) => [`-${letter}`, String(value)]);
  const job = start(path.join(ROOM, 'load'), [...args, String(port), ...what]);
  job.figures = job.text.then(({ code, said }) => {
    if (!said) throw new Error(`the load client ended with ${code}`);
    const figures = JSON.parse(said);
    if (figures.errors) console.log(`  ${figures.errors} answers were errors`);
    return figures;
  });
  job.figures.catch(() => {});            // told where it is awaited; until then it must not end the run
  return job;
}

export function lines(name, list) {
  const file = path.join(ROOM, name);
  writeFileSync(file, `${list.join('\n')}\n`);
  return file;
}

export const serving = ['--packs', PACKS];
export async function serve(data) {
  const server = await serveFolder(data, { binary: LINLI, args: serving });
  ours(server.child);
  return server;
}

// What the server's threads have used of the processors, in steps of 10 ms.
export function cpuSeconds(server) {
  const text = readFileSync(`/proc/${server.child.pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(text[11]) + Number(text[12])) / 100;
}

// ---- folders -------------------------------------------------------------------------------------

export function emptyFolder(name) {
  const data = path.join(ROOM, name);
  rmSync(data, { recursive: true, force: true });
  linli('init', '--test', '--data', data);
  for (const pack of ['zhengzhou', 'guancheng']) linli('import', 'places', `packs/${pack}/divisions.csv`, '--data', data);
  return data;
}

// The shape of the tables: a folder of another shape is made anew.
function shape() {
  const h = createHash('sha256');
  for (const name of readdirSync('sql').sort()) h.update(readFileSync(path.join('sql', name)));
  return h.digest('hex').slice(0, 16);
}

// A folder with so many matters, made once and kept.
export async function folderOf(matters) {
  const name = `matters-${matters}`, stamp = path.join(ROOM, `${name}.json`), data = path.join(ROOM, name);
  const want = JSON.stringify({ matters, shape: shape() });
  if (existsSync(stamp) && existsSync(path.join(data, 'linli.db')) && readFileSync(stamp, 'utf8') === want) return data;
  console.log(`making ${matters.toLocaleString('en')} matters (once; kept in ${path.relative('.', data)})`);
  rmSync(stamp, { force: true });
  emptyFolder(name);
  const began = Date.now();
  const made = await start(path.join(ROOM, 'make'), [data, PACKS, String(matters), matters > 100_000 ? '256' : '64']).text;
  if (made.code !== 0) throw new Error(`make ended with ${made.code}`);
  console.log(`  made in ${((Date.now() - began) / 1000).toFixed(0)} s`);
  writeFileSync(stamp, want);
  return data;
}

export function copyFolder(from, name) {
  const data = path.join(ROOM, name);
  rmSync(data, { recursive: true, force: true });
  mkdirSync(data, { recursive: true });
  run('cp', ['-r', `${from}/.`, data]);
  return data;
}

// ---- who files what --------------------------------------------------------------------------------

// Residents who signed up just now, each from an address of their own: a file with their cookies.
export async function residents(server, count) {
  const cookies = [], stamp = Date.now().toString(36);
  for (let i = 0; i < count; i++) {
    const r = await asker(server)('POST', '/api/sign-up', { name: `caller-${stamp}-${i}`, password: `long-Word-${stamp}-${i}` },
      { 'X-Forwarded-For': `10.${round(3).map(() => Math.floor(Math.random() * 256)).join('.')}` });
    if (r.status !== 200) throw new Error(`sign-up: ${r.status} ${r.text}`);
    cookies.push(r.set.split(';')[0]);
  }
  return lines('cookies.txt', cookies);
}

export function communities() {
  const text = readFileSync('packs/guancheng/divisions.csv', 'utf8');
  return [...text.matchAll(/^(410104\d{6}),/gm)].map((m) => m[1]);
}
export function streets() {
  const text = readFileSync('packs/guancheng/divisions.csv', 'utf8');
  return [...text.matchAll(/^(410104\d{3}),/gm)].map((m) => m[1]);
}

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
  const places = communities(), all = letters(), bodies = [];
  for (let i = 0; i < 3000; i++) {
    const [, title, , text] = all[(i * 7) % all.length];
    bodies.push(JSON.stringify({ text: `${title}。${text}`, place: places[(i * 31) % places.length] }).slice(1, -1));
  }
  return lines('filings.txt', bodies);
}
export const FILING = ['POST', '/api/matters', '{"spot":"{n}号",{line}}'];

export async function logSize(server, county = COUNTY) {
  const text = await (await fetch(`${server.url}/api/proof/${county}/checkpoint`)).text();
  return Number(text.split('\n')[1]);
}

// Ids of so many matters, spread over the `all` newest.
export async function matterIds(server, count, all) {
  const newest = await (await fetch(`${server.url}/api/matters?limit=1`)).json();
  const last = newest.items[0].id, ids = [];
  while (ids.length < count) {
    const some = round(64).map(() => last - Math.floor(Math.random() * all * 0.98));
    const good = await Promise.all(some.map(async (id) => (await fetch(`${server.url}/api/matters/${id}`)).status === 200));
    ids.push(...some.filter((_, i) => good[i]));
  }
  return ids;
}
