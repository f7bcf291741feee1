import { describe, expect, test } from '@jest/globals';
import { drawdowns, meanDifference, mostDrawdown } from './paired-results.js';

const results = (of: readonly (readonly [number, string])[]) =>
  of.map(([difference, day]) => ({ challenger: 1 + difference, incumbent: 1, day }));

describe('meanDifference(results)', () => {
  test('has the interval of a mean whose errors are clustered by day', () => {
    const found = meanDifference(
      results([
        ...([
          [0.1, 'a'],
          [0.3, 'a'],
          [-0.2, 'b'],
        ] as const),
        ...([
          [0.4, 'c'],
          [0.2, 'c'],
          [0.1, 'c'],
        ] as const),
      ]),
    );
    // By numpy; the standard error is .0901388.
    expect(found?.mean).toBeCloseTo(0.15, 12);
    expect(found?.low).toBeCloseTo(-0.02666876610804686, 9);
    expect(found?.high).toBeCloseTo(0.32666876610804685, 9);
  });

  test('is none of a single day', () => {
    expect(
      meanDifference(
        results([
          [1, 'a'],
          [2, 'a'],
        ]),
      ),
    ).toBeNull();
  });
});

describe('drawdowns(results)', () => {
  test('are the largest falls of what days add up to, in their order, and the deviation of a day', () => {
    const days = [
      { challenger: 5, incumbent: 1, followed: 1, day: '2025-01-03' },
      { challenger: -3, incumbent: 1, followed: 1, day: '2025-01-02' },
      { challenger: 4, incumbent: 0, followed: 2, day: '2025-01-01' },
      { challenger: -1, incumbent: 0, followed: 0, day: '2025-01-02' },
      { challenger: -6, incumbent: -4, followed: -4, day: '2025-01-06' },
    ];
    // Up 4, down 4, up 5, down 6; the days in which all is followed are 2, 1, 1, −4.
    const { challenger, incumbent, by_luck } = drawdowns(days);
    expect([challenger, incumbent]).toEqual([6, 4]);
    expect(by_luck).toBeNull();
    expect(drawdowns([])).toEqual({ challenger: 0, incumbent: 0, by_luck: null });
    // Six more days, in which all that is followed is 0.
    const quiet = [7, 8, 9, 10, 13, 14].map((day) => {
      return { challenger: 0, incumbent: 0, followed: 0, day: `2025-01-${String(day).padStart(2, '0')}` };
    });
    expect(drawdowns([...days, ...quiet]).by_luck).toBeCloseTo(2.2414027 * Math.sqrt((22 / 9) * 10), 6);
  });

  test('may be as large as the ratio allows or as luck makes them, whichever is more; of few days however large', () => {
    expect(mostDrawdown({ challenger: 0, incumbent: 100, by_luck: 90 }, 1.25)).toBe(125);
    expect(mostDrawdown({ challenger: 0, incumbent: 10, by_luck: 90 }, 1.25)).toBe(90);
    expect(mostDrawdown({ challenger: 0, incumbent: 10, by_luck: null }, 1.25)).toBeNull();
  });
});
