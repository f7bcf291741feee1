/**
 * Figures of an independent calculation, in Python by scipy 1.17.1 and numpy 2.4.6: the sign evidence as an integral
 * over the Beta(½, ½) density (integrate.quad), strata as nchypergeom_fisher over hypergeom, intervals of shares by
 * binom and optimize.brentq, medians by counting, posteriors and limits by beta, costs by the formula on arrays, guards
 * by products of binom; inputs drawn by a generator.
 */
import { describe, expect, test } from '@jest/globals';
import { costOf } from './cost-sequence.js';
import { guardedDivergence, logBreachEvidence, upperLimit } from './divergence-guard.js';
import { medianInterval, shareInterval, sizesFrom } from './effect-intervals.js';
import { leanProcess } from './lean-evidence.js';
import { chanceOfHabit } from './shrinkage.js';
import { logSignEvidence, signProcess } from './sign-evidence.js';
import { logStratumFactors } from './stratum-evidence.js';

const WEEKS: readonly (readonly [up: number, down: number])[] = [
  [4, 0],
  [3, 0],
  [2, 0],
  [4, 1],
  [0, 0],
  [4, 0],
  [0, 1],
  [0, 1],
  [0, 1],
  [0, 1],
  [4, 1],
  [0, 0],
  [1, 0],
  [3, 0],
  [2, 1],
  [4, 1],
  [1, 1],
  [4, 0],
  [3, 0],
  [0, 0],
  [0, 0],
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 0],
  [2, 1],
  [2, 1],
  [0, 1],
  [0, 1],
  [0, 1],
  [2, 1],
  [0, 0],
  [1, 1],
];

describe('the statistics, beside an independent calculation', () => {
  test.each<[number, number, number]>([
    [0, 3, 0.9162907318741551],
    [2, 5, -0.9808292530117261],
    [9, 11, 0.9515975457063002],
    [13, 40, 0.4255846069122215],
    [55, 60, 22.095247651534812],
    [31, 90, 1.9500161329053927],
    [70, 75, 31.221730659692295],
  ])('logSignEvidence(%i, %i)', (up, changes, log) => {
    expect(logSignEvidence(up, changes)).toBeCloseTo(log, 8);
  });

  test('signProcess() and leanProcess() over 33 weeks', () => {
    const [sign, lean] = [signProcess(), leanProcess()];
    WEEKS.forEach(([up, down], at) => {
      sign.add(at + 1, { up, down });
      lean.add(at + 1, up - down);
    });
    expect(sign.logBy(33)).toBeCloseTo(4.6991635185016944, 9);
    expect(lean.logBy(33)).toBeCloseTo(2.402586736745849, 9);
  });

  test.each<[number, number, number, number, number[]]>([
    [5, 30, 8, 6, [3.0987672128725436, 4.9471314758510285, 5.387829579034878, 4.950813512552293]],
    [0, 30, 8, 6, [-2.394294230468011, -6.565793989119207, -11.618157329275904, -18.075037417388174]],
    [3, 12, 5, 4, [1.035547917528991, 1.2432177601973127, 0.7787458226371136, -0.14478668847205536]],
    [7, 41, 9, 20, [1.8030926944386456, 1.6735582193462675, 0.34295048934936706, -1.7222654957902475]],
    [12, 60, 30, 14, [3.8849496636307794, 4.965826613559309, 4.109757675487711, 2.2363164221547347]],
    [2, 25, 24, 3, [-1.0152306797290642, -2.188295946591923, -3.2778991653176677, -4.478699521934147]],
  ])(
    'logStratumFactors: %i in the cell of %i, %i refused, %i in the cell',
    (refusedInCell, decisions, refused, inCell, logs) => {
      logStratumFactors({ decisions, refused, inCell, refusedInCell }).forEach((log, i) => {
        expect(log).toBeCloseTo(logs[i] as number, 8);
      });
    },
  );

  test.each<[number, number, number, number, number, number]>([
    [3, 17, 0.0375, 1, 0.005173542424075985, 0.6464559267899261],
    [40, 52, 0.0028125, 4, 0.4706118875890053, 0.9488768424179205],
    [0, 9, 0.0375, 1, 0, 0.5872402248696171],
    [25, 25, 0.0028125, 2, 0.6606554933650308, 1],
    [101, 260, 0.0375, 3, 0.27259408323729206, 0.5135191563603542],
  ])('shareInterval(%i, %i, { budget: %f, found: %i })', (k, n, budget, found, low, high) => {
    const ends = shareInterval(k, n, { budget, found });
    expect(ends?.low).toBeCloseTo(low, 9);
    expect(ends?.high).toBeCloseTo(high, 9);
  });

  test.each<[number[], number, number, number, number, number]>([
    [[38, 14, 8], 0.0375, 1, 1, 1, 2],
    [[10, 32, 18], 0.0375, 2, 2, 2, 3],
    [[5, 15, 40], 0.0028125, 1, 3, 2, 3],
  ])(
    'medianInterval of %j ones, twos and threes, { budget: %f, found: %i }',
    (counts, budget, found, median, low, high) => {
      const sizes = counts.flatMap((count, i) => Array.from({ length: count }, () => i + 1));
      expect(medianInterval(sizesFrom(sizes), { budget, found })).toEqual({ median, low, high });
    },
  );

  test.each<[number, number, number, number, number]>([
    [2, 3, 30, 40, 0.8364365567860194],
    [0, 4, 30, 40, 0.0858486909538538],
    [5, 6, 3, 50, 0.8036976762035042],
    [9, 20, 9, 20, 0.3168920463718305],
    [60, 110, 200, 300, 0.8442870983734355],
  ])(
    'chanceOfHabit: %i of %i beside %i of %i',
    (changed, answered, pooledChanged, pooledAnswered, chance) => {
      const pooled = { changed: pooledChanged, answered: pooledAnswered };
      expect(chanceOfHabit({ changed, answered }, pooled)).toBeCloseTo(chance, 10);
    },
  );

  test.each<[number[], number, number]>([
    [
      [-0.0015, 0.0937, -0.0311, -0.3578, 0.1357, 0.0439, -0.281, -0.0574, -0.0434],
      -0.2367743630669551,
      0.12590769640028843,
    ],
    [
      [
        0.2935, 0.1511, -0.1965, -0.6021, 0.237, 0.1059, -0.1656, 0.0543, 0.1904, 0.0234, 0.2584, 0.0008,
        0.0921, -0.0006, 0.2132, 0.1024, 0.1801, -0.0504, 0.1038, -0.1001, 0.2013, 0.0706, 0.203, 0.2189,
        -0.2651, 0.0937,
      ],
      -0.059903468115131545,
      0.16863423734590083,
    ],
    [
      [
        0.2358, -0.6835, -0.0463, -0.2435, -0.335, -0.2876, -0.7116, -0.354, -0.3704, 0.4672, -0.1601,
        -0.2758, -0.1157, -0.193, -0.3363, -0.2034, -0.0842, -0.2283, 0.1027, -0.1288, -0.2157, 0.0886,
        -0.1836, -0.3936, -0.1782, -0.0335, 0.2453, -0.1957, -0.2702, -0.021, -0.4556, -0.3366, -0.0006,
        -0.061, -0.4311, -0.3154, -0.6966, 0.0733, -0.3428, -0.4846,
      ],
      -0.31924818943931,
      -0.08877181056068995,
    ],
  ])('costOf(%j)', (means, low, high) => {
    const cost = costOf(means);
    expect(cost?.low).toBeCloseTo(low, 10);
    expect(cost?.high).toBeCloseTo(high, 10);
  });

  test.each<[number, number, number, number, number, number | null]>([
    [0, 25, 1, 6, 0.0623490459979845, 0.2160988969849882],
    [61, 150, 30, 41, 0.4441860292466187, 5.999635111759937],
    [30, 33, 10, 10, 0.9531416446388813, null],
    [110, 156, 50, 80, 0.737817115433429, -4.161108127557883],
  ])(
    'upperLimit of %i of %i, logBreachEvidence of %i of %i since',
    (diverged, decisions, since, sinceOf, limit, log) => {
      expect(upperLimit({ diverged, decisions })).toBeCloseTo(limit, 10);
      if (log === null) expect(guardedDivergence({ diverged, decisions })).toBeNull();
      else expect(logBreachEvidence(limit, { diverged: since, decisions: sinceOf })).toBeCloseTo(log, 8);
    },
  );
});
