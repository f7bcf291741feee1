import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dailyBars } from '../market/daily-bars.js';
import { decimal, toNumber } from '../number/decimal.js';
import { checkRecord } from '../records/check-record.js';
import { sessionsBetween } from '../time/calendar.js';
import { adviceDifference, type AdviceDifference } from './advice-difference.js';
import { adviceParts } from './advice-parts.js';
import { advisedLegs, viewOf, type View } from './advised-package.js';
import { cents, counterfactual } from './counterfactual.js';
import { directionByDay } from './direction-by-day.js';
import type { ComparedAdvice } from './counterfactual-case.js';

const DAY = '2024-05-06';
const [MAY, LATER, JUNE] = ['2024-05-17', '2024-05-24', '2024-06-21'];
const SESSIONS = sessionsBetween('2024-03-01', '2024-06-28');

/** A ripple around 100 until the day of the advice, then a slow rise. */
const DAILY = dailyBars(
  SESSIONS.map((ts, i) => {
    const price = decimal(ts <= DAY ? (i % 2 === 0 ? 100 : 101) : 100 + 0.25 * (i % 30));
    return {
      ts,
      open: price,
      high: price,
      low: price,
      close: price,
      volume: null,
      adjusted: 'none' as const,
    };
  }),
  [],
);

function advice(fields: Readonly<Record<string, unknown>> = {}): ComparedAdvice {
  const checked = checkRecord('recommendations', {
    ...{ recommendation_id: 'a', sent_at: DAY, action: 'sell_to_open', underlying: 'AAPL', right: 'call' },
    ...{ strike: 105, expiration: MAY, quantity: 2, premium: 1.2, ...fields },
  });
  if (!checked.ok) throw new Error(checked.reason);
  return { ...checked.record, trading_date: DAY };
}

const given = (one: ComparedAdvice) => ({
  ...{ advice: one, answers: [], exits: [], heldQuantity: null, daily: DAILY, lastBar: JUNE, asOf: JUNE },
});

const viewBy = (one: ComparedAdvice) => viewOf(given(one), adviceParts(one) ?? []) as View;

function compared(one: ComparedAdvice, other: ComparedAdvice | null, asOf = JUNE): AdviceDifference {
  return adviceDifference({ advice: one, other, view: viewBy(one), daily: DAILY, asOf });
}

/** The trades of advice at its premium, as somebody's. */
function tradesOf(other: ComparedAdvice | null, view: View) {
  const parts = other && adviceParts(other);
  if (!parts) return [];
  const quantity = toNumber(other.quantity ?? 0n);
  return advisedLegs(given(other), { parts, view, quantity }).map((leg) => ({ ...leg, halfSpread: null }));
}

/** What the counterfactual makes of the other advice as somebody's trades, hedged day by day. */
function asTraded(one: ComparedAdvice, other: ComparedAdvice | null) {
  const view = viewBy(one);
  const row = counterfactual({ ...given(one), answers: tradesOf(other, view) });
  const directionOf = (advised: ComparedAdvice | null) =>
    directionByDay(tradesOf(advised, view), { daily: DAILY, view, day: DAY, horizon: row?.horizon ?? DAY });
  return {
    horizon: row?.horizon,
    usd: (row?.difference_mid ?? 0n) - cents(directionOf(other) - directionOf(one)),
  };
}

const ROLL = { action: 'roll', from_strike: 102, from_expiration: MAY, expiration: LATER, premium: 0.4 };
const OTHERS: Record<string, [ComparedAdvice, ComparedAdvice | null]> = {
  'a higher strike': [advice(), advice({ strike: 110, premium: 0.3 })],
  'a later expiration': [advice(), advice({ expiration: LATER, premium: 1.6 })],
  'half of it': [advice(), advice({ quantity: 1 })],
  'nothing in place of an open': [advice(), null],
  'nothing in place of a roll': [advice(ROLL), null],
  'a roll elsewhere': [advice(ROLL), advice({ ...ROLL, strike: 108, premium: -0.2 })],
  'a close in place of a roll': [advice(ROLL), advice({ action: 'buy_to_close', strike: 102, premium: 1.7 })],
};

describe('adviceDifference({ advice, other })', () => {
  test.each(Object.entries(OTHERS))(
    'of %s is what the counterfactual says of it as a trade, hedged day by day',
    (_name, [one, other]) => {
      const found = compared(one, other);
      const { horizon, usd } = asTraded(one, other);
      expect(found).toMatchObject({ kind: 'judged', on: horizon, usd });
      const price = toNumber(one.underlying_price ?? decimal(viewBy(one).price));
      if (found.kind !== 'judged') throw new Error('not judged');
      expect(found.percent).toBeCloseTo(toNumber(found.usd) / (2 * price), 10);
    },
  );

  test('is nothing between a piece of advice and itself, whatever it is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 96, max: 115 }), fc.constantFrom(MAY, LATER), (strike, expiration) => {
        const one = advice({ strike, expiration, premium: Math.max(0.1, 101 - strike + 2) });
        const found = adviceDifference({
          advice: one,
          other: one,
          view: viewOf(given(one), adviceParts(one) ?? []),
          daily: DAILY,
          asOf: JUNE,
        });
        if (found.kind === 'judged') expect(found.usd).toBe(0n);
      }),
    );
  });

  test('waits for the horizon, the earlier of the two expirations', () => {
    const later = advice({ expiration: LATER, premium: 1.6 });
    expect(compared(advice(), later, '2024-05-16')).toEqual({ kind: 'later' });
    expect(compared(advice(), later, MAY)).toMatchObject({ kind: 'judged', on: MAY });
  });

  test('has nothing to go by without bars, without a view and of a structure', () => {
    const none = { kind: 'none' };
    expect(
      adviceDifference({
        advice: advice(),
        other: null,
        view: viewBy(advice()),
        daily: undefined,
        asOf: JUNE,
      }),
    ).toEqual(none);
    expect(
      adviceDifference({ advice: advice(), other: null, view: undefined, daily: DAILY, asOf: JUNE }),
    ).toEqual(none);
    const legs = [{ action: 'sell_to_open', right: 'call', strike: 105, expiration: MAY }];
    const structure = advice({ right: null, strike: null, expiration: null, legs });
    expect(compared(advice(), structure)).toEqual(none);
  });
});
