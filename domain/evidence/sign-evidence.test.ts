import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { logFactorial } from './log-gamma.js';
import { logSignEvidence, signProcess, type Changes } from './sign-evidence.js';

describe('logSignEvidence(up, changes)', () => {
  test.each([
    [0, 0, 1],
    [1, 1, 1],
    [4, 4, 4.375],
    [10, 10, 180.4257812],
    [14, 14, 2448.5229492],
    [14, 18, 3.5007477],
    [30, 40, 23.4439866],
    [7, 14, 0.2094727],
  ])('of %i of %i is ln %f', (up, changes, e) => {
    expect(Math.exp(logSignEvidence(up, changes))).toBeCloseTo(e, 7);
  });

  test('has the mean 1 over all outcomes of a fair coin', () => {
    for (let n = 0; n <= 60; n++) {
      let mean = 0;
      for (let k = 0; k <= n; k++)
        mean += Math.exp(
          logFactorial(n) - logFactorial(k) - logFactorial(n - k) - n * Math.LN2 + logSignEvidence(k, n),
        );
      expect(mean).toBeCloseTo(1, 11);
    }
  });

  test('is as large for as many down, and finite however many there are', () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.nat(5000), (up, down) => {
        const log = logSignEvidence(up, up + down);
        expect(log).toBeCloseTo(logSignEvidence(down, up + down), 8);
        expect(Number.isFinite(log)).toBe(true);
      }),
    );
    expect(logSignEvidence(100_000, 100_000)).toBeCloseTo(
      100_000 * Math.LN2 - 0.5 * Math.log(Math.PI * 100_000),
      4,
    );
  });
});

describe('signProcess()', () => {
  test('begins again every 13 weeks and keeps what is left of the weights', () => {
    const process = signProcess();
    expect(process.logBy(1)).toBeCloseTo(0, 12);
    process.add(2, { up: 5, down: 1 });
    process.add(13, { up: 1, down: 1 });
    expect(Math.exp(process.logBy(13))).toBeCloseTo(0.5 * Math.exp(logSignEvidence(6, 8)) + 0.5, 10);
    process.add(14, { up: 3, down: 0 });
    process.add(20, { up: 4, down: 0 });
    expect(Math.exp(process.logBy(20))).toBeCloseTo(16.0217285, 7);
    expect(process.logBy(20)).toBeCloseTo(2.7739458, 7);
  });

  test('lets weeks without changes count on', () => {
    const process = signProcess();
    process.add(1, { up: 4, down: 0 });
    expect(Math.exp(process.logBy(13))).toBeCloseTo(4.375 / 2 + 0.5, 12);
    expect(Math.exp(process.logBy(14))).toBeCloseTo(4.375 / 2 + 0.25 + 0.25, 12);
    expect(Math.exp(process.logBy(27))).toBeCloseTo(4.375 / 2 + 0.25 + 0.125 + 0.125, 12);
  });

  test('by any week comes to the sum over its starts, week by week as at once', () => {
    const week = fc.record({ up: fc.nat(6), down: fc.nat(6) });
    fc.assert(
      fc.property(fc.array(week, { minLength: 1, maxLength: 60 }), (weeks) => {
        const process = signProcess();
        weeks.forEach((changes, i) => {
          process.add(i + 1, changes);
          expect(process.logBy(i + 1)).toBeCloseTo(Math.log(plainly(weeks.slice(0, i + 1))), 9);
        });
      }),
    );
  });

  test('of one week of changes, one after another, is at most 1 in the mean: all ways of four weeks', () => {
    let mean = 0;
    for (let ways = 0; ways < 2 ** 8; ways++) {
      const process = signProcess();
      for (let i = 0; i < 8; i++)
        process.add(1 + 6 * (i >> 1), { up: (ways >> i) & 1, down: 1 - ((ways >> i) & 1) });
      mean += Math.exp(process.logBy(19)) / 2 ** 8;
    }
    expect(mean).toBeCloseTo(1, 12);
  });

  test('takes ten thousand weeks', () => {
    const process = signProcess();
    for (let week = 1; week <= 10_000; week++) process.add(week, { up: 30, down: 0 });
    const log = process.logBy(10_000);
    expect(log).toBeCloseTo(logSignEvidence(300_000, 300_000) - Math.LN2, 3);
  });
});

function plainly(weeks: readonly Changes[]): number {
  const starts = Math.ceil(weeks.length / 13);
  let total = 2 ** -starts;
  for (let j = 0; j < starts; j++) {
    const since = weeks.slice(13 * j);
    const up = since.reduce((sum, one) => sum + one.up, 0);
    const all = since.reduce((sum, one) => sum + one.up + one.down, 0);
    total += 2 ** -(j + 1) * Math.exp(logSignEvidence(up, all));
  }
  return total;
}
