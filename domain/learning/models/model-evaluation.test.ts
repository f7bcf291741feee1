import { describe, expect, test } from '@jest/globals';
import { DEFAULT_POLICY } from '../gate/gate-policy.js';
import type { LabelledRow } from '../training/training-row.js';
import { evaluateModel } from './model-evaluation.js';

const DAY_MS = 86_400_000;

/** A gain of one dollar before costs on each day, and whether something speaks against it. */
function row(i: number, more: Partial<LabelledRow> = {}): LabelledRow {
  const asked = Date.parse('2025-01-06T15:00:00Z') + i * DAY_MS;
  const [sent_at, labelled_at] = [asked, asked + 3_600_000].map((at) => new Date(at).toISOString()) as [
    string,
    string,
  ];
  return {
    ...{
      scenario_id: `s${i}`,
      sent_at,
      trading_date: sent_at.slice(0, 10),
      account: 'main',
      underlying: 'ABC',
    },
    ...{ action: 'buy', chosen: 'follow', status: 'labelled', labelled_at, label: 1, reward: 1 + (i % 2) },
    ...{ net_reward: 1 + (i % 2), net_usd: 1, vetoes: [], values: Float64Array.of(1), missing: new Set() },
    ...{ asked, known: asked + 3_600_000 },
    ...more,
  };
}

function evaluated(rows: readonly LabelledRow[]) {
  const said = (p: number) => new Map(rows.map(({ scenario_id }) => [scenario_id, p]));
  const baselines = { base_rate: said(0.5), always_follow: said(1), logistic: said(0.5) };
  return evaluateModel(
    { all: rows, labelled: rows },
    { challenger: said(0.8), incumbent: said(0.5), baselines },
    {
      ...{
        model_id: 'mlp-1',
        incumbent_id: 'base_rate',
        as_of: '2025-03-01',
        trials: { count: 1, variance: 0 },
      },
      ...{ window_from: '2025-01-06', window_to: '2025-03-01' },
    },
    { kind: 'mlp', policy: DEFAULT_POLICY, fault: null, leaks: [], start: 1, unfinished: null },
  );
}

describe('evaluateModel', () => {
  test('counts what is followed after costs, and nothing of what a guardrail speaks against', () => {
    const plain = Array.from({ length: 10 }, (_, i) => row(i));
    expect(evaluated(plain)).toMatchObject({ net_pnl: 10, mean_reward: 1.5, scored: 10 });
    const costly = plain.map((one) => ({ ...one, net_usd: 0.5, net_reward: one.reward - 0.5 }));
    expect(evaluated(costly)).toMatchObject({ net_pnl: 5, mean_reward: 1 });
    const vetoed = plain.map((one, i) => (i < 4 ? { ...one, vetoes: ['minimum_premium'] } : one));
    expect(evaluated(vetoed)).toMatchObject({ net_pnl: 6, mean_reward: 0.9, scored: 10 });
    // The chance is judged by the label all the same.
    expect(evaluated(vetoed).brier).toBe(evaluated(plain).brier);
    expect(evaluated(vetoed).sharpe).toBeLessThan(evaluated(plain).sharpe ?? 0);
    expect(evaluated(vetoed).psr).toBeLessThan(evaluated(plain).psr ?? 0);
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
