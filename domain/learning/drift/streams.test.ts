import { describe, expect, test } from '@jest/globals';
import { sigmoid } from '../baselines/ridge-logistic.js';
import { normal, seededRandom } from '../../number/random.js';
import { humanDrift, marketDrift, surpriseDrift, type SaidOutcome } from './streams.js';

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

describe('surpriseDrift(stream, said, modelId), of an alarm that is past', () => {
  test('lets it stand for a hundred outcomes, and says since when of alarms that follow one another', () => {
    const flipped = said(4, { length: 400, flipped: 300 });
    // Right before, wrong for a while, right again.
    const mended = [...flipped, ...said(5, { length: 160, flipped: 160 })];
    const at = (length: number) => surpriseDrift('model', mended.slice(0, length), 'm')[0];
    expect(at(400)).toMatchObject({ alarm: true, since: at(330)?.since });
    expect(at(450)).toMatchObject({ alarm: true, since: at(330)?.since });
    expect(at(560)).toMatchObject({ alarm: false, since: null });
  });
});

test('surpriseDrift(…) of who is always sure raises no alarm, and has numbers only', () => {
  const sure = Array.from({ length: 40 }, (_, i): SaidOutcome => ({
    p: 1,
    outcome: i % 2 ? 1 : 0,
    known: 'x',
  }));
  for (const { alarm, statistic, limit } of surpriseDrift('model', sure, 'm'))
    expect([alarm, Number.isFinite(statistic), Number.isFinite(limit)]).toEqual([false, true, true]);
});

describe('humanDrift(followed)', () => {
  /** Followed within the hour and in full; of late so much later, and so much of it. */
  const followed = (seed: number, { later, less }: { later: number; less: number }) => {
    const random = seededRandom(seed);
    return Array.from({ length: 300 }, (_, i) => ({
      delay: i % 7 === 0 ? null : random() + (i >= 260 ? later : 0),
      size: i >= 260 && random() < less ? 0.5 : 1,
    }));
  };

  test('names what has changed of how the human follows', () => {
    for (const [feature, changed] of [
      ['delay', { later: 1, less: 0 }],
      ['size', { later: 0, less: 0.7 }],
    ] as const) {
      const [ks] = humanDrift(followed(1, changed));
      expect(ks).toMatchObject({ stream: 'human', detector: 'ks', feature, alarm: true, since: null });
    }
  });

  test('raises no alarm where nothing has, and says nothing of too few', () => {
    expect(humanDrift(followed(2, { later: 0, less: 0 })).map(({ alarm }) => alarm)).toEqual([false, false]);
    expect(humanDrift(followed(2, { later: 0, less: 0 }).slice(0, 120))).toEqual([]);
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
  const features = (['calm', 'vix', 'never'] as const).map((name) => ({ name, source: 'context' as const }));

  test('names the feature that is others than before', () => {
    for (const reading of marketDrift(rows(1, 1.5), features))
      expect(reading).toMatchObject({ stream: 'market', feature: 'vix', alarm: true, since: null });
  });

  test('raises none by a feature that moves slowly, as the calendar does', () => {
    const random = seededRandom(6);
    let slow = 0;
    const slowly = Array.from({ length: 540 }, (_, i) => ({
      values: Float64Array.of((slow = 0.99 * slow + 0.14 * normal(random)), 20 - (Math.floor(i / 5) % 21)),
      missing: new Set<string>(),
    }));
    const slowOnes = ['slow', 'to_expiration'].map((name) => ({ name, source: 'context' as const }));
    expect(marketDrift(slowly, slowOnes).map(({ alarm }) => alarm)).toEqual([false, false]);
  });

  test('looks at bars, advice and context alone: the calendar and the record are no market', () => {
    const sources = ['calendar', 'history', 'event'] as const;
    const others = features.map(({ name }, i) => ({ name, source: sources[i] as (typeof sources)[number] }));
    expect(marketDrift(rows(1, 1.5), others)).toEqual([]);
  });

  test('raises none where nothing changed, and says nothing of too few', () => {
    expect(marketDrift(rows(2, 0), features).map(({ alarm }) => alarm)).toEqual([false, false]);
    expect(marketDrift(rows(2, 0).slice(0, 120), features)).toEqual([]);
  });
});
