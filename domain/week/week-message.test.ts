import { describe, expect, test } from '@jest/globals';
import { decimal } from '../number/decimal.js';
import type { WeekSummary } from './week.js';
import { weekMessage } from './week-message.js';

const NOTHING: WeekSummary = {
  year: 2025,
  week: 3,
  recommendations: 0,
  executions: 0,
  consent: 0,
  consent_passive: 0,
  modify: 0,
  reject: 0,
  independent: 0,
  no_action: 0,
  pending: 0,
  excluded: 0,
  divergence_rate: null,
  divergence_rate_low: null,
  divergence_rate_high: null,
  consent_rate: null,
  consent_rate_low: null,
  consent_rate_high: null,
  consent_rate_active: null,
  pnl_human: null,
  pnl_algorithm_low: null,
  pnl_algorithm_mid: null,
  pnl_algorithm_high: null,
  top_modifications: '[]',
  patterns: '[]',
  candidates: '[]',
};

const FULL: WeekSummary = {
  ...NOTHING,
  recommendations: 21,
  executions: 30,
  consent: 10,
  consent_passive: 4,
  modify: 7,
  reject: 3,
  independent: 1,
  pending: 1,
  divergence_rate: 0.5,
  divergence_rate_low: 0.299,
  divergence_rate_high: 0.701,
  consent_rate: 0.5,
  consent_rate_active: 0.375,
  pnl_human: decimal('412.3'),
  pnl_algorithm_low: decimal('-20.5'),
  pnl_algorithm_mid: decimal('380.1'),
  pnl_algorithm_high: decimal('455.2'),
  top_modifications: JSON.stringify([
    {
      field: 'strike',
      count: 5,
      median_diff: 1.5,
      by_underlying: [{ underlying: 'SOFI', count: 5, median_diff: 1.5 }],
    },
    {
      field: 'expiration',
      count: 2,
      median_diff: -7,
      by_underlying: [{ underlying: 'F', count: 2, median_diff: -7 }],
    },
  ]),
};

describe('weekMessage(summary, earlier)', () => {
  test('tells what became of the advice, what was changed, what both sides made, and the weeks before', () => {
    const earlier = [
      { ...NOTHING, year: 2025, week: 1 },
      { ...NOTHING, week: 2, consent: 6, modify: 2, divergence_rate: 0.25 },
    ];
    expect(weekMessage(FULL, earlier)).toBe(`Week 2025-W03, 13 January 2025 to 19 January 2025

21 recommendations, 30 fills.
You followed 10, changed 7 and passed on 3: a divergence of 50% (30% to 70%).
4 of those followed were a hold or wait kept by doing nothing; without them you followed 38% instead of 50%.
1 trade of your own, without advice.
Still open: 1, in none of the rates until the window closes.

What you changed
  strike 5 times, typically by +1.5 (SOFI 5)
  expiration 2 times, typically by -7 days (F 2)

What was decided this week or before and ended this week
  you            +412.30
  as advised     +380.10   (by model, between -20.50 and +455.20)
  Yours is within that range: the two cannot be told apart.

Divergence, week by week
  2025-W01     –  0 of 0
  2025-W02   25%  2 of 8
  2025-W03   50%  10 of 20
`);
  });

  test.each([
    ['-20.51', 'below'],
    ['-20.5', 'within'],
    ['455.2', 'within'],
    ['455.21', 'above'],
  ])('says where %s lies beside what the advice would have made: %s', (human, where) => {
    expect(weekMessage({ ...FULL, pnl_human: decimal(human) }, [])).toContain(`Yours is ${where} that range`);
  });

  test('is short where nothing happened', () => {
    expect(weekMessage(NOTHING, [])).toBe(
      'Week 2025-W03, 13 January 2025 to 19 January 2025\n\nNo advice and no trades.\n',
    );
  });

  test('of trades alone: what they were, and no divergence', () => {
    const trades = { ...NOTHING, executions: 3, independent: 2 };
    expect(weekMessage(trades, [{ ...FULL, week: 2 }])).toBe(
      'Week 2025-W03, 13 January 2025 to 19 January 2025\n\n0 recommendations, 3 fills.\n2 trades of your own, without advice.\n',
    );
  });

  test('looks back six weeks at most', () => {
    const earlier = Array.from({ length: 10 }, (_, i) => ({ ...NOTHING, year: 2024, week: 40 + i }));
    const message = weekMessage(FULL, earlier);
    expect(message).not.toContain('2024-W43');
    expect(message).toContain('2024-W44');
  });

  test('says at its end which bars are on another share count', () => {
    const lines = ['AMZN: bars …', 'TSLA: bars …'];
    expect(weekMessage(NOTHING, [], lines)).toMatch(
      /\n\nBars that do not fit\n {2}AMZN: bars …\n {2}TSLA: bars …\n$/,
    );
    expect(weekMessage(NOTHING, [])).not.toContain('Bars');
  });
});
