// telling.mjs: messages and letters: a page of what is unread, in a box of a hundred thousand beside one of a thousand;
// mails a second to a sink on loopback, beside the same sink spoken to by hand.
import { spawnSync } from 'node:child_process';
import net from 'node:net';
import path from 'node:path';
import { fed, local, staff } from '../test/lib/linli.mjs';
import { mailServer } from '../test/lib/receivers.mjs';
import * as b from './lib.mjs';

// ---- messages --------------------------------------------------------------------------------------
// So many messages to one office, of the folder's matters in turns, the older half read and, of the newer, each second
// matter by itself. Rows are put in beside the program: the folder is a copy and thrown away.
function fill(data, org, reader, many) {
  const sql = `CREATE TEMP TABLE m AS SELECT row_number() OVER (ORDER BY id) - 1 AS i, id FROM matter ORDER BY id DESC LIMIT 10000;
    CREATE UNIQUE INDEX temp.m_i ON m (i);
    WITH RECURSIVE k(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k WHERE n < ${many})
    INSERT OR IGNORE INTO message(county, whom, n, thing, kind, at, word)
      SELECT ${b.COUNTY}, ${org}, 10000000 + k.n, (SELECT id FROM m WHERE i = k.n % (SELECT count(*) FROM m)), 1, ${Date.now()}, 'file' FROM k;
    INSERT INTO read_mark(county, reader, about, n) VALUES (${b.COUNTY}, ${reader}, ${org}, ${10000000 + Math.floor(many / 2)});
    INSERT INTO read_mark(county, reader, about, n) SELECT ${b.COUNTY}, ${reader}, id, 20000000 FROM m WHERE i % 2;`;
  const r = spawnSync('sqlite3', [path.join(data, 'linli.db'), sql], { encoding: 'utf8' });
  if (r.status) throw new Error(`messages: ${r.stderr}`);
}

async function boxOf(many) {
  const data = await b.copyFolder(await b.folderOf(b.now, 10_000), `messages-${many}`);
  let server = await b.serve(b.now, data);
  const office = await staff(server, data, { name: `王社区${many}`, role: 'county', place: b.COUNTY, kind: 'county', org: `区机关${many}` });
  await fed(server);
  await server.stop();
  fill(data, office.me.posts[0].org.id, office.me.id, many);
  server = await b.serve(b.now, data);
  const cookies = b.lines(`cookies-messages-${many}.txt`, [office.cookie]);
  return { server, page: () => b.load(server.port, { c: 4, s: 2, k: cookies }, 'GET', '/api/messages?unread=1&limit=50') };
}

export async function messages() {
  const few = await boxOf(1000), many = await boxOf(100_000), pages = [], against = [];
  for (const i of b.round(4)) {
    pages.push((await many.page()).p50);
    against.push((await few.page()).p50);
    if (!i) pages.pop(), against.pop();
  }
  for (const box of [few, many]) await box.server.stop();
  b.figure('a page of 50 unread things of 100,000 messages, median', pages, 'ms', { against, of: 'of 1,000', most: 2 });
}

// ---- the outbox --------------------------------------------------------------------------------------
const MAILS = 3000;

// One connection, one mail behind the other, as short as can be.
async function byHand(port, many) {
  const socket = net.connect(port, '127.0.0.1');
  let heard = '', wake;
  socket.setEncoding('latin1');
  socket.on('data', (d) => { heard += d; wake?.(); });
  const answer = async () => {
    while (!/^\d{3} .*\r\n/m.test(heard)) await new Promise((done) => { wake = done; });
    heard = '';
  };
  const say = async (line) => { socket.write(line); await answer(); };
  await answer();
  await say('EHLO me\r\n');
  const since = performance.now();
  for (let i = 0; i < many; i++) {
    await say('MAIL FROM:<a@example.org>\r\n');
    await say(`RCPT TO:<hand${i}@example.org>\r\n`);
    await say('DATA\r\n');
    await say('Subject: x\r\n\r\neA==\r\n.\r\n');
  }
  const rate = many / (performance.now() - since) * 1000;
  socket.destroy();
  return rate;
}

// One batch over the local socket; every line must do.
async function batch(data, lines) {
  for (let i = 0; i < lines.length; i += 500) {
    const r = await local(data, 'POST', '/api/local/batch', lines.slice(i, i + 500).map((l) => JSON.stringify(l)).join('\n'));
    const bad = r.text.trim().split('\n').map((l) => JSON.parse(l)).find((l) => l.status >= 300);
    if (bad) throw new Error(`batch: ${JSON.stringify(bad)}`);
    lines.slice(i, i + 500).forEach((l, k) => { l.answer = JSON.parse(r.text.trim().split('\n')[k]).body; });
  }
  return lines;
}

export async function outbox() {
  const sink = await mailServer(), place = b.communities()[0], data = await b.emptyFolder(b.now, 'outbox');
  const server = await b.serve(b.now, data);
  const office = await staff(server, data, { name: '王社区', role: 'committee', place, kind: 'committee', org: '社区居委会' });
  const made = await local(data, 'POST', '/api/targets', { name: '邮件', way: 'mail', url: `smtp://127.0.0.1:${sink.port}`, plain: true, networks: '127.0.0.1',
    sender: 'linli@example.org', site: 'https://linli.example.org' });
  if (made.status !== 201) throw new Error(made.text);
  const filed = await batch(data, b.round(MAILS).map((i) => ({ method: 'POST', path: '/api/matters', body: { text: '路灯不亮', place, tell_by: 'mail', reporter_mail: `to${i}@example.org` } })));
  const hand = [], rates = [];
  hand.push(await byHand(sink.port, MAILS));
  for (const [i, verb] of ['accept', 'answer', 'close'].entries()) {
    const before = sink.mails.length, since = performance.now();
    await batch(data, filed.map((f) => ({ method: 'POST', path: `/api/matters/${f.answer.id}/${verb}`, act_as: office.me.id, body: { text: '好' } })));
    const done = performance.now();
    while (sink.mails.length < before + MAILS) await new Promise((r) => setTimeout(r, 5));
    const mails = sink.mails.slice(before), first = mails[0].at, last = mails.at(-1).at;
    rates.push(MAILS / (last - first) * 1000);
    console.log(`  ${verb}: ${MAILS} deeds in ${((done - since) / 1000).toFixed(1)} s, their mails in ${((last - first) / 1000).toFixed(1)} s, ${sink.connections} connections so far`);
    hand.push(await byHand(sink.port, MAILS));
    if (!i) rates.pop();
  }
  await server.stop();
  sink.close();
  b.figure('mails to a local sink', rates, 'mails/s', { least: 500 });
  b.figure('mails to a local sink, beside it', rates, 'mails/s', { against: hand, of: 'one connection by hand', least: 0.1 });
}
