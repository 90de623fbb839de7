// npm.mjs: the pinned packages of test/npm in build/browser, installed when the lock changed. Throws what npm said.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

export const NPM = path.resolve('build/browser');

export function install() {
  const lock = readFileSync('test/npm/package-lock.json', 'utf8'), kept = path.join(NPM, 'package-lock.json');
  const whole = existsSync(path.join(NPM, 'whole')) && existsSync(kept) && readFileSync(kept, 'utf8') === lock;
  if (!whole) {
    rmSync(NPM, { recursive: true, force: true });
    cpSync('test/npm', NPM, { recursive: true });
    const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: NPM, encoding: 'utf8' });
    if (npm.status !== 0) throw new Error(`npm ci: ${npm.stderr}`);
    writeFileSync(path.join(NPM, 'whole'), '');
  }
  return createRequire(path.join(NPM, 'package.json'));
}
