import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { FileRefused, NotRunning, StoreCorrupt, WarehouseBroken } from '../domain/errors.js';
import { watchInbox } from './inbox.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tradeloop-inbox-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** What is left in the inbox after an import has failed, twice if it is tried again, and when it was tried. */
async function leftBy(error: Error): Promise<{ left: string[]; tried: number[] }> {
  await writeFile(join(folder, 'page.csv'), '<html>');
  const tried: number[] = [];
  const importFile = () => {
    tried.push(performance.now());
    return Promise.reject(error);
  };
  const stop = new AbortController();
  const log = pino({ level: 'silent' });
  const watching = watchInbox(folder, {
    steps: { importFile },
    log,
    stop: stop.signal,
    tooFull: () => undefined,
  });
  for (let i = 0; i < 100 && tried.length < 2 && (await readdir(folder)).includes('page.csv'); i++)
    await sleep(100);
  stop.abort();
  await watching;
  return { left: await readdir(folder), tried };
}

describe('watchInbox(folder, {steps, …})', () => {
  test('puts a file aside that is refused', async () => {
    const { left, tried } = await leftBy(new FileRefused('a web page'));
    expect([left, tried.length]).toEqual([['refused'], 1]);
  }, 20_000);

  test.each([
    new NotRunning('no server'),
    new WarehouseBroken('no database'),
    new StoreCorrupt('a file is gone'),
  ])(
    'leaves a file where it is, to try it again, when the fault is not its own: %s',
    async (error) => {
      const { left, tried } = await leftBy(error);
      expect([left, tried.length]).toEqual([['page.csv'], 2]);
      // Later than it is looked at where nothing fails, which is every two seconds.
      expect((tried[1] ?? 0) - (tried[0] ?? 0)).toBeGreaterThan(3_500);
    },
    20_000,
  );
});
