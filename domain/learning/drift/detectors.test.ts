import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { normal, seededRandom } from '../../number/random.js';
import { adaptiveWindow } from './adaptive-window.js';
import { cusum, cusumAfter, cusumLimit } from './cusum.js';
import { kolmogorovTail, ksTest } from './kolmogorov-smirnov.js';
import { pageHinkley } from './page-hinkley.js';
import { indexOf, stabilityIndex } from './stability-index.js';
import { surprise } from './surprise.js';

describe('surprise(p, label)', () => {
  test.each([
    [0.7, 1, -0.6546537],
    [0.7, 0, 1.5275252],
    [0.9, 0, 3],
    [0.5, 1, 0],
    [0.5 + 1e-7, 0, 0],
  ] as const)('of a chance of %d and the label %d is %d', (p, label, value) => {
    expect(surprise(p, label)).toBeCloseTo(value, 7);
  });

  test('has the mean 0 and the variance 1 where the chance is right, and is the same the other way round', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 0.99, noNaN: true }), (p) => {
        if (Math.abs(p - 0.5) < 1e-3) return;
        const [gain, loss] = [surprise(p, 1), surprise(p, 0)];
        expect(p * gain + (1 - p) * loss).toBeCloseTo(0, 9);
        expect(p * gain ** 2 + (1 - p) * loss ** 2).toBeCloseTo(1, 9);
        expect(surprise(1 - p, 0)).toBeCloseTo(gain, 9);
      }),
    );
  });
});

describe('cusum(surprises, limit)', () => {
  const surprises = (
    [
      [0.7, 0],
      [0.7, 0],
      [0.6, 1],
      [0.9, 0],
    ] as const
  ).map(([p, label]) => surprise(p, label));

  test('sums up the worked values, and begins at 0 after an alarm', () => {
    let sum = 0;
    const sums = surprises.map((one) => (sum = cusumAfter(sum, one)));
    [1.2775252, 2.5550505, 1.4885539, 4.2385539].forEach((value, i) => expect(sums[i]).toBeCloseTo(value, 7));
    expect(cusum(surprises, 10)).toEqual({ statistic: sums[3], alarms: [] });
    expect(cusum([...surprises, 1], 4)).toEqual({ statistic: 0.75, alarms: [3] });
  });
});

describe('cusumLimit(chances, { arl, modelId })', () => {
  const random = seededRandom(3);
  const chances = Array.from({ length: 400 }, () => 1 / (1 + Math.exp(-0.84 * normal(random))));

  test('is one at which a sound model raises an alarm once in so many scenarios, and the same for the same model', () => {
    const limit = cusumLimit(chances, { arl: 300, modelId: 'online_logistic-1' });
    expect(cusumLimit(chances, { arl: 300, modelId: 'online_logistic-1' })).toBe(limit);
    expect(cusumLimit(chances, { arl: 300, modelId: 'online_logistic-2' })).not.toBe(limit);
    const draws = seededRandom(99);
    const surprises = Array.from({ length: 300_000 }, () => {
      const p = chances[Math.floor(draws() * chances.length)] as number;
      return surprise(p, draws() < p ? 1 : 0);
    });
    const length = surprises.length / cusum(surprises, limit).alarms.length;
    expect(length).toBeGreaterThan(255);
    expect(length).toBeLessThan(345);
  });

  test('is the higher, the surer the chances are', () => {
    const sure = chances.map((p) => 1 / (1 + Math.exp(-2 * Math.log(p / (1 - p)))));
    const of = (own: readonly number[]) => cusumLimit(own, { arl: 300, modelId: 'm' });
    expect(of(sure)).toBeGreaterThan(of(chances));
  });
});

describe('ksTest(one, other)', () => {
  /** Of all ways to deal the pooled values out, how many are as far apart. */
  function byCounting(one: readonly number[], other: readonly number[]): number {
    const pooled = [...one, ...other];
    const apart = (own: readonly number[], others: readonly number[]) =>
      Math.max(
        ...pooled.map((cut) => {
          const below = (values: readonly number[]) => values.filter((value) => value <= cut).length;
          return Math.abs(below(own) * others.length - below(others) * own.length);
        }),
      );
    let [as, all] = [0, 0];
    for (let dealt = 0; dealt < 2 ** pooled.length; dealt++) {
      const own = pooled.filter((_, i) => (dealt >> i) & 1);
      if (own.length !== one.length) continue;
      all++;
      if (
        apart(
          own,
          pooled.filter((_, i) => !((dealt >> i) & 1)),
        ) >= apart(one, other)
      )
        as++;
    }
    return as / all;
  }

  test('gives the distance, and the exact chance of it with whatever ties there are', () => {
    expect(ksTest([1, 2, 3], [4, 5, 6])).toEqual({ distance: 1, p: expect.closeTo(0.1, 12) as unknown });
    const values = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(values, values, (one, other) => {
        expect(ksTest(one, other).p).toBeCloseTo(byCounting(one, other), 9);
      }),
      { numRuns: 60 },
    );
  });

  test('is near to its limit for large samples, whose tail at 1.36 is .0494859', () => {
    expect(kolmogorovTail(1.36)).toBeCloseTo(0.0494859, 7);
    const spaced = Array.from({ length: 900 }, (_, i) => i);
    const moved = Array.from({ length: 900 }, (_, i) => i + 57.5);
    const { distance, p } = ksTest(spaced, moved);
    expect(p).toBeCloseTo(kolmogorovTail(distance * Math.sqrt(450)), 2);
    const many = ksTest([...spaced, ...spaced], [...moved, ...moved]);
    expect(many.p).toBeCloseTo(kolmogorovTail(many.distance * 30), 12);
  });
});

describe('stabilityIndex(reference, sample, { time, seed })', () => {
  const alone = { time: 1, seed: 23 };

  test('gives the worked index, with 10⁻⁴ for an empty bin', () => {
    const tenths = new Array<number>(10).fill(0.1);
    expect(indexOf(tenths, [0.2, ...new Array<number>(7).fill(0.1), 0.05, 0.05])).toBeCloseTo(0.1386294, 7);
    expect(indexOf([0.5, 0.5], [1, 0])).toBeCloseTo(0.5 * Math.log(2) + (1e-4 - 0.5) * Math.log(2e-4), 12);
  });

  test('has a limit that a window of the reference seldom passes, where .2 is passed most often', () => {
    const random = seededRandom(8);
    const reference = Array.from({ length: 500 }, () => normal(random));
    const windows = Array.from({ length: 200 }, () =>
      stabilityIndex(
        reference,
        Array.from({ length: 20 }, () => normal(random)),
        alone,
      ),
    );
    expect(windows.filter(({ index }) => index > 0.2).length).toBeGreaterThan(160);
    expect(windows.filter(({ index, limit }) => index > limit).length).toBeLessThan(12);
    const moved = stabilityIndex(
      reference,
      Array.from({ length: 40 }, () => 1.5 + normal(random)),
      alone,
    );
    expect(moved.index).toBeGreaterThan(moved.limit);
  });

  test('merges equal edges: a feature of two values has two bins', () => {
    const reference = Array.from({ length: 100 }, (_, i) => Number(i % 2 === 0));
    expect(stabilityIndex(reference, reference, alone).index).toBe(0);
    expect(stabilityIndex(reference, [1, 1, 0, 0, 0], alone).index).toBeCloseTo(
      indexOf([0.5, 0.5], [0.6, 0.4]),
      12,
    );
  });
});

describe('adaptiveWindow(values)', () => {
  test('cuts the window soon after a mean has changed, and not before', () => {
    const random = seededRandom(4);
    const values = Array.from({ length: 600 }, (_, i) => Number(random() < (i < 400 ? 0.2 : 0.6)));
    const { alarms } = adaptiveWindow(values);
    expect(alarms[0]).toBeGreaterThan(400);
    expect(alarms[0]).toBeLessThan(460);
    expect(adaptiveWindow(values.slice(0, 400)).alarms).toEqual([]);
  });

  test('has nothing to say of few values, or of values that never change', () => {
    expect(adaptiveWindow([1, 0, 1]).alarms).toEqual([]);
    expect(adaptiveWindow(new Array<number>(100).fill(0.25))).toMatchObject({ statistic: 0, alarms: [] });
  });
});

describe('pageHinkley(values)', () => {
  test('raises an alarm once what the mean rose by comes to 50, then begins anew', () => {
    const values = Array.from({ length: 260 }, (_, i) => Number(i >= 100));
    const { alarms } = pageHinkley(values);
    // After k ones the mean is k ÷ (100 + k): the sum of what is above it passes 50 at the 74th.
    let sum = 0;
    const expected = Array.from({ length: 160 }, (_, k) => (sum += 100 / (101 + k) - 0.005)).findIndex(
      (one) => one > 50,
    );
    expect(alarms).toEqual([100 + expected]);
    expect(pageHinkley(new Array<number>(500).fill(1)).alarms).toEqual([]);
  });
});
