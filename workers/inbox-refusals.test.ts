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

/** What lies in the inbox after an import of its one file has failed by an error, twice if it is tried again. */
async function leftBy(error: Error): Promise<string[]> {
  await writeFile(join(folder, 'page.csv'), '<html>');
  let tries = 0;
  const importFile = () => {
    tries += 1;
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
  for (let i = 0; i < 100 && tries < 2 && (await readdir(folder)).includes('page.csv'); i++) await sleep(100);
  stop.abort();
  await watching;
  return readdir(folder);
}

describe('watchInbox(folder, {steps, …})', () => {
  test('puts a file aside that is refused', async () => {
    expect(await leftBy(new FileRefused('a web page'))).toEqual(['refused']);
  }, 20_000);

  test.each([
    new NotRunning('no server'),
    new WarehouseBroken('no database'),
    new StoreCorrupt('a file is gone'),
  ])(
    'leaves a file where it is, to try it again, when the fault is not its own: %s',
    async (error) => {
      expect(await leftBy(error)).toEqual(['page.csv']);
    },
    20_000,
  );
});
