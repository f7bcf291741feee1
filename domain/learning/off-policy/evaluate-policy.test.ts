import { describe, expect, test } from '@jest/globals';
import { effectiveRows, policyEstimates, quantile, type Estimates, type WeightedRow } from './estimates.js';
import { evaluatePolicy, type PolicyEvaluation } from './evaluate-policy.js';
import { parseLog, parsePolicyRules, type LoggedDecision, type PolicyRule } from './policy-log.js';

const WEIGHTS = [2, 0.5, 0, 4];
const ROWS = WEIGHTS.map((weight, i): WeightedRow => ({
  weight,
  reward: [1, 0, 1, 0.5][i] as number,
  expected: [0.6, 0.2, 0.9, 0.4][i] as number,
  value: [0.7, 0.3, 0.5, 0.5][i] as number,
}));

describe('policyEstimates(rows)', () => {
  test.each<[keyof Estimates, number, number]>([
    ['ips', 1, 0.5773503],
    ['snips', 8 / 13, 0.1684746],
    ['dm', 0.5, 0.0816497],
    ['dr', 0.775, 0.2809953],
    ['switch_dr', 0.675, 0.2839454],
    ['naive', 0.625, 0.2393568],
  ])('gives %s as it is by hand: %f with the error %f', (name, value, se) => {
    const estimate = policyEstimates(ROWS)[name];
    expect(estimate.value).toBeCloseTo(value, 9);
    expect(estimate.se).toBeCloseTo(se, 6);
    expect(estimate.low).toBeCloseTo(value - 1.96 * se, 6);
    expect(estimate.high).toBeCloseTo(value + 1.96 * se, 6);
  });

  test('has no snips without any weight, and no error of one row', () => {
    const [first] = ROWS;
    const none = { value: null, se: null, low: null, high: null };
    expect(policyEstimates([{ ...(first as WeightedRow), weight: 0 }]).snips).toEqual(none);
    expect(policyEstimates([first as WeightedRow]).ips).toEqual({ ...none, value: 2 });
  });
});

describe('the weights by hand', () => {
  test('count as 2.086 rows, and have the 95 % quantile 3.7', () => {
    expect(effectiveRows(WEIGHTS)).toBeCloseTo(2.0864198, 7);
    expect(effectiveRows([0, 0])).toBe(0);
    expect(quantile(WEIGHTS, 0.95)).toBeCloseTo(3.7, 12);
  });
});

const logged = (action: string, reward: number, more: Partial<LoggedDecision> = {}): LoggedDecision => ({
  ...{ id: 'd', context: { mood: 'calm' }, action, propensity: 0.5, reward, line: 1 },
  ...more,
});
const TARGET: PolicyRule[] = [
  { when: { mood: 'calm' }, probabilities: { follow: 0.75, skip: 0.25 } },
  { when: {}, probabilities: { skip: 1 } },
];

function evaluated(log: LoggedDecision[], target = TARGET): PolicyEvaluation {
  const evaluation = evaluatePolicy(log, target);
  if ('refused' in evaluation) throw new Error(evaluation.refused);
  return evaluation;
}

describe('evaluatePolicy(log, target)', () => {
  const log = Array.from({ length: 400 }, (_, i) => logged(i % 4 < 2 ? 'follow' : 'skip', i % 4 < 2 ? 1 : 0));

  test('weights decisions by the first rule that holds', () => {
    const { rows, actions, mean_weight, max_weight_share, ess, support, estimates } = evaluated(log);
    expect({ rows, actions, support, mean_weight }).toEqual({
      ...{ rows: 400, actions: ['follow', 'skip'], support: 'enough', mean_weight: 1 },
    });
    // Weights of 1.5 and .5, half of the rows each.
    expect(max_weight_share).toBeCloseTo(1.5 / 400, 12);
    expect(ess).toBeCloseTo(400 ** 2 / (200 * 2.5), 9);
    expect(estimates.ips.value).toBeCloseTo(0.75, 12);
    expect(estimates.naive.value).toBe(0.5);
    // Of 100 rows of each action in a fold with the mean .5: (100 + 25) ÷ 150 and 25 ÷ 150.
    expect(estimates.dm.value).toBeCloseTo(0.75 * (125 / 150) + 0.25 * (25 / 150), 12);
  });

  test('judges each row by what the rows of the other parity say', () => {
    // Even rows only win, odd ones only lose.
    const apart = Array.from({ length: 200 }, (_, i) => logged('follow', i % 2 === 0 ? 1 : 0));
    const [only] = [[{ when: {}, probabilities: { follow: 1 } }]];
    const { estimates } = evaluated(apart, only);
    expect(estimates.dm.value).toBeCloseTo(0.5, 12);
    expect(estimates.dr.se).toBeGreaterThan(0.05);
  });

  test('says why a log is not enough', () => {
    expect(evaluated(log.slice(0, 40)).reasons).toEqual(['effective rows: 32, asked 100']);
    const heavy = [...log, logged('follow', 1, { propensity: 0.001 })];
    expect(evaluated(heavy).reasons).toContainEqual(
      expect.stringMatching(/^one row has \d+ % of all weight/),
    );
    const never = [{ when: {}, probabilities: { follow: 0.5, skip: 0.4, wait: 0.1 } }];
    expect(evaluated(log, never)).toMatchObject({
      ...{ support: 'insufficient', reasons: ['never logged when {}: wait'] },
    });
    const other = evaluated(log, [{ when: {}, probabilities: { wait: 1 } }]);
    expect(other).toMatchObject({ ess: 0, max_weight_share: 0, mean_weight: 0, support: 'insufficient' });
    expect(other.estimates.snips.value).toBeNull();
    expect(other.reasons[0]).toBe('the target never does what was logged');
  });

  test('refuses a context that the target has no rule for', () => {
    const wild = [...log, logged('skip', 1, { context: { mood: 'wild' }, line: 7 })];
    expect(evaluated(wild).rows).toBe(401);
    expect(evaluatePolicy(wild, TARGET.slice(0, 1))).toEqual({
      refused: 'line 7: context: {"mood":"wild"}: the target has no rule for it',
    });
  });
});

describe('parseLog(text)', () => {
  const line = (more: object) => JSON.stringify({ ...logged('follow', 1), ...more });

  test('gives decisions, whatever else a line has', () => {
    expect(parseLog(`${line({})}\n\n${line({ note: 'x' })}\n`)).toMatchObject([
      { ...logged('follow', 1), line: 1 },
      { line: 3 },
    ]);
  });

  test.each([
    [line({ propensity: 0 }), 'line 2: propensity: 0: '],
    [line({ propensity: 1.2 }), 'line 2: propensity: 1.2: '],
    [line({ reward: 'much' }), 'line 2: reward: "much": '],
    [line({ context: 1 }), 'line 2: context: 1: '],
    ['{"id":', 'line 2: no JSON: {"id":'],
  ])('refuses %s with line, path and value', (bad, refused) => {
    expect(parseLog(`${line({})}\n${bad}`)).toEqual({ refused: expect.stringContaining(refused) as unknown });
  });

  test('refuses an empty log', () => {
    expect(parseLog('\n')).toEqual({ refused: 'no lines' });
  });
});

describe('parsePolicyRules(text)', () => {
  const rule = (more: object) => JSON.stringify({ ...TARGET[0], ...more });

  test('gives rules; chances add up to 1 but for rounding', () => {
    const thirds = { probabilities: { a: 0.3333333, b: 0.3333333, c: 0.3333333 } };
    expect(parsePolicyRules(`${rule({})}\n${rule(thirds)}`)).toHaveLength(2);
  });

  test.each([
    [rule({ probabilities: { follow: 0.7 } }), 'line 1: probabilities: {"follow":0.7}: does not add up to 1'],
    [rule({ probabilities: { follow: -1, skip: 2 } }), 'line 1: probabilities.follow: -1: '],
    [rule({ if: {} }), 'line 1: if: {}: no such key'],
  ])('refuses %s', (bad, refused) => {
    expect(parsePolicyRules(bad)).toEqual({ refused: expect.stringContaining(refused) as unknown });
  });
});

test('evaluatePolicy(log, target) takes an action for what it is called, and refuses weights that are no numbers', () => {
  const { mean_weight, estimates } = evaluated([logged('constructor', 1), logged('follow', 1)]);
  expect(mean_weight).toBe(0.75);
  expect(estimates.ips.value).toBe(0.75);
  expect(evaluatePolicy([logged('follow', 1, { propensity: 1e-320, line: 7 })], TARGET)).toEqual({
    refused: 'line 7: propensity: 1e-320: too small to be divided by',
  });
  const rare = logged('follow', 0, { propensity: 1e-90, line: 9 });
  expect(evaluatePolicy([logged('follow', 1e64), rare], TARGET)).toEqual({
    refused: 'line 9: propensity: 1e-90: too small for a reward of 1e+64',
  });
  expect(evaluatePolicy([logged('follow', 1e64, { propensity: 1e-90, line: 8 })], TARGET)).toEqual({
    refused: 'line 8: propensity: 1e-90: too small for a reward of 1e+64',
  });
});

test('evaluatePolicy(log, target) gives the worked share of the largest weight', () => {
  const propensities: [string, number][] = [
    ['a', 0.25],
    ['a', 1],
    ['c', 0.5],
    ['a', 0.125],
  ];
  const log = propensities.map(([action, propensity]) => logged(action, 1, { propensity }));
  const { max_weight_share, ess } = evaluated(log, [{ when: {}, probabilities: { a: 0.5, b: 0.5 } }]);
  expect(max_weight_share).toBeCloseTo(0.6153846, 7);
  expect(ess).toBeCloseTo(2.0864198, 7);
});
