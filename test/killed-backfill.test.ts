import { afterAll, describe, expect, test } from '@jest/globals';
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { readRunFile } from '../workers/run-file.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const bin = join(root, 'dist/cli/main.js');
const sample = join(root, 'data/sample');
const BACKFILL = ['backfill', '--from', '2025-06-02', '--to', '2025-11-19'];

const directory = await mkdtemp(join(tmpdir(), 'tradeloop-killed-'));
const started: Running[] = [];
afterAll(async () => {
  for (const running of started) await running.down();
  await rm(directory, { recursive: true, force: true });
}, 60_000);

interface Running {
  home: string;
  /** Runs a command on the home and gives its JSON document; a failed one throws with what it said. */
  tradeloop: (...command: string[]) => Promise<unknown>;
  /** Kills one of its processes as nothing else can. */
  kill(process: 'server' | 'data'): Promise<void>;
  down: () => Promise<void>;
}

/** Starts `tradeloop up` on a fresh home and waits until its workers poll. */
async function up(name: string): Promise<Running> {
  const home = join(directory, name);
  const child = spawn(process.execPath, [bin, 'up', '--home', home], { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const tradeloop = async (...command: string[]): Promise<unknown> => {
    const { stdout } = await run(process.execPath, [bin, ...command, '--home', home, '--json'], {
      maxBuffer: 64 << 20,
      timeout: 120_000,
    });
    return JSON.parse(stdout);
  };
  const running: Running = {
    home,
    tradeloop,
    async kill(name) {
      const found = (await readRunFile(join(home, 'run.json')))?.[name];
      if (!found) throw new Error(`no ${name} process is known`);
      process.kill(found.pid, 'SIGKILL');
    },
    async down() {
      child.kill('SIGTERM');
      await ended;
    },
  };
  started.push(running);
  await eventually(() => tradeloop('status'));
  return running;
}

async function eventually<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 60; ; tries -= 1) {
    try {
      return await attempt();
    } catch (error) {
      if (tries === 0) throw error;
      await pause(500);
    }
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Every exported file with the hash of its bytes. */
async function exportsOf({ home, tradeloop }: Running): Promise<Record<string, string>> {
  await tradeloop('export', 'all', '--format', 'parquet');
  await tradeloop('export', 'all', '--format', 'csv');
  const hashes: Record<string, string> = {};
  for (const file of (await readdir(join(home, 'exports'))).sort())
    hashes[file] = createHash('sha256')
      .update(await readFile(join(home, 'exports', file)))
      .digest('hex');
  return hashes;
}

describe('tradeloop backfill, its data process killed in the middle and its server once', () => {
  test('exports the bytes of an undisturbed run, and again after every step has run again', async () => {
    const calm = await up('calm');
    await calm.tradeloop('import', sample);
    await calm.tradeloop(...BACKFILL);
    const expected = await exportsOf(calm);
    await calm.down();
    expect(Object.keys(expected)).toContain('matches.parquet');

    const killed = await up('killed');
    await killed.tradeloop('import', sample);
    let isDone = false;
    const backfill = killed.tradeloop(...BACKFILL).finally(() => (isDone = true));
    await pause(1500);
    await killed.kill('data');
    await pause(3000);
    await killed.kill('server');
    expect(isDone).toBe(false);
    await backfill;
    expect(await exportsOf(killed)).toEqual(expected);

    await killed.tradeloop('import', sample);
    await killed.tradeloop('reconcile', '2025-07-15');
    await killed.tradeloop('outcomes', '2025-07-15');
    await killed.tradeloop('week', '2025-W30');
    await killed.tradeloop(...BACKFILL);
    await killed.tradeloop('rebuild');
    expect(await exportsOf(killed)).toEqual(expected);
  }, 400_000);
});
