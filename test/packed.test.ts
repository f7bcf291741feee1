import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

const PROJECT = join(import.meta.dirname, '..');
const MINUTES = 60_000;

let folder: string;
let program: string;
/** Runs a command in a folder where nothing of the project lies; gives what it prints. */
const run = (command: string, ...words: string[]) =>
  execFileSync(command, words, {
    cwd: join(folder, 'empty'),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tradeloop-packed-'));
  mkdirSync(join(folder, 'empty'));
  execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], {
    cwd: PROJECT,
    stdio: 'ignore',
  });
  const [tarball] = readdirSync(folder).filter((file) => file.endsWith('.tgz'));
  const quiet = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
  run('npm', 'install', '-g', '--prefix', folder, ...quiet, join(folder, tarball ?? ''));
  program = join(folder, 'bin', 'tradeloop');
}, 5 * MINUTES);
afterAll(() => rm(folder, { recursive: true }));

describe('npm install -g of what npm pack gives, in an empty folder', () => {
  test('is a program without its compiler, its tests and its benchmarks', () => {
    const installed = join(folder, 'lib', 'node_modules', 'tradeloop');
    expect(run(program, '--version').trim()).toMatch(/^\d+\.\d+\.\d+$/);
    for (const left of ['dist/bench', 'node_modules/typescript', 'test'])
      expect([left, existsSync(join(installed, left))]).toEqual([left, false]);
  });

  test(
    'runs the whole loop on the sample that it brings along, and the life of models on a simulated account',
    () => {
      const printed = run(program, 'demo', '--home', join(folder, 'home'));
      expect(printed).toContain('Realised by all closed positions');
      expect(printed).toContain('The gate says: insufficient');
      const [, life = ''] = printed.split('A simulated account');
      const events = ['until a model is better', 'blessed: ', 'it stays', 'planted', 'alarm'];
      const places = [...events, 'blessed: '].reduce<number[]>(
        (found, event) => [...found, life.indexOf(event, found.at(-1))],
        [0],
      );
      expect(places).not.toContain(-1);
    },
    5 * MINUTES,
  );
});
