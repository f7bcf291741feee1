import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { seededRandom } from '../../number/random.js';
import {
  alphaOfStart,
  brierGain,
  challengerEvidence,
  correlationWithin,
  decidesByDay,
  evidenceByDay,
  neededInAll,
  type Pair,
} from './challenger-evidence.js';

const pair = (challenger: number, label: 0 | 1, day: number, incumbent = 0.5): Pair => ({
  ...{ incumbent, challenger, label },
  day: `2025-01-${String(day).padStart(2, '0')}`,
});
const FIVE = [pair(0.7, 1, 1), pair(0.6, 1, 1), pair(0.3, 0, 2), pair(0.8, 0, 2), pair(0.4, 0, 3)];

/** A pair with this gain. */
const gaining = (gain: number): Pair => pair(1 - Math.sqrt(0.25 - gain), 1, 1);

describe('brierGain(pair)', () => {
  test('is by how much the challenger’s Brier score is the better one', () => {
    [0.16, 0.09, 0.16, -0.39, 0.09].forEach((gain, i) =>
      expect(brierGain(FIVE[i] as Pair)).toBeCloseTo(gain, 12),
    );
    expect(brierGain(pair(1, 0, 1, 0))).toBeCloseTo(0.02 ** 2 - 0.98 ** 2, 12);
  });
});

describe('challengerEvidence(pairs)', () => {
  test('comes to the worked values', () => {
    const { evidence, evidence_against } = challengerEvidence(FIVE);
    expect(evidence).toBeCloseTo(0.0100079, 7);
    expect(Math.exp(evidence)).toBeCloseTo(1.0100581, 7);
    expect(Math.exp(evidence_against)).toBeCloseTo(0.92528, 7);
  });

  test('of ten gains of .2 is 2.78', () => {
    const ten = challengerEvidence(new Array<Pair>(10).fill(gaining(0.2)));
    expect(Math.exp(ten.evidence)).toBeCloseTo(2.7840788, 6);
    expect(Math.exp(ten.evidence_against)).toBeCloseTo(0.4715162, 6);
  });

  test('is at the most 1 in the mean where the challenger is no better', () => {
    // Both say their chance at random of a coin: of all that may come of three scenarios, each as likely as the others.
    const chance = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(chance, chance), { minLength: 3, maxLength: 3 }), (said) => {
        const labels = [...Array(8).keys()].map((bits) => [bits & 1, (bits >> 1) & 1, bits >> 2]);
        const fair = said.map(([a, b]) => (Math.abs(a - 0.5) < Math.abs(b - 0.5) ? [a, b] : [b, a]));
        const values = labels.map((own) =>
          Math.exp(
            challengerEvidence(
              fair.map(([incumbent, challenger], i) =>
                pair(challenger as number, own[i] as 0 | 1, 1, incumbent as number),
              ),
            ).evidence,
          ),
        );
        expect(values.reduce((sum, value) => sum + value, 0) / 8).toBeLessThanOrEqual(1 + 1e-12);
      }),
    );
  });
});

describe('evidenceByDay(pairs)', () => {
  test('comes to the worked value', () => {
    expect(Math.exp(evidenceByDay(FIVE).evidence)).toBeCloseTo(1.4796773, 6);
  });

  test('is 1 where both always say the same', () => {
    expect(evidenceByDay([pair(0.5, 1, 1), pair(0.5, 0, 2)])).toEqual({ evidence: 0, evidence_against: 0 });
  });
});

describe('decidesByDay(pairs)', () => {
  const days = (size: number, label: (day: number, i: number) => 0 | 1) =>
    [...Array(8).keys()].flatMap((day) =>
      [...Array(size).keys()].map((i) => pair(0.7, label(day, i), day + 1)),
    );

  test('holds where a day has twenty or more, and they are alike', () => {
    const alike = (day: number): 0 | 1 => (day % 2 === 0 ? 1 : 0);
    expect(decidesByDay(days(20, alike))).toBe(true);
    expect(decidesByDay(days(19, alike))).toBe(false);
    expect(decidesByDay(days(20, (_, i) => (i % 2 === 0 ? 1 : 0)))).toBe(false);
    expect(decidesByDay([])).toBe(false);
  });

  test('has the correlation of a one-way analysis of variance (scipy: F 13.3555556)', () => {
    const groups = [
      [0.1, 0.2, 0.3],
      [0.5, 0.6],
      [-0.1, 0, 0.1, 0.2],
    ];
    expect(correlationWithin(groups)).toBeCloseTo(0.8104956268221574, 9);
    expect(
      correlationWithin([
        [1, 1],
        [1, 1],
      ]),
    ).toBe(0);
  });
});

describe('alphaOfStart(alpha, start)', () => {
  test('is 6α ÷ (π²k²), which add up to α', () => {
    [0.0060793, 0.0015198, 0.0006755].forEach((alpha, i) =>
      expect(alphaOfStart(0.01, i + 1)).toBeCloseTo(alpha, 7),
    );
    [5.1028705, 6.4891649, 7.3000951].forEach((log, i) =>
      expect(Math.log(1 / alphaOfStart(0.01, i + 1))).toBeCloseTo(log, 6),
    );
  });
});

describe('neededInAll(gains, alpha)', () => {
  test('comes to the worked value, and to none where it does not go the right way', () => {
    const gains = [...new Array<number>(7).fill(0.2), ...new Array<number>(3).fill(-0.1)];
    expect(neededInAll(gains, alphaOfStart(0.01, 1))).toBeCloseTo(70.6717385, 6);
    expect(
      neededInAll(
        gains.map((gain) => -gain),
        0.01,
      ),
    ).toBeNull();
    expect(neededInAll([], 0.01)).toBeNull();
    // More than anybody ever makes, and more than a table holds.
    expect(neededInAll([1e-12, 1e-12], 0.01)).toBeNull();
    expect(neededInAll([0.2], 1e-320)).toBeLessThan(1e4);
  });

  test('says about how many it takes: the true chances against a coin, AUC .71', () => {
    const random = seededRandom(7);
    const life = () => {
      const gains: number[] = [];
      for (let log = [0, 0, 0, 0]; ;) {
        // Chances of .3 and .7 have an AUC of .70.
        const p = random() < 0.5 ? 0.3 : 0.7;
        gains.push(brierGain(pair(p, random() < p ? 1 : 0, 1)));
        log = [0.1, 0.25, 0.5, 0.95].map(
          (stake, i) => (log[i] as number) + Math.log1p(stake * (gains.at(-1) as number)),
        );
        const evidence = Math.log(log.reduce((sum, one) => sum + Math.exp(one), 0) / 4);
        if (evidence >= Math.log(1 / alphaOfStart(0.01, 1))) return gains;
      }
    };
    const taken = Array.from({ length: 101 }, () => life().length).sort((a, b) => a - b);
    expect(taken[50]).toBeGreaterThan(230);
    expect(taken[50]).toBeLessThan(340);
  });
});
