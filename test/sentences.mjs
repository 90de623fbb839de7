#!/usr/bin/env node
// A real PostgreSQL makes the tables and understands every sentence, with the kinds its arguments have: those that the
// stories before this one ran, and those that stand in the sources. What no test reached is told; alone, this story walks
// a little by itself. Nothing is run there: each sentence is prepared and planned.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { check, finish, folder, same, WORK, word } from './lib/linli.mjs';
import { postgresql } from './lib/postgresql.mjs';
import { AGAIN, parameters, standing } from './lib/sentences.mjs';

const whole = process.env.LINLI_SENTENCES !== undefined;     // all stories were noted
const notes = process.env.LINLI_SENTENCES ??= path.join(WORK, 'notes');
const data = folder('data');                                 // notes something in any case
const server = await postgresql();

// ---- the tables --------------------------------------------------------------------------------------------
const sqlite = (text) => spawnSync('sqlite3', [path.join(data, 'linli.db'), text], { encoding: 'utf8' }).stdout.trim().split('\n');
const there = (text) => server.run([text.replaceAll('\n', ' ')]).out.trim().split('\n');
const tables = (out) => out.split(';\n').map((s) => s.replaceAll('\n', ' ') + ';'), made = tables(word('describe', 'postgresql').out);
same(server.run(made).refused, [], 'the tables can be made');
const ours = "m.name NOT LIKE 'search%' AND m.name NOT LIKE 'sqlite_%'", theirs = "c.relnamespace='public'::regnamespace";
same(there(`SELECT c.relname, a.attname, format_type(a.atttypid, -1), a.attnotnull::int FROM pg_class c
    JOIN pg_attribute a ON a.attrelid=c.oid WHERE ${theirs} AND c.relkind='r' AND a.attnum>0 ORDER BY c.relname, a.attnum;`),
  sqlite(`SELECT m.name, p.name, CASE p.type WHEN 'INTEGER' THEN 'bigint' WHEN 'TEXT' THEN 'text' WHEN 'REAL' THEN 'double precision'
    WHEN 'BLOB' THEN 'bytea' END, p."notnull" FROM sqlite_schema m JOIN pragma_table_xinfo(m.name) p WHERE m.type='table' AND ${ours}
    ORDER BY m.name, p.cid`), 'the same columns');
same(there(`SELECT CASE WHEN i.indisprimary THEN '' ELSE c.relname END, t.relname, string_agg(a.attname, ',' ORDER BY a.attnum), i.indisunique::int,
    (i.indpred IS NOT NULL)::int FROM pg_index i JOIN pg_class c ON c.oid=i.indexrelid JOIN pg_class t ON t.oid=i.indrelid
    JOIN pg_attribute a ON a.attrelid=c.oid WHERE ${theirs} GROUP BY 1, 2, 4, 5 ORDER BY 1, 2;`),
  sqlite(`SELECT CASE i.origin WHEN 'pk' THEN '' ELSE i.name END AS name, m.name AS at, (SELECT group_concat(name) FROM (SELECT name FROM
    pragma_index_info(i.name) WHERE i.origin='c' OR seqno<(SELECT MAX(pk) FROM pragma_table_info(m.name)) ORDER BY seqno)), i."unique", i.partial
    FROM sqlite_schema m JOIN pragma_index_list(m.name) i WHERE m.type='table' AND ${ours} ORDER BY 1, 2`), 'the same keys and indexes');
same(sqlite("SELECT name FROM pragma_table_list WHERE schema='main' AND type='virtual'"), ['search'], 'only search is SQLite\'s alone');
// The worked sample's own, for its story's sentences are noted too.
const sample = spawnSync('build/linli-sample', ['describe', 'postgresql'], { encoding: 'utf8' }).stdout ?? '';
same(server.run(tables(sample).filter((s) => !made.includes(s))).refused, [], "the sample's tables too");

// ---- what was run, and what stands there -------------------------------------------------------------------
if (!whole) {
  const copy = path.join(WORK, 'copy'), demo = path.join(WORK, 'demo');
  for (const words of [['demo', '--small', '--data', demo], ['verify', '--data', demo], ['user', 'list', '--data', demo], ['backup', copy, '--data', demo], ['restore', copy, '--data', demo]])
    same(word(...words).status, 0, words.join(' '));
}
const noted = [...new Map(readFileSync(notes, 'utf8').trimEnd().split('\n').map((line) => [line, line.split('\t')])).values()].map(([kinds, text]) => ({ at: 'noted', kinds, text }));
const { said, pieces, written } = standing();
const engine = /pragma_|sqlite_schema|\bsearch\w*/;           // sqlite.c and the *_sqlite.c, which only SQLite reads
const foreign = noted.filter((n) => engine.test(n.text));
const all = [...said, ...noted.filter((n) => !engine.test(n.text))];
console.log(`${noted.length} sentences were noted, ${foreign.length} of them SQLite's alone; ${said.length} stand in the sources`);

// One text, one kind for each argument; what is always NULL has none.
const kinds = new Map();
for (const { text, kinds: given } of noted)
  kinds.set(text, [...given].map((k, i) => { const known = kinds.get(text)?.[i] ?? 'n'; return known === 'n' || known === k ? k : k === 'n' ? known : '?'; }));
for (const [text, given] of kinds) if (given.includes('?')) check(false, `an argument is of two kinds: ${text}`);

// ---- prepared ------------------------------------------------------------------------------------------------
const TYPES = { i: 'bigint', d: 'double precision', t: 'text', b: 'bytea', n: 'unknown' };
function prepared({ kinds, text }, i) {
  const types = kinds ? [...kinds].map((k) => TYPES[k]) : [], values = Array.from({ length: parameters(text) }, () => 'NULL');
  return `PREPARE s${i}${types.length ? `(${types.join(', ')})` : ''} AS ${text}; EXPLAIN EXECUTE s${i}${values.length ? `(${values.join(', ')})` : ''};`;
}
const refused = new Map(server.run(all.map(prepared)).refused.reverse());
all.forEach((s, i) => check(!refused.has(i), `${s.at}: ${refused.get(i)}: ${s.kinds ?? '?'}: ${s.text}`));
const wrong = [['t', 'UPDATE place SET kind=$1'], ['i', 'SELECT id FROM place WHERE name=$1'], ['', 'SELECT MAX(1, 2)'], ['i', 'SELECT id FROM place LIMIT $1, 2'],
  ['i', 'INSERT INTO head(county) VALUES($1) ON CONFLICT(county) DO NOTHING'], ['', 'SELECT kind, name FROM place GROUP BY kind']];
const seen = new Set(server.run(wrong.map(([k, text], i) => prepared({ kinds: k, text }, `wrong${i}`))).refused.map(([line]) => line));
wrong.forEach(([, text], i) => check(seen.has(i), `what is wrong is refused: ${text}`));

// ---- reached ---------------------------------------------------------------------------------------------------
const texts = noted.map((n) => n.text), run = (s) => texts.some((t) => (s.record ? t.startsWith(`SELECT ${s.record}.`) && t.endsWith(s.tail.split(AGAIN).at(-1)) : t.endsWith(s.tail)));
const unreached = said.filter((s) => !run(s)), share = 1 - unreached.length / said.length;
for (const s of unreached) console.log(`no test ran ${s.at}: ${s.text}`);
check(share >= (whole ? 0.85 : 0.4), `tests ran only ${said.length - unreached.length} of the ${said.length} sentences that stand in the sources`);
check(said.length > 100 && pieces.length > 150, `few sentences were found in the sources: ${said.length}, ${pieces.length}`);
const escaped = (text) => new RegExp(text.split(/%(?:\.\*)?[a-z]+|\x01/).map((s) => s.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*'));
// A text that is put together is known only from a run; alone this story has not seen them all.
const must = (good, what) => { if (whole || good) check(good, what); else console.log(`not here: ${what}`); };
for (const p of pieces) must(all.some((s) => escaped(p.text).test(s.text)), `${p.at}: neither run nor whole, so nobody prepared it: ${p.text}`);
for (const w of written) must(texts.some((t) => t.startsWith(`${w.text}(`) || t.startsWith(`${w.text} `)), `${w.at}: no test ran it: ${w.text}`);
await server.stop();
await finish();
