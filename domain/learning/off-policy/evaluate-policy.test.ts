import { describe, expect, test } from '@jest/globals';
import { readTexts } from '../../../test/read-texts.js';
import { evaluatePolicy, type PolicyEvaluation } from './evaluate-policy.js';
import type { PolicyRule } from './policy-rules.js';
import { weighedLog } from './weighed-log.js';

const logged = (action: string, reward: number, more: { propensity?: number } = {}) => ({
  ...{ context: { mood: 'calm' }, action, propensity: 0.5, reward },
  ...more,
});
const TARGET: PolicyRule[] = [
  { when: { mood: 'calm' }, probabilities: { follow: 0.75, skip: 0.25 } },
  { when: {}, probabilities: { skip: 1 } },
];

function evaluated(decisions: readonly object[], target = TARGET): PolicyEvaluation {
  const texts = decisions.map((decision, id) => JSON.stringify({ id, ...decision }));
  const log = readTexts(weighedLog(target), texts);
  if ('refused' in log) throw new Error(log.refused);
  return evaluatePolicy(log, target);
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
