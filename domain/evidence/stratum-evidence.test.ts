import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { logFactorial } from './log-gamma.js';
import { cellProcess, logStratumFactors, type Stratum } from './stratum-evidence.js';

function stratum(refusedInCell: number, decisions: number, refused: number, inCell: number): Stratum {
  return { refusedInCell, decisions, refused, inCell };
}

describe('logStratumFactors({ decisions, refused, inCell, refusedInCell })', () => {
  test.each([
    [3, 10, 4, 3, 5.1265823, 14.5985401, 22.781606, 27.4849863],
    [2, 8, 3, 4, 1.26, 0.8428657, 0.3867285, 0.1320006],
    [0, 8, 3, 4, 0.14, 0.0084287, 0.0004297, 0.0000132],
    [4, 20, 6, 5, 9.1821479, 30.2336438, 33.9287014, 18.7076466],
    [0, 8, 0, 4, 1, 1, 1, 1],
    [4, 8, 8, 4, 1, 1, 1, 1],
    [0, 8, 3, 0, 1, 1, 1, 1],
    [3, 8, 3, 8, 1, 1, 1, 1],
  ])('of %i of %i, %i refused, %i in the cell', (x, n, m, a, ...factors) => {
    logStratumFactors(stratum(x, n, m, a)).forEach((log, i) => {
      expect(Math.exp(log)).toBeCloseTo(factors[i] as number, 7);
    });
  });

  test('has the mean 1 over the refusals that a week may have in the cell', () => {
    const counts = fc
      .tuple(
        fc.integer({ min: 1, max: 40 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
      )
      .map(([n, a, m]) => [n, Math.round(n * a), Math.round(n * m)] as const);
    fc.assert(
      fc.property(counts, ([n, a, m]) => {
        const means = [0, 0, 0, 0];
        for (let x = Math.max(0, m - n + a); x <= Math.min(a, m); x++) {
          const chance = Math.exp(choose(a, x) + choose(n - a, m - x) - choose(n, m));
          logStratumFactors(stratum(x, n, m, a)).forEach((log, i) => {
            means[i] = (means[i] as number) + chance * Math.exp(log);
          });
        }
        for (const mean of means) expect(mean).toBeCloseTo(1, 10);
      }),
    );
  });

  test('stays finite for thousands of decisions', () => {
    for (const log of logStratumFactors(stratum(1000, 4000, 2000, 1000))) {
      expect(Number.isFinite(log)).toBe(true);
      expect(log).toBeGreaterThan(400);
    }
  });
});

function choose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

describe('cellProcess(cells)', () => {
  test('is the mean over odds ratios of the products over weeks', () => {
    const process = cellProcess(1);
    process.add(0, stratum(3, 10, 4, 3));
    process.add(0, stratum(2, 8, 3, 4));
    expect(Math.exp(process.log())).toBeCloseTo(7.8006085, 7);
    expect(process.log()).toBeCloseTo(2.0542017, 7);
  });

  test('is the mean over cells, and names the cell of most weight', () => {
    const process = cellProcess(3);
    process.add(1, stratum(3, 10, 4, 3));
    process.add(2, stratum(2, 8, 3, 4));
    const [one, other] = [
      (5.1265823 + 14.5985401 + 22.781606 + 27.4849863) / 4,
      (1.26 + 0.8428657 + 0.3867285 + 0.1320006) / 4,
    ];
    expect(Math.exp(process.log())).toBeCloseTo((1 + one + other) / 3, 6);
    expect(process.strongest()).toBe(1);
    expect(Math.exp(process.logOf(1))).toBeCloseTo(one, 6);
  });

  test('counts what it is given by stratum and cell', () => {
    const [counted, given] = [cellProcess(2), cellProcess(2)];
    given.addAll([
      ...Array.from({ length: 3 }, () => ({ stratum: 'a', refused: true, cells: [0] })),
      { stratum: 'a', refused: true, cells: [] },
      ...Array.from({ length: 6 }, () => ({ stratum: 'a', refused: false, cells: [1] })),
      { stratum: 'b', refused: true, cells: [0, 1] },
    ]);
    counted.add(0, stratum(3, 10, 4, 3));
    counted.add(1, stratum(0, 10, 4, 6));
    expect(given.log()).toBeCloseTo(counted.log(), 12);
  });

  test('says nothing of a cell that holds all, or none, of what is compared', () => {
    const process = cellProcess(1);
    process.addAll([true, false, true].map((refused) => ({ stratum: 1, refused, cells: [0] })));
    process.addAll([true, false, true].map((refused) => ({ stratum: 2, refused, cells: [] })));
    expect(process.log()).toBeCloseTo(0, 12);
  });
});
