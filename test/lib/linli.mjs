// linli.mjs: what whole-server stories share: a server on its own folder and port, people with cookies, checks.
import { spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';

export const LINLI = process.env.LINLI ?? 'build/linli';
export const WORK = process.env.WORK ?? path.resolve('build/test/by-hand');
let passed = 0, failed = 0;
const served = [];              // servers that were started

export function check(good, what) {
  if (good) passed++;
  else { failed++; console.log(`FAILED: ${what}`); }
  return good;
}
export function same(is, want, what) {
  return check(JSON.stringify(is) === JSON.stringify(want), `${what}: is ${JSON.stringify(is)}, should be ${JSON.stringify(want)}`);
}
// Servers that still run are ended, so that the sanitizers can count what they hold; each of them must end well.
export async function finish() {
  for (const server of served.filter(({ child }) => child.exitCode === null && child.signalCode === null))
    same(await server.stop(), { code: 0, signal: null }, `a server ends well: ${server.log.join('').slice(-3000)}`);
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed ? 1 : 0);
}
process.on('unhandledRejection', (e) => { console.log(`FAILED: ${e?.stack ?? e}`); failed++; finish(); });

export function word(...args) {
  const r = spawnSync(LINLI, args, { encoding: 'utf8', maxBuffer: 64 << 20 });
  return { status: r.status, out: r.stdout, err: r.stderr };
}

export const freePort = () => new Promise((done) => {
  const s = createServer();
  s.listen(0, '127.0.0.1', () => { const { port } = s.address(); s.close(() => done(port)); });
});

// A test installation with the district's places, empty otherwise.
export function folder(name) {
  const data = path.join(WORK, name);
  rmSync(data, { recursive: true, force: true });
  mkdirSync(WORK, { recursive: true });
  const made = word('init', '--test', '--data', data);
  if (made.status) throw new Error(made.err);
  for (const pack of ['zhengzhou', 'guancheng']) {
    const places = word('import', 'places', `packs/${pack}/divisions.csv`, '--data', data);
    if (places.status) throw new Error(places.err || places.out);
  }
  return data;
}

// A copy of the packs in which residents (and who has no account) may file as often as a load needs.
export function roomyPacks(whose = 'resident_per|follow_per') {
  const packs = path.join(WORK, 'roomy-packs');
  if (existsSync(packs)) return packs;
  cpSync('packs', packs, { recursive: true });
  const settings = path.join(packs, 'cn', 'pack.yaml');
  const often = new RegExp(`(key: (?:${whose})_\\w+\\s+value: )"\\d+"`, 'g');
  const papers = '  - key: papers_per_hour\n    value: "1000000"\n    valid_from: 2010-01-01\n    valid_to: ""\n    source: "a test"\n    evidence: K-l\n';
  writeFileSync(settings, readFileSync(settings, 'utf8').replaceAll(often, '$1"1000000"').replace('  - key: resident_per_hour\n', `${papers}$&`));
  return packs;
}

export async function serve(data, { binary = LINLI, args = [], env = {}, started = () => {} } = {}) {
  const port = await freePort();
  const child = spawn(binary, ['serve', '--data', data, '--listen', `127.0.0.1:${port}`, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  started(child);
  const log = [];
  child.stdout.on('data', (d) => log.push(String(d)));
  child.stderr.on('data', (d) => log.push(String(d)));
  const gone = new Promise((done) => child.on('exit', (code, signal) => done({ code, signal })));
  const server = { port, child, log, gone, url: `http://127.0.0.1:${port}`, socket: path.join(data, 'sock') };
  served.push(server);
  server.stop = async (signal = 'SIGTERM') => { child.kill(signal); return gone; };
  for (let i = 0; i < 2400; i++) {            // a minute: a machine under load is slow, which is no failure
    if (child.exitCode !== null) throw new Error(`the server ended: ${log.join('')}`);
    try { if ((await fetch(`${server.url}/health`)).ok) return server; } catch { /* not yet */ }
    await new Promise((r) => setTimeout(r, 25));
  }
  throw new Error(`the server does not answer: ${log.join('')}`);
}

// Somebody who asks: keeps the session cookie, speaks JSON.
export function asker(server, lang = 'zh') {
  let cookie = '';
  async function ask(method, where, body, headers = {}) {
    const options = { method, headers: { 'Accept-Language': lang, ...headers } };
    if (cookie) { options.headers.Cookie = cookie; options.headers.Origin = server.url; }
    if (body !== undefined) {
      options.body = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
      options.headers['Content-Type'] ??= 'application/json';
    }
    const r = await fetch(server.url + where, options);
    const set = r.headers.getSetCookie?.().find((c) => c.startsWith('linli='));
    if (set) cookie = set.split(';')[0] === 'linli=' ? '' : set.split(';')[0];
    const text = await r.text();
    let json = null;
    try { json = JSON.parse(text); } catch { /* not JSON */ }
    return { status: r.status, json, text, headers: r.headers, set };
  }
  Object.defineProperty(ask, 'cookie', { get: () => cookie });
  return ask;
}

// What follows the journal (messages, search) is there.
export async function fed(server) {
  for (let i = 0; i < 400; i++) {
    if ((await (await fetch(`${server.url}/health`)).json()).feed_behind === 0) return;
    await new Promise((r) => setTimeout(r, 25));
  }
  check(false, 'the feeds do not catch up');
}

// The operator at the server, over the local socket; a connection each, since the server ends idle ones.
export function local(data, method, where, body, headers = {}) {
  return new Promise((done, broken) => {
    const r = http.request({ socketPath: path.join(data, 'sock'), agent: false, method, path: where, headers: { 'Content-Type': 'application/json', ...headers } }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (d) => { text += d; });
      answer.on('end', () => { let json = null; try { json = JSON.parse(text); } catch { /* not JSON */ } done({ status: answer.statusCode, json, text }); });
    });
    r.on('error', broken);
    r.end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
  });
}

// A member of staff: made by the operator, signed in by the one-time link.
export async function staff(server, data, { name, role, place, kind, org }) {
  const made = await local(data, 'POST', '/api/local/user', { name, role, place, ...(org ? { kind, org } : {}) });
  if (made.status >= 300) throw new Error(`user ${name}: ${made.text}`);
  const token = made.json.token ?? new URL(made.json.link, server.url).hash.match(/token=([^&]+)/)?.[1] ?? made.json.link.match(/token=([^&]+)/)[1];
  const ask = asker(server);
  const joined = await ask('POST', '/api/invite', { token, password: `Pass-${name}-2026` });
  if (joined.status >= 300) throw new Error(`invite ${name}: ${joined.text}`);
  const me = await ask('GET', '/api/me');
  ask.me = me.json;
  ask.made = made.json;
  return ask;
}
