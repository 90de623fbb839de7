#!/usr/bin/env node
// A year whose calendar is not published: due moments are provisional, and computed anew when it is. A broken pack: the
// server does not start and says where the mistake is.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { asker, check, finish, folder, local, same, serve, WORK, word } from './lib/linli.mjs';

const data = folder('calendar');
const packs = path.join(WORK, 'packs');
cpSync('packs', packs, { recursive: true });
const holidays = path.join(packs, 'cn', 'holidays.csv');
const published = readFileSync(holidays, 'utf8');
writeFileSync(holidays, published.split('\n').filter((line) => !line.startsWith('2026-')).join('\n'));

// ---- unpublished -------------------------------------------------------------------------------------
let server = await serve(data, { args: ['--packs', packs] });
let ask = asker(server);
const filed = await local(data, 'POST', '/api/matters', { text: '楼道里私搭了一间小屋', place: '410104003001', subject: 'O02' }, { 'happened-at': '2026-09-24T10:00:00+08:00' });
same([filed.status, filed.json.provisional], [201, true], 'without a published year the due moment is provisional');
let clock = (await ask('GET', `/api/matters/${filed.json.id}/clock`)).json;
check(clock.provisional && !clock.days.some((d) => d.why === 'holiday'), 'weekends alone count');
const oldHash = clock.pack.hash;
await server.stop();

// ---- published -----------------------------------------------------------------------------------------
writeFileSync(holidays, published);
server = await serve(data, { args: ['--packs', packs] });
ask = asker(server);
let m;
for (let i = 0; i < 300; i++) {
  m = (await ask('GET', `/api/matters/${filed.json.id}`)).json;
  if (m.steps.some((s) => s.verb === 'recompute')) break;
  await new Promise((done) => setTimeout(done, 100));
}
const anew = m.steps.find((s) => s.verb === 'recompute');
check(anew && !anew.provisional && anew.due_at > filed.json.due_at, 'published: computed anew, the National Day week does not count');
clock = (await ask('GET', `/api/matters/${filed.json.id}/clock`)).json;
check(clock.pack.hash !== oldHash, 'by another pack, whose hash is told');
await server.stop();
const verified = word('verify', '--data', data, '--packs', packs);
check(verified.status === 0 && /clean/.test(verified.out), `verify: ${verified.out}${verified.err}`);

// ---- broken --------------------------------------------------------------------------------------------
writeFileSync(holidays, published.replace('2026-10-01,rest', '2026-10-41,rest'));
const line = published.split('\n').findIndex((l) => l.startsWith('2026-10-01,rest')) + 1;
const checked = word('pack', 'check', packs);
check(checked.status === 1 && `${checked.out}${checked.err}`.includes(`cn/holidays.csv:${line}:1`), `pack check names file, line and column: ${checked.out}${checked.err}`);
const started = word('serve', '--data', data, '--packs', packs, '--listen', '127.0.0.1:0');
check(started.status === 1 && started.err.includes(`cn/holidays.csv:${line}:1`), `a server never starts on a broken pack: ${started.err}`);
finish();
