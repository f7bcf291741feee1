import { describe, expect, test } from '@jest/globals';
import { adviceParts, type AdvicePart } from './advice-parts.js';
import { dailyBars } from '../market/daily-bars.js';
import { decimal } from '../number/decimal.js';
import { sessionsBetween } from '../time/calendar.js';
import { advisedLegs, advisedQuantity, heldPrice, viewOf } from './advised-package.js';
import { markInSession, type PricedContract } from './counterfactual-model.js';
import type { Leg } from './package-value.js';
import { checkRecord } from '../records/check-record.js';
import { modelHalfSpread } from './half-spread.js';

const view = { price: 103, volatility: 0.3, volatilityError: 0.35, withoutInterest: 0.3 };

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

const CALL: PricedContract = { right: 'call', strike: 105, expiration: '2024-05-17', multiplier: 100 };

function leg(quantity: number, more: Partial<Leg> = {}): Leg {
  return { contract: CALL, quantity, price: 1, day: '2024-05-06', feesUsd: 0, halfSpread: null, ...more };
}

/** Advice of 2024-05-06 to sell a call of 105, with other fields as given. */
function givenOf(fields: object, more: object = {}) {
  const checked = checkRecord('recommendations', {
    ...{ recommendation_id: 'a', sent_at: '2024-05-06', action: 'sell_to_open', underlying: 'AAPL' },
    ...{ right: 'call', strike: 105, expiration: '2024-05-17' },
    ...fields,
  });
  if (!checked.ok) throw new Error(checked.reason);
  const advice = { ...checked.record, trading_date: '2024-05-06' };
  const nothing = { answers: [], exits: [], heldQuantity: null, daily: undefined };
  return { advice, ...nothing, lastBar: null, asOf: '2024-06-28', ...more };
}

describe('advisedLegs(given, package): the half spread', () => {
  const each = (fields: object) => {
    const given = givenOf({ premium: 1.2, ...fields });
    const parts = adviceParts(given.advice) as AdvicePart[];
    return advisedLegs(given, { parts, view, quantity: 1 }).map(({ halfSpread }) => halfSpread);
  };
  const ROLL = { action: 'roll', expiration: '2024-06-21', from_strike: 95, from_expiration: '2024-05-17' };
  const model = [modelHalfSpread([{ contract: CALL, price: 1.2, spot: view.price }])];

  test('is half of what the advice names, in equal parts of two legs', () => {
    expect(each({ bid: 1.1, ask: 1.5 })).toEqual([0.2]);
    expect(each({ ...ROLL, bid: 1.1, ask: 1.5 })).toEqual([0.1, 0.1]);
    expect(each({ bid: 1.3, ask: 1.3 })).toEqual([0]);
  });

  test.each([{ bid: 1.1 }, { bid: 0 }, { ask: 1.5 }, { bid: 1.5, ask: 1.1 }])(
    'is the model’s with %j',
    (quote) => {
      expect(each(quote)).toEqual(model);
    },
  );
});

describe('advisedLegs(given, package): quantity and fees', () => {
  test('are as many as asked, with the fees that the human paid for each', () => {
    const given = givenOf({ premium: 1.2 }, { answers: [leg(-2, { feesUsd: 1.3 })] });
    const parts = adviceParts(given.advice) as AdvicePart[];
    expect(advisedLegs(given, { parts, view, quantity: 3 })).toEqual([
      {
        ...leg(-3, { price: expect.closeTo(1.2, 10) as unknown as number }),
        feesUsd: expect.closeTo(1.95, 10) as unknown,
        halfSpread: expect.closeTo(0.06, 10) as unknown,
      },
    ]);
  });
});

describe('advisedQuantity(given)', () => {
  test.each([
    ['the advised', { quantity: 4 }, { answers: [leg(-2)], heldQuantity: 7 }, 4],
    ['the side of which more was traded', {}, { answers: [leg(2), leg(-5), leg(1)], heldQuantity: 7 }, 5],
    ['all that was bought', {}, { answers: [leg(2), leg(-1), leg(1)] }, 3],
    ['what was held where nothing was traded', {}, { heldQuantity: 7 }, 7],
    ['one where nothing is known', {}, {}, 1],
  ])('is %s', (_, fields, more, quantity) => {
    expect(advisedQuantity(givenOf(fields, more))).toBe(quantity);
  });
});

describe('viewOf(given, parts)', () => {
  const sessions = sessionsBetween('2024-03-01', '2024-06-28');
  const bars = (days: readonly string[]) =>
    dailyBars(
      days.map((ts) => {
        // A ripple, and a price of its own on the day of the advice.
        const close = ts === '2024-05-06' ? 110 : sessions.indexOf(ts) % 2 === 0 ? 100 : 101;
        const price = decimal(close);
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
  const daily = bars(sessions);
  const viewIn = (fields: object, of: typeof daily | undefined = daily) => {
    const given = givenOf(fields, { daily: of });
    return viewOf(given, adviceParts(given.advice) as AdvicePart[]);
  };
  const before = sessions.indexOf('2024-05-03') % 2 === 0 ? 100 : 101;
  const SHARES = { action: 'buy', right: null, strike: null, expiration: null };

  test('sees the underlying as the advice names it, else at the close before, else of the day', () => {
    expect(viewIn({ underlying_price: 99.5 })?.price).toBe(99.5);
    expect(viewIn({})?.price).toBe(before);
    expect(viewIn(SHARES, bars(sessions.filter((day) => day >= '2024-05-06')))?.price).toBe(110);
  });

  test('sees it at the close of the day before, on whatever day of the week', () => {
    const given = givenOf({}, { daily });
    const onTuesday = { ...given, advice: { ...given.advice, trading_date: '2024-05-07' } };
    expect(viewOf(onTuesday, adviceParts(onTuesday.advice) as AdvicePart[])?.price).toBe(110);
  });

  test('believes a price within 15 % of the bars of that day and of the session before', () => {
    const at = (underlying_price: number) => viewIn({ ...SHARES, underlying_price })?.price;
    expect([85, 90, 125, 130].map(at)).toEqual([undefined, 90, 125, undefined]);
    // At exactly 15 % as well: 1.15 times 20 is 23.
    const flat = (price: number) => {
      const prices = Object.fromEntries(
        ['open', 'high', 'low', 'close'].map((name) => [name, decimal(price)]),
      );
      const bar = { ts: '2024-05-06', volume: null, adjusted: 'none' as const, ...prices };
      return dailyBars([bar as Parameters<typeof dailyBars>[0][number]], []);
    };
    expect(viewIn({ ...SHARES, underlying_price: 23 }, flat(20))?.price).toBe(23);
    expect(viewIn({ ...SHARES, underlying_price: 20 }, flat(23))?.price).toBe(20);
    // Of one bar too.
    const one = bars(['2024-05-06']);
    expect([125, 2000].map((price) => viewIn({ ...SHARES, underlying_price: price }, one)?.price)).toEqual([
      125,
      undefined,
    ]);
  });

  test('takes the price of advice without bars around it as it is, below a dollar too, but not without any', () => {
    const later = bars(sessions.filter((day) => day >= '2024-05-10'));
    const at = (underlying_price: number | null) => viewIn({ ...SHARES, underlying_price }, later);
    expect([99, 0.8].map((price) => at(price)?.price)).toEqual([99, 0.8]);
    expect([at(0), at(null)]).toEqual([undefined, undefined]);
  });

  test('takes the volatility that the premium implies, else the realised one, each with its error', () => {
    const premium = markInSession(CALL, '2024-05-06', { price: 100, volatility: 0.5 });
    const implied = viewIn({ underlying_price: 100, premium });
    expect(implied).toMatchObject({ price: 100, volatility: expect.closeTo(0.5, 4), volatilityError: 0.35 });
    // Without interest a call is worth less, and the same premium takes more volatility.
    expect(implied?.withoutInterest).toBeGreaterThan(0.5);
    expect(viewIn({ underlying_price: 100 })).toMatchObject({ volatilityError: 0.5 });
    expect(viewIn({ underlying_price: 100 })?.volatility).toBeCloseTo(
      Math.log(1.01) * Math.sqrt((252 * 20) / 19),
      9,
    );
  });

  test('takes what the premium implies at either interest, else the volatility at the other, else the realised one', () => {
    const deep = (premium: number) => viewIn({ underlying_price: 101, strike: 60, premium });
    const realised = viewIn({ underlying_price: 101, premium: null })?.volatility;
    // Worth 41 without interest and 41.07 with it, at any volatility.
    expect(deep(40.95)).toMatchObject({ volatility: realised, withoutInterest: realised });
    expect(deep(41.05)?.volatility).toBe(realised);
    expect(deep(41.05)?.withoutInterest).toBeGreaterThan(0.9);
    // A put is worth more without interest, more than this premium at any volatility.
    const put = viewIn({ underlying_price: 101, right: 'put', strike: 140, premium: 38.95 });
    expect(put).toMatchObject({ volatilityError: 0.35, withoutInterest: put?.volatility });
  });

  test('takes of several volatilities of a roll without interest the one nearest to that with it', () => {
    const roll = (from_strike: number, strike: number, fields: object) =>
      viewIn({ action: 'roll', underlying_price: 100, from_strike, strike, ...fields });
    const dates = { from_expiration: '2024-05-17', expiration: '2024-06-21' };
    // Without interest 0.123 prices it as well, which is nearer to the realised one of 0.162.
    expect(roll(102, 89, { premium: 10.8, ...dates })).toMatchObject({
      volatility: expect.closeTo(0.2572, 4) as unknown,
      withoutInterest: expect.closeTo(0.4509, 4) as unknown,
    });
    // With interest none does, and the realised one is as good: without it 0.079 does as well.
    const later = { from_expiration: '2024-06-21', expiration: '2025-01-17' };
    expect(roll(103, 114, { premium: -0.15, ...later })).toMatchObject({
      volatility: expect.closeTo(0.1621, 4) as unknown,
      withoutInterest: expect.closeTo(0.1173, 4) as unknown,
    });
  });

  test('needs no volatility for shares', () => {
    const few = bars(sessions.filter((day) => day >= '2024-05-01'));
    expect(viewIn(SHARES, few)).toMatchObject({ volatility: 0, volatilityError: 0.5 });
    expect(viewIn({ premium: null }, few)).toBeUndefined();
  });

  test('is undefined without bars, without a price, and for a premium that no volatility reaches', () => {
    const few = bars(sessions.filter((day) => day >= '2024-05-01'));
    // Not a default value: there are no bars at all.
    const given = givenOf({ underlying_price: 100 });
    expect(viewOf(given, adviceParts(given.advice) as AdvicePart[])).toBeUndefined();
    expect(viewIn({ underlying_price: 0 })).toBeUndefined();
    expect(viewIn({}, bars(sessions.filter((day) => day >= '2024-05-10')))).toBeUndefined();
    expect(viewIn({ premium: 90 })).toBeUndefined();
    expect(viewIn({ premium: 90 }, few)).toBeUndefined();
    expect(viewIn({ underlying_price: 101, strike: 60, premium: 40.95 })).toMatchObject({
      volatilityError: 0.5,
    });
  });
});

describe('heldPrice(contract, legs, when)', () => {
  test('is what the advice would have closed it at, else the price of the model', () => {
    const other = { ...CALL, strike: 95 };
    const at = { view, day: '2024-05-06' };
    const legs = [leg(1, { contract: other, price: 9 }), leg(1, { price: 0.77 })];
    expect(heldPrice(CALL, legs, at)).toBe(0.77);
    expect(heldPrice(other, legs, at)).toBe(9);
    expect(heldPrice(CALL, [], at)).toBe(markInSession(CALL, '2024-05-06', view));
    // Of a roll into the same contract that of the closing, which comes first.
    expect(heldPrice(CALL, [leg(1, { price: 0.5 }), leg(-1, { price: 0.9 })], at)).toBe(0.5);
  });
});
