import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prepare-'));
  for (const file of ['package.json', 'prepare.js'])
    cpSync(join(import.meta.dirname, '..', file), join(folder, file));
});
afterEach(() => rm(folder, { recursive: true }));

describe('npm run prepare, without development dependencies', () => {
  test('does not fail, and says how to come to a compiled program', () => {
    const { status, stderr } = spawnSync('npm', ['run', 'prepare'], { cwd: folder, encoding: 'utf8' });
    expect(status).toBe(0);
    expect(stderr).toContain('run "npm ci", which compiles, and then "npm prune --omit=dev"');
  });

  test('has nothing to say beside a compiled program', () => {
    mkdirSync(join(folder, 'dist', 'cli'), { recursive: true });
    writeFileSync(join(folder, 'dist', 'cli', 'main.js'), '');
    expect(execFileSync('node', ['prepare.js'], { cwd: folder, encoding: 'utf8' })).toBe('');
  });
});

test('npm run prepare builds nothing anew where no source is newer', () => {
  mkdirSync(join(folder, 'node_modules', 'typescript'), { recursive: true });
  mkdirSync(join(folder, 'dist', 'workflows'), { recursive: true });
  const built = join(folder, 'dist', 'workflows', 'bundle.js');
  writeFileSync(built, '');
  const prepared = () => spawnSync('node', ['prepare.js'], { cwd: folder, encoding: 'utf8' }).stdout;
  const [before, after] = [new Date('2020-01-01'), new Date('2040-01-01')];
  utimesSync(built, after, after);
  expect(prepared()).toBe('');
  // There is nothing to build here: that it is tried is enough.
  utimesSync(built, before, before);
  expect(prepared()).toContain('tradeloop@');
});
