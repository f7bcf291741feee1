import { describe, expect, test } from '@jest/globals';
import { decimal } from '../../number/decimal.js';
import type { JudgedDecision } from '../scenarios/judged-decision.js';
import { labelledDecisions } from '../scenarios/scenarios.js';
import { followedReward, followedUsd } from './followed.js';
import { scenarioResults } from './scenario-result.js';

/** Ten shares bought for 100 dollars each, a gain of 50 in all. */
function bought(i: number, more: Partial<JudgedDecision> = {}): JudgedDecision {
  const day = `2025-02-${String(3 + i).padStart(2, '0')}`;
  return {
    ...{ recommendation_id: `r${i}`, match_id: `m${i}`, match_type: 'consent', action: 'buy', right: null },
    ...{ sent_at: `${day}T15:00:00Z`, trading_date: day, account: 'main', underlying: 'AAPL', context: {} },
    ...{ strike: null, expiration: null, quantity: 10, premium: 100, bid: null, ask: null, multiplier: 1 },
    ...{ underlying_price: 100, context_revised: false, algorithm_version: null, propensity: null },
    ...{
      cause: null,
      excluded: false,
      exclusion_reason: null,
      other_currency: false,
      traded_quantity: 10,
      traded_price: 100.03,
    },
    window_ends: Date.parse(`${day}T16:00:00Z`),
    outcome: {
      ...{ open: 0, pnl: decimal(50), pnl_economic: decimal(50), fees: decimal(2) },
      closings: [{ at: `${day}T17:00:00Z`, kind: 'traded' }],
    },
    counterfactual: null,
    ...more,
  };
}

/** The same, declined; it would have gained 50. */
const declined = (i: number, more: Partial<JudgedDecision> = {}) =>
  bought(i, {
    ...{ match_type: 'reject', traded_quantity: null, traded_price: null, outcome: null },
    counterfactual: {
      ...{ horizon: `2025-02-${10 + i}`, low: decimal(10), mid: decimal(50), high: decimal(90), human: null },
    },
    ...more,
  });

const none: readonly string[] = [];
const rule = { view: 'cash', normalise: 'notional', clip: 3, neutral_band: 0 } as const;
const resultsOf = (
  decisions: JudgedDecision[],
  vetoes: (decision: JudgedDecision) => readonly string[] = () => none,
) =>
  scenarioResults(labelledDecisions(decisions, { rule, bars: new Map() }), { rule, bars: new Map(), vetoes });
const net = (...decisions: JudgedDecision[]) => resultsOf(decisions).at(-1)?.net_usd;

describe('scenarioResults(decisions)', () => {
  test('leaves what was really done, which has paid its costs', () => {
    expect(resultsOf([bought(0)])[0]).toMatchObject({ vetoes: [], net_usd: 50, net_reward: 0.05 });
  });

  test('charges what was declined half a spread in and out: the advice’s own, else the model’s', () => {
    expect(net(declined(5))).toBeCloseTo(50 - 10 * 0.02, 10);
    expect(net(declined(5, { bid: 99.9, ask: 100.1 }))).toBeCloseTo(50 - 10 * 0.2, 10);
    expect(resultsOf([declined(5)])[0]?.net_reward).toBeCloseTo(0.0498, 10);
  });

  test('charges the account’s usual fees and slippage, as known before: the larger of slippage and half a spread', () => {
    // 3 cents a share given away in, a cent out, and fees of 20 cents a share.
    expect(net(bought(0), declined(5))).toBeCloseTo(50 - 10 * (0.03 + 0.01 + 0.2), 10);
    expect(net(bought(6), declined(5))).toBeCloseTo(50 - 10 * 0.02, 10);
    expect(net(bought(0, { traded_price: 99 }), declined(5))).toBeCloseTo(50 - 10 * (0.01 + 0.01 + 0.2), 10);
    expect(net(bought(0, { account: 'other' }), declined(5))).toBeCloseTo(50 - 10 * 0.02, 10);
    // Fees in another currency are none of these dollars.
    expect(net(bought(0, { other_currency: true }), declined(5))).toBeCloseTo(50 - 10 * (0.03 + 0.01), 10);
  });

  test('charges no way out where an option ends by itself', () => {
    const call = { right: 'call', strike: 105, premium: 2, multiplier: 100, quantity: 1 } as const;
    // Half a spread of the model is 5 % of the time value, 10 cents.
    expect(net(declined(5, { ...call, expiration: '2025-02-15' }))).toBeCloseTo(50 - 10, 10);
    expect(net(declined(5, { ...call, expiration: '2025-03-21' }))).toBeCloseTo(50 - 20, 10);
  });

  test('is nothing where there is no label, and says what speaks against it all the same', () => {
    const pending = bought(0, { match_type: 'pending', outcome: null });
    const [result] = resultsOf([pending], () => ['silent']);
    expect(result).toMatchObject({ vetoes: ['silent'], net_usd: null, net_reward: null });
  });
});

test('followedReward and followedUsd are nothing where a guardrail speaks against it', () => {
  const row = { vetoes: none, net_reward: 0.5, net_usd: 50 };
  expect([followedReward(row), followedUsd(row)]).toEqual([0.5, 50]);
  const vetoed = { ...row, vetoes: ['silent'] };
  expect([followedReward(vetoed), followedUsd(vetoed)]).toEqual([0, 0]);
});
