import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { V3_3 } from './algorithm-parameters.js';
import { adviceTradingDate } from '../time/calendar.js';
import { decimal, formatDecimal } from '../number/decimal.js';
import { positionsBefore, type Position } from '../positions/positions.js';
import type { StoredExecution } from '../records/execution-order.js';
import { priceHistory, type PriceHistory } from '../market/price-history.js';
import { checkRecord } from '../records/check-record.js';
import { call, historyOf, sessions, shares, swinging } from '../../test/covered-shares.js';
import { storedExecution } from '../../test/stored-execution.js';
import { advise } from './reference-algorithm.js';

const DATE = '2025-06-03';

function advised(positions: Position[], history: PriceHistory, parameters = V3_3) {
  return advise({ date: DATE, positions, bars: new Map([['SOFI', history]]), parameters }).recommendations;
}

const context = (text: string | null) => JSON.parse(text as string) as Record<string, unknown>;

describe('advise on shares without a call', () => {
  test('sells calls nearest the middle of 7 to 14 days, five percent up, rounded up to a listed strike', () => {
    const [advice, ...others] = advised([shares], swinging(50));
    expect(others).toEqual([]);
    expect(advice).toMatchObject({
      account: 'main',
      algorithm_version: 'v3.3',
      action: 'sell_to_open',
      underlying: 'SOFI',
      right: 'call',
      strike: decimal(53),
      expiration: '2025-06-13',
      quantity: decimal(2),
      sent_at: '2025-06-03T13:00:00Z',
      underlying_price: decimal(50),
      propensity: null,
      multiplier: decimal(100),
      ...{ from_right: null, from_strike: null, from_expiration: null, legs: null, extra: null },
      ...{ valid_until: null, seen_at: null, withdrawn_at: null, bid: null, ask: null, priority: null },
      alternatives: null,
    });
    expect(adviceTradingDate(advice?.sent_at as string)).toBe(DATE);
  });

  test('asks the price of Black and Scholes at the realised volatility', () => {
    const [advice] = advised([shares], swinging(50));
    // Twenty returns of ±ln 1.02; ten days and seven hours; d1 = -1.02801, d2 = -1.08217; 0.208746, computed apart.
    expect(formatDecimal(advice?.premium as bigint)).toBe('0.21');
    expect(context(advice?.context ?? null)).toMatchObject({
      price_session: '2025-06-02',
      volatility: 0.322523,
      delta: 0.151972,
      days_to_expiration: 10,
      moneyness: 0.06,
    });
  });

  test('waits when the premium is below the least', () => {
    const [advice] = advised([shares], swinging(50, 0.01));
    expect(advice).toMatchObject({ action: 'wait', strike: decimal(53), quantity: decimal(2) });
    expect(advice?.rationale).toMatch(
      /^Wait: the 53 call of 2025-06-13 would bring 0\.0\d, less than 0\.10\.$/,
    );
  });

  test('sells at the least premium itself', () => {
    const [sold] = advised([shares], swinging(50), { ...V3_3, minimumPremium: 0.21 });
    const [waited] = advised([shares], swinging(50), { ...V3_3, minimumPremium: 0.22 });
    expect([sold?.action, waited?.action]).toEqual(['sell_to_open', 'wait']);
  });

  test('is silent on fewer than a hundred shares', () => {
    expect(advised([{ ...shares, quantity: decimal(99) }], swinging(50))).toEqual([]);
  });
});

describe('advise on a call sold', () => {
  test('buys it back once the profit target is reached', () => {
    expect(advised([shares, call(53, '2025-06-06', 0.5)], swinging(50))).toMatchObject([
      { action: 'buy_to_close', strike: decimal(53), expiration: '2025-06-06', quantity: decimal(2) },
    ]);
  });

  test('holds before that', () => {
    expect(advised([shares, call(53, '2025-06-13', 0.3)], swinging(50))).toMatchObject([
      { action: 'hold', strike: decimal(53), expiration: '2025-06-13', quantity: decimal(2) },
    ]);
  });

  test('buys it back at the target itself, and at a cent, and never one without a price paid', () => {
    const at = (averagePrice: number, profitTarget: number, strike = 53) =>
      advised([shares, call(strike, '2025-06-13', averagePrice)], swinging(50), { ...V3_3, profitTarget })[0]
        ?.action;
    // It is worth 0.21, and that of 57 a cent.
    expect([at(0.42, 0.5), at(0.42, 0.51)]).toEqual(['buy_to_close', 'hold']);
    expect(at(0.1, 0.8, 57)).toBe('buy_to_close');
    expect(at(0, 0)).toBe('hold');
  });

  test('leaves one that is worth less than a cent to expire', () => {
    expect(advised([shares, call(80, '2025-06-06', 0.5)], swinging(50))).toMatchObject([
      { action: 'hold', premium: 0n },
    ]);
  });

  test('rolls a tested one out when up does not bring the credit', () => {
    const [advice] = advised([shares, call(50, '2025-06-06', 0.5)], swinging(50));
    expect(advice).toMatchObject({
      action: 'roll',
      from_strike: decimal(50),
      from_expiration: '2025-06-06',
      from_right: 'call',
      strike: decimal(50),
      expiration: '2025-06-13',
    });
    expect(advice?.premium).toBeGreaterThanOrEqual(decimal('0.05'));
  });

  test('finds one tested at the price that is a hundredth below its strike, and rolls for the least credit', () => {
    const at = (minimumNetCredit: number, strike = 50) =>
      advised([shares, call(strike, '2025-06-06', 0.5)], swinging(49.5), {
        ...V3_3,
        roll: { ...V3_3.roll, minimumNetCredit },
      })[0];
    expect(context(at(1)?.context ?? null)).toMatchObject({ tested: true });
    expect(context(at(1, 50.01)?.context ?? null)).toMatchObject({ tested: false });
    const credit = at(0.05)?.premium as bigint;
    expect(at(Number(formatDecimal(credit)))).toMatchObject({ action: 'roll', premium: credit });
    expect(at(Number(formatDecimal(credit + decimal('0.01'))))?.action).toBe('hold');
  });

  test('never rolls down, whatever that would bring', () => {
    expect(advised([shares, call(60, DATE, 0.3)], swinging(50, 0.04))).toMatchObject([
      { action: 'roll', from_strike: decimal(60), strike: decimal(60), expiration: '2025-06-13' },
    ]);
  });

  test('rolls up as well when that brings it', () => {
    expect(advised([shares, call(50, DATE, 0.9)], swinging(50, 0.04))).toMatchObject([
      {
        action: 'roll',
        from_strike: decimal(50),
        strike: decimal(53),
        expiration: '2025-06-13',
        premium: decimal('0.68'),
      },
    ]);
  });

  test('gives the rolls of two calls into one contract ids of their own', () => {
    const calls = [call(50, DATE, 0.1), call(50.5, DATE, 0.1)];
    const rolls = advised([{ ...shares, quantity: decimal(400) }, ...calls], swinging(50, 0.04));
    expect(rolls).toMatchObject([
      { action: 'roll', from_strike: decimal(50), strike: decimal(53) },
      { action: 'roll', from_strike: decimal(50.5), strike: decimal(53) },
    ]);
    expect(rolls[0]?.recommendation_id).not.toBe(rolls[1]?.recommendation_id);
  });

  test('rolls one that is near its expiration and not tested', () => {
    expect(advised([shares, call(52, '2025-06-04', 0.3)], swinging(50, 0.04))).toMatchObject([
      { action: 'roll', from_strike: decimal(52), strike: decimal(53), expiration: '2025-06-13' },
    ]);
    expect(advised([shares, call(52, '2025-06-05', 0.3)], swinging(50, 0.04))).toMatchObject([
      { action: 'hold', strike: decimal(52) },
    ]);
  });

  test('holds a tested one that has no later expiration in the range', () => {
    const parameters = { ...V3_3, roll: { ...V3_3.roll, minimumNetCredit: 0 } };
    expect(advised([shares, call(50, '2025-06-13', 0.5)], swinging(50), parameters)).toMatchObject([
      { action: 'hold' },
    ]);
  });

  test('tells uncovered shares and calls of one underlying apart', () => {
    const more = { ...shares, quantity: decimal(500) };
    const both = advised([more, call(53, '2025-06-13', 0.3)], swinging(50));
    expect(both).toMatchObject([
      { action: 'sell_to_open', strike: decimal(53), expiration: '2025-06-13', quantity: decimal(3) },
      { action: 'hold', strike: decimal(53), expiration: '2025-06-13', quantity: decimal(2) },
    ]);
    expect(both[0]?.recommendation_id).not.toBe(both[1]?.recommendation_id);
  });
});

describe('advise without bars', () => {
  const bars = new Map([
    ['SOFI', swinging(50)],
    ['NEW', priceHistory({ bars: [], splits: [] })],
  ]);

  test('goes through accounts and underlyings in their order', () => {
    const of = (account: string, underlying: string) => ({ ...shares, account, underlying });
    const known = new Map(['AA', 'ZZ'].map((symbol) => [symbol, swinging(50)]));
    const positions = [of('b', 'AA'), of('a', 'ZZ'), of('a', 'AA')];
    const { recommendations } = advise({ date: DATE, positions, bars: known, parameters: V3_3 });
    expect(recommendations.map(({ account, underlying }) => `${account} ${underlying}`)).toEqual([
      'a AA',
      'a ZZ',
      'b AA',
    ]);
  });

  test('gives none and names each such underlying once', () => {
    const positions = [
      shares,
      { ...shares, underlying: 'NEW' },
      { ...shares, underlying: 'NONE' },
      { ...shares, underlying: 'NONE', account: 'other' },
      { ...shares, underlying: 'FEW', quantity: decimal(5) },
    ];
    const { recommendations, withoutBars } = advise({ date: DATE, positions, bars, parameters: V3_3 });
    expect(recommendations.map(({ underlying }) => underlying)).toEqual(['SOFI']);
    expect(withoutBars).toEqual(['NEW', 'NONE']);
    const accounts = ['a', 'b'].map((account, i) => ({
      ...shares,
      account,
      underlying: i === 0 ? 'ZZ' : 'AA',
    }));
    expect(advise({ date: DATE, positions: accounts, bars, parameters: V3_3 }).withoutBars).toEqual([
      'AA',
      'ZZ',
    ]);
  });
});

describe('advise', () => {
  const price = fc.double({ min: 5, max: 400, noNaN: true });
  const walk = fc.tuple(
    price,
    fc.array(fc.double({ min: -0.1, max: 0.1, noNaN: true }), { minLength: 90, maxLength: 90 }),
  );
  const historyFrom = ([start, returns]: [number, number[]]) => {
    let close = start;
    return historyOf((i) => (close = Math.max(close * (1 + (returns[i] ?? 0)), 1)));
  };
  const trade = fc.record({
    trading_date: fc.constantFrom(...sessions.slice(30, 60)),
    action: fc.constantFrom<StoredExecution['action'][]>(
      'buy',
      'sell',
      'sell_to_open',
      'buy_to_close',
      'expire',
    ),
    hundreds: fc.integer({ min: 1, max: 5 }),
    strike: fc.integer({ min: 5, max: 100 }),
    expiration: fc.constantFrom('2025-05-30', '2025-06-06', '2025-06-13'),
    price: fc.integer({ min: 1, max: 300 }),
  });
  const executed = (made: typeof trade extends fc.Arbitrary<infer T> ? T : never): StoredExecution => {
    const { trading_date: executed_at, action, hundreds, strike, expiration, price } = made;
    const ofShares = { underlying: 'SOFI', quantity: 100 * hundreds };
    const ofCalls = { underlying: 'SOFI', right: 'call', strike, expiration, quantity: hundreds };
    const dealt = action === 'buy' || action === 'sell' ? ofShares : ofCalls;
    return storedExecution({
      ...dealt,
      executed_at,
      action,
      price: action === 'expire' ? null : price / 100,
    });
  };
  const date = fc.constantFrom(...sessions.slice(25, 65));

  function adviceOf(day: string, history: PriceHistory, executions: StoredExecution[]) {
    const positions = positionsBefore(executions)(day);
    return advise({ date: day, positions, bars: new Map([['SOFI', history]]), parameters: V3_3 });
  }

  test('never looks at a bar or an execution of the date or after it', () => {
    fc.assert(
      fc.property(date, walk, walk, fc.array(trade), fc.array(trade), (day, past, future, before, after) => {
        const told = historyFrom(past);
        const other = historyFrom(future);
        const mixed = (name: 'closes' | 'comparable') =>
          told[name].map((value, i) => ((told.dates[i] as string) < day ? value : other[name][i])) as never;
        const changed = { ...told, closes: mixed('closes'), comparable: mixed('comparable') };
        const known = before.map(executed).filter(({ executed_at }) => executed_at < day);
        const later = after.map(executed).filter(({ executed_at }) => executed_at >= day);
        expect(adviceOf(day, changed, [...later, ...known])).toEqual(adviceOf(day, told, known));
      }),
    );
  });

  test('gives records of the contract, each with an id of its own', () => {
    fc.assert(
      fc.property(date, walk, fc.array(trade), (day, past, trades) => {
        const { recommendations } = adviceOf(day, historyFrom(past), trades.map(executed));
        for (const record of recommendations) {
          const raw = JSON.parse(
            JSON.stringify(record, (_name, value: unknown) =>
              typeof value === 'bigint' ? formatDecimal(value) : value,
            ),
          ) as Record<string, unknown>;
          expect(checkRecord('recommendations', raw)).toEqual({ ok: true, record });
        }
        const ids = recommendations.map(({ recommendation_id }) => recommendation_id);
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });

  test('sells no more than the shares cover', () => {
    fc.assert(
      fc.property(date, walk, fc.array(trade), (day, past, trades) => {
        const executions = trades.map(executed);
        const held = positionsBefore(executions)(day);
        const owned = held.find(({ right }) => right === null)?.quantity ?? 0n;
        const sold = held.reduce(
          (sum, { right, quantity }) => sum + (right && quantity < 0n ? -quantity : 0n),
          0n,
        );
        for (const { action, quantity } of adviceOf(day, historyFrom(past), executions).recommendations)
          if (action === 'sell_to_open')
            expect((sold + (quantity as bigint)) * 100n).toBeLessThanOrEqual(owned);
      }),
    );
  });
});

describe('advise: what it says', () => {
  const said = (...held: Position[]) => advised(held, swinging(50)).map(({ rationale }) => rationale);

  test('of calls to sell, with how far they are above the price', () => {
    expect(said(shares)).toEqual([
      'Sell the 53 call of 2025-06-13 for about 0.21: 6.0 % above the price of 50.00.',
    ]);
  });

  test('of one to buy back, with what of its premium is earned', () => {
    const [text] = said(shares, call(53, '2025-06-06', 0.5));
    expect(text).toMatch(
      /^Buy the 53 call of 2025-06-06 back at about 0\.0\d: [89]\d\.\d % of its premium is earned\.$/,
    );
  });

  test('of one to roll, why: its strike is tested, or it expires soon', () => {
    expect(said(shares, call(50, '2025-06-06', 0.5))[0]).toMatch(
      /^Roll the 50 call of 2025-06-06 to the 50 call of 2025-06-13 for a credit of about 0\.\d\d: its strike is tested at 50\.00\.$/,
    );
    expect(said(shares, call(53, '2025-06-04', 0.001))[0]).toMatch(/: it expires in 1 days\.$/);
  });

  test('of one without a price paid, which has earned nothing', () => {
    const [advice] = advised([shares, call(53, '2025-06-13', 0)], swinging(50));
    expect(advice?.action).toBe('hold');
    expect(context(advice?.context ?? null)).toMatchObject({ profit_captured: null });
  });
});
