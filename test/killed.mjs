#!/usr/bin/env node
// 200 times kill -9 between a paper and the entry that names it: no entry is ever without its paper, and a paper that was
// promised can be named. KILLS=20 for a shorter look. On a slow machine the loads are shorter, never fewer.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { check, finish, folder, same, serve, staff, word } from './lib/linli.mjs';
import { PLACE, args } from './lib/load.mjs';
import { pdf } from './lib/papers.mjs';
import { wait } from './lib/raw.mjs';

const KILLS = Number(process.env.KILLS ?? 200), MOST_S = 60;
const data = folder('killed'), began = Date.now();
let server = await serve(data, { args });
const clerk = await staff(server, data, { name: '王社区', role: 'committee', place: PLACE, kind: 'committee', org: '印刷厂街社区居委会' });
const cookie = clerk.cookie;
const sql = (text) => spawnSync('sqlite3', [path.join(data, 'linli.db'), text], { encoding: 'utf8', maxBuffer: 64 << 20 }).stdout.trim();
const stock = [], named = [];               // names that were promised and not named yet; { name, bytes } of acknowledged matters
const size = new Map();
let refusals = [], made = 0;

async function ask(where, body, type) {
  const headers = { Cookie: cookie, Origin: server.url, 'Content-Type': type };
  try {
    const r = await fetch(server.url + where, { method: 'POST', headers, body });
    const json = await r.json();
    if (r.status < 300) return json;
    refusals.push([where, r.status, json.fault]);
  } catch { /* it was killed */ }
  return null;
}
async function sends(over) {
  while (!over()) {
    const bytes = pdf(`${made++} ${'x'.repeat(Math.random() * 150000)}`), json = await ask('/api/papers', bytes, 'application/pdf');
    if (json) { size.set(json.name, bytes.length); stock.push(json.name); }
  }
}
// A process that makes pictures needs longer to start than most servers here live.
async function stocked() {
  if (stock.length < 20) await Promise.all([1, 2].map(() => sends(() => stock.length >= 60)));
}
// One of them is left for after the kill.
async function files(over) {
  for (let filed = 0; filed < 2 && !over();) {
    const name = stock.length > 1 ? stock.shift() : null;
    if (!name) { await wait(2); continue; }
    filed++;
    const json = await ask('/api/matters', JSON.stringify({ text: `附件 ${name}`, place: PLACE, papers: [name] }), 'application/json');
    if (json) named.push(name);
  }
}
const missing = () => sql("SELECT substr(lower(hex(hash)), 1, 2) || '/' || substr(lower(hex(hash)), 3) FROM blob").split('\n').filter(Boolean)
  .filter((file) => !existsSync(path.join(data, 'blobs', '410104', file)));

async function kill(n) {
  let over = false;
  await stocked();
  const load = [sends(() => over), sends(() => over), files(() => over), files(() => over)];
  const late = Date.now() - began > MOST_S * 1000 * n / KILLS;
  await wait(Math.random() * (late ? 15 : 40));
  server.child.kill('SIGKILL');
  over = true;
  await server.gone;
  await Promise.all(load);
  if (!same(missing(), [], `kill ${n}: files that an entry names are there`)) return false;
  server = await serve(data, { args });
  const name = stock.shift();
  if (name) check(await ask('/api/matters', JSON.stringify({ text: `后来 ${name}`, place: PLACE, papers: [name] }), 'application/json'), `kill ${n}: what was promised is named`);
  for (const one of [...named.splice(0, Math.max(0, named.length - 3)).slice(-1), ...(name ? [name] : [])]) {
    const r = await fetch(`${server.url}/api/papers/${one}/whole`);
    if (!same([r.status, (await r.arrayBuffer()).byteLength], [200, size.get(one)], `kill ${n}: a paper that an entry names opens`)) return false;
  }
  return same(refusals, [], `kill ${n}: nothing was refused`);
}
let kills = 0;
while (kills < KILLS && await kill(kills + 1)) kills++;
same(kills, KILLS, 'so many kills');
check(Number(sql('SELECT count(*) FROM paper')) >= KILLS, `papers were named all the while: ${sql('SELECT count(*) FROM paper')}`);
await server.stop();
const v = word('verify', '--data', data);
same(v.status, 0, `whole in the end: ${v.out}${v.err}`);
same(readdirSync(path.join(data, 'tmp')).filter((f) => f.startsWith('blob-')), [], 'nothing half made is left');
await finish();
