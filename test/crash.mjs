#!/usr/bin/env node
// 200 times kill -9 under load: what was acknowledged is there afterwards, once, and the log is whole each time.
// CRASHES=20 for a shorter look. On a slow machine the loads are shorter, never fewer.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { asker, check, finish, folder, same, serve, word } from './lib/linli.mjs';
import { COUNTY, PLACE, args, crowd } from './lib/load.mjs';
import { wait } from './lib/raw.mjs';

const CRASHES = Number(process.env.CRASHES ?? 200), WHOLE = 40, CLIENTS = 8, MOST_S = 140;
const data = folder('crash'), began = Date.now();
let server = await serve(data, { args });
const people = await crowd(server, CLIENTS);

function verify(whole) {
  const v = word('verify', '--data', data, ...(whole ? [] : ['--no-replay']));
  return check(v.status === 0, `verify${whole ? ' with replay' : ''}: ${v.out}${v.err}`);
}

const sql = (text) =>
  spawnSync('sqlite3', [path.join(data, 'linli.db'), text], { encoding: 'utf8', maxBuffer: 256 << 20 }).stdout;

// Whatever of the flows is summed by now: every figure is what the matters themselves say.
async function recounted(n) {
  const rows = sql('SELECT subject, state, level, count(*) FROM matter GROUP BY 1, 2, 3').trim().split('\n').filter(Boolean)
    .map((line) => line.split('|')).map(([subject, state, level, count]) => [subject, Number(state), Number(level), Number(count)]);
  const sum = (fits) => rows.filter(fits).reduce((all, row) => all + row[3], 0);
  for (const place of [COUNTY, PLACE.slice(0, 9), PLACE]) {
    const { json } = await asker(server)('GET', `/api/counts?place=${place}`);
    same(json.filed, sum(() => true), `crash ${n}: filed at ${place}`);
    same(Object.values(json.states).map((s) => s.at_end), [1, 2, 3, 4, 5, 6, 7].map((s) => sum((row) => row[1] === s)), `crash ${n}: by state at ${place}`);
    same(Object.values(json.open_at), [1, 2, 3, 4].map((l) => sum((row) => row[2] === l)), `crash ${n}: by level at ${place}`);
    same(json.by_subject.map((s) => [s.subject, s.filed]), [...new Set(rows.map((row) => row[0]))].sort()
      .map((subject) => [subject, sum((row) => row[0] === subject)]), `crash ${n}: by subject at ${place}`);
  }
}

async function crash(n) {
  const from = people.acknowledged.length;
  let over = false;
  const load = people.work(() => over);
  const late = Date.now() - began > MOST_S * 1000 * n / CRASHES;
  await wait(50 + Math.random() * (late ? 30 : 200));
  server.child.kill('SIGKILL');
  over = true;
  await server.gone;
  await load;
  if (!verify(n % WHOLE === 0)) return false;
  people.server = server = await serve(data, { args });
  if (!same(await people.missing(), 0, `crash ${n}: acknowledged and missing`)) return false;
  check(await people.readable(from), `crash ${n}: the matters can be read`);
  await people.again();
  await recounted(n);
  return people.refusals.length === 0;
}

let crashes = 0;
while (crashes < CRASHES && await crash(crashes + 1)) crashes++;
if (!same(people.refusals, [], 'nothing was refused')) console.log(server.log.join('').slice(-4000));
same(crashes, CRASHES, 'so many crashes');
same(await people.missing(), 0, 'acknowledged and missing, in the end');
await server.stop();
verify(true);

// ---- once ----------------------------------------------------------------------------------------
const twice = (rows) => sql(`SELECT text, count(*) FROM ${rows} GROUP BY text HAVING count(*) > 1`);
same(twice('matter'), '', 'no matter twice');
same(twice("matter_step WHERE text LIKE '补充%'"), '', 'no note twice');
const texts = new Set(sql('SELECT text FROM matter UNION SELECT text FROM matter_step').split('\n'));
same(people.acknowledged.filter((a) => !texts.has(a.body.text)).length, 0, 'each acknowledged word is there');
const spent = Math.round((Date.now() - began) / 1000);
console.log(`${crashes} crashes in ${spent} s, ${people.size()} entries, ${people.acknowledged.length} acknowledged;`
  + ` ${people.repeated} under way when it died, ${people.kept} of them kept`);
finish();
