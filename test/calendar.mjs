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
// Years about today that nobody published; then with a rest of eight days from tomorrow on.
const DAY = 86400e3, day = (n) => new Date(Date.now() + n * DAY + 8 * 3600e3).toISOString().slice(0, 10);
const years = [...new Set([-90, 0, 40].map((n) => day(n).slice(0, 4)))];
const shipped = readFileSync(holidays, 'utf8');
const unpublished = shipped.trimEnd().split('\n').filter((l) => !years.includes(l.slice(0, 4))).join('\n');
const row = (date, kind) => `${date},${kind},试,${date.slice(0, 4)}-01-01,,a rest made for this test,B`;
const rest = [1, 2, 3, 4, 5, 6, 7, 8].map(day), far = years.map((y) => `${y}-01-01`).filter((d) => !rest.includes(d));
const published = `${[unpublished, ...[...rest, ...far].sort().map((d) => row(d, 'rest'))].join('\n')}\n`;
writeFileSync(holidays, `${unpublished}\n`);

// ---- unpublished -------------------------------------------------------------------------------------
let server = await serve(data, { args: ['--packs', packs] });
let ask = asker(server);
const files = (text, days) => local(data, 'POST', '/api/matters', { text, place: '410104003001', subject: 'O02' }, days ? { 'happened-at': new Date(Date.now() - days * DAY).toISOString() } : {});
const filed = await files('楼道里私搭了一间小屋'), old = await files('院墙边私搭了一间小屋', 90);
same([filed.status, filed.json.provisional], [201, true], 'without a published year the due moment is provisional');
let clock = (await ask('GET', `/api/matters/${filed.json.id}/clock`)).json;
check(clock.provisional && !clock.days.some((d) => d.why === 'holiday'), 'weekends alone count');
const oldHash = clock.pack.hash;
same((await local(data, 'POST', '/api/local/clock', { until: new Date().toISOString() })).status, 200, 'what fell due is raised');
const matter = async (of) => (await ask('GET', `/api/matters/${of.json.id}`)).json;
const top = await matter(old);
same([top.level, top.overdue, top.provisional], ['county', true, true], 'overdue at the top, where nothing falls due any more, by a provisional moment');
await server.stop();

// ---- published -----------------------------------------------------------------------------------------
writeFileSync(holidays, published);
server = await serve(data, { args: ['--packs', packs] });
ask = asker(server);
const recomputed = (m) => m.steps.find((s) => s.verb === 'recompute');
async function anew(of) {
  for (let i = 0; i < 300; i++) {
    const m = await matter(of);
    if (recomputed(m)) return m;
    await new Promise((done) => setTimeout(done, 100));
  }
  return matter(of);
}
const now = recomputed(await anew(filed));
check(now && !now.provisional && now.due_at > filed.json.due_at, 'published: computed anew, the days of rest do not count');
const still = await anew(old);
same([!!recomputed(still), still.provisional, still.level], [true, false, 'county'], 'so is what is overdue at the top');
clock = (await ask('GET', `/api/matters/${filed.json.id}/clock`)).json;
check(clock.pack.hash !== oldHash && clock.days.some((d) => d.why === 'holiday'), 'by another pack, whose hash is told');
await server.stop();
const verified = word('verify', '--data', data, '--packs', packs);
check(verified.status === 0 && /clean/.test(verified.out), `verify: ${verified.out}${verified.err}`);

// ---- broken --------------------------------------------------------------------------------------------
writeFileSync(holidays, shipped.replace('2026-10-01,rest', '2026-10-41,rest'));
const line = shipped.split('\n').findIndex((l) => l.startsWith('2026-10-01,rest')) + 1;
const checked = word('pack', 'check', packs);
check(checked.status === 1 && `${checked.out}${checked.err}`.includes(`cn/holidays.csv:${line}:1`), `pack check names file, line and column: ${checked.out}${checked.err}`);
const started = word('serve', '--data', data, '--packs', packs, '--listen', '127.0.0.1:0');
check(started.status === 1 && started.err.includes(`cn/holidays.csv:${line}:1`), `a server never starts on a broken pack: ${started.err}`);
finish();
