import { expect, test } from '@jest/globals';
import type { StageBesideRule } from '../domain/learning/report/beside-rule.js';
import { besideRuleLines } from './beside-rule-lines.js';

const nothing = {
  ...{ mean_reward: null, mean_reward_low: null, mean_reward_high: null },
  ...{ sharpe: null, win_rate: null, drawdown_usd: 0, net_usd: 0 },
};
const unscored: StageBesideRule = {
  ...{ stage: 'champion', model_id: 'mlp-1', lineage: 'mlp', scored: 0, sessions: 0 },
  ...{ model: { ...nothing, dsr: null }, rule: nothing },
  ...{ difference: null, difference_low: null, difference_high: null, needed: null, verdict: 'nothing' },
};

test('besideRuleLines(besideRule) has the sentence, then a line for each stage that is scored', () => {
  const paper: StageBesideRule = {
    ...{ ...unscored, stage: 'paper', scored: 40, sessions: 20, verdict: 'not_told', needed: 60 },
    ...{ difference: -0.1, difference_low: -0.25, difference_high: 0.05 },
    rule: { ...nothing, net_usd: -12.5 },
  };
  const [space, text, between, headings, row, ...more] = besideRuleLines({
    stages: [paper, unscored],
    text: 'Not known.',
  });
  expect([space, text, between, more]).toEqual(['', 'Not known.', '', []]);
  expect(headings).toMatch(/^stage +model is +scored +USD +all: USD +reward by +95 % interval +needed/);
  expect(row).toMatch(/^paper +not known yet +40 +0\.00 +−12\.50 +−0\.100 +−0\.250 to 0\.050 +60/);
});

test('besideRuleLines(besideRule) of no model has none', () => {
  expect(besideRuleLines({ stages: [{ ...unscored, model_id: null }], text: 'Not known.' })).toEqual([]);
});
