import { afterAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSteps } from '../activities/make-steps.js';
import { sharedData } from './shared-data.js';

const folder = sharedData('tastytrade-2018-2024');
const NEWEST = 'tastytrade_transactions_history_180201_to_240817.csv';
const OLDER = ['2018 - 2020-05.csv', 'uso.csv'];
const TABLES = ['executions', 'cash_flows', 'matches', 'lots', 'outcomes'];

const directory = await mkdtemp(join(tmpdir(), 'tradeloop-overlap-'));
afterAll(() => rm(directory, { recursive: true }));

/** The hashes of what a home exports that imported these exports of one account, in this order. */
async function toldBy(files: readonly string[]): Promise<Record<string, string>> {
  const home = await mkdtemp(join(directory, 'home-'));
  const { steps, close } = await openSteps(home);
  for (const file of files) {
    const path = join(folder ?? '', file);
    await steps.importFile({ path, givenPath: file, account: 'main', coveredThrough: null });
  }
  await steps.reconcileRange({});
  await steps.trackOutcomes({});
  const hashes: Record<string, string> = {};
  for (const table of TABLES) hashes[table] = (await steps.exportTable({ table, format: 'csv' })).sha256;
  await close();
  return hashes;
}

(folder === undefined ? describe.skip : describe)(
  'the newest export of an account and older ones of it',
  () => {
    test.each([[[...OLDER, NEWEST]], [[NEWEST, ...OLDER]]])(
      'tell together what the newest tells alone, imported as %j',
      async (files) => {
        expect(await toldBy(files)).toEqual(await toldBy([NEWEST]));
      },
      60_000,
    );

    test('do not tell the same without it', async () => {
      expect(await toldBy(OLDER)).not.toEqual(await toldBy([NEWEST]));
    }, 60_000);
  },
);
