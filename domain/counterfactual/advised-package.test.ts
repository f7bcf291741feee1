import { describe, expect, test } from '@jest/globals';
import { adviceParts, type AdvicePart } from './advice-parts.js';
import { advisedLegs } from './advised-package.js';
import { checkRecord } from '../records/check-record.js';
import { modelHalfSpread } from './half-spread.js';

const view = { price: 103, volatility: 0.3, volatilityError: 0.15 };

/** Advice of 2024-05-06 to roll a May call of 95, in the money, into a June call of 105. */
function roll(fields: object) {
  const checked = checkRecord('recommendations', {
    ...{ recommendation_id: 'a', sent_at: '2024-05-06', action: 'roll', underlying: 'AAPL', right: 'call' },
    ...{ strike: 105, expiration: '2024-06-21', from_strike: 95, from_expiration: '2024-05-17' },
    ...fields,
  });
  if (!checked.ok) throw new Error(checked.reason);
  const advice = { ...checked.record, trading_date: '2024-05-06' };
  const given = { advice, answers: [], exits: [], heldQuantity: 1, daily: undefined };
  const parts = adviceParts(advice) as AdvicePart[];
  return advisedLegs({ ...given, lastBar: null, asOf: '2024-06-28' }, { parts, view, quantity: 1 });
}

function halfSpreadOf(legs: ReturnType<typeof roll>): number {
  return legs.reduce((sum, { halfSpread }) => sum + (halfSpread ?? 0), 0);
}

describe('advisedLegs(given, package)', () => {
  test('of a roll pay together what its wider leg would cost alone', () => {
    const legs = roll({});
    const alone = legs.map(({ contract, price }) => modelHalfSpread([{ contract, price, spot: view.price }]));
    expect(halfSpreadOf(legs)).toBeCloseTo(Math.max(...alone), 10);
  });

  test('pay half of what the advice names between bid and ask', () => {
    expect(halfSpreadOf(roll({ premium: -5, bid: 4.9, ask: 5.1 }))).toBeCloseTo(0.1, 10);
  });

  test('add up to the advised net credit', () => {
    const [closed, opened] = roll({ premium: -5 });
    expect((opened?.price ?? 0) - (closed?.price ?? 0)).toBeCloseTo(-5, 10);
  });
});
