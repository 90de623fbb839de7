// bench.mjs: the parts, one after the other. Everything is on 127.0.0.1, bounded, and ends by itself. A limit is a ratio
// to a yardstick measured in the same run, in turns with what it measures, so that it holds on any machine and beside
// other work. The yardsticks:
//
//   bare loop    the very rows that a server (or an import) wrote, kept by tap.c, written once more by bare.c in the same
//                commits with the same prepared sentences: no request, no rule, no look-up. Its rate, and its p99 commit
//   floor        of those, the matter's row with its words and the journal's row only, in the same commits
//   hello world  hello.c: the smallest answer of the same HTTP library, with the same flags and threads
//   walk         walk.c: each entry of the journal read and hashed twice; each row of each table copied into a fresh file
//   the build before   BENCH_BEFORE (a revision; none: without), compiled beside this one, with a folder of its own,
//                under the same load in turns
//   10,000       the same page in a small folder
//
// Memory alone has a limit in MB. A part that fails is told and the others go on.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { freePort } from '../test/lib/linli.mjs';
import { photo } from '../test/lib/papers.mjs';
import * as b from './lib.mjs';
import { messages, outbox } from './telling.mjs';

const SMALL = 10_000, MIDDLE = Math.min(20_000, b.MATTERS), many = b.MATTERS.toLocaleString('en');
const words = process.argv.slice(2);

// What each build gave in each round, and the older one's in the words of a figure.
const newOf = (runs, pick) => runs.map((r) => pick(r.get(b.now)));
const beside = (runs, pick, limit) => ({ against: runs.map((r) => pick(r.get(b.before()))), of: b.before().name, ...limit });

// ---- filing ----------------------------------------------------------------------------------------
// A folder that grows with each round; what one run on it writes is kept, and the folder as it was before that.
async function filer(build) {
  const f = { build, file: b.filings(), data: await b.copyFolder(await b.folderOf(build, SMALL), 'filing') };
  let server = await b.serve(build, f.data);
  f.cookies = await b.residents(server, 16, `cookies-${b.builds.indexOf(build)}.txt`);
  await server.stop();
  f.tap = path.join(build.room, 'filing.tap');
  f.before = await b.copyFolder(f.data, 'filing-before');
  server = await b.serve(build, f.data, b.tapped(f.tap));
  await file(f, server, 3);
  await server.stop();
  return f;
}

const file = (f, server, seconds) => b.load(server.port, { c: 64, s: seconds, l: f.file, k: f.cookies }, ...b.FILING);

async function fileOnce(f) {
  const server = await b.serve(f.build, f.data);
  await b.run('sync', []);                              // what others left for the disk is not this one's
  const used = b.cpuSeconds(server), figures = await file(f, server, 3);
  figures.cpu = (b.cpuSeconds(server) - used) * 1e6 / figures.count;
  await server.stop();
  return figures;
}

async function filing() {
  const filers = [], runs = [], bares = [], floors = [];
  for (const build of b.builds) filers.push(await filer(build));
  const mine = filers.at(-1), http = (pick) => newOf(runs, pick), bare = (pick) => bares.map(pick);
  for (const i of b.round(4)) {
    runs.push(new Map());
    for (const f of filers) runs[i].set(f.build, await fileOnce(f));
    bares.push(await b.bare(mine.tap, mine.before));
    floors.push(await b.bare(mine.tap, mine.before, 'journal', 'matter'));
    console.log(`  ${i + 1}: ${filers.map((f) => `${f.build.name} ${runs[i].get(f.build).rate.toFixed(0)}/s, p99 ${runs[i].get(f.build).p99} ms`).join('; ')}; `
      + `bare ${bares[i].rate.toFixed(0)}/s, floor ${floors[i].rate.toFixed(0)}/s; ${bares[i].batch} a commit`);
  }
  if (floors.some((f) => f.rows !== 2 * f.entries)) throw new Error('the floor is not two rows for each filing');
  const rate = (r) => r.rate, name = 'filing over HTTP, 64 connections, durable';
  b.figure(name, http(rate), 'matters/s', { against: bare(rate), of: 'bare loop', least: 0.5 });
  b.figure(`${name}: floor`, http(rate), 'matters/s', { against: floors.map(rate), of: 'floor: two rows a filing', least: 0.3 });
  // Who files waits for the commit under way and then for his own, each at most twice as long as the bare one.
  b.figure('filing over HTTP, p99', http((r) => r.p99), 'ms', { against: bare((r) => r.p99), of: 'p99 commit of the bare loop', most: 4 });
  b.figure('filing over HTTP, half wait', http((r) => r.p50), 'ms');
  b.figure('filings that share a commit, mean', bare((r) => r.batch), 'matters');
  b.figure('processor time of one filing, whole server', http((r) => r.cpu), 'us', { against: bare((r) => r.cpu_us), of: 'bare loop' });
  if (b.before()) {
    b.figure('filing rate', http(rate), 'matters/s', beside(runs, rate, { least: 2.5 }));
    b.figure('processor time of one filing', http((r) => r.cpu), 'us', beside(runs, (r) => r.cpu, { most: 0.4 }));
    b.figure('filing p99', http((r) => r.p99), 'ms', beside(runs, (r) => r.p99, { most: 0.5 }));
  }
  for (const f of filers) await rowsOf(f, f === mine);
}

// Within the commit that somebody waits for, and with what the writer does beside it.
async function rowsOf(f, limited) {
  const own = await b.bare(f.tap, f.before), all = await b.bare(f.tap, f.before, '*');
  const limit = (most) => (limited ? { most } : {});
  b.figure(`rows of one filing, ${f.build.name}`, own.rows / own.entries, 'rows', limit(12));
  b.figure(`pages of the log one filing writes, ${f.build.name}`, own.pages / own.entries, 'pages', limit(4.5));
  b.figure(`rows of one filing with what is done beside, ${f.build.name}`, all.rows / all.entries, 'rows');
  b.figure(`pages of one filing with what is done beside, ${f.build.name}`, all.pages / all.entries, 'pages');
}

// ---- reading ---------------------------------------------------------------------------------------
async function startHello() {
  const { child } = b.start(path.join(b.ROOM, 'hello'), []);
  const port = await new Promise((done) => child.stdout.once('data', (d) => done(Number(String(d).trim()))));
  return { child, port, stop: () => child.kill() };
}

// A server under one kind of load for a second; what one answer costs its processors comes along.
async function turn(server, options, ...what) {
  if (server.child.exitCode !== null || server.child.signalCode) throw new Error(`a server ended: ${server.child.signalCode} ${server.log?.slice(-5).join('')}`);
  const used = b.cpuSeconds(server), figures = await b.load(server.port, { c: 64, s: 1, l: '/dev/null', ...options }, ...what);
  return { ...figures, cpu: (b.cpuSeconds(server) - used) * 1e6 / figures.count };
}

// A server of each build on its small folder, hello world, and their turns; the first turn warms up.
// `prepare` says the client's options, and others for a second kind of turn with this build alone.
async function turns(count, prepare, where) {
  const servers = new Map(), hello = await startHello(), runs = [];
  for (const build of b.builds) servers.set(build, await b.serve(build, await b.folderOf(build, SMALL)));
  const options = new Map();
  for (const [build, server] of servers) options.set(build, await prepare(server, build));
  for (let i = 0; i <= count; i++) {
    const run = new Map([['hello', await turn(hello, {}, 'GET', '/')]]);
    for (const [build, server] of servers) run.set(build, await turn(server, options.get(build)[0], 'GET', where));
    const [, same] = options.get(b.now);
    if (same) run.set('same', await turn(servers.get(b.now), same, 'GET', where));
    runs.push(run);
  }
  for (const server of [...servers.values(), hello]) await server.stop();
  return runs.slice(1);
}

const hellos = (runs, pick) => ({ against: runs.map((r) => pick(r.get('hello'))), of: 'hello world' });
const rate = (r) => r.rate, cpu = (r) => r.cpu;

async function byId() {
  const runs = await turns(6, async (server, build) => {
    const ids = await b.matterIds(server, 2000, SMALL), name = `ids-${b.builds.indexOf(build)}`;
    return [{ l: b.lines(`${name}.txt`, ids) }, { l: b.lines(`${name}-one.txt`, ids.slice(0, 1)) }];
  }, '/api/matters/{line}');
  const mine = (pick) => newOf(runs, pick);
  b.figure('matters by id with their steps, 64 connections', mine(rate), 'answers/s', { ...hellos(runs, rate), least: 0.5 });
  b.figure('one matter, asked for by everybody', runs.map((r) => r.get('same').rate), 'answers/s', { ...hellos(runs, rate), least: 0.5 });
  b.figure('matters by id, p99', mine((r) => r.p99), 'ms', hellos(runs, (r) => r.p99));
  b.figure('processor time of a matter by id', mine(cpu), 'us', hellos(runs, cpu));
  if (!b.before()) return;
  b.figure('matters by id', mine(rate), 'answers/s', beside(runs, rate));
  b.figure('processor time of a matter by id, both builds', mine(cpu), 'us', beside(runs, cpu, { most: 0.5 }));
}

async function counts() {
  const year = new Date().getFullYear(), where = `/api/counts?place=${b.COUNTY}&from=${year}-01-01&to=${year}-12-31`;
  const runs = await turns(6, () => [{ c: 16 }], where);
  const limited = b.before() ? beside(runs, rate, { least: 1 }) : {};
  b.figure('counts of a year for a county, 16 connections', newOf(runs, rate), 'answers/s', hellos(runs, rate));
  if (b.before()) b.figure('counts of a year for a county', newOf(runs, rate), 'answers/s', limited);
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
  const servers = [];
  for (const matters of [SMALL, b.MATTERS]) servers.push(await b.serve(b.now, await b.folderOf(b.now, matters)));
  const places = await fullPlaces(servers), list = b.lines('places.txt', places), runs = [];
  for (const i of b.round(5)) {
    runs.push([]);
    for (const s of servers) runs[i].push(await b.load(s.port, { c: 4, w: 0.5, s: 2, l: list }, 'GET', queue('{line}')));
  }
  for (const s of servers) await s.stop();
  const of = (which, pick) => runs.map((r) => pick(r[which])), small = (pick) => ({ against: of(0, pick), of: 'at 10,000' });
  b.figure(`queue page of 50 at ${many} matters, p99`, of(1, (r) => r.p99), 'ms', { ...small((r) => r.p99), most: 2 });
  b.figure(`queue page of 50 at ${many} matters, 4 connections`, of(1, rate), 'pages/s', small(rate));
}

// ---- a nation of places ----------------------------------------------------------------------------
// Alone, then through a server that takes filings meanwhile; each is written once more by a bare loop.
async function nation() {
  const list = path.join(process.env.LINLI_DATA ?? 'no-data', 'nation-divisions.csv.zst');
  if (!existsSync(list)) return console.log(`  skipped: ${list} is not there`);
  const data = await b.emptyFolder(b.now, 'nation'), before = await b.copyFolder(data, 'nation-before');
  const tap = path.join(b.ROOM, 'nation.tap'), add = ['import', 'places', list, '--data', data, ...b.serving(b.now)];
  let began = Date.now();
  const said = await b.run(b.now.linli, add, { env: b.tapped(tap) });
  const alone = (Date.now() - began) / 1000, bare = await b.bare(tap, before);
  console.log(`  ${said.trim()}`);
  b.figure('nation of places into a fresh folder', alone, 's', { against: bare.seconds, of: 'bare insert of its rows', most: 5 });

  await b.copyFolder(before, 'nation');
  let server = await b.serve(b.now, data);
  const cookies = await b.residents(server, 16), file = b.filings();
  await server.stop();
  await b.copyFolder(data, 'nation-before');
  server = await b.serve(b.now, data, b.tapped(tap));
  const callers = b.loading(server.port, { c: 16, r: 200, w: 1, s: 600, l: file, k: cookies }, ...b.FILING);
  began = Date.now();
  await b.run(b.now.linli, add);
  const spent = (Date.now() - began) / 1000;
  callers.child.kill('SIGTERM');
  const waits = await callers.figures;
  await server.stop();
  const again = await b.bare(tap, before);
  for (const name of [data, before, tap]) rmSync(name, { recursive: true, force: true });
  b.figure('the same through a server that takes 200 filings/s', spent, 's', { against: again.seconds, of: 'bare insert of all rows', most: 5 });
  b.figure('filings/s meanwhile, 16 connections', waits.rate, 'matters/s', { against: 200, of: 'asked for', least: 0.9 });
  // Two commits, as above; each at most as much longer than the bare one as the import is.
  b.figure('filing during a nation import, p99', waits.p99, 'ms', { against: again.p99, of: 'p99 commit of the bare insert', most: 10 });
  b.figure('filings refused meanwhile', waits.errors, 'answers', { most: 0 });
}

// ---- papers ------------------------------------------------------------------------------------------
// One photo of about 3 MB as it comes from a phone; then 20 of them a second beside filings: those for which there is
// no time are told to come again, and nobody who files may feel them.
async function papers() {
  const file = path.join(b.ROOM, 'photo.jpg'), bytes = photo('jpg', 4000, 3000, '[Q=93]', true);
  writeFileSync(file, bytes);
  const bare = JSON.parse(await b.run(path.join(b.ROOM, 'picture'), [file, '9']));
  const server = await b.serve(b.now, await b.copyFolder(await b.folderOf(b.now, SMALL), 'papers'));
  const cookies = readFileSync(await b.residents(server, 16), 'utf8').trim().split('\n');
  const send = async (n) => {
    const began = performance.now();
    const r = await fetch(`${server.url}/api/papers`, { method: 'POST', body: bytes, headers: { Cookie: cookies[n % 16], Origin: server.url, 'Content-Type': 'image/jpeg' } });
    await r.arrayBuffer();
    return { status: r.status, ms: performance.now() - began };
  };
  await Promise.all([send(0), send(1)]);                // the helpers are started
  const alone = [];
  for (const n of b.round(20)) {
    const r = await send(n);
    if (r.status !== 200) throw new Error(`an upload alone: ${r.status}`);
    alone.push(r.ms);
  }
  alone.sort((x, y) => x - y);
  b.figure(`a photo of ${(bytes.length / 1e6).toFixed(1)} MB made small in its sandbox`, bare.within, 'ms', { against: bare.bare, of: 'bare libvips', most: 2 });
  b.figure('its upload over HTTP, sealed and synced, median', b.median(alone), 'ms', { against: bare.bare, of: 'bare libvips', most: 2.5 });
  b.figure('its upload over HTTP, p99', alone.at(-1), 'ms', { against: bare.bare_p99, of: 'bare libvips, p99', most: 4 });

  const letters = b.filings(), waits = [], counts = { taken: 0, later: 0, wrong: 0 };
  const filed = () => b.load(server.port, { c: 16, r: 200, w: 1, s: 5, l: letters, k: path.join(b.ROOM, 'cookies.txt') }, ...b.FILING);
  for (const turn of b.round(2)) {
    const quiet = await filed();
    let n = 0;
    const sent = [], every = setInterval(() => sent.push(send(n++)), 50);
    const loud = await filed();
    clearInterval(every);
    for (const r of await Promise.all(sent)) counts[r.status === 200 ? 'taken' : r.status === 429 || r.status === 503 ? 'later' : 'wrong']++;
    waits.push({ turn, quiet: quiet.p99, loud: loud.p99 });
  }
  await server.stop();
  b.figure('filing p99, 200/s beside 20 uploads/s', waits.map((w) => w.loud), 'ms', { against: waits.map((w) => w.quiet), of: 'the same alone', most: 2 });
  b.figure('uploads of those that were taken', 100 * counts.taken / (counts.taken + counts.later), '%');
  b.figure('uploads that got neither', counts.wrong, 'answers', { most: 0 });
}

// ---- verify ----------------------------------------------------------------------------------------
const whole = (text) => Number(text.replaceAll(',', ''));

async function verifyFigures(build, data) {
  const said = await b.linli(build, 'verify', '--data', data);
  const [, entries, tree] = said.match(/entries: ([\d,]+) in [\d.]+ s \(([\d,]+)\/s\)/);
  const [, replay] = said.match(/replayed: [\d,]+ in [\d.]+ s \(([\d,]+)\/s\)/);
  return { entries: whole(entries), tree: whole(tree), replay: whole(replay), heads: whole(said.match(/heads: ([\d,]+)/)[1]) };
}

async function verify() {
  const folders = new Map(), runs = [];
  for (const build of b.builds) folders.set(build, await b.folderOf(build, MIDDLE));
  for (const i of b.round(3)) {
    runs.push(new Map());
    for (const [build, data] of folders) runs[i].set(build, await verifyFigures(build, data));
    runs[i].set('walk', await b.walk(folders.get(b.now)));
  }
  const mine = (pick) => newOf(runs, pick), walk = (pick, of) => ({ against: runs.map((r) => pick(r.get('walk'))), of });
  b.figure('entries in the verified folder', mine((r) => r.entries), 'entries');
  b.figure('entries to a signed head in it, mean', mine((r) => r.entries / r.heads), 'entries');
  b.figure('verify: tree and heads', mine((r) => r.tree), 'entries/s', { ...walk((w) => w.hash, 'walk: read and hashed twice'), least: 0.5 });
  b.figure('verify: replay and compare', mine((r) => r.replay), 'entries/s', { ...walk((w) => w.copy, 'walk: each row copied'), least: 0.2 });
  if (!b.before()) return;
  b.figure('verify: tree and heads, both builds', mine((r) => r.tree), 'entries/s', beside(runs, (r) => r.tree));
  b.figure('verify: replay and compare, both builds', mine((r) => r.replay), 'entries/s', beside(runs, (r) => r.replay, { least: 2 }));
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
  const server = await b.serve(b.now, await b.folderOf(b.now, b.MATTERS)), pid = server.child.pid, begun = resident(pid);
  const reads = mixedReads(await b.matterIds(server, 1000, b.MATTERS), [...b.streets(), ...b.communities()]);
  const read = await b.load(server.port, { c: 64, s: 60, n: 10_000, l: reads }, 'GET', '{line}');
  const after = resident(pid), cookies = await b.residents(server, 16);
  const filed = await b.load(server.port, { c: 64, s: 60, n: 2000, l: b.filings(), k: cookies }, ...b.FILING);
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
// True when GET says 200 right now.
const answers = (port, where) => new Promise((done) => {
  const s = net.connect(port, '127.0.0.1');
  let said = '';
  s.on('connect', () => s.write(`GET ${where} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`));
  s.on('data', (d) => { said += d; if (said.includes('\r\n')) { s.destroy(); done(said.startsWith('HTTP/1.1 200')); } });
  s.on('error', () => done(false));
  s.on('close', () => done(false));
});

// From the start of the process to its first answer.
async function startOnce(program, args, port) {
  const since = performance.now(), child = b.ours(spawn(program, args, { stdio: 'ignore' }));
  const gone = new Promise((done) => child.on('exit', done));
  while (child.exitCode === null && !(await answers(port, '/health'))) await new Promise((r) => setTimeout(r, 2));
  if (child.exitCode !== null) throw new Error(`${program} ended with ${child.exitCode}`);
  const spent = performance.now() - since;
  child.kill('SIGTERM');
  await gone;
  return spent;
}

async function ready() {
  const times = { hello: [], small: [], many: [] };
  const folders = { small: await b.folderOf(b.now, SMALL), many: await b.folderOf(b.now, b.MATTERS) };
  for (const i of b.round(8)) {
    for (const kind of Object.keys(times)) {
      const port = await freePort(), serving = ['serve', '--data', folders[kind], '--listen', `127.0.0.1:${port}`, ...b.serving(b.now)];
      const spent = kind === 'hello' ? await startOnce(path.join(b.ROOM, 'hello'), [String(port)], port)
        : await startOnce(b.now.linli, serving, port);
      if (i) times[kind].push(spent);           // the first one shortens what the last server left in its log
    }
  }
  b.figure(`ready to serve at ${many} matters`, times.many, 'ms', { against: times.hello, of: 'hello world, started', most: 10 });
  b.figure(`ready to serve at ${many} matters, both sizes`, times.many, 'ms', { against: times.small, of: 'ready at 10,000', most: 2 });
}

// ---- all of it -------------------------------------------------------------------------------------
// Each: the seconds it may take (on two processors that are its own it takes a third of them), and the folders that it
// wants of this build and of the one before.
const parts = {
  filing: [filing, 240, [SMALL], [SMALL]],
  byId: [byId, 120, [SMALL], [SMALL]],
  counts: [counts, 90, [SMALL], [SMALL]],
  queuePage: [queuePage, 90, [SMALL, b.MATTERS], []],
  nation: [nation, 240, [], []],
  papers: [papers, 200, [SMALL], []],
  verify: [verify, 180, [MIDDLE], [MIDDLE]],
  memory: [memory, 90, [b.MATTERS], []],
  ready: [ready, 60, [SMALL, b.MATTERS], []],
  messages: [messages, 60, [SMALL], []],
  outbox: [outbox, 60, [], []],
};
const called = (name) => !words.length || words.some((w) => name.toLowerCase().includes(w.toLowerCase()));
const wanted = Object.entries(parts).filter(([name]) => called(name));

// Smallest first: if the large one is not ready in time, what needs the small ones is still measured.
async function folders() {
  const all = (which) => [...new Set(wanted.flatMap(([, part]) => part[which]))].sort((x, y) => x - y);
  for (const build of b.builds) for (const matters of all(build === b.now ? 2 : 3)) await b.folderOf(build, matters);
}

console.log(`linli bench: ${new Date().toISOString()}, load ${readFileSync('/proc/loadavg', 'utf8').trim()}`);
console.log(`${many} matters; BENCH_MATTERS=1000000 for a million; BENCH_BEFORE=${b.BEFORE} for the comparison, none for without`);
await b.part('build', 300, b.prepareBuilds);
await b.part('folders', 360, folders);
for (const [name, [measure, seconds]] of wanted) await b.part(name, seconds, measure);
console.log('\ncrash: 200 × kill -9 under load is a story of the test run, test/crash.mjs');
process.exit(b.finish());
