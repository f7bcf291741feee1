import type { IsoDate } from '../domain/dates.js';
import { groupBy } from '../domain/group-by.js';
import type { Bar } from '../domain/records.js';
import { distinctSplits, type Split } from '../domain/split-adjust.js';
import type { Warehouse } from './warehouse.js';

/** A daily bar as it was imported; `ts` is its session's date. */
export type StoredBar = Pick<
  Bar,
  'symbol' | 'ts' | 'open' | 'high' | 'low' | 'close' | 'volume' | 'adjusted'
>;

/** Daily bars of these symbols from one day to another, both included, by symbol and oldest first; symbols without bars are missing. */
export async function dailyBarsOf(
  warehouse: Warehouse,
  { symbols, from, to }: { symbols: readonly string[]; from: IsoDate; to: IsoDate },
): Promise<Map<string, StoredBar[]>> {
  const bars = await warehouse.rows<StoredBar>(
    `SELECT symbol, left(ts, 10) AS ts, open, high, low, close, volume, adjusted
     FROM bars
     WHERE "interval" = '1d' AND list_contains($symbols, symbol) AND left(ts, 10) BETWEEN $from AND $to
     ORDER BY symbol, ts`,
    { symbols, from, to },
  );
  return groupBy(bars, ({ symbol }) => symbol);
}

/** The splits of these symbols that market events and brokers' rows tell of, each once, by symbol and oldest first. */
export async function splitsOf(
  warehouse: Warehouse,
  symbols: readonly string[],
): Promise<Map<string, Split[]>> {
  const told = await warehouse.rows<Split & { underlying: string; source: 'event' | 'broker' }>(
    `SELECT underlying, date, ratio, 'event' AS source
     FROM market_events WHERE kind = 'split' AND ratio IS NOT NULL AND list_contains($symbols, underlying)
     UNION ALL
     SELECT underlying, trading_date AS date, ratio, 'broker' AS source
     FROM executions
     WHERE action = 'split' AND ratio IS NOT NULL AND "right" IS NULL AND list_contains($symbols, underlying)
     ORDER BY underlying, date, ratio, source`,
    { symbols },
  );
  const splits = new Map<string, Split[]>();
  for (const [symbol, tellings] of groupBy(told, ({ underlying }) => underlying)) {
    const from = (source: 'event' | 'broker') =>
      tellings.filter((one) => one.source === source).map(({ date, ratio }) => ({ date, ratio }));
    splits.set(symbol, distinctSplits(from('event'), from('broker')));
  }
  return splits;
}
