import { describe, expect, test } from '@jest/globals';
import { dailyBars } from '../market/daily-bars.js';
import { optionPrice } from '../market/black-scholes.js';
import { decimal } from '../number/decimal.js';
import { sessionsBetween } from '../time/calendar.js';
import {
  isPricedBy,
  lastSession,
  markAtClose,
  markInSession,
  MODEL,
  pricedKey,
  priceOn,
  volatilityBefore,
  plausibleVolatility,
  type PricedPackage,
} from './counterfactual-model.js';

const call = (strike: number, expiration: string) => ({
  contract: { right: 'call' as const, strike, expiration, multiplier: 100 },
  sign: 1,
});

/**
 * A call bought back and a later, higher one sold: worth most, together, somewhere in between no volatility and much.
 */
function roll(net: number): PricedPackage {
  const parts = [call(100, '2024-05-17'), { ...call(105, '2024-06-21'), sign: -1 }];
  return { parts, day: '2024-05-06', price: 100, net };
}

function worth({ parts, day, price }: PricedPackage, volatility: number): number {
  return parts.reduce(
    (sum, { contract, sign }) => sum + sign * markInSession(contract, day, { price, volatility }),
    0,
  );
}

describe('plausibleVolatility(package, near)', () => {
  test('is the one of two that lies nearer', () => {
    const [lower, upper] = [0.04, 0.16].map((near) => plausibleVolatility(roll(0.45), near) as number) as [
      number,
      number,
    ];
    expect([lower, upper].map((volatility) => worth(roll(0), volatility))).toEqual([
      expect.closeTo(0.45, 6),
      expect.closeTo(0.45, 6),
    ]);
    expect(upper - lower).toBeGreaterThan(0.05);
  });

  test('is none where the package is never worth that much', () => {
    expect(plausibleVolatility(roll(0.6), 0.16)).toBeUndefined();
  });
});

describe('plausibleVolatility(package, near) of a package that many volatilities price', () => {
  const calls = (...legs: [strike: number, expiration: string, sign: number][]) =>
    legs.map(([strike, expiration, sign]) => ({ ...call(strike, expiration), sign }));
  const found = (parts: PricedPackage['parts'], net: number, near?: number) =>
    plausibleVolatility({ parts, day: '2024-05-06', price: 100, net }, near);

  test('is the nearest of three', () => {
    const parts = calls([65, '2025-01-17', -1], [87, '2024-09-20', 1]);
    expect([3.77, 0.8].map((near) => found(parts, -18.4, near))).toEqual([
      expect.closeTo(2.0376, 4),
      expect.closeTo(0.7797, 4),
    ]);
  });

  test('is the plausible one where another is not', () => {
    const parts = calls([75, '2025-01-17', -1], [113, '2024-06-21', 1]);
    expect(found(parts, -27.07, 0.146)).toBeCloseTo(0.1368, 4);
    expect(found(calls([88, '2024-09-20', -1], [139, '2024-05-17', 1]), -64.28)).toBeUndefined();
  });

  test('is found up to the most plausible', () => {
    expect(found(calls([87, '2024-05-17', 1], [102, '2026-01-16', -1]), -52.15)).toBeCloseTo(1.5712, 4);
  });
});

describe('isPricedBy(package, volatility)', () => {
  const deep = (net: number) => ({ parts: [call(60, '2024-05-17')], day: '2024-05-06', price: 100, net });

  test.each([
    [40, true],
    [39.5, false],
    [40.2, true],
    [41, false],
  ])('of a call 40 in the money at %d is %s', (net, priced) => {
    expect(isPricedBy(deep(net), 0.3)).toBe(priced);
  });
});

describe('plausibleVolatility(package, near) of one contract', () => {
  const single = (net: number): PricedPackage => ({ ...roll(net), parts: [call(100, '2024-06-21')] });

  test.each([
    [0.02, undefined],
    [0.031, expect.closeTo(0.031, 5)],
    [3.9, expect.closeTo(3.9, 5)],
    [4.1, undefined],
  ])('at the price of %d is %p', (volatility, found) => {
    expect(plausibleVolatility(single(worth(single(0), volatility)), undefined)).toEqual(found);
  });
});

describe('isPricedBy(package, volatility) of a year', () => {
  test('allows for what the rate may be off by, and the widest half spread', () => {
    const given = { parts: [call(60, '2025-05-06')], day: '2024-05-06', price: 100, net: 0 };
    const off = 60 * (1 - Math.exp(-MODEL.rate)) + MODEL.halfSpread.most;
    const at = (net: number) => isPricedBy({ ...given, net }, 0.3);
    expect([off - 0.001, off + 0.001].map((by) => at(worth(given, 0.3) + by))).toEqual([true, false]);
    // A contract that has ended has no rate left to be off.
    const ended = { ...given, day: '2025-05-07' };
    expect([0.099, 0.101].map((by) => isPricedBy({ ...ended, net: worth(ended, 0.3) + by }, 0.3))).toEqual([
      true,
      false,
    ]);
    // Worth nothing at all, and asked for exactly the widest half spread.
    const worthless = { ...ended, parts: [call(1000, '2025-05-06')] };
    expect(isPricedBy({ ...worthless, net: MODEL.halfSpread.most }, 0.3)).toBe(true);
  });
});

describe('markInSession and markAtClose', () => {
  const { contract } = call(100, '2024-05-17');
  const underlying = { price: 100, volatility: 0.3 };

  test('leave half a day of the last one while it runs, and none at its close', () => {
    const halfDay = { right: 'call', spot: 100, strike: 100, years: 0.5 / 365, rate: MODEL.rate } as const;
    expect(markInSession(contract, '2024-05-17', underlying)).toBe(optionPrice(halfDay, 0.3));
    expect(markAtClose(contract, '2024-05-17', underlying)).toBe(0);
  });

  test('of shares are the price', () => {
    const shares = { right: null, strike: 0, expiration: '', multiplier: 1 };
    expect([markInSession, markAtClose].map((mark) => mark(shares, '2024-05-17', underlying))).toEqual([
      100, 100,
    ]);
  });
});

const SESSIONS = sessionsBetween('2024-03-01', '2024-05-31');

/** Closes that go up and down by one, on the share count of each day. */
function rippling(sessions: readonly string[], split?: { date: string; ratio: number }) {
  const bars = sessions.map((ts, at) => {
    const shares = split === undefined || ts < split.date ? 1 : split.ratio;
    const price = decimal((at % 2 === 0 ? 100 : 104) / shares);
    return {
      ts,
      open: price,
      high: price,
      low: price,
      close: price,
      volume: null,
      adjusted: 'none' as const,
    };
  });
  return dailyBars(bars, split === undefined ? [] : [{ date: split.date, ratio: decimal(split.ratio) }]);
}

describe('volatilityBefore(daily, day)', () => {
  const whole = volatilityBefore(rippling(SESSIONS), '2024-05-06');

  test('is of the twenty returns before the day', () => {
    // Returns of ±ln 1.04, ten of each: 252 days of their squares, over nineteen.
    expect(whole).toBeCloseTo(Math.sqrt((252 * 20 * Math.log(1.04) ** 2) / 19), 9);
    const last = SESSIONS.indexOf('2024-05-06');
    expect(volatilityBefore(rippling(SESSIONS.slice(last - 21)), '2024-05-06')).toBe(whole);
    expect(volatilityBefore(rippling(SESSIONS.slice(last - 20)), '2024-05-06')).toBeUndefined();
  });

  test.each(['2024-05-06', '2024-05-07'])('is of those through the day before: on %s', (day) => {
    const last = SESSIONS.indexOf(day);
    expect(volatilityBefore(rippling(SESSIONS.slice(last - 21)), day)).toBe(whole);
    expect(volatilityBefore(rippling(SESSIONS.slice(last - 20)), day)).toBeUndefined();
  });

  test.each([
    ['2024-03-07', true],
    ['2024-03-06', false],
  ])('needs all of its closes within sixty days: with the first on %s it is there: %s', (first, there) => {
    const last = SESSIONS.indexOf('2024-05-06');
    const sparse = rippling([first, ...SESSIONS.slice(last - 20, last)]);
    expect(volatilityBefore(sparse, '2024-05-06') !== undefined).toBe(there);
  });

  test.each(['2024-04-05', '2024-04-08', '2024-04-22', '2024-05-03', '2024-05-06', '2024-05-20'])(
    'takes a split on %s out of them',
    (date) => {
      expect(volatilityBefore(rippling(SESSIONS, { date, ratio: 4 }), '2024-05-06')).toBeCloseTo(
        whole as number,
        9,
      );
    },
  );

  test('is undefined where the last bar is old', () => {
    const old = rippling(SESSIONS.filter((day) => day < '2024-04-26'));
    expect(volatilityBefore(old, '2024-05-03')).toBeDefined();
    expect(volatilityBefore(old, '2024-05-06')).toBeUndefined();
  });
});

describe('priceOn(daily, day)', () => {
  const until = rippling(SESSIONS.filter((day) => day <= '2024-05-10'));

  test.each([
    ['2024-05-09', true],
    ['2024-05-17', true],
    ['2024-05-18', true],
    ['2024-05-20', false],
    ['2024-02-29', false],
  ])('of bars through 10 May on %s is there: %s', (day, there) => {
    expect(priceOn(until, day) !== undefined).toBe(there);
  });
});

describe('lastSession and pricedKey', () => {
  test('a contract that expires on a day without a session ends at the one before', () => {
    expect(['2024-03-29', '2024-05-17'].map((day) => lastSession(call(100, day).contract))).toEqual([
      '2024-03-28',
      '2024-05-17',
    ]);
  });

  test('name shares and contracts apart', () => {
    const shares = (multiplier: number) => ({ right: null, strike: 0, expiration: '', multiplier });
    const keys = [shares(1), shares(10), call(100, '2024-05-17').contract, call(101, '2024-05-17').contract];
    expect(new Set(keys.map(pricedKey)).size).toBe(4);
  });
});
