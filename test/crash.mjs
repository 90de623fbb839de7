#!/usr/bin/env node
// 200 times kill -9 under load: what was acknowledged is there afterwards, once, and the log is whole each time.
// CRASHES=20 for a shorter look. On a slow machine the loads are shorter, never fewer.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { check, finish, folder, same, serve, word } from './lib/linli.mjs';
import { args, crowd } from './lib/load.mjs';
import { wait } from './lib/raw.mjs';

const CRASHES = Number(process.env.CRASHES ?? 200), WHOLE = 40, CLIENTS = 8, MOST_S = 140;
const data = folder('crash'), began = Date.now();
let server = await serve(data, { args });
const people = await crowd(server, CLIENTS);

function verify(whole) {
  const v = word('verify', '--data', data, ...(whole ? [] : ['--no-replay']));
  return check(v.status === 0, `verify${whole ? ' with replay' : ''}: ${v.out}${v.err}`);
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
const sql = (text) =>
  spawnSync('sqlite3', [path.join(data, 'linli.db'), text], { encoding: 'utf8', maxBuffer: 256 << 20 }).stdout;
const twice = (rows) => sql(`SELECT text, count(*) FROM ${rows} GROUP BY text HAVING count(*) > 1`);
same(twice('matter'), '', 'no matter twice');
same(twice("matter_step WHERE text LIKE '补充%'"), '', 'no note twice');
const texts = new Set(sql('SELECT text FROM matter UNION SELECT text FROM matter_step').split('\n'));
same(people.acknowledged.filter((a) => !texts.has(a.body.text)).length, 0, 'each acknowledged word is there');
const spent = Math.round((Date.now() - began) / 1000);
console.log(`${crashes} crashes in ${spent} s, ${people.size()} entries, ${people.acknowledged.length} acknowledged;`
  + ` ${people.repeated} under way when it died, ${people.kept} of them kept`);
finish();
