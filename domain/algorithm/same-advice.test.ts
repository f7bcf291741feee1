import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { dailyBars } from '../market/daily-bars.js';
import { priceHistory, type PriceHistory } from '../market/price-history.js';
import { decimal } from '../number/decimal.js';
import type { Position } from '../positions/positions.js';
import { recordJson } from '../records/record-json.js';
import { sessionsBetween } from '../time/calendar.js';
import { addDays } from '../time/dates.js';
import { V3_3 } from './algorithm-parameters.js';
import { advise } from './reference-algorithm.js';

const SESSIONS = sessionsBetween('2024-11-01', '2025-03-31');
const FIRST_ADVISED = 30;

/** Evenly distributed numbers from 0 to 1, the same ones for a seed (Park and Miller's generator). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

function walk(next: () => number): PriceHistory {
  let close = 5 + 300 * next();
  const swing = 0.01 + 0.05 * next();
  const bars = SESSIONS.map((ts) => {
    close = Math.max(1, close * (1 + swing * (2 * next() - 1)));
    const price = decimal(close.toFixed(2));
    const ends = { open: price, high: price, low: price, close: price };
    return { ts, ...ends, volume: null, adjusted: 'none' as const };
  });
  return priceHistory(dailyBars(bars, []));
}

/** Shares and up to two calls near the price of that day. */
function held(next: () => number, date: string, price: number): Position[] {
  const shares: Position = {
    ...{ account: 'main', underlying: 'SOFI', root: null, right: null, strike: null, expiration: null },
    ...{ multiplier: decimal(1), quantity: decimal(100 * Math.ceil(6 * next())), averagePrice: decimal(40) },
  };
  const calls = Array.from({ length: Math.floor(3 * next()) }, (_, i): Position => ({
    ...{ ...shares, root: 'SOFI', right: 'call', multiplier: decimal(100), quantity: decimal(-1 - i) },
    strike: decimal((price * (0.95 + 0.2 * next())).toFixed(0)),
    expiration: addDays(date, Math.floor(15 * next())),
    averagePrice: next() < 0.1 ? null : decimal((price * 0.03 * next()).toFixed(2)),
  }));
  return [shares, ...calls];
}

/** Every piece of advice on a hundred random histories. */
function adviceOnRandomHistories(): string[] {
  return Array.from({ length: 100 }, (_, i) => numbers(i + 1)).flatMap((next) => {
    const history = walk(next);
    return SESSIONS.slice(FIRST_ADVISED).flatMap((date, at) => {
      const price = Number(history.closes[FIRST_ADVISED + at - 1]) / 1e10;
      const positions = held(next, date, price);
      const bars = new Map([['SOFI', history]]);
      return advise({ date, positions, bars, parameters: V3_3 }).recommendations.map((advice) =>
        JSON.stringify(recordJson('recommendations', advice)),
      );
    });
  });
}

describe('advise by v3.3', () => {
  test('gives on random histories the bytes that it gave before its parameters grew', () => {
    const advice = adviceOnRandomHistories();
    const actions = new Set(advice.map((line) => (JSON.parse(line) as { action: string }).action));
    expect([...actions].sort()).toEqual(['buy_to_close', 'hold', 'roll', 'sell_to_open', 'wait']);
    expect(createHash('sha256').update(advice.join('\n')).digest('hex')).toBe(
      '2a07fc790eadd631af63c727acc946764d71b5808f62c83be10d0e3cf5e2a359',
    );
  });
});
