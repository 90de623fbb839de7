#!/usr/bin/env node
// The disk is full, files may not grow, the disk fails: changes are refused or the server leaves, reading goes on,
// nothing acknowledged is lost, and when there is room again changes are taken again by themselves.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, closeSync, cpSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { statfsSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { LINLI, WORK, asker, check, finish, folder, same, serve, word } from './lib/linli.mjs';
import { args, crowd } from './lib/load.mjs';
import { wait } from './lib/raw.mjs';

const FAULTS = Number(process.env.FAULTS ?? 20), CLIENTS = 8, GOOD = { text: '还有地方吗', place: '410104003002' };
const runs = (command, ...args) => spawnSync(command, args, { encoding: 'utf8' }).status === 0;

// A program in the server's place that becomes the server (or starts it) after some shell words.
function wrapper(name, words) {
  const file = path.join(WORK, name);
  writeFileSync(file, `#!/bin/bash\n${words}\n`);
  chmodSync(file, 0o755);
  return file;
}
function verify(data, what) {
  const v = word('verify', '--data', data);
  check(v.status === 0 && /clean/.test(v.out), `${what}: verify: ${v.out}${v.err}`);
}
async function within(ms, what, good) {
  const end = Date.now() + ms;
  while (Date.now() < end) {
    if (await good()) return check(true, what);
    await wait(50);
  }
  return check(false, `${what} within ${ms} ms`);
}

// While changes are refused everything can still be read, and the refusal says so in both languages. `again` keeps the
// disk full: the server's own log may have become shorter meanwhile, and made room for a few more.
async function readsOnly(server, people, faults, again = () => {}) {
  for (const [lang, words] of [['zh', /[\u4e00-\u9fff]/], ['en', /^[\x20-\x7e]+$/]]) {
    let r = { status: 201 };
    for (let i = 0; i < 40 && r.status === 201; i++) {
      again();
      await wait(50);
      r = await asker(server, lang)('POST', '/api/matters', GOOD, { 'X-Forwarded-For': `192.0.2.${100 + i}` });
    }
    const good = r.status === 503 && faults.includes(r.json?.fault) && words.test(r.json.title);
    check(good, `refused in ${lang}: ${r.text}`);
    check(r.headers.get('retry-after') && r.headers.get('content-type') === 'application/problem+json', 'come again');
  }
  const ask = asker(server), last = people.acknowledged.filter((a) => a.where === '/api/matters').at(-1);
  const read = [`/api/matters/${last.id}`, '/api/matters?limit=5', '/api/places?limit=5', '/', '/api/counts'];
  for (const where of read) same((await ask('GET', where)).status, 200, `GET ${where} goes on`);
  // The server tries by itself whether saving works; where its log made room it does, until that is used up.
  let r;
  const usedUp = async (asked, told) => {
    for (let i = 0; i < 40 && (i === 0 || !told(r)); i++) {
      if (i) await wait(50);
      again();
      if (i) await asker(server)('POST', '/api/matters', GOOD);
      r = await asked();
    }
  };
  await usedUp(() => ask('GET', '/health'), (is) => !is.json.writable);
  same([r.status, r.json.ok, r.json.writable], [200, true, false], 'health tells');
  await usedUp(() => ask('POST', '/api/sign-in', { name: '没有这个人', password: 'guess-guess-guess' }), (is) => is.status === 503);
  same(r.status, 503, 'no password is judged that could not be counted');
}
async function takesAgain(server, people, what) {
  const health = asker(server);
  await within(5000, `${what}: changes are taken again`, async () => (await health('GET', '/health')).json.writable);
  const before = people.acknowledged.length;
  people.refusals.length = 0;
  let over = false;
  setTimeout(() => { over = true; }, 300);
  await people.work(() => over);
  check(people.acknowledged.length > before, `${what}: people file again`);
  same(people.refusals.slice(0, 3), [], `${what}: nobody is refused of ${people.refusals.length}`);
  same(server.child.exitCode, null, `${what}: without a restart`);
  same(await people.missing(), 0, `${what}: acknowledged and missing`);
}

// ---- a small disk of our own ---------------------------------------------------------------------------
const disk = path.join(WORK, 'disk');
mkdirSync(disk, { recursive: true });
const mounted = process.getuid() === 0 && runs('mount', '-t', 'tmpfs', '-o', 'size=64m', 'linli-story', disk);
process.on('exit', () => { if (mounted) runs('umount', '-l', disk); });
const ballast = path.join(disk, 'ballast');
const left = () => { const s = statfsSync(disk); return s.bavail * s.bsize; };
function fill(keep) {
  const fd = openSync(ballast, 'a'), block = Buffer.alloc(64 << 10, 1);
  try {
    while (left() > keep + block.length) writeSync(fd, block);
    while (left() > keep) writeSync(fd, block, 0, 4096);
  } catch (e) { if (e.code !== 'ENOSPC') throw e; }
  closeSync(fd);
}
const empty = () => rmSync(ballast, { force: true });

async function smallDisk() {
  const data = path.join(disk, 'data');
  cpSync(folder('full-seed'), data, { recursive: true });
  let server = await serve(data, { args });
  const people = await crowd(server, CLIENTS);
  people.rest_ms = Number(process.env.REST_MS ?? 20);        // memory takes writes faster than any disk would
  const refused = (fault) => () => people.refusals.some((r) => r.fault === fault);

  // Nearly full: the server stops by itself while there is still room to go on reading.
  fill(8 << 20);
  await people.work(refused('store_full'));
  check(people.acknowledged.length > 20, `filed ${people.acknowledged.length} before it was full`);
  same([...new Set(people.refusals.map((r) => `${r.status} ${r.fault}`))], ['503 store_full'], 'all refusals say why');
  await readsOnly(server, people, ['store_full']);
  same(await people.missing(), 0, 'nearly full: acknowledged and missing');
  verify(data, 'nearly full');
  empty();
  await takesAgain(server, people, 'after nearly full');

  // Quite full from one moment to the next, under load.
  for (let round = 0; round < 3; round++) {
    people.refusals.length = 0;
    let over = false;
    const load = people.work(() => over);
    await wait(200);
    fill(0);
    await wait(700);
    over = true;
    await load;
    same(server.child.exitCode ?? server.child.signalCode, null, 'it does not fall over');
    const said = [...new Set(people.refusals.map((r) => `${r.status} ${r.fault}`))].sort();
    check(said.length && said.every((s) => ['503 store_full', '503 store_failed'].includes(s)), `quite full: ${said}`);
    await readsOnly(server, people, ['store_full', 'store_failed'], () => fill(0));
    empty();
    await takesAgain(server, people, 'after quite full');
  }

  // It also starts on a full disk, for reading.
  await server.stop();
  fill(512 << 10);
  people.server = server = await serve(data, { args });
  await within(2000, 'started full', async () => !(await asker(server)('GET', '/health')).json.writable);
  await readsOnly(server, people, ['store_full', 'store_failed'], () => fill(512 << 10));
  empty();
  await takesAgain(server, people, 'after a start on a full disk');
  await server.stop();
  verify(data, 'the small disk');
  console.log(`a small disk: ${people.acknowledged.length} acknowledged, ${people.size()} entries`);
}

// ---- files that may not grow (no root needed) ------------------------------------------------------------
async function smallFiles() {
  const data = folder('small-files');
  const binary = wrapper('no-xfsz.sh', `trap '' XFSZ; exec '${path.resolve(LINLI)}' "$@"`);
  const server = await serve(data, { args, binary });
  const people = await crowd(server, CLIENTS);
  const limit = (bytes) => execFileSync('prlimit', ['--pid', String(server.child.pid), `--fsize=${bytes}:unlimited`]);
  limit(3 << 20);
  const end = Date.now() + 20000;
  await people.work(() => people.refusals.length > 3 || Date.now() > end);
  same(server.child.signalCode, null, 'it does not die of it');
  const refused = people.refusals.length > 3 && people.refusals.every((r) => r.status === 503);
  check(refused, 'small files: changes are refused');
  await readsOnly(server, people, ['store_full', 'store_failed']);
  same(await people.missing(), 0, 'small files: acknowledged and missing');
  limit('unlimited');
  await takesAgain(server, people, 'larger files');
  await server.stop();
  verify(data, 'small files');
}

// ---- a disk that fails -----------------------------------------------------------------------------------
// strace makes the n-th call of a thread fail. A failed sync is never tried again: the server leaves at once.
const childOf = (pid) => Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]);
const injections = [
  (n) => ['fdatasync,fsync', `error=EIO:when=${n}`, 70],
  (n) => ['pwrite64', `error=EIO:when=${n * 6}`],
  (n) => ['fdatasync,fsync', `error=ENOSPC:when=${n}+`, 70],
  (n) => ['pwrite64', `error=ENOSPC:when=${n * 4}..${n * 4 + 40}`],
];
async function failingDisk() {
  const data = folder('failing');
  let server = await serve(data), ended = 0, hit = 0;
  const people = await crowd(server, CLIENTS);
  await server.stop();
  for (let i = 0; i < FAULTS; i++) {
    const [calls, fault, status] = injections[i % injections.length](2 + Math.floor(Math.random() * 40));
    const options = `-f -qq --seccomp-bpf -e trace=${calls} -e inject=${calls}:${fault} -o /dev/null`;
    const binary = wrapper('failing.sh', `exec strace ${options} '${path.resolve(LINLI)}' "$@"`);
    const what = `${calls} ${fault}`;
    const started = await serve(data, { args, binary }).catch(() => null);
    if (started) {
      people.server = server = started;
      const end = Date.now() + 900;
      await people.work(() => Date.now() > end);
      await Promise.race([server.gone, wait(100)]);
      if (server.child.exitCode === null && server.child.signalCode === null) {
        if (childOf(server.child.pid)) process.kill(childOf(server.child.pid), 'SIGKILL');
      } else {
        ended++;
        same(server.child.exitCode, status, `${what}: it leaves`);
      }
      await server.gone;
    }
    hit += people.refusals.length > 0 || server.child.exitCode !== null;
    check(people.refusals.every((r) => r.status === 503), `${what}: ${JSON.stringify(people.refusals[0])}`);
    people.refusals.length = 0;
    people.server = server = await serve(data, { args });
    same(await people.missing(), 0, `${what}: acknowledged and missing`);
    await people.again();
    same(people.refusals, [], `${what}: taken after the restart`);
    await server.stop();
  }
  check(FAULTS < 10 || ended > FAULTS / 4, `a failed sync ends the server: ${ended} of ${FAULTS}`);
  verify(data, 'the failing disk');
  console.log(`a failing disk: ${FAULTS} faults, ${hit} felt, ${ended} ended the server;`
    + ` ${people.acknowledged.length} acknowledged, ${people.repeated} of unknown fate, ${people.kept} of them kept`);
}

if (mounted) await smallDisk();
else console.log('a small disk: not tried (needs root and mount)');
await smallFiles();
const strace = ['-f', '--seccomp-bpf', '-e', 'inject=fsync:error=EIO', '-o', '/dev/null', 'true'];
if (runs('strace', ...strace)) await failingDisk();
else console.log('a failing disk: not tried (strace does not work here)');
finish();
