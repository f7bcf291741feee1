import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { featureValues, type World } from '../domain/learning/features/feature-values.js';
import { DEFAULT_CONFIG } from '../domain/learning/training/default-config.js';
import { scenariosMadeBy } from '../store/derived/scenarios.js';
import { sessionsBetween } from '../domain/time/calendar.js';
import { homePaths } from '../store/home/home.js';
import { closeStore, openStore, type Store } from '../store/open-store.js';
import { writeIntradayAccount } from '../test/intraday-account.js';
import { openSteps } from './make-steps.js';
import { featuresChangedByCut } from './truncation.js';

let dir: string;
let store: Store;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'truncation-'));
  const opened = await openSteps(join(dir, 'home'));
  const days = { from: '2025-02-03', to: '2025-03-14', seed: 3 };
  const files = await writeIntradayAccount(join(dir, 'files'), days);
  files.push(await writeBars(join(dir, 'bars.jsonl')));
  for (const path of files)
    await opened.steps.importFile({ path, givenPath: path, account: null, coveredThrough: null });
  const config = DEFAULT_CONFIG;
  const asked = { days: 60, kind: 'logistic', config, seed: 0, at: '2025-04-01T12:00:00Z' } as const;
  const { held_back } = await opened.steps.freezeTraining(asked);
  expect(held_back).toEqual([]);
  await opened.close();
  store = await openStore(homePaths(join(dir, 'home')));
}, 120_000);
afterAll(async () => {
  await closeStore(store);
  await rm(dir, { recursive: true });
});

/** Daily bars of what the account trades, no two closes alike. */
async function writeBars(path: string): Promise<string> {
  const lines = ['ABC', 'DEF', 'GHI'].flatMap((symbol) =>
    sessionsBetween('2024-12-02', '2025-03-14').map((ts, i) => {
      const close = 100 + ((i * i * 7) % 11) + i / 100;
      const bar = {
        symbol,
        interval: '1d',
        ts,
        open: close,
        high: close + 1,
        low: close - 1,
        close,
        volume: 1_000,
      };
      return `${JSON.stringify(bar)}\n`;
    }),
  );
  await writeFile(path, lines.join(''));
  return path;
}

/** The features that change, where those of `named` are computed by another function. */
async function changed(named: readonly string[], planted: typeof featureValues = featureValues) {
  const made = await scenariosMadeBy(store.warehouse);
  if (made === null) throw new Error('no scenarios');
  const sample = { range: { from: '2025-02-03', to: '2025-03-14' }, windowHash: 'ab'.repeat(32) };
  const places = made.specification.features.map(({ name }) => named.includes(name));
  return featuresChangedByCut(
    store.warehouse,
    made.specification,
    sample,
    (specification, decision, world) => {
      const honest = featureValues(specification, decision, world);
      const other = planted(specification, decision, world);
      return {
        ...honest,
        values: honest.values.map((value, i) => (places[i] ? (other.values[i] as number) : value)),
      };
    },
  );
}

describe('featuresChangedByCut(warehouse, specification, sample)', () => {
  test('names none of the features that there are', async () => {
    expect(await changed([])).toEqual([]);
  });

  test('names a feature that knows tomorrow’s close', async () => {
    const tomorrow: typeof featureValues = (specification, decision, world) =>
      featureValues(
        specification,
        { ...decision, sent_at: `${decision.sent_at.slice(0, 10)}T23:00:00Z` },
        world,
      );
    expect(await changed(['return_5', 'quantity'], tomorrow)).toEqual(['return_5']);
  });

  test('names a feature that knows labels which were not known yet', async () => {
    const later = (world: World): World => ({
      ...world,
      past: { lastBefore: (place, moment, of) => world.past.lastBefore(place, moment + 86_400_000, of) },
    });
    const planted: typeof featureValues = (specification, decision, world) =>
      featureValues(specification, decision, later(world));
    expect(await changed(['mean_reward_account_20', 'dte'], planted)).toEqual(['mean_reward_account_20']);
  });
});
