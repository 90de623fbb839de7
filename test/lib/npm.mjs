// npm.mjs: pinned packages of a folder of test/, installed below build/ when their lock changed. Throws what npm said.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

export const NPM = path.resolve('build/browser');

export function install(from = 'test/npm', into = NPM) {
  const lock = readFileSync(path.join(from, 'package-lock.json'), 'utf8'), kept = path.join(into, 'package-lock.json');
  const whole = existsSync(path.join(into, 'whole')) && existsSync(kept) && readFileSync(kept, 'utf8') === lock;
  if (!whole) {
    rmSync(into, { recursive: true, force: true });
    cpSync(from, into, { recursive: true });
    const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: into, encoding: 'utf8' });
    if (npm.status !== 0) throw new Error(`npm ci: ${npm.stderr}`);
    writeFileSync(path.join(into, 'whole'), '');
  }
  return createRequire(path.join(into, 'package.json'));
}
