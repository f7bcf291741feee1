import { dailyBars } from '../domain/market/daily-bars.js';
import { priceHistory, type PriceHistory } from '../domain/market/price-history.js';
import { decimal } from '../domain/number/decimal.js';
import type { Position } from '../domain/positions/positions.js';
import { sessionsBetween } from '../domain/time/calendar.js';

export const sessions = sessionsBetween('2025-04-01', '2025-07-31');

/**
 * Closes that swing around a level, so that the realised volatility is about what `swing` makes it: 0.02 a day is 33 %
 * a year.
 */
export function swinging(level: number, swing = 0.02): PriceHistory {
  return historyOf((i) => level * (1 + (i % 2 === 0 ? 0 : swing)));
}

export function historyOf(close: (i: number) => number): PriceHistory {
  const bars = sessions.map((ts, i) => {
    const price = decimal(close(i).toFixed(2));
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
  return priceHistory(dailyBars(bars, []));
}

export const shares: Position = {
  account: 'main',
  underlying: 'SOFI',
  root: null,
  right: null,
  strike: null,
  expiration: null,
  multiplier: decimal(1),
  quantity: decimal(200),
  averagePrice: decimal(40),
};

/** Two calls sold on these shares. */
export function call(strike: number, expiration: string, averagePrice: number): Position {
  return {
    ...shares,
    root: 'SOFI',
    right: 'call',
    strike: decimal(strike),
    expiration,
    multiplier: decimal(100),
    quantity: decimal(-2),
    averagePrice: decimal(averagePrice),
  };
}
