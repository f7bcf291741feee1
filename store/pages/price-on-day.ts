import type { DailyBar } from '../../domain/market/daily-bars.js';
import type { IsoDate } from '../../domain/time/dates.js';
import { symbolsOffScale } from '../derived/off-scale.js';
import type { Reader } from '../duckdb/warehouse.js';
import { readMarket } from '../inputs/market.js';

/** What an underlying cost on a day, as traded; null without a bar that is on the share count of its trades. */
export async function priceOnDay(
  warehouse: Reader,
  { symbol, day }: { symbol: string; day: IsoDate },
): Promise<DailyBar | null> {
  if ((await symbolsOffScale(warehouse, day)).has(symbol)) return null;
  const market = await readMarket(warehouse, { symbols: [symbol], from: day, to: day, offScale: new Map() });
  return market.get(symbol)?.byDate.get(day) ?? null;
}
