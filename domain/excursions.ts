import { newYorkDay, sessionsBetween } from './calendar.js';
import { barsBetween, type DailyBars } from './daily-bars.js';
import { divide, max, min, multiply, ZERO, type Decimal } from './decimal.js';
import { multiplierOf } from './instrument.js';
import { costOf, type Closing } from './lots.js';
import { splitFactor } from './split-adjust.js';

export interface Excursions {
  /** Dollars before fees that the position was worst off, ≤ 0. */
  adverse: Decimal;
  /** Dollars before fees that it was best off, ≥ 0. */
  favourable: Decimal;
  /** `bound` where sessions are missing: the true excursions are at least these. */
  source: 'bars' | 'bound';
}

/**
 * How far the price of shares went against and for a position, from daily bars over the days of its opening and closing and all
 * between. Undefined without bars, for options (bars are not their own price) and for shares that came in without a cost.
 */
export function excursionsOf(closing: Closing, daily: DailyBars | undefined): Excursions | undefined {
  const { lot, instrument, quantity } = closing;
  if (daily === undefined || lot === null || instrument.right !== null) return undefined;
  if (lot.flags.includes('without_cost')) return undefined;
  const from = newYorkDay(lot.opening.executed_at);
  const to = newYorkDay(closing.closing.executed_at);
  const bars = barsBetween(daily, from, to);
  if (bars.length === 0) return undefined;

  const cost = costOf(lot);
  const shares = multiply(quantity, multiplierOf(instrument));
  // Shares are counted as on the last day, so earlier prices are told per share of that day.
  const gainAt = (price: Decimal, date: string) => {
    const factor = splitFactor(daily.splits, (split) => split > date && split <= to);
    const worth = divide(multiply(price, shares), factor);
    return lot.side === 'long' ? worth - cost : cost - worth;
  };
  const gains = bars.flatMap(({ low, high, date }) => [gainAt(low, date), gainAt(high, date)]);
  const days = new Set(bars.map(({ date }) => date));
  return {
    adverse: gains.reduce(min, ZERO),
    favourable: gains.reduce(max, ZERO),
    source: sessionsBetween(from, to).every((session) => days.has(session)) ? 'bars' : 'bound',
  };
}
