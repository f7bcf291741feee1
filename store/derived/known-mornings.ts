import type { Known } from '../../domain/algorithm/reference-decision.js';
import { priceHistory } from '../../domain/market/price-history.js';
import type { OffScale } from '../../domain/market/share-count.js';
import { knownMornings as knownIn } from '../../domain/preferences/known-mornings.js';
import { addDays, type DateRange, type IsoDate } from '../../domain/time/dates.js';
import { earningsDays } from './patterns.js';
import { readMarket } from '../inputs/market.js';
import type { Reader } from '../duckdb/warehouse.js';

/**
 * Calendar days of bars before the first session: the year that a volatility is placed in, and what its first day is
 * measured over.
 */
const RUN_UP_DAYS = 400;

/** What was known of an underlying on a morning beside its price: the earnings ahead, and the regime. */
export type KnownMornings = (session: IsoDate) => (underlying: string) => Known;

/** `inRegimes`: whether any advice differs by regime; a year of bars is read for that. */
export async function knownMornings(
  warehouse: Reader,
  {
    symbols,
    range: { from, to },
    offScale,
    inRegimes,
  }: {
    symbols: readonly string[];
    range: DateRange;
    offScale: ReadonlyMap<string, readonly OffScale[]>;
    inRegimes: boolean;
  },
): Promise<KnownMornings> {
  const earnings = await earningsDays(warehouse);
  const bars = inRegimes
    ? await readMarket(warehouse, { symbols, from: addDays(from, -RUN_UP_DAYS), to, offScale })
    : new Map<string, never>();
  const histories = new Map([...bars].map(([symbol, daily]) => [symbol, priceHistory(daily)]));
  const known = knownIn({ histories, earnings });
  return (session) => (underlying) => known(underlying, session);
}
