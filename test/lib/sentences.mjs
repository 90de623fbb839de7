// sentences.mjs: the SQL that stands in the sources, as the compiler's preprocessor shows it: macros are opened there, so
// a sentence is one text, and its arguments say their kinds.
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

// ---- sources -----------------------------------------------------------------------------------------
const ENGINE = /^src\/store\/(sqlite|\w+_sqlite)\.c$/;     // what only SQLite understands stands there, and nowhere else

function sources() {
  const files = readdirSync('src', { recursive: true }).map((f) => path.join('src', f));
  const ours = files.filter((f) => f.endsWith('.c') && !f.endsWith('_test.c') && !ENGINE.test(f)).sort();
  return ours.filter((f) => /\bdb_\w+\(|RECORD\(/.test(readFileSync(f, 'utf8')));
}

// Strings, words and signs of the house's own lines; each knows where it stands.
function tokens(file) {
  const [compiler, ...before] = (process.env.CC ?? 'cc').split(' ');         // perhaps behind a compiler cache
  const r = spawnSync(compiler, [...before, '-E', '-std=c11', '-D_GNU_SOURCE', '-DLINLI_SHARE=""', '-Isrc', '-Ibuild/gen', file], { encoding: 'utf8', maxBuffer: 64 << 20 });
  if (r.status !== 0) throw new Error(`${file}: ${r.stderr}`);
  const pattern = /^# (\d+) "([^"]*)".*$|"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|(\w+)|(\n)|([^\s])/gm, found = [];
  let line = 0, from = '';
  for (const [, at, name, text, char, word, end, sign] of r.stdout.matchAll(pattern)) {
    if (at) [line, from] = [at - 1, name];
    else if (end) line++;
    else if (from.startsWith('src/')) found.push({ text, char, word, sign, at: `${from}:${line}` });
  }
  return found;
}

// ---- reading them --------------------------------------------------------------------------------------
const opens = (t) => '([{'.includes(t?.sign ?? '?'), closes = (t) => ')]}'.includes(t?.sign ?? '?');

// Cut at signs that stand outside all brackets.
function cut(list, signs) {
  const parts = [[]];
  let depth = 0;
  for (const t of list) {
    depth += opens(t) - closes(t);
    if (depth === 0 && t.sign && signs.includes(t.sign)) parts.push([]);
    else parts.at(-1).push(t);
  }
  return parts;
}

// From the bracket at `i`: what it holds.
function inside(list, i) {
  let depth = 0, end = i;
  do { depth += opens(list[end]) - closes(list[end]); end++; } while (depth > 0 && end < list.length);
  return list.slice(i + 1, end - 1);
}

export const AGAIN = '\x01';                // in a tail: the record's columns once more (COLUMNS_AGAIN, store/store.h)
const unescaped = (text) => text.replace(/\\(.)/g, (_, c) => ({ n: '\n', 1: AGAIN }[c] ?? c));

// The texts an argument can be: one, or both of a choice; none when it is made elsewhere.
function texts(list) {
  if (list.length && list.every((t) => t.text !== undefined)) return [unescaped(list.map((t) => t.text).join(''))];
  if (opens(list[0]) && inside(list, 0).length === list.length - 2) return texts(inside(list, 0));
  const [, ...choices] = cut(list, '?:');
  const all = choices.map(texts);
  return all.length && all.every((one) => one.length) ? all.flat() : [];
}

const kinds = (list) => list.filter((t, i) => t.char && list[i - 1]?.sign === '=' && list[i - 2]?.word === 'kind').map((t) => t.char).join('');

// Where text and arguments stand among those of a call; a record's sentence has only its tail there.
const CALLS = { db_run_args: [1, 2], db_ask_args: [1, 2], db_i64_args: [1, 2], db_select_args: [2, 3], db_load_args: [2, 5] };
const WRITES = { db_insert: 'INSERT INTO ', db_put: 'INSERT INTO ', db_update: 'UPDATE ' };
const SQL = /\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|WHERE|ORDER BY|VALUES|ON CONFLICT|JOIN|LIMIT)[ (]/;
const asserted = (list, i) => list[i - 2]?.word === '__assert_fail' || (list[i - 1]?.sign === '&' && list[i - 2]?.sign === '&');
export const parameters = (text) => Math.max(0, ...[...text.matchAll(/\$(\d+)/g)].map(([, n]) => Number(n)));

// A tail stands behind the record's columns; one that begins with a comma names more, and its own FROM.
const behind = (record, tail) => `SELECT ${record}.*${tail[0] === ',' ? '' : ` FROM ${record} `}${tail.replaceAll(AGAIN, `${record}.*`)}`;

// What a piece may be of: a sentence by itself, or a tail, if it names its record.
function wholes(text, names) {
  if (/^(SELECT|INSERT INTO \w+\(|UPDATE \w+ SET|DELETE FROM|WITH) [^%]*\w[^%]*$/.test(text)) return [text];
  const tables = text[0] === ',' ? /\b(?:FROM|JOIN) (\w+) (?:ON|WHERE|JOIN|LEFT|CROSS|ORDER)\b/g : /^WHERE (\w+)\./g;
  const record = [...text.matchAll(tables)].map(([, name]) => name).find((name) => names.includes(name));
  return record && !text.includes('%') ? [behind(record, text)] : [];
}

// said: whole sentences with the kinds of their arguments, which are null where the source does not tell; pieces: every
// SQL text, whole or not, `%s` what printf fills in; written: the records whose rows are written.
export function standing() {
  const all = sources().map(tokens), names = {}, said = [], pieces = [], written = [], told = new Set();
  for (const list of all)
    list.forEach((t, i) => {
      if (t.word === 'Record' && list[i + 2]?.sign === '=' && list[i + 3]?.sign === '{') names[list[i + 1].word] = list[i + 7].text;
    });
  for (const list of all)
    list.forEach((t, i) => {
      if (t.text !== undefined && list[i - 1]?.text === undefined && !asserted(list, i)) {
        let end = i;
        while (list[end]?.text !== undefined) end++;
        const text = unescaped(list.slice(i, end).map((one) => one.text).join(''));
        if (SQL.test(text)) pieces.push({ at: t.at, text });
      }
      if (list[i + 1]?.sign !== '(' || !(t.word in CALLS || t.word in WRITES)) return;
      const args = cut(inside(list, i + 1), ','), record = names[args[1]?.find((one) => one.word)?.word];
      if (t.word in WRITES) {
        if (record) written.push({ at: t.at, text: WRITES[t.word] + record });
        return;
      }
      const [text, values] = CALLS[t.word].map((n) => args[n] ?? []);
      for (const one of texts(text)) {
        const sentence = record ? behind(record, one) : one, given = kinds(values);
        if (given.length !== parameters(sentence) || !(record || CALLS[t.word][0] === 1)) continue;
        said.push({ at: t.at, kinds: given, text: sentence, record, tail: one });
        told.add(one);
      }
    });
  for (const { at, text } of pieces.filter((p) => !told.has(p.text)))
    for (const whole of wholes(text, Object.values(names))) said.push({ at, kinds: null, text: whole, tail: text });
  return { said, pieces, written };
}
