import { newYorkDay } from '../domain/calendar.js';
import { dailyBars, type Market } from '../domain/daily-bars.js';
import type { IsoDate } from '../domain/dates.js';
import type { Decimal } from '../domain/decimal.js';
import { groupBy } from '../domain/group-by.js';
import type { Bar } from '../domain/records.js';
import { distinctSplits, type Split } from '../domain/split-adjust.js';
import { splitsByPosition } from '../domain/split-ratio.js';
import { movementsAroundSplits } from './holdings.js';
import type { Warehouse } from './warehouse.js';

/**
 * Daily bars at the prices that were traded on `[from, to]`, and all splits, of some symbols. Splits are those of market events and
 * those that brokers recorded, in any account; a symbol without bars and splits is missing.
 */
export async function readMarket(
  warehouse: Warehouse,
  { symbols, from, to }: { symbols: readonly string[]; from: IsoDate; to: IsoDate },
): Promise<Market> {
  type StoredBar = Pick<Bar, 'symbol' | 'ts' | 'open' | 'high' | 'low' | 'close' | 'volume' | 'adjusted'>;
  const bars = await warehouse.rows<StoredBar>(
    `SELECT symbol, ts, open, high, low, close, volume, adjusted FROM bars
     WHERE "interval" = '1d' AND symbol IN (SELECT unnest($symbols))
       AND trading_date BETWEEN $from::DATE AND $to::DATE ORDER BY symbol, ts`,
    { symbols, from, to },
  );
  const splits = await readSplits(warehouse, symbols);
  const bySymbol = groupBy(bars, ({ symbol }) => symbol);
  const known = [...new Set([...bySymbol.keys(), ...splits.keys()])];
  return new Map(
    known.map((symbol) => [symbol, dailyBars(bySymbol.get(symbol) ?? [], splits.get(symbol) ?? [])]),
  );
}

async function readSplits(warehouse: Warehouse, symbols: readonly string[]): Promise<Map<string, Split[]>> {
  const rows = await warehouse.rows<{ underlying: string; at: string; ratio: Decimal; event: boolean }>(
    `SELECT underlying, date::VARCHAR AS at, ratio, TRUE AS event FROM market_events
     WHERE kind = 'split' AND ratio IS NOT NULL AND underlying IN (SELECT unnest($symbols))
     UNION ALL SELECT underlying, executed_at, ratio, FALSE FROM executions
     WHERE action = 'split' AND "right" IS NULL AND ratio IS NOT NULL AND underlying IN (SELECT unnest($symbols))
     ORDER BY ALL`,
    { symbols },
  );
  const tellings = rows.map(({ at, ...row }) => ({ ...row, date: newYorkDay(at) }));
  const told = groupBy(tellings, ({ underlying }) => underlying);
  const around = groupBy(await movementsAroundSplits(warehouse, symbols), ({ underlying }) => underlying);
  return new Map(
    [...new Set([...told.keys(), ...around.keys()])].map((underlying) => {
      const of = (event: boolean) =>
        (told.get(underlying) ?? [])
          .filter((one) => one.event === event)
          .map(({ date, ratio }) => ({ date, ratio }));
      const byAccount = groupBy(around.get(underlying) ?? [], ({ account }) => account);
      const derived = [...byAccount.values()].flatMap(splitsByPosition);
      return [underlying, distinctSplits(of(true), of(false), derived)];
    }),
  );
}
