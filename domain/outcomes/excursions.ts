import { newYorkDay, sessionsBetween } from '../time/calendar.js';
import { barsBetween, type DailyBars } from '../market/daily-bars.js';
import type { IsoDate } from '../time/dates.js';
import { divide, max, min, multiply, ZERO, type Decimal } from '../number/decimal.js';
import type { StoredExecution } from '../records/execution-order.js';
import { rangeWithin } from '../market/finer-bars.js';
import { multiplierOf } from '../records/instrument.js';
import { costOf, type Closing } from '../positions/lot.js';
import { isTrade } from '../records/records.js';
import { isOffScale } from '../market/share-count.js';
import { splitFactor } from '../market/split-adjust.js';

export interface Excursions {
  /** Dollars before fees that the position was worst off, ≤ 0. */
  adverse: Decimal;
  /** Dollars before fees that it was best off, ≥ 0. */
  favourable: Decimal;
  /** `bound` where sessions are missing: the true excursions are at least these. */
  source: 'bars' | 'bound';
}

/**
 * How far the price of shares went against and for a position, over every bar that opens from its opening to its
 * closing, both included: each day by its shortest interval, a daily bar by its date. Undefined without such bars,
 * for options (bars are not their own price), for shares that came in without a cost, and where the bars are not on
 * the share count of the fills: they are off scale on some of the days, one of the fills lies far outside its day's
 * bar, or a split came without a ratio. `delivered` are the share trades of assignments and exercises, whose price is
 * a strike.
 */
export function excursionsOf(
  closing: Closing,
  daily: DailyBars | undefined,
  delivered: ReadonlySet<string> = new Set(),
): Excursions | undefined {
  const { lot, instrument, quantity } = closing;
  if (daily === undefined || lot === null || instrument.right !== null) return undefined;
  if (lot.flags.includes('without_cost') || lot.flags.includes('split_without_ratio')) return undefined;
  const fills = [lot.opening, closing.closing].filter(({ record_id }) => !delivered.has(record_id));
  if (fills.some((fill) => isFarFrom(fill, daily))) return undefined;
  const to = newYorkDay(closing.closing.executed_at);
  if (isOffScale(daily.offScale, newYorkDay(lot.opening.executed_at), to)) return undefined;
  const days = rangesBetween(daily, { from: lot.opening.executed_at, to: closing.closing.executed_at });
  const ranges = [...days].flatMap(([date, range]) => (range === undefined ? [] : [{ ...range, date }]));
  if (ranges.length === 0) return undefined;

  const cost = costOf(lot);
  const shares = multiply(quantity, multiplierOf(instrument));
  // Shares are counted as on the last day, so earlier prices are per share of that day.
  const gainAt = (price: Decimal, date: string) => {
    const factor = splitFactor(daily.splits, (split) => split > date && split <= to);
    const worth = divide(multiply(price, shares), factor);
    return lot.side === 'long' ? worth - cost : cost - worth;
  };
  const gains = ranges.flatMap(({ low, high, date }) => [gainAt(low, date), gainAt(high, date)]);
  const sessions = sessionsBetween(newYorkDay(lot.opening.executed_at), to);
  return {
    adverse: gains.reduce(min, ZERO),
    favourable: gains.reduce(max, ZERO),
    source: sessions.every((session) => days.has(session)) ? 'bars' : 'bound',
  };
}

interface Range {
  low: Decimal;
  high: Decimal;
}

/** The days that have bars, each with what the bars say that open within; undefined where none of them does. */
function rangesBetween(
  daily: DailyBars,
  within: { from: string; to: string },
): ReadonlyMap<IsoDate, Range | undefined> {
  const [from, to] = [newYorkDay(within.from), newYorkDay(within.to)];
  const days = new Map<IsoDate, Range | undefined>(
    barsBetween(daily, from, to).map(({ date, low, high }) => [date, { low, high }]),
  );
  for (const [date, day] of daily.finer ?? [])
    if (date >= from && date <= to)
      days.set(date, date === from || date === to ? rangeWithin(day, within) : day);
  return days;
}

/**
 * The least that shares are split by is 5 for 4: prices of one day that are further apart are not of the same share.
 */
const [FAR, NEAR] = [12n, 10n];

function isFarFrom({ action, price, executed_at }: StoredExecution, { byDate, finer }: DailyBars): boolean {
  const day = newYorkDay(executed_at);
  const range = finer?.get(day) ?? byDate.get(day);
  if (range === undefined || price === null || !isTrade(action)) return false;
  return price * FAR < range.low * NEAR || price * NEAR > range.high * FAR;
}
