import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { normal, seededRandom } from '../../number/random.js';
import { sessionsBetween } from '../../time/calendar.js';
import { fitLogistic, trainingSet, type TrainingSet } from './fitting.js';
import { COPIES, perturbed, syntheticId } from './perturbation.js';
import { retrain } from './retrain.js';
import { forwardFolds } from './time-folds.js';
import { DEFAULT_CONFIG } from './default-config.js';
import { labelledRows, type LabelledRow } from './training-row.js';

const SESSIONS = sessionsBetween('2025-01-06', '2025-06-30');
const FEATURES = ['number', 'plain', 'weekday', 'is_roll', 'vix'];

/** Three rows a session: which it is, a normal number, a whole one, a yes or no, and one that is missing at times. */
function rowsOf(count: number, seed = 1): LabelledRow[] {
  const random = seededRandom(seed);
  return labelledRows(
    Array.from({ length: count }, (_, i) => {
      const day = SESSIONS[Math.floor(i / 3)] as string;
      const values = Float64Array.of(
        1_000 * i,
        normal(random),
        i % 5,
        i % 2,
        i % 4 === 0 ? 0 : 20 + normal(random),
      );
      const label = random() < 0.5 ? 1 : 0;
      return {
        scenario_id: `s${String(i).padStart(4, '0')}`,
        ...{ sent_at: `${day}T15:0${i % 3}:00Z`, trading_date: day, account: null, underlying: 'ABC' },
        ...{ action: 'buy', chosen: 'follow', status: 'labelled', labelled_at: `${day}T16:00:00Z` },
        ...{ label, reward: label - 0.5, net_reward: label - 0.5, net_usd: 1, vetoes: [], values },
        missing: new Set(i % 4 === 0 ? ['vix'] : []),
      };
    }),
  );
}

const by = { share: 0.1, seed: 3, features: FEATURES };

describe('perturbed(rows, { share, seed, features })', () => {
  const rows = perturbed(rowsOf(200), by);

  test('gives each row but the first four copies, a tenth of the spread away; and none of a share of 0', () => {
    expect(rows.slice(0, 19).every(({ copies }) => copies === undefined)).toBe(true);
    const own = rows.slice(19);
    expect(own.every(({ copies }) => copies?.length === COPIES)).toBe(true);
    const moves = own.flatMap(({ values, copies = [] }) =>
      copies.map((copy) => (copy[1] as number) - (values[1] as number)),
    );
    const spread = Math.sqrt(moves.reduce((sum, move) => sum + move ** 2, 0) / moves.length);
    expect(spread).toBeGreaterThan(0.08);
    expect(spread).toBeLessThan(0.12);
    expect(perturbed(rowsOf(30), { ...by, share: 0 })).toEqual(rowsOf(30));
  });

  test('keeps what is whole whole, what is yes or no as it is, what is missing missing, and all within what was seen', () => {
    for (const [i, { values, copies = [], missing }] of perturbed(rowsOf(200), { ...by, share: 1 }).entries())
      for (const copy of copies) {
        expect(Number.isInteger(copy[2])).toBe(true);
        expect(copy[2]).toBeGreaterThanOrEqual(0);
        expect(copy[2]).toBeLessThanOrEqual(4);
        expect(copy[3]).toBe(values[3]);
        if (missing.has('vix')) expect(copy[4]).toBe(0);
        else expect(copy[4]).toBeGreaterThan(10);
        expect(copy[0]).toBeLessThanOrEqual(1_000 * i);
      }
  });

  test('is the same for the same seed, and other by another; what comes later changes no copy', () => {
    expect(perturbed(rowsOf(200), by)).toEqual(rows);
    expect(perturbed(rowsOf(200), { ...by, seed: 4 })[30]?.copies).not.toEqual(rows[30]?.copies);
    expect(syntheticId('a', 1, 2)).not.toBe(syntheticId('a', 1, 3));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200 }), (length) => {
        expect(perturbed(rowsOf(200).slice(0, length), by)).toEqual(rows.slice(0, length));
      }),
      { numRuns: 20 },
    );
  });

  test('makes a row count as much with its copies as without', () => {
    const alone = trainingSet(rowsOf(200));
    const withCopies = trainingSet(rows);
    const sum = ({ counts }: TrainingSet) => counts.reduce((total, count) => total + count, 0);
    expect(withCopies.values).toHaveLength(19 + 181 * (1 + COPIES));
    expect(sum(withCopies)).toBeCloseTo(sum(alone), 9);
  });
});

test('retrain never scores, tests or counts a copy, and trains on it where its parent is trained on only', async () => {
  const config = { ...DEFAULT_CONFIG, perturbation: 0.2 };
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 60, max: 150 }),
      fc.integer({ min: 0, max: 1_000 }),
      async (count, seed) => {
        const rows = rowsOf(count, seed);
        const sets = new Map<string, TrainingSet>();
        const asked = { rows, spec_id: 'x', features: FEATURES, heldBack: [], config, seed, least: 20 };
        const trained = await retrain(asked, (name, seen) => {
          sets.set(name, trainingSet(seen.rows));
          return fitLogistic(name, seen);
        });
        const ids = new Set(rows.map(({ scenario_id }) => scenario_id));
        expect(trained.scores.every(({ scenario_id }) => ids.has(scenario_id))).toBe(true);
        expect(new Set(trained.scores.map(({ scenario_id }) => scenario_id)).size).toBe(
          trained.scores.length,
        );
        const copies = new Map(
          perturbed(rows, { share: 0.2, seed, features: FEATURES }).map((row) => [
            row.scenario_id,
            (row.copies ?? []).map((copy) => copy.join()),
          ]),
        );
        for (const [i, { train }] of forwardFolds(rows, { folds: 5, embargoSessions: 1 }).entries()) {
          const set = sets.get(`fold-${i + 1}`);
          // Too few of the rows themselves: their copies do not count.
          expect(set === undefined).toBe(train.length < 20);
          const own = train.flatMap(({ scenario_id, values }) => [
            values.join(),
            ...(copies.get(scenario_id) ?? []),
          ]);
          if (set !== undefined) expect(set.values.map((values) => values.join())).toEqual(own);
        }
      },
    ),
    { numRuns: 10 },
  );
});
