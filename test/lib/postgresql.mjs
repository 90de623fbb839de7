// postgresql.mjs: a PostgreSQL of a test's own: a new folder, a socket in it, no network. It is ended by its number.
import { spawn, spawnSync } from 'node:child_process';
import { chownSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const OLDEST = 15;

// Where Debian puts the newest one.
function programs() {
  const all = '/usr/lib/postgresql';
  const newest = Math.max(...readdirSync(all).map(Number).filter((n) => n >= OLDEST));
  if (!Number.isFinite(newest)) throw new Error(`no PostgreSQL ${OLDEST} in ${all}`);
  return path.join(all, String(newest), 'bin');
}

// It refuses to run as root: then it is its package's user.
const id = (flag) => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout);
const lower = process.getuid() === 0 ? { uid: id('-u'), gid: id('-g') } : {};

export async function postgresql() {
  const bin = programs(), folder = mkdtempSync(path.join(tmpdir(), 'linli-postgresql-')), data = path.join(folder, 'data');
  if (lower.uid) chownSync(folder, lower.uid, lower.gid);
  const program = (name, args) => spawnSync(path.join(bin, name), args, { encoding: 'utf8', cwd: folder, maxBuffer: 64 << 20, ...lower });
  const made = program('initdb', ['-D', data, '-U', 'linli', '-A', 'trust', '--encoding=UTF8', '--locale=C', '--no-sync']);
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr ?? made.error}`);
  const options = ['-D', data, '-k', folder, '-c', 'listen_addresses=', '-c', 'fsync=off', '-c', 'autovacuum=off'];
  const child = spawn(path.join(bin, 'postgres'), options, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'], ...lower });
  const gone = new Promise((done) => { child.on('exit', done); }), log = [];
  child.stderr.on('data', (d) => log.push(String(d)));
  const remove = () => { child.kill('SIGQUIT'); rmSync(folder, { recursive: true, force: true, maxRetries: 5 }); };
  process.on('exit', remove);                              // also when the test ends in its middle

  // What a file of sentences is answered with, and what is refused: [line, why], the line counted from 0.
  function run(lines) {
    const file = path.join(folder, 'run.sql');
    writeFileSync(file, lines.join('\n') + '\n');
    const r = program('psql', ['-XqAt', '-h', folder, '-U', 'linli', '-d', 'postgres', '-v', 'VERBOSITY=terse', '-f', file]);
    const refused = [...r.stderr.matchAll(/^psql:.*?:(\d+): ERROR: +(.*)$/gm)].map(([, line, why]) => [line - 1, why]);
    if (r.status !== 0) throw new Error(`psql: ${r.stderr ?? r.error}`);
    return { out: r.stdout, refused };
  }
  async function stop() {
    child.kill('SIGINT');                                  // its fast end
    return gone;
  }
  for (let i = 0; i < 300; i++) {
    if (program('pg_isready', ['-q', '-h', folder]).status === 0) return { run, stop };
    if (child.exitCode !== null) break;
    await new Promise((done) => { setTimeout(done, 100); });
  }
  throw new Error(`PostgreSQL does not start: ${log.join('')}`);
}
