import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sessionsBetween } from '../../time/calendar.js';
import { choices, combinatorialSharpes } from './combinatorial.js';
import { forwardFolds, timeBlocks } from './time-folds.js';
import { labelledRows, type LabelledRow } from './training-row.js';

const SESSIONS = sessionsBetween('2025-01-06', '2025-03-31');
const DAY_MS = 86_400_000;

/** Rows of consecutive sessions at 15:00 UTC, each known so many days later. */
function rowsOf(waits: readonly number[]): LabelledRow[] {
  return labelledRows(
    waits.map((wait, i) => {
      const day = SESSIONS[i % SESSIONS.length] as string;
      const sent_at = `${day}T15:00:00Z`;
      const labelled_at = new Date(Date.parse(sent_at) + wait * DAY_MS).toISOString().replace('.000Z', 'Z');
      return {
        scenario_id: `s${String(i).padStart(3, '0')}`,
        ...{ sent_at, trading_date: day, account: null, underlying: 'ABC', action: 'buy', chosen: 'follow' },
        ...{ status: 'labelled', labelled_at, label: i % 2 === 0 ? 1 : 0, reward: i % 2 === 0 ? 1 : -1 },
        ...{
          net_reward: i % 2 === 0 ? 1 : -1,
          net_usd: 1,
          vetoes: [],
          values: Float64Array.of(i),
          missing: new Set<string>(),
        },
      };
    }),
  );
}

describe('forwardFolds', () => {
  test('predicts each block but the first by what came before it', () => {
    const rows = rowsOf(Array.from({ length: 60 }, () => 0.1));
    const folds = forwardFolds(rows, { folds: 5, embargoSessions: 0 });
    expect(folds.map(({ test }) => test.length)).toEqual([10, 10, 10, 10, 10]);
    expect(folds.map(({ train, purged, embargoed }) => [train.length, purged, embargoed])).toEqual([
      ...[
        [10, 0, 0],
        [20, 0, 0],
        [30, 0, 0],
        [40, 0, 0],
        [50, 0, 0],
      ],
    ]);
  });

  test('leaves out what was not known before the block, and what lies within a session or the longest wait of it', () => {
    // The last row before the second half is known late; the rows of the second half wait three days.
    const waits = Array.from({ length: 40 }, (_, i) => (i === 19 ? 5 : i >= 20 ? 3 : 0.1));
    const [fold] = forwardFolds(rowsOf(waits), { folds: 1, embargoSessions: 1 });
    expect(fold?.test).toHaveLength(20);
    expect(fold?.purged).toBe(1);
    // The block begins on a Wednesday: three days reach back to Sunday. The row of Tuesday is the purged one.
    expect(fold?.test[0]?.trading_date).toBe('2025-02-05');
    expect(fold?.embargoed).toBe(1);
    const [wider] = forwardFolds(rowsOf(waits), { folds: 1, embargoSessions: 3 });
    expect([wider?.purged, wider?.embargoed]).toEqual([1, 2]);
  });

  test('never trains on a row whose label was not known before the first advice that it predicts', () => {
    const waits = fc.array(fc.double({ min: 0.01, max: 30, noNaN: true }), { minLength: 12, maxLength: 120 });
    fc.assert(
      fc.property(
        waits,
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 0, max: 5 }),
        (given, folds, embargoSessions) => {
          const rows = rowsOf(given);
          const made = forwardFolds(rows, { folds, embargoSessions });
          const tested = made.flatMap(({ test }) => test);
          expect(new Set(tested.map(({ scenario_id }) => scenario_id)).size).toBe(tested.length);
          for (const { train, test, purged, embargoed } of made) {
            const first = Math.min(...test.map(({ asked }) => asked));
            for (const row of train) expect(row.known).toBeLessThan(first);
            const before = rows.filter(
              ({ asked, trading_date }) => asked < first && trading_date < (test[0]?.trading_date ?? ''),
            );
            expect(train.length + purged + embargoed).toBe(before.length);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

test('timeBlocks never parts a session', () => {
  const rows = rowsOf(Array.from({ length: 200 }, () => 0.1));
  const blocks = timeBlocks(rows, 6);
  expect(blocks).toHaveLength(6);
  const days = blocks.map((block) => new Set(block.map(({ trading_date }) => trading_date)));
  days.forEach((own, i) =>
    days.slice(i + 1).forEach((other) => expect([...own].filter((day) => other.has(day))).toEqual([])),
  );
});

describe('combinatorialSharpes', () => {
  test('goes through fifteen splits and gives five ways through the history', async () => {
    expect(choices(6, 2)).toHaveLength(15);
    const names: string[] = [];
    const rows = rowsOf(Array.from({ length: 60 }, () => 0.1));
    const sharpes = await combinatorialSharpes(
      rows,
      (name) => {
        names.push(name);
        const layers = [{ units: 1, activation: 'linear' as const, kernel: [0], bias: [1] }];
        return Promise.resolve({ standardise: { mean: [0], scale: [1] }, layers });
      },
      { least: 5, embargoSessions: 0 },
    );
    expect(names).toHaveLength(15);
    expect(sharpes).toHaveLength(5);
    // All is followed on each of them: as many gains as losses.
    for (const sharpe of sharpes) expect(sharpe).toBeCloseTo(0, 12);
  });

  test('leaves out what a guardrail speaks against, and counts the rest after costs', async () => {
    const follow = () =>
      Promise.resolve({
        standardise: { mean: [0], scale: [1] },
        layers: [{ units: 1, activation: 'linear' as const, kernel: [0], bias: [1] }],
      });
    const rows = rowsOf(Array.from({ length: 60 }, () => 0.1));
    const guarded = rows.map((row, i) => (row.label === 0 || i === 0 ? { ...row, vetoes: ['silent'] } : row));
    const sharpes = await combinatorialSharpes(guarded, follow, { least: 5, embargoSessions: 0 });
    for (const sharpe of sharpes) expect(sharpe).toBeGreaterThan(0.5);
    const costly = guarded.map((row) => ({ ...row, net_reward: -0.5 }));
    const lost = await combinatorialSharpes(costly, follow, { least: 5, embargoSessions: 0 });
    for (const sharpe of lost) expect(sharpe).toBeLessThan(-0.5);
  });

  test('has no ratio where nothing is followed, and no ways where there are too few sessions', async () => {
    const fit = () =>
      Promise.resolve({
        standardise: { mean: [0], scale: [1] },
        layers: [{ units: 1, activation: 'linear' as const, kernel: [0], bias: [-1] }],
      });
    const rows = rowsOf(Array.from({ length: 60 }, () => 0.1));
    expect(await combinatorialSharpes(rows, fit, { least: 5, embargoSessions: 0 })).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
    expect(await combinatorialSharpes(rows.slice(0, 3), fit, { least: 1, embargoSessions: 0 })).toEqual([]);
  });
});
