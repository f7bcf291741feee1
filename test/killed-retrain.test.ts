import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeIntradayAccount } from './intraday-account.js';
import { BIN, makeHome, removeHome, SERVER_TEST_MS, tradeloop } from './system.js';

const KILLS = 3;

let home: string;

beforeAll(async () => {
  home = await makeHome();
  const range = { from: '2025-01-06', to: '2025-03-31', seed: 1 };
  const files = await writeIntradayAccount(join(home, 'files'), range);
  await tradeloop(home, 'import', ...files, '--local');
  await tradeloop(home, 'learn', 'report', '--local');
  await writeFile(
    join(home, 'config.json'),
    JSON.stringify({ hidden: [8], epochs: 150, checkpoint_every: 5 }),
  );
}, SERVER_TEST_MS);

afterAll(() => removeHome(home), 60_000);

const retrain = () => [
  ...['learn', 'retrain', '--kind', 'mlp', '--days', '90', '--config', join(home, 'config.json')],
  ...['--json', '--local'],
];

test(
  'a training killed at random epochs goes on from its checkpoint and gives the same bytes as one that was not',
  async () => {
    const whole = await trained();
    expect(whole.resumed_from).toBeNull();
    const bytes = await hashes(whole.model_id);
    await rm(join(home, 'models', whole.model_id), { recursive: true });
    for (let kill = 0; kill < KILLS; kill++) await killedAfterEpochs();
    expect(await readdir(join(home, 'models'))).not.toContain(whole.model_id);
    const again = await trained();
    expect(again).toMatchObject({ model_id: whole.model_id });
    expect(again.resumed_from ?? 0).toBeGreaterThan(0);
    expect((again.resumed_from ?? 0) + again.epochs).toBe(whole.epochs);
    expect(await hashes(whole.model_id)).toEqual(bytes);
    const left = await readdir(join(home, 'learning', 'training'));
    expect(left.filter((name) => !name.endsWith('.parquet'))).toEqual([]);
  },
  SERVER_TEST_MS,
);

async function trained() {
  const { stdout } = await tradeloop(home, ...retrain());
  return JSON.parse(stdout) as { model_id: string; epochs: number; resumed_from: number | null };
}

/** Starts a training, and ends it without warning once its checkpoint has gone on a little. */
async function killedAfterEpochs(): Promise<void> {
  const child = spawn(process.execPath, [BIN, ...retrain(), '--home', home], { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const folder = join(home, 'learning', 'training');
  const before = await checkpointOf(folder);
  while (child.exitCode === null && (await checkpointOf(folder)) === before) await sleep(5);
  await sleep(Math.random() * 100);
  child.kill('SIGKILL');
  await ended;
}

async function checkpointOf(folder: string): Promise<string> {
  const name = (await readdir(folder)).find((one) => one.endsWith('.checkpoint'));
  return name === undefined ? '' : readFile(join(folder, name), 'utf8').catch(() => '');
}

async function hashes(model_id: string): Promise<Record<string, string>> {
  const folder = join(home, 'models', model_id);
  const files = (await readdir(folder)).sort();
  const each = files.map(async (file) => {
    const hash = createHash('sha256').update(await readFile(join(folder, file)));
    return [file, hash.digest('hex')];
  });
  return Object.fromEntries(await Promise.all(each)) as Record<string, string>;
}
