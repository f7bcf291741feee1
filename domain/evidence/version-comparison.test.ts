import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../number/random.js';
import { logMean } from './log-sum.js';
import { logStratumFactors } from './stratum-evidence.js';
import { logVersionEvidence, type ComparedWeek } from './version-comparison.js';

const week = (...[bk, bn, ak, an]: [number, number, number, number]): ComparedWeek => ({
  before: { diverged: bk, decisions: bn },
  after: { diverged: ak, decisions: an },
});

describe('logVersionEvidence(weeks)', () => {
  test('of one week is the mean over odds ratios, of either side', () => {
    const { more, less } = logVersionEvidence([week(1, 7, 3, 3)]);
    const factors = logStratumFactors({ decisions: 10, refused: 4, inCell: 3, refusedInCell: 3 });
    expect(more).toBeCloseTo(logMean(factors), 12);
    expect(less).toBeLessThan(0);
    expect(logVersionEvidence([week(3, 3, 1, 7)])).toEqual({ more: less, less: more });
  });

  test('is that of no evidence without weeks, and where all or none diverged', () => {
    for (const weeks of [[], [week(0, 4, 0, 9)], [week(4, 4, 9, 9)]])
      for (const log of Object.values(logVersionEvidence(weeks))) expect(log).toBeCloseTo(0, 12);
  });

  test('reaches 20 in at most a twentieth of watches in which nothing differs, looked at every week', () => {
    const random = seededRandom(77_003);
    const watches = 400;
    const met = Array.from({ length: watches }, () => {
      const weeks: ComparedWeek[] = [];
      const draw = (n: number, share: number) => ({
        decisions: n,
        diverged: Array.from({ length: n }, () => random() < share).filter(Boolean).length,
      });
      return Array.from({ length: 26 }, () => {
        const share = random();
        weeks.push({
          before: draw(1 + Math.floor(4 * random()), share),
          after: draw(5 + Math.floor(10 * random()), share),
        });
        return logVersionEvidence(weeks).more >= Math.log(20);
      }).some(Boolean);
    });
    expect(met.filter(Boolean).length / watches).toBeLessThanOrEqual(0.05);
  });

  test('of a version that diverges half as often grows past 20', () => {
    const weeks = Array.from({ length: 12 }, () => week(4, 6, 4, 14));
    expect(logVersionEvidence(weeks).less).toBeGreaterThan(Math.log(20));
    expect(logVersionEvidence(weeks).more).toBeLessThan(0);
  });
});
