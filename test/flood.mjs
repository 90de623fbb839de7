#!/usr/bin/env node
// Mutated requests by the thousands, at every address and with heads and endings of all kinds: each is answered or
// ended, nothing breaks, and afterwards memory is what it was. On the build with sanitizers, leaks counted at its end.
// FLOOD_S seconds (12), or FLOOD_REQUESTS of them; FLOOD_SEED says the same requests again.
import { existsSync, readFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { LINLI, WORK, asker, check, finish, folder, local, roomyPacks, same, serve, staff, word } from './lib/linli.mjs';
import { wait } from './lib/raw.mjs';

const most = Number(process.env.FLOOD_REQUESTS ?? 0), limit_ms = 1000 * Number(process.env.FLOOD_S ?? 12);
const seed = Number(process.env.FLOOD_SEED ?? Date.now() % 1000000);
const binary = process.env.LINLI_SAN && existsSync(process.env.LINLI_SAN) ? process.env.LINLI_SAN : LINLI;
console.log(`seed ${seed}`);

// ---- chance ----------------------------------------------------------------------------------------
let state = seed;
function chance() {                                    // mulberry32
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const below = (n) => Math.floor(chance() * n), pick = (list) => list[below(list.length)], one_in = (n) => below(n) === 0;

// ---- the server and its people -----------------------------------------------------------------------
const C = '410104003001', data = folder('flood');
const env = { ASAN_OPTIONS: `${process.env.ASAN_OPTIONS ?? ''}:quarantine_size_mb=1:detect_leaks=1` };
const server = await serve(data, { binary, args: ['--packs', roomyPacks()], env });
const doc = JSON.parse(word('describe', 'openapi').out);
const operations = [];
for (const [template, methods] of Object.entries(doc.paths))
  for (const [method, o] of Object.entries(methods)) {
    const ref = o.requestBody?.content['application/json']?.schema.$ref;         // bytes have none
    const query = (o.parameters ?? []).filter((p) => p.in === 'query');
    operations.push({ template, method: method.toUpperCase(), query, schema: ref && doc.components.schemas[ref.split('/').pop()] });
  }
const slow = /sign-|password|invite|persons|tokens|local|xlsx|end$|forget|places/;      // what costs much or ends what others need
let heads = [[]], round = 0;
async function people() {
  round++;
  const all = [{ role: 'admin', place: '410104' }, { role: 'committee', place: C, kind: 'committee' }, { role: 'county', place: '410104', kind: 'county' }];
  heads = [[], []];
  for (const one of all) {
    try {
      const made = await staff(server, data, { ...one, name: `${one.role}${round}`, ...(one.kind && { org: `${one.role}${round}组织` }) });
      heads.push([`Cookie: ${made.cookie}`, `Origin: ${server.url}`]);
    } catch (e) { console.log(`    no ${one.role}: ${e.message.slice(0, 200)}`); }
  }
}
await people();
const ids = [];
const nobody = asker(server);
for (let n = 0; n < 8; n++) {
  const made = await nobody('POST', '/api/matters', { text: `第 ${n} 件`, place: C }, { 'X-Forwarded-For': `192.0.2.${n}` });
  if (made.status === 201) ids.push(made.json.id);
}
check(heads.length >= 4 && ids.length === 8, `${heads.length} kinds of askers, ${ids.length} matters`);

// ---- requests --------------------------------------------------------------------------------------
const words = ['', 'a', '路灯不亮', '\u0000', '\u202e', '\ufeff', '😀'.repeat(20), '"}{[', '%s%n', "' OR 1=1 --", '<script>', '410104003001',
  'x'.repeat(3000), '2026-11-30', '2026-11-30T08:00:00+08:00', 'true', 'null', '-1', '1e999'];
const numbers = [0, -1, 1, 1.5, 1e308, 9007199254740993, -9223372036854775808, 410104000000001, 180, 90.0001];
const anything = (deep = 0) => pick([() => pick(words), () => pick(numbers), () => null, () => true, () => (deep > 3 ? [] : [anything(deep + 1)]),
  () => (deep > 3 ? {} : { [pick(words)]: anything(deep + 1), text: anything(deep + 1) })])();
function good(s, name) {
  if (s.enum) return pick(s.enum);
  const type = [s.type].flat()[0];
  if (name === 'place' || name === 'code') return C;
  if (type === 'string') return s.format === 'date' ? '2026-11-30' : s.format === 'date-time' ? '2026-11-30T08:00:00+08:00' : `字${below(1000)}`.slice(0, s.maxLength ?? 99);
  if (type === 'integer') return s.minimum ?? pick(ids);
  if (type === 'number') return 34.7;
  return type === 'boolean' ? one_in(2) : null;
}
function body(schema) {
  const of = {}, needed = schema.required ?? [];
  for (const [name, s] of Object.entries(schema.properties ?? {}))
    if (needed.includes(name) || one_in(8)) of[name] = one_in(20) ? anything() : good(s, name);
  if (one_in(10)) of[pick(words)] = anything();
  if (one_in(8)) of.seen = pick(numbers);
  return of;
}
const flip = (bytes, times) => {
  for (let n = 0; n < times && bytes.length; n++) bytes[below(bytes.length)] = below(256);
  return bytes;
};
function bent(text) {                                   // a body that is no longer what it was
  const bytes = Buffer.from(text);
  switch (below(9)) {
    case 0: return flip(bytes, 1 + below(8));
    case 1: return bytes.subarray(0, below(bytes.length + 1));
    case 2: return Buffer.concat([bytes, bytes]);
    case 3: return Buffer.from(text.replace(/"(\w+)":/g, (all) => (one_in(3) ? '"text":' : all)));
    case 4: return Buffer.from('['.repeat(below(3000)) + text);
    case 5: return one_in(20) ? Buffer.from(JSON.stringify({ text: '长'.repeat(below(400000)) })) : bytes;
    case 6: return Buffer.from(JSON.stringify(anything()));
    case 7: return Buffer.from(text.replaceAll(',', ' ,\t').replaceAll(':', ' : '));
    default: return Buffer.from(text, 'utf16le');
  }
}
function address(o) {
  let where = o.template.replace('{id}', () => (one_in(6) ? pick(words.map(encodeURIComponent)) : pick(ids)))
    .replace('{word}', () => pick(['410104', '0', 'matter_file', 'x'])).replace('{rest}', () => pick(['0/000', '0/000.p/3', 'x/1', '9']));
  const asked = o.query.filter(() => one_in(3)).map((q) => `${q.name}=${encodeURIComponent(one_in(3) ? pick(words).slice(0, 300) : good(q.schema, q.name))}`);
  if (one_in(15)) asked.push(...Array(below(400)).fill(pick(['a', 'a=1', '', 'text=%', 'foll%6fw=x'])));
  if (asked.length) where += `?${asked.join('&')}`;
  return one_in(20) ? where.replace(/\w/g, (c) => (one_in(4) ? `%${c.charCodeAt(0).toString(16)}` : c)) : where;
}
const odd = ['X: a\0b', 'X: a\rb', ': a', 'X: a\r\n b', 'X : a', 'Content-Length: 5', 'Content-Length: x', 'Transfer-Encoding: gzip',
  'Host: y', 'Expect: 100-continue', 'Connection: close', 'Range: bytes=0-1', 'If-None-Match: *, W/"a"', 'Accept-Language: en;q=x,,zh;q=2',
  'Idempotency-Key: \xff', 'Happened-At: soon', 'Linli-Follow: 410104.1.a', 'Authorization: Bearer 410104.a', 'X-Forwarded-For: ,,::1,x',
  `X: ${'y'.repeat(12000)}`, `X: ${'y'.repeat(17000)}`, `Cookie: ${'a=b;'.repeat(600)}`, ...Array.from({ length: 5 }, (_, i) => `A${i}: b`)];
function request() {
  let o = pick(operations);
  if (slow.test(o.template) && !one_in(12)) o = pick(operations.filter((other) => !slow.test(other.template)));
  const lines = [`${one_in(40) ? pick(['HEAD', 'PUT', 'get', 'G\0T', '']) : o.method} ${address(o)} HTTP/1.${one_in(40) ? below(4) : 1}`];
  if (!one_in(60)) lines.push('Host: 127.0.0.1');
  lines.push(`X-Forwarded-For: 198.51.${below(100)}.${below(250)}`, ...pick(heads));
  if (one_in(4)) for (let n = one_in(10) ? below(300) : 1; n > 0; n--) lines.push(pick(odd));
  let of = Buffer.alloc(0);
  if (o.schema) {
    const text = JSON.stringify(body(o.schema));
    of = one_in(2) ? Buffer.from(text) : bent(text);
    if (!one_in(30)) lines.push(`Content-Type: ${one_in(20) ? pick(words) : 'application/json'}`);
    if (one_in(6)) {
      lines.push('Transfer-Encoding: chunked');
      const cut = below(of.length + 1), size = (b) => b.length.toString(16), note = one_in(4) ? `;${'x'.repeat(below(20000))}` : '';
      of = Buffer.concat([of.subarray(0, cut), of.subarray(cut)].filter((b) => b.length).flatMap((b) => [Buffer.from(`${size(b)}${note}\r\n`), b, Buffer.from('\r\n')])
        .concat(Buffer.from(pick(['0\r\n\r\n', '0\r\nT: a\r\n\r\n', 'x\r\n', '']))));
    } else if (!one_in(60)) lines.push(`Content-Length: ${one_in(30) ? of.length + below(9) - 4 : of.length}`);
  }
  const whole = Buffer.concat([Buffer.from(lines.join('\r\n') + '\r\n\r\n', 'latin1'), of]);
  return one_in(12) ? flip(whole, 1 + below(3)) : whole;
}

// ---- one after another on a few connections ---------------------------------------------------------------
let sent = 0, answered = 0, ended = 0;
const by = new Map(), broken = [];
function note(text, what) {
  const status = Number(text.slice(9, 12));
  by.set(status, (by.get(status) ?? 0) + 1);
  answered++;
  const fine = /^HTTP\/1\.1 \d{3} /.test(text) && (status < 500 || status === 503 || status === 505);
  if (!fine && broken.length < 5) broken.push(`${text.slice(0, 200)} to ${what.toString('latin1').slice(0, 300)}`);
}
// Sends, waits for the start of an answer or the end, and leaves: at once, in the middle, or when all has come.
const exchange = (bytes) => new Promise((done) => {
  const socket = net.connect(server.port, '127.0.0.1'), way = below(10);
  let got = '', left = false;
  const over = () => {
    if (left) return;
    left = true;
    clearTimeout(timer);
    if (got) note(got, bytes); else ended++;
    if (way < 2) socket.resetAndDestroy(); else socket.destroy();
    done();
  };
  const cut = one_in(10) ? below(bytes.length) : bytes.length;
  const timer = setTimeout(over, way < 2 ? below(5) : cut < bytes.length ? 50 : 1500);
  socket.on('data', (d) => {
    if (got.length < 5000) got += d.toString('latin1');
    const head = got.indexOf('\r\n\r\n'), length = /content-length: (\d+)/i.exec(got);
    if (way < 4 || (head > 0 && (!length || got.length >= Math.min(4000, head + 4 + Number(length[1]))))) over();
  });
  socket.on('error', () => {});
  socket.on('close', over);
  socket.write(bytes.subarray(0, cut));
  if (cut < bytes.length && one_in(2)) socket.end();
  if (one_in(15)) socket.write(request());              // pipelined
});

const status = () => readFileSync(`/proc/${server.child.pid}/status`, 'utf8');
const memory_kb = () => Number(/RssAnon:\s+(\d+)/.exec(status())[1]);
const began = Date.now(), going = () => (most ? sent < most : Date.now() - began < limit_ms);
const ended_early = () => server.child.exitCode !== null || server.child.signalCode !== null;
async function client(until) {
  while (until()) {
    sent++;
    await exchange(request());
    if (ended_early()) return;
    if (sent % 4000 === 0 && !(await signed_in())) await people();
  }
}
const crowd = (until) => Promise.all(Array.from({ length: 20 }, () => client(until)));
const signed_in = async () => {
  const r = await fetch(`${server.url}/api/me`, { headers: { Cookie: heads.at(-1)[0]?.slice(8) ?? '' } }).catch(() => null);
  return !r || r.status === 200;                        // whether the server lives is seen elsewhere
};
// Without a server there is nothing to go on with: its last words tell why.
function alive() {
  if (check(!ended_early(), `the server lives after ${sent} requests: ${server.log.join('').slice(-6000)}`)) return;
  console.log(`0 passed, 1 failed`);
  process.exit(1);
}
const warm = most ? Math.min(most / 5, 20000) : 0;
await crowd(() => going() && (most ? sent < warm : Date.now() - began < limit_ms * 0.6));
await wait(1500);
alive();
const before = memory_kb(), then = sent;
await crowd(going);
await wait(1500);
alive();
const after = memory_kb();
console.log(`${sent} requests, ${answered} answered, ${ended} ended; ${[...by].sort((a, b) => a[0] - b[0]).map(([s, n]) => `${s}: ${n}`).join(', ')}`);
console.log(`memory after ${then}: ${before} KiB, after ${sent}: ${after} KiB`);
check(answered > sent / 3, 'most are answered');
check(by.get(200) > 10 && by.get(422) > 10, 'some are good and some nearly');
same(broken, [], 'nothing breaks');
check(after - before < 24 * 1024, `memory is what it was: ${before} KiB, then ${after} KiB`);
same((await fetch(`${server.url}/health`)).status, 200, 'well and served');
const gone = await server.stop();
same(gone, { code: 0, signal: null }, `it ends well: ${server.log.join('').slice(-2000)}`);
const verified = word('verify', '--data', data);
same(verified.status, 0, `the folder is whole: ${verified.out}${verified.err}`);
finish();
