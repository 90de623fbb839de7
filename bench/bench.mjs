// bench.mjs: the parts, one after the other. Everything is on 127.0.0.1, bounded, and ends by itself. Ratios are measured
// in turns within the same run: the machine may be busy with other things.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import * as b from './lib.mjs';

const SMALL = 10_000, MIDDLE = Math.min(100_000, b.MATTERS);
const hello = path.join(b.ROOM, 'hello');
const words = process.argv.slice(2);

// ---- filing ----------------------------------------------------------------------------------------
// The rows of the run just made, in a bare loop, into a copy of the folder as it was before.
function bareLoop(data, before, from) {
  const into = path.join(before, 'linli.db');
  return JSON.parse(b.run(path.join(b.ROOM, 'bare'), [path.join(data, 'linli.db'), String(from), into]));
}

async function filing() {
  const data = b.copyFolder(await b.folderOf(SMALL), 'filing'), file = b.filings(), runs = [];
  let cookies = null;
  for (const i of b.round(3)) {
    const before = b.copyFolder(data, 'filing-before'), server = await b.serve(data);
    cookies ??= await b.residents(server, 16);
    b.run('sync', []);                                    // what the loop before left for the disk is not this one's
    const from = await b.logSize(server), used = b.cpuSeconds(server);
    const http = await b.load(server.port, { c: 64, s: 4, l: file, k: cookies }, ...b.FILING);
    http.cpu = (b.cpuSeconds(server) - used) * 1e6 / http.count;
    await server.stop();
    const loop = bareLoop(data, before, from);
    runs.push({ http, loop });
    console.log(`  ${i + 1}: over HTTP ${http.rate.toFixed(0)}/s, p99 ${http.p99} ms, ${http.cpu.toFixed(0)} us of processor each; `
      + `bare ${loop.rate.toFixed(0)}/s, ${loop.cpu_us.toFixed(0)} us; ${loop.batch} a commit`);
  }
  const of = (pick) => b.median(runs.map(pick));
  b.figure('filing over HTTP, 64 connections, durable', of((r) => r.http.rate), 'matters/s');
  b.figure('the same rows in a bare loop, the same commits', of((r) => r.loop.rate), 'matters/s');
  b.figure('filings that share a commit, mean', of((r) => r.loop.batch), 'matters');
  b.figure('rows of one filing', of((r) => r.loop.rows / r.loop.entries), 'rows');
  b.figure('pages of the log one filing writes', of((r) => r.loop.pages / r.loop.batch), 'pages');
  b.figure('filing over HTTP against the bare loop', of((r) => r.http.rate / r.loop.rate), 'x', { least: 0.5 });
  b.figure('processor time of one filing, whole server', of((r) => r.http.cpu), 'us');
  b.figure('processor time of one filing, bare loop', of((r) => r.loop.cpu_us), 'us');
  b.figure('filing over HTTP, half wait', of((r) => r.http.p50), 'ms');
  b.figure('filing over HTTP, p99', of((r) => r.http.p99), 'ms', { most: 50 });
  b.figure('filings that were not accepted', runs.reduce((n, r) => n + r.http.errors, 0), 'answers', { most: 0 });
}

// ---- reading ---------------------------------------------------------------------------------------
async function startHello() {
  const child = b.ours(spawn(hello, { stdio: ['ignore', 'pipe', 'inherit'] }));
  const port = await new Promise((done) => child.stdout.once('data', (d) => done(Number(String(d).trim()))));
  return { child, port };
}

// A server under one kind of load for a while; what one answer costs its processors comes along.
async function turn(server, options, ...what) {
  const used = b.cpuSeconds(server), figures = await b.load(server.port, { c: 64, s: 1, l: options.l ?? '/dev/null' }, ...what);
  return { ...figures, cpu: (b.cpuSeconds(server) - used) * 1e6 / figures.count };
}

async function byId() {
  const server = await b.serve(await b.folderOf(SMALL)), other = await startHello(), runs = [];
  const ids = await b.matterIds(server, 2000, SMALL), many = b.lines('ids.txt', ids), one = b.lines('id.txt', ids.slice(0, 1));
  for (let i = 0; i < 11; i++) {
    const plain = await turn(other, {}, 'GET', '/');
    const matter = await turn(server, { l: many }, 'GET', '/api/matters/{line}');
    const same = await turn(server, { l: one }, 'GET', '/api/matters/{line}');
    runs.push({ plain, matter, same });
  }
  await server.stop();
  other.child.kill();
  const of = (pick) => b.median(runs.slice(1).map(pick));     // the first turn warms up
  const ratios = runs.slice(1).map((r) => (r.matter.rate / r.plain.rate).toFixed(2));
  console.log(`  a matter has ${of((r) => r.matter.bytes)} bytes; turns of 1 s: ${ratios.join(' ')}`);
  b.figure('hello world of the HTTP library, 64 connections', of((r) => r.plain.rate), 'answers/s');
  b.figure('matters by id with their steps, 64 connections', of((r) => r.matter.rate), 'answers/s');
  b.figure('matters by id, p99', of((r) => r.matter.p99), 'ms');
  b.figure('matters by id against hello world', of((r) => r.matter.rate / r.plain.rate), 'x', { least: 0.5 });
  b.figure('one matter, asked for by everybody, against hello world', of((r) => r.same.rate / r.plain.rate), 'x', { least: 0.5 });
  b.figure('processor time of hello world', of((r) => r.plain.cpu), 'us');
  b.figure('processor time of a matter by id', of((r) => r.matter.cpu), 'us');
}

const queue = (place) => `/api/matters?order=urgent&open=1&place=${place}`;

// Places whose queue fills a page on both servers, so that both do the same work.
async function fullPlaces(servers) {
  const full = [];
  for (const place of [...b.streets(), ...b.communities()]) {
    const pages = await Promise.all(servers.map(async (s) => (await fetch(s.url + queue(place))).json()));
    if (pages.every((p) => p.items.length === 50)) full.push(place);
  }
  return full;
}

async function queuePage() {
  const folders = [await b.folderOf(SMALL), await b.folderOf(b.MATTERS)];
  const servers = [await b.serve(folders[0]), await b.serve(folders[1])];
  const places = await fullPlaces(servers), file = b.lines('places.txt', places), runs = [];
  for (const i of b.round(5)) {
    const pages = [];
    for (const s of servers) pages.push(await b.load(s.port, { c: 4, w: 0.5, s: 2, l: file }, 'GET', queue('{line}')));
    runs.push(pages);
    console.log(`  ${i + 1}: p99 ${pages[0].p99} ms at ${SMALL}, ${pages[1].p99} ms at ${b.MATTERS}; ${pages[1].bytes} bytes`);
  }
  for (const s of servers) await s.stop();
  const of = (pick) => b.median(runs.map(pick)), many = b.MATTERS.toLocaleString('en');
  b.figure('queue page of 50 at 10,000 matters, 4 connections', of((r) => r[0].rate), 'pages/s');
  b.figure(`queue page of 50 at ${many} matters`, of((r) => r[1].rate), 'pages/s');
  b.figure('queue page of 50 at 10,000 matters, p99', of((r) => r[0].p99), 'ms');
  b.figure(`queue page of 50 at ${many} matters, p99`, of((r) => r[1].p99), 'ms');
  b.figure(`queue page p99, ${many} against 10,000`, of((r) => r[1].p99 / r[0].p99), 'x', { most: 2 });
}

// ---- a nation of places ----------------------------------------------------------------------------
async function nation() {
  const list = path.join(process.env.LINLI_DATA, 'nation-divisions.csv.zst');
  if (!existsSync(list)) return console.log(`  skipped: ${list} is not there`);
  const alone = b.emptyFolder('nation');
  let began = Date.now();
  const said = b.linli('import', 'places', list, '--data', alone);
  b.figure('nation of places into a fresh folder', (Date.now() - began) / 1000, 's', { most: 60 });
  console.log(`  ${said.trim()}`);
  const data = b.emptyFolder('nation'), server = await b.serve(data);
  const cookies = await b.residents(server, 16), file = b.filings();
  const callers = b.loading(server.port, { c: 16, r: 200, w: 1, s: 600, l: file, k: cookies }, ...b.FILING);
  began = Date.now();
  const beside = b.start(b.LINLI, ['import', 'places', list, '--data', data, ...b.serving]);
  if ((await beside.text).code !== 0) console.log('  the import beside the callers failed');
  const spent = (Date.now() - began) / 1000;
  callers.child.kill('SIGTERM');
  const waits = await callers.figures;
  await server.stop();
  rmSync(data, { recursive: true, force: true });
  b.figure('the same through a server that takes 200 filings/s', spent, 's');
  b.figure('filings/s meanwhile, 16 connections', waits.rate, 'matters/s');
  b.figure('filing during a nation import, p99', waits.p99, 'ms', { most: 100 });
}

// ---- verify ----------------------------------------------------------------------------------------
const whole = (text) => Number(text.replaceAll(',', ''));

function verifyFigures(data, ...more) {
  const said = b.linli('verify', '--data', data, ...more);
  const [, entries, tree] = said.match(/entries: ([\d,]+) in [\d.]+ s \(([\d,]+)\/s\)/);
  const replay = said.match(/replayed: [\d,]+ in [\d.]+ s \(([\d,]+)\/s\)/);
  const heads = said.match(/heads: ([\d,]+)/);
  return { entries: whole(entries), tree: whole(tree), heads: whole(heads[1]), replay: replay ? whole(replay[1]) : 0 };
}

async function verify() {
  const data = await b.folderOf(MIDDLE);
  const trees = b.round(5).map(() => verifyFigures(data, '--no-replay')), replays = b.round(3).map(() => verifyFigures(data));
  b.figure('entries in the verified folder', trees[0].entries, 'entries');
  b.figure('entries to a signed head in it, mean', trees[0].entries / trees[0].heads, 'entries');
  b.figure('verify: tree and heads', b.median(trees.map((v) => v.tree)), 'entries/s', { least: 200_000 });
  b.figure('verify: replay and compare', b.median(replays.map((v) => v.replay)), 'entries/s', { least: 10_000 });
}

// ---- size ------------------------------------------------------------------------------------------
function resident(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kb = (name) => Number(status.match(new RegExp(`${name}:\\s+(\\d+) kB`))[1]);
  return { now: kb('VmRSS') / 1024, most: kb('VmHWM') / 1024 };
}

function mixedReads(ids, places) {
  const paths = [];
  for (const [i, id] of ids.entries()) {
    const place = places[i % places.length];
    paths.push(`/api/matters/${id}`, `/api/matters/${id}`, queue(place), `/api/matters?place=${place}`);
    if (i % 4 === 0) paths.push(`/api/counts?place=${place}`, `/api/matters/${id}/clock`, `/api/places?under=${place}`);
    if (i % 8 === 0) paths.push(`/api/matters?text=${encodeURIComponent(['停车', '漏水', '路灯', '垃圾'][i % 4])}&place=${place}`);
  }
  return b.lines('reads.txt', paths);
}

async function memory() {
  const server = await b.serve(await b.folderOf(b.MATTERS)), pid = server.child.pid, many = b.MATTERS.toLocaleString('en');
  const begun = resident(pid);
  const reads = mixedReads(await b.matterIds(server, 1000, b.MATTERS), [...b.streets(), ...b.communities()]);
  const read = await b.load(server.port, { c: 64, s: 300, n: 10_000, l: reads }, 'GET', '{line}');
  const after = resident(pid);
  const filed = await b.load(server.port, { c: 64, s: 300, n: 2000, l: b.filings(), k: await b.residents(server, 16) }, ...b.FILING);
  const ended = resident(pid);
  await server.stop();
  b.figure(`resident memory at ${many} matters: just started`, begun.now, 'MB', { most: 120 });
  b.figure('  after 10,000 mixed reads, 64 connections', after.now, 'MB', { most: 120 });
  b.figure('  after 2,000 filings more', ended.now, 'MB', { most: 120 });
  b.figure('  the most it ever was', ended.most, 'MB', { most: 120 });
  b.figure(`mixed reads at ${many} matters`, read.rate, 'answers/s');
  b.figure(`filing at ${many} matters, 64 connections`, filed.rate, 'matters/s');
  b.figure(`filing at ${many} matters, p99`, filed.p99, 'ms');
}

// ---- start -----------------------------------------------------------------------------------------
const freePort = () => new Promise((done) => {
  const s = net.createServer();
  s.listen(0, '127.0.0.1', () => { const { port } = s.address(); s.close(() => done(port)); });
});

// True when /health answers 200 right now.
const healthy = (port) => new Promise((done) => {
  const s = net.connect(port, '127.0.0.1');
  let said = '';
  s.on('connect', () => s.write('GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n'));
  s.on('data', (d) => { said += d; if (said.includes('\r\n')) { s.destroy(); done(said.startsWith('HTTP/1.1 200')); } });
  s.on('error', () => done(false));
  s.on('close', () => done(false));
});

async function startOnce(data) {
  const port = await freePort(), began = performance.now();
  const child = b.ours(spawn(b.LINLI, ['serve', '--data', data, '--listen', `127.0.0.1:${port}`, ...b.serving], { stdio: 'ignore' }));
  const gone = new Promise((done) => child.on('exit', done));
  while (performance.now() - began < 60_000 && !(await healthy(port))) await new Promise((r) => setTimeout(r, 2));
  const spent = (performance.now() - began) / 1000;
  child.kill('SIGTERM');
  await gone;
  return spent;
}

async function ready() {
  const data = await b.folderOf(b.MATTERS), times = [];
  for (const i of b.round(6)) {
    const spent = await startOnce(data);
    if (i) times.push(spent);                   // the first one shortens what the last server left in its log
  }
  b.figure(`ready to serve at ${b.MATTERS.toLocaleString('en')} matters`, b.median(times), 's', { most: 0.3 });
}

// ---- all of it -------------------------------------------------------------------------------------
const parts = { filing, byId, queuePage, nation, verify, memory, ready };
console.log(`linli bench: ${new Date().toISOString()}, load ${readFileSync('/proc/loadavg', 'utf8').trim()}`);
console.log(`${b.MATTERS.toLocaleString('en')} matters; BENCH_MATTERS=1000000 for a million, made once in a quarter of an hour`);
for (const [name, part] of Object.entries(parts)) {
  if (words.length && !words.some((w) => name.toLowerCase().includes(w.toLowerCase()))) continue;
  console.log(`\n${name}`);
  try { await part(); } catch (e) { b.broken(name, e); }
}
console.log('\ncrash: 200 × kill -9 under load is a story of the test run, test/crash.mjs');
process.exit(b.finish());
