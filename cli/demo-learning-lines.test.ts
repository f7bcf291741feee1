import { describe, expect, test } from '@jest/globals';
import type { ChampionTerm, IntradayReport } from './demo-intraday-report.js';
import { intradayLines, sampleLearningLines, type SampleLearning } from './demo-learning-lines.js';

const judged = (scored: number, needed: number | null) =>
  ({
    ...{ verdict: 'insufficient', scored, needed },
    reasons: [{ rule: 'min_scored', passed: scored >= 100, value: scored, limit: 100, text: '' }],
  }) as unknown as SampleLearning['retrain']['evaluation'];

const learned = (evaluation: SampleLearning['retrain']['evaluation']) =>
  sampleLearningLines({
    scenarios: { labelled: 238, undetermined: 228, no_outcome: 341 },
    retrain: { model_id: evaluation && 'logistic-1', rows: 77, evaluation },
  });

describe('sampleLearningLines(learned)', () => {
  test('says what the gate says, and how much is missing', () => {
    expect(learned(judged(38, 444))).toEqual([
      'What can be learned from it',
      'Of 807 pieces of advice that asked for a decision, 238 say whether following paid.',
      'A logistic regression learned from 77 of the last two months. The gate says: insufficient.',
      'It was asked about 38 that it had not seen; 100 are asked for, so 62 are missing.',
      'As it goes so far, about 444 more would make it sure.',
    ]);
    expect(learned(judged(120, null)).slice(-2)).toEqual([
      'It was asked about 120 that it had not seen.',
      'So far it is no better than the base rate.',
    ]);
    expect(learned(null).at(-1)).toBe('77 of the last two months are too few to train a model on.');
  });
});

const TERM: ChampionTerm = {
  ...{ model_id: 'base_rate-0123456789ab', on: '2024-01-16', by: 'user', reason: 'until a model is better' },
  ...{ trades: 94, accuracy: null, evidence: 0, evidence_asked: 5, verdict: 'insufficient' },
  ...{ watched_through: '2024-02-01', watched: 300, watched_trades: 400 },
  ...{ alarm_on: null, alarm_at: 0, alarm_trades: null },
};
const BLESSED: ChampionTerm = {
  ...TERM,
  ...{ model_id: 'online_logistic-abcdef012345', on: '2024-03-27', verdict: 'bless', accuracy: 0.634 },
  ...{ trades: 668, evidence: Math.log(1709), evidence_asked: Math.log(1480) },
  ...{ watched_through: '2024-05-06', watched_trades: 977 },
  ...{ alarm_on: '2024-07-29', alarm_at: 1624, alarm_trades: 38 },
};
const REPORT: IntradayReport = {
  ...{ from: '2024-01-02', to: '2024-12-27', advised: 3000, trades: 2819, changed_on: '2024-07-24' },
  ...{ terms: [TERM, BLESSED], pnl_all: '-3134.20', pnl_chosen: '6745.50' },
};

describe('intradayLines(report)', () => {
  test('has an event a line, in order, with the planted change', () => {
    expect(intradayLines(REPORT).slice(1, -3)).toEqual([
      '2024-01-16  trade 94    base_rate-0123 serves until a model is better',
      '2024-03-27  trade 668   blessed: online_logistic-abcd serves; right in 63 %, a bet of 1 became 1,709 (asked: 1,480)',
      '2024-05-06  trade 977   watched for 300 trades beside the model before it: it stays',
      '2024-07-24              planted: from here on momentum means the opposite',
      '2024-07-29  trade 1624  alarm, 38 trades after the change: what comes surprises the model',
    ]);
  });

  test('ends with what all trades made, what those made that the model was for, and what that does not show', () => {
    expect(intradayLines(REPORT).slice(-3).join('\n')).toMatch(
      /All that were advised while a model served: -3134\.20 USD\.\n.* would have followed: 6745\.50 USD\. .*made up.*nothing of real trading/s,
    );
  });

  test('says why a model was taken back', () => {
    const back: ChampionTerm = {
      ...TERM,
      on: '2024-04-10',
      by: 'watch',
      reason: 'surprise after 40 scenarios',
    };
    expect(intradayLines({ ...REPORT, terms: [TERM, BLESSED, back] })).toContainEqual(
      '2024-04-10  trade 94    base_rate-0123 serves again: surprise after 40 scenarios',
    );
  });
});
