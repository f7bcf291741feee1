import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { defaultConfig } from '../domain/learning/training/default-config.js';
import { seededRandom } from '../domain/number/random.js';
import { sessionsBetween } from '../domain/time/calendar.js';
import { likedAndPaid } from '../sim/learning/liked-and-paid.js';
import { homePaths } from '../store/home/home.js';
import type { TrainInput } from './learning-reports.js';
import { traceFrontier } from './trace-frontier.js';

const SESSIONS = sessionsBetween('2025-01-06', '2025-03-31').slice(0, 40);
/** Somebody who goes by the first feature, of advice that pays by the second; one in five is vetoed. */
const ROWS = likedAndPaid(seededRandom(9), {
  ...{ sessions: SESSIONS, aDay: 5, features: 2, taste: 20, skill: 1, noise: 0.5 },
}).map((row, i) => ({ ...row, vetoes: i % 5 === 4 ? ['silent'] : [] }));
const INPUT: TrainInput = {
  asked: { days: 60, kind: 'dpo', config: { ...defaultConfig('dpo'), epochs: 12, folds: 3 }, seed: 0 },
  window: {
    ...{ from: '2025-01-06', to: '2025-03-31', as_of: '2025-03-31', scenarios_sha256: 'a'.repeat(64) },
    ...{ rows: ROWS.length, spec_id: 'spec', features: ['liked', 'pays'], held_back: [], min_samples: 20 },
  },
};
let folder: string;
const traced = (tell: () => void = () => undefined) =>
  traceFrontier({ rowsOf: () => Promise.resolve(ROWS), home: homePaths(folder), tell }, INPUT);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tradeloop-frontier-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('traceFrontier goes from what is done to what pays; stopped it goes on, and comes to the same', async () => {
  const report = await traced();
  const [clone, greedy] = ['clone', 'reward_greedy'].map((name) =>
    report.points.find(({ policy }) => policy === name),
  );
  expect(report).toMatchObject({ as_of: '2025-03-31', scenarios: 150, sessions: 30 });
  // One decision in five is vetoed, whatever is liked.
  expect(clone?.agreement).toBeGreaterThan(0.8);
  expect(greedy?.agreement).toBeLessThan(0.65);
  expect(greedy?.reward).toBeGreaterThan((clone?.reward ?? 0) + 0.2);
  expect(report.cost?.low).toBeGreaterThan(0);
  let epochs = 0;
  const stopped = traced(() => {
    if (++epochs === 300) throw new Error('stopped');
  });
  await expect(stopped).rejects.toThrow('stopped');
  expect(await readdir(homePaths(folder).training)).toHaveLength(1);
  let rest = 0;
  expect(await traced(() => void rest++)).toEqual(report);
  let whole = 0;
  await traced(() => void whole++);
  expect(rest).toBeLessThan(whole);
  expect(await readdir(homePaths(folder).training)).toEqual([]);
});

test('traceFrontier leaves to guardrails what they speak against: where that is all, every policy skips all', async () => {
  const all = ROWS.map((row) => ({ ...row, vetoes: ['silent'] }));
  const rowsOf = () => Promise.resolve(all);
  const report = await traceFrontier({ rowsOf, home: homePaths(folder), tell: () => undefined }, INPUT);
  const tested = all.slice(-150);
  const skipped = tested.filter(({ chosen }) => chosen === 'skip').length / tested.length;
  expect(new Set(report.points.map(({ agreement }) => agreement))).toEqual(new Set([skipped]));
  expect(report.points.every(({ usd_month, reward }) => usd_month === 0 && reward === 0)).toBe(true);
});

test('traceFrontier of too few labels has no points, and says so', async () => {
  const few = { ...INPUT, window: { ...INPUT.window, min_samples: 1_000 } };
  const rowsOf = () => Promise.resolve(ROWS);
  const report = await traceFrontier({ rowsOf, home: homePaths(folder), tell: () => undefined }, few);
  expect(report).toMatchObject({ scenarios: 0, points: [], cost: null });
});
