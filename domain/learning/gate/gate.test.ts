import { describe, expect, test } from '@jest/globals';
import { DEFAULT_POLICY, parsePolicy } from './gate-policy.js';
import { judge, type Judged } from './gate.js';

/** A challenger that meets every rule. */
const GOOD: Judged = {
  fault: null,
  leaks: [],
  samples: 500,
  preferences: null,
  beside_chance: null,
  gains: new Array<number>(400).fill(0.05),
  start: 1,
  against_incumbent: { evidence: 9, evidence_against: -4 },
  by_day: null,
  against_base_rate: { evidence: 9, evidence_against: -4 },
  calibration: { z: 1, mean: -1 },
  reward: { low: 0.01, high: 0.2 },
  drawdown: { challenger: 100, incumbent: 90, by_luck: 10 },
  accuracy: 0.6,
  baselines: [
    { name: 'base_rate', gain: 0.05 },
    { name: 'always_follow', gain: 0.1 },
  ],
};

const judgedOf = (more: Partial<Judged>) => judge({ ...GOOD, ...more }, DEFAULT_POLICY);
const failed = (more: Partial<Judged>) =>
  judgedOf(more)
    .reasons.filter(({ passed }) => !passed)
    .map(({ rule }) => rule);

const RULES = [
  ...[
    'infrastructure',
    'leak',
    'evidence_against',
    'calibration',
    'calibration_mean',
    'reward_high',
    'drawdown',
  ],
  ...[
    'min_samples',
    'min_scored',
    'evidence',
    'evidence_by_day',
    'evidence_base_rate',
    'reward_low',
    'accept_cv',
  ],
  'baselines',
];

describe('judge(judged, policy)', () => {
  test('of what learns preferences asks for five hundred determined ones', () => {
    expect(failed({ preferences: 499 })).toEqual(['min_preferences']);
    expect(judgedOf({ preferences: 499 }).verdict).toBe('insufficient');
    expect(judgedOf({ preferences: 500 }).verdict).toBe('bless');
  });

  test('of what learns preferences asks that what it does earns no less than its own chances would', () => {
    expect(failed({ preferences: 500, beside_chance: { high: -0.01 } })).toEqual(['own_chance']);
    expect(failed({ preferences: 500, beside_chance: { high: 0.01 } })).toEqual([]);
  });

  test('blesses what meets every rule, and lists them all', () => {
    const { verdict, reasons } = judgedOf({});
    expect(verdict).toBe('bless');
    expect(reasons.map(({ rule }) => rule)).toEqual(RULES);
    expect(reasons.every(({ passed }) => passed)).toBe(true);
  });

  test.each<[string, Partial<Judged>, string, string]>([
    ['what does not work', { fault: 'a chance is no number' }, 'infra_fail', 'infrastructure'],
    ['a suspected leak', { leaks: ['context_close'] }, 'reject', 'leak'],
    [
      'what is proven worse',
      { against_incumbent: { evidence: 9, evidence_against: 4.7 } },
      'reject',
      'evidence_against',
    ],
    ['wrong chances', { calibration: { z: -3.1, mean: 0 } }, 'reject', 'calibration'],
    ['a wrong mean', { calibration: { z: 0, mean: 3.1 } }, 'reject', 'calibration_mean'],
    ['what is sure to earn less', { reward: { low: -0.3, high: -0.06 } }, 'reject', 'reward_high'],
    ['a larger fall', { drawdown: { challenger: 113, incumbent: 90, by_luck: 10 } }, 'reject', 'drawdown'],
    ['few labels', { samples: 19 }, 'insufficient', 'min_samples'],
    ['few scenarios', { gains: new Array<number>(99).fill(0.05) }, 'insufficient', 'min_scored'],
    [
      'too little evidence',
      { against_incumbent: { evidence: 5.1, evidence_against: 0 } },
      'insufficient',
      'evidence',
    ],
    [
      'too little by day',
      { by_day: { evidence: 5.1, evidence_against: 0 } },
      'insufficient',
      'evidence_by_day',
    ],
    [
      'too little against the base rate',
      { against_base_rate: { evidence: 4.6, evidence_against: 0 } },
      'insufficient',
      'evidence_base_rate',
    ],
    ['rewards that are not known', { reward: { low: -0.06, high: 0.3 } }, 'insufficient', 'reward_low'],
    ['a coin', { accuracy: 0.48 }, 'insufficient', 'accept_cv'],
    [
      'what a baseline is better than',
      { baselines: [{ name: 'logistic', gain: -0.001 }] },
      'insufficient',
      'baselines',
    ],
  ])('of %s says so by its rule alone', (_, more, verdict, rule) => {
    expect(judgedOf(more).verdict).toBe(verdict);
    // An upper end below the margin has a lower one there as well.
    expect(failed(more).filter((one) => rule !== 'reward_high' || one !== 'reward_low')).toEqual([rule]);
  });

  test('lets the day decide alone where it does', () => {
    const by_day = { evidence: 6, evidence_against: 0 };
    expect(judgedOf({ by_day, against_incumbent: { evidence: 0, evidence_against: 9 } }).verdict).toBe(
      'bless',
    );
  });

  test('takes the worst of several: no proof of worse is needed where nothing loads', () => {
    expect(judgedOf({ fault: 'no file', leaks: ['a'], samples: 0 }).verdict).toBe('infra_fail');
    expect(judgedOf({ leaks: ['a'], samples: 0 }).verdict).toBe('reject');
  });

  test('rejects no calibration and no reward on a few scenarios', () => {
    const few = { gains: [0.1], calibration: { z: 9, mean: 9 }, reward: { low: -2, high: -1 } };
    expect(judgedOf(few).verdict).toBe('insufficient');
  });

  test('says how many more it takes', () => {
    const gains = [...new Array<number>(7).fill(0.2), ...new Array<number>(3).fill(-0.1)];
    // 70.67 in all.
    expect(judgedOf({ gains }).needed).toBe(61);
    expect(judgedOf({}).needed).toBe(1);
    expect(judgedOf({ gains: gains.map((gain) => -gain) }).needed).toBeNull();
    expect(judgedOf({ gains, start: 2 }).needed).toBeGreaterThan(61);
  });
});

describe('parsePolicy(value)', () => {
  test('gives what is a policy as it is', () => {
    expect(parsePolicy(JSON.parse(JSON.stringify(DEFAULT_POLICY)))).toEqual(DEFAULT_POLICY);
  });

  test.each([
    [{ alpha: 1 }, 'alpha: 1: '],
    [{ min_samples: '20' }, 'min_samples: "20": '],
    [{ shadow: { min_scored: 50, min_sessions: 5, max: 1 } }, 'shadow.max: 1: no such key'],
    [{ approval: 'never' }, 'approval: "never": '],
    [{ baselines: ['tree'] }, 'baselines[0]: "tree": '],
  ])('refuses %j with path and value', (more, refused) => {
    const parsed = parsePolicy({ ...DEFAULT_POLICY, ...more });
    expect(parsed).toEqual({ refused: expect.stringContaining(refused) as unknown });
  });
});
