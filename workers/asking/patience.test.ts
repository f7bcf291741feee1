import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { holdHome, type HeldHome } from '../running/home-lock.js';
import { clusterRun, writeRunFile } from '../running/run-file.js';
import { patiently } from './patience.js';

let dir: string;
let held: HeldHome;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tradeloop-patience-'));
  held = await holdHome(dir);
  writeRunFile(held.home.run, clusterRun(held.storeId, { address: '127.0.0.1:9', namespace: 'default' }));
});
afterEach(() => rm(dir, { recursive: true }));

const failure = (code: number) => Object.assign(new Error('no'), { code, details: 'no', metadata: {} });
const UNAVAILABLE = 14;
const NOT_FOUND = 5;

/** Calls what fails so often, and gives how often it was called. */
async function calls(failures: number, code: number): Promise<number> {
  let made = 0;
  const { home } = held;
  const waited = { home, isServing: () => Promise.resolve(false), closed: new AbortController().signal };
  return patiently(waited, () => {
    made += 1;
    return made > failures ? Promise.resolve(made) : Promise.reject(failure(code));
  });
}

describe('patiently({home, isServing, closed}, call)', () => {
  test('calls again what found the server away', async () => {
    expect(await calls(2, UNAVAILABLE)).toBe(3);
  });

  test('throws at once what has another reason', async () => {
    await expect(calls(1, NOT_FOUND)).rejects.toMatchObject({ code: NOT_FOUND });
  });

  test('throws NotRunning once nobody runs the system any more', async () => {
    await held.release();
    await expect(calls(1, UNAVAILABLE)).rejects.toMatchObject({
      name: 'NotRunning',
      message: expect.stringContaining('npx tradeloop up') as unknown,
    });
  });
});
