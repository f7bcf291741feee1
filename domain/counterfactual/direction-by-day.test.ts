import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { optionDelta } from '../market/black-scholes.js';
import { dailyBars, type DailyBars } from '../market/daily-bars.js';
import { decimal } from '../number/decimal.js';
import { addDays, daysBetween } from '../time/dates.js';
import { sessionsBetween } from '../time/calendar.js';
import { markInSession, MODEL } from './counterfactual-model.js';
import { directionByDay } from './direction-by-day.js';
import { packageValue, type Leg } from './package-value.js';

const [DAY, HORIZON] = ['2024-05-06', '2024-05-17'];
const VIEW = { price: 100, volatility: 0.4, volatilityError: 0.35, withoutInterest: 0.4 };
const CALL = { right: 'call' as const, strike: 104, expiration: HORIZON, multiplier: 100 };
const SHARES = { right: null, strike: 0, expiration: '', multiplier: 1 };

function closing(closes: readonly number[], from = DAY): DailyBars {
  const dates = sessionsBetween(from, addDays(from, 60));
  return dailyBars(
    closes.map((close, i) => {
      const price = decimal(close.toFixed(6));
      const ts = dates[i] as string;
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
}

const directionOf = (contract: typeof CALL | typeof SHARES, quantity: number, daily: DailyBars) =>
  directionByDay([{ contract, quantity }], { daily, view: VIEW, day: DAY, horizon: HORIZON });

describe('directionByDay(trades, { daily, view, day, horizon })', () => {
  test('of a call adds each move with the delta before it: that of the session, then that of every close', () => {
    const delta = (spot: number, day: string) =>
      optionDelta(
        { right: 'call', spot, strike: 104, years: daysBetween(day, HORIZON) / 365, rate: MODEL.rate },
        VIEW.volatility,
      );
    const expected = delta(100, DAY) * 2 + delta(102, DAY) * 4 + delta(106, '2024-05-07') * -3;
    expect(directionOf(CALL, -1, closing([102, 106, 103]))).toBeCloseTo(-100 * expected, 8);
  });

  test('of shares is the whole move', () => {
    expect(directionOf(SHARES, 50, closing([97, 104, 108]))).toBeCloseTo(400, 8);
  });

  test('is nothing of trades that take each other back', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 50, max: 150, noNaN: true }), { maxLength: 10 }), (closes) => {
        const trades = [3, -1, -2].map((quantity) => ({ contract: CALL, quantity }));
        const around = { daily: closing(closes), view: VIEW, day: DAY, horizon: HORIZON };
        expect(directionByDay(trades, around)).toBe(0);
      }),
    );
  });

  test('leaves less than half of the deviation that hedging once leaves, and the same on average', () => {
    const sold: Leg = { contract: CALL, quantity: -1, day: DAY, feesUsd: 0, halfSpread: null, price: 0 };
    const price = markInSession(CALL, DAY, VIEW);
    const random = numbers();
    const sessions = sessionsBetween(DAY, HORIZON).length;
    const paths = Array.from({ length: 4000 }, () => {
      let close = VIEW.price;
      return Array.from({ length: sessions }, () => {
        const normal = Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
        const spread = VIEW.volatility / Math.sqrt(252);
        return (close *= Math.exp(spread * normal - spread ** 2 / 2));
      });
    });
    const once = optionDelta(
      { right: 'call', spot: 100, strike: 104, years: daysBetween(DAY, HORIZON) / 365, rate: MODEL.rate },
      VIEW.volatility,
    );
    const left = paths.map((closes) => {
      const spot = closes.at(-1) as number;
      const side = { held: [], legs: [{ ...sold, price }], exits: [] };
      const value = packageValue(side, HORIZON, { underlying: { ...VIEW, price: spot }, spreads: 0 });
      return [value + 100 * once * (spot - 100), value - directionOf(CALL, -1, closing(closes))] as const;
    });
    const [hedgedOnce, byDay] = [0, 1].map((at) => momentsOf(left.map((one) => one[at] as number)));
    if (!hedgedOnce || !byDay) throw new Error('no moments');
    expect(byDay.deviation).toBeLessThan(hedgedOnce.deviation / 2);
    expect(Math.abs(byDay.mean - hedgedOnce.mean)).toBeLessThan(
      (4 * hedgedOnce.deviation) / Math.sqrt(paths.length),
    );
  });
});

/** Numbers between 0 and 1, the same every time (Park and Miller). */
function numbers(): () => number {
  let seed = 20240506;
  return () => (seed = (seed * 16807) % 2147483647) / 2147483647;
}

function momentsOf(values: readonly number[]) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / values.length) };
}
