import { expect, test } from '@jest/globals';
import { placed } from '../artifact/trained-model.js';
import { scorerOf } from '../serving/scorer.js';
import { alwaysFollowModel, baseRateModel, cloneModel, type BaselineWindow } from './baseline-models.js';
import { labelledRows, type TrainingRow } from './training-row.js';

const row = (i: number, label: 0 | 1, chosen: 'follow' | 'skip'): TrainingRow => ({
  scenario_id: `s${i}`,
  sent_at: `2025-01-${String(6 + (i % 5)).padStart(2, '0')}T15:00:00Z`,
  trading_date: '2025-01-06',
  ...{ account: 'main', underlying: 'ABC', action: 'buy', chosen, status: 'labelled' },
  labelled_at: '2025-01-10T20:00:00Z',
  ...{ label, reward: label - 0.5, net_reward: label - 0.5, net_usd: 1, vetoes: [] },
  values: Float64Array.of(chosen === 'follow' ? 1 + (i % 3) : -1 - (i % 3), i % 7),
  missing: new Set(),
});

const all = Array.from({ length: 40 }, (_, i) =>
  row(i, i % 4 === 0 ? 0 : 1, i % 2 === 0 ? 'follow' : 'skip'),
);
const window: BaselineWindow = {
  ...{ all, rows: labelledRows(all), spec_id: 'spec', features: ['mood', 'day'], heldBack: ['day'] },
  scores: [
    {
      ...{ scenario_id: 's0', trained_through: '2025-01-05', logit: 2, p_win: 0.9 },
      baselines: { base_rate: 0.7, always_follow: 1, logistic: 0.6 },
    },
  ],
};
const nobody = { underlying: '', session_hour: null, account: null };

test('baseRateModel says how often following paid, with one of each added, whatever the features are', () => {
  const { model, scores } = baseRateModel(window);
  const { model: file, weights } = placed(model, 'base_rate');
  const scorer = scorerOf(file, weights, window.features);
  expect(scorer.pWin(Float64Array.of(9, 9), nobody)).toBeCloseTo(31 / 42, 7);
  expect(scores).toHaveLength(1);
  expect(scores[0]?.p_win).toBeCloseTo(0.7, 12);
  expect(scores[0]?.logit).toBeCloseTo(Math.log(0.7 / 0.3), 12);
});

test('alwaysFollowModel says 1', () => {
  const { model, scores } = alwaysFollowModel(window);
  const { model: file, weights } = placed(model, 'always_follow');
  expect(scorerOf(file, weights, window.features).pWin(Float64Array.of(9, 9), nobody)).toBe(1);
  expect(scores[0]?.p_win).toBe(1);
});

test('cloneModel gives the chances of skipping and of following, by what the human did', () => {
  const { model } = cloneModel(window);
  expect(model.inputs).toEqual(['mood']);
  const { model: file, weights } = placed(model, 'clone');
  const scorer = scorerOf(file, weights, window.features);
  const into = new Float64Array(2);
  scorer.actions(Float64Array.of(2, 0), into);
  expect(into[1]).toBeGreaterThan(0.9);
  scorer.actions(Float64Array.of(-2, 0), into);
  expect(into[1]).toBeLessThan(0.1);
  expect((into[0] as number) + (into[1] as number)).toBeCloseTo(1, 12);
});
