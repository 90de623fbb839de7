#!/usr/bin/env node
// The sources of the faces and what is built of them: format, lint, types, unit tests; how much a first visit loads;
// the same bytes twice; nothing that comes from elsewhere; and a server without any pages.
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { check, finish, folder, same, serve } from './lib/linli.mjs';

const BUILT = path.resolve('build/faces');
const KB = 1024;

// ---- the sources ------------------------------------------------------------------------------------
const plain = (text) => text.replace(/\u001b\[[\d;]*m/g, '');
function npm(script) {
  const run = spawnSync('tool/faces.sh', [script], { encoding: 'utf8', env: { ...process.env, CI: 'true', NO_COLOR: '1' } });
  const said = plain(run.stdout + run.stderr);
  if (!check(run.status === 0, `${script}: see below`)) console.log(said.slice(-4000));
  return said;
}
npm('lint');
npm('check');
const tests = /Tests\s+(\d+) passed/.exec(npm('test'));
check(Number(tests?.[1]) > 10, `unit tests of the faces: ${tests?.[1]}`);

// ---- what npm brings --------------------------------------------------------------------------------
const { packages } = JSON.parse(readFileSync('web/package-lock.json', 'utf8'));
const named = Object.entries(packages).filter(([name]) => name);
same(named.filter(([, one]) => one.hasInstallScript && !one.optional).map(([name]) => name), [], 'packages that run scripts');
const shipped = named.filter(([, one]) => !one.dev && !one.devOptional);
check(shipped.length <= 70, `${shipped.length} packages for production, at most 70`);
const wanted = JSON.parse(readFileSync('web/package.json', 'utf8'));
const loose = Object.entries({ ...wanted.dependencies, ...wanted.devDependencies }).filter(([, v]) => !/^\d+\.\d+\.\d+$/.test(v));
same(loose, [], 'packages without one exact version');

// ---- what a visit loads -----------------------------------------------------------------------------
const files = (folder) => readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((f) => f.isFile()).map((f) => path.relative(folder, path.join(f.parentPath ?? f.path, f.name)))
  .filter((name) => !name.split('/').some((part) => part.startsWith('.'))).sort();
const size = (file) => gzipSync(readFileSync(file), { level: 9 }).length;
const kb = (bytes) => `${(bytes / KB).toFixed(1)} KB`;
const within = (what, bytes, limit) => {
  check(bytes <= limit * KB, `${what} loads ${kb(bytes)}, at most ${limit}`);
  console.log(`    ${what}: ${kb(bytes)} of ${limit}`);
};
// A part of a face with all that it imports at once: programs and styles.
function loads(manifest, key, into = new Set()) {
  const part = manifest[key];
  for (const file of [part.file, ...(part.css ?? [])]) into.add(file);
  for (const more of part.imports ?? []) if (!into.has(manifest[more].file)) loads(manifest, more, into);
  return into;
}
function face(folder, firstLimit, routeLimits) {
  const manifest = JSON.parse(readFileSync(path.join(folder, '.vite/manifest.json'), 'utf8'));
  const sum = (names) => [...names].reduce((all, name) => all + size(path.join(folder, name)), 0);
  const first = loads(manifest, 'index.html');
  within(`${path.relative('build', folder)} at first`, size(path.join(folder, 'index.html')) + sum(first), firstLimit);
  const lazy = Object.entries(manifest).filter(([, part]) => part.isDynamicEntry);
  check(lazy.length > 0, `${folder} loads parts later`);
  let most = 0;
  for (const [key, part] of lazy) {
    const more = [...loads(manifest, key)].filter((name) => !first.has(name)), bytes = sum(more);
    most = Math.max(most, bytes);
    check(bytes <= routeLimits * KB, `${part.name} loads ${kb(bytes)} more, at most ${routeLimits}`);
  }
  console.log(`    ${path.relative('build', folder)}: the largest part loaded later ${kb(most)} of ${routeLimits}`);
  return first;
}
const phone = face(BUILT, 60, 15);
face(path.join(BUILT, 'desk'), 260, 210);
check(![...phone].some((name) => /\ben-/.test(name)), 'English is not loaded by who reads Chinese');
const all = files(BUILT);
within('all that is carried', all.reduce((bytes, name) => bytes + size(path.join(BUILT, name)), 0), 1536);

// ---- what it holds ----------------------------------------------------------------------------------
// Names of vocabularies, and one that only stands in a message of Vue; a browser asks none of them.
const ALLOWED = /^(https?:)?\/\/(www\.w3\.org\/|vuejs\.org\/error-reference\/)/;
for (const name of all.filter((one) => /\.(js|css|html|svg|webmanifest)$/.test(one))) {
  const text = readFileSync(path.join(BUILT, name), 'utf8');
  const hosts = text.match(/(https?:)?\/\/[a-z0-9][a-z0-9.-]*\.[a-z]{2,}[^\s"'`)<]*/gi) ?? [];
  same(hosts.filter((host) => !ALLOWED.test(host)), [], `${name} names other hosts`);
  if (name.endsWith('.js')) check(!/\bnew Function\b|\beval\(/.test(text), `${name} makes programs of text`);
  if (name.endsWith('.html')) check(!/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/.test(text), `${name} holds no script or style`);
  check(!/sourceMappingURL/.test(text), `${name} names no source map`);
}
for (const name of ['index.html', 'desk/index.html', 'sw.js', 'manifest.webmanifest', 'icon.svg', 'print.css'])
  check(all.includes(name), `there is ${name}`);

// ---- again ------------------------------------------------------------------------------------------
npm('build');
const again = path.resolve('build/faces.new');
same(files(again), all, 'built twice: the same names');
same(all.filter((name) => !readFileSync(path.join(BUILT, name)).equals(readFileSync(path.join(again, name)))), [],
  'built twice: files that differ');

// ---- without pages ----------------------------------------------------------------------------------
const server = await serve(folder('bare'), { binary: path.resolve('build/linli-bare') });
const get = (where) => fetch(server.url + where, { headers: { Accept: 'text/html' } });
const bare = await get('/'), said = await bare.text();
same([bare.status, bare.headers.get('content-type')], [200, 'text/plain; charset=utf-8'], 'without pages');
check(said.includes('/api') && /[\u4e00-\u9fff]/.test(said) && said.includes('carries no pages'), `it says so: ${said}`);
same((await get('/matters')).status, 404, 'and there is nothing else');
finish();
