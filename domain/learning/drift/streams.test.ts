import { describe, expect, test } from '@jest/globals';
import { sigmoid } from '../baselines/ridge-logistic.js';
import { normal, seededRandom } from '../../number/random.js';
import { marketDrift, surpriseDrift, type SaidOutcome } from './streams.js';

/** Said of an outcome whose logit changes its sign after so many. */
function said(seed: number, { length, flipped }: { length: number; flipped: number }): SaidOutcome[] {
  const random = seededRandom(seed);
  return Array.from({ length }, (_, i) => {
    const z = 0.84 * normal(random);
    const outcome = random() < sigmoid(i < flipped ? z : -z) ? 1 : 0;
    return { p: sigmoid(z), outcome, known: String(i).padStart(4, '0') };
  });
}

describe('surpriseDrift(stream, said, modelId)', () => {
  test('raises the alarm by CUSUM soon after a relation flips, and says since when; the others come later', () => {
    const readings = surpriseDrift('model', said(1, { length: 400, flipped: 300 }), 'm');
    expect(readings.map(({ detector }) => detector)).toEqual(['cusum', 'adwin', 'page_hinkley']);
    const [first] = readings;
    expect(first).toMatchObject({ stream: 'model', alarm: true, feature: null });
    expect(Number(first?.since)).toBeGreaterThanOrEqual(300);
    expect(Number(first?.since)).toBeLessThan(330);
    for (const { since } of readings.slice(1))
      expect(Number(since ?? 999)).toBeGreaterThan(Number(first?.since));
  });

  test('says nothing of fewer than twenty, and raises none where all is as said', () => {
    expect(surpriseDrift('human', said(2, { length: 19, flipped: 19 }), 'm')).toEqual([]);
    const readings = surpriseDrift('human', said(2, { length: 300, flipped: 300 }), 'm');
    expect(readings.map(({ alarm, since }) => [alarm, since])).toEqual(new Array(3).fill([false, null]));
  });
});

describe('marketDrift(rows, features)', () => {
  const rows = (seed: number, moved: number) => {
    const random = seededRandom(seed);
    return Array.from({ length: 300 }, (_, i) => ({
      values: Float64Array.of(normal(random), normal(random) + (i >= 260 ? moved : 0), 0),
      missing: new Set(i % 3 === 0 ? ['vix'] : []),
    }));
  };
  const features = ['calm', 'vix', 'never'];

  test('names the feature that is others than before', () => {
    for (const reading of marketDrift(rows(1, 1.5), features))
      expect(reading).toMatchObject({ stream: 'market', feature: 'vix', alarm: true, since: null });
  });

  test('raises none where nothing changed, and says nothing of too few', () => {
    expect(marketDrift(rows(2, 0), features).map(({ alarm }) => alarm)).toEqual([false, false]);
    expect(marketDrift(rows(2, 0).slice(0, 120), features)).toEqual([]);
  });
});
