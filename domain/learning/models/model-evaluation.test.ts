import { describe, expect, test } from '@jest/globals';
import { DEFAULT_POLICY } from '../gate/gate-policy.js';
import type { SaidScenario } from './judged-model.js';
import { evaluateModel } from './model-evaluation.js';

const DAY_MS = 86_400_000;

/** A gain of one dollar on each day. */
function row(i: number): SaidScenario {
  const day = new Date(Date.parse('2025-01-06') + i * DAY_MS).toISOString().slice(0, 10);
  return {
    ...{ scenario_id: `s${i}`, label: 1, day, reward: 1 + (i % 2), usd: 1 },
    ...{
      challenger: 0.8,
      challenger_follows: 1,
      incumbent: 0.5,
      incumbent_follows: 0,
      base_rate: 0.5,
      always_follow: 1,
      logistic: 0.5,
    },
  };
}

function evaluated(labelled: readonly SaidScenario[]) {
  return evaluateModel(
    { scenarios: labelled.length, skipped: {}, labelled },
    {
      ...{
        model_id: 'mlp-1',
        incumbent_id: 'base_rate',
        as_of: '2025-03-01',
        trials: () => ({ count: 1, variance: 0 }),
      },
      ...{ window_from: '2025-01-06', window_to: '2025-03-01' },
    },
    {
      kind: 'mlp',
      policy: DEFAULT_POLICY,
      fault: null,
      leaks: [],
      preferences: null,
      start: 1,
      unfinished: null,
    },
  );
}

describe('evaluateModel', () => {
  test('counts what comes of following where the model would', () => {
    const plain = Array.from({ length: 10 }, (_, i) => row(i));
    expect(evaluated(plain)).toMatchObject({ net_pnl: 10, mean_reward: 1.5, scored: 10 });
    const costly = plain.map((one) => ({ ...one, usd: 0.5, reward: one.reward - 0.5 }));
    expect(evaluated(costly)).toMatchObject({ net_pnl: 5, mean_reward: 1 });
    const unsure = plain.map((one, i) => (i < 4 ? { ...one, challenger_follows: 0 } : one));
    expect(evaluated(unsure)).toMatchObject({ net_pnl: 6, mean_reward: 0.9, scored: 10 });
    expect(evaluated(unsure).sharpe).toBeLessThan(evaluated(plain).sharpe ?? 0);
    expect(evaluated(unsure).psr).toBeLessThan(evaluated(plain).psr ?? 0);
  });

  test('scores what the challenger said, and compares what both did', () => {
    const rows = Array.from({ length: 10 }, (_, i) => row(i));
    const some = rows.map((one, i) => (i < 4 ? { ...one, incumbent: null } : one));
    const none = some.map((one, i) => (i === 9 ? { ...one, challenger: null } : one));
    expect(evaluated(none).scored).toBe(9);
    const gains = evaluated(none).reasons.find(({ rule }) => rule === 'min_scored');
    expect(gains?.value).toBe(5);
  });

  test('is another judgement after a label was restated, and the same one otherwise', () => {
    const rows = Array.from({ length: 10 }, (_, i) => row(i));
    const first = evaluated(rows);
    expect(evaluated(rows).evaluation_id).toBe(first.evaluation_id);
    const restated = evaluated(rows.map((one, i) => (i === 3 ? { ...one, label: 0, reward: -1 } : one)));
    expect(restated.evidence).not.toBe(first.evidence);
    expect(restated.evaluation_id).not.toBe(first.evaluation_id);
  });
});
