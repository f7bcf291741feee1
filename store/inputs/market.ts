import { newYorkDay } from '../../domain/time/calendar.js';
import { dailyBars, type Market } from '../../domain/market/daily-bars.js';
import type { IsoDate } from '../../domain/time/dates.js';
import type { Decimal } from '../../domain/number/decimal.js';
import { finerDays, type StoredFinerDay } from '../../domain/market/finer-bars.js';
import { groupBy } from '../../domain/group-by.js';
import type { Bar } from '../../domain/records/records.js';
import { distinctSplits, type Split } from '../../domain/market/split-adjust.js';
import { splitsByPosition } from '../../domain/positions/splits-by-position.js';
import { executionsAroundSplits } from './executions.js';
import type { Warehouse } from '../duckdb/warehouse.js';

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

/**
 * A market with the days on which there are bars within the day: what these tell of it, and on the days that a symbol was dealt in the
 * bars themselves. Each day by the shortest interval that it has.
 */
export async function withFinerBars(
  warehouse: Warehouse,
  market: Market,
  wanted: {
    symbols: readonly string[];
    from: IsoDate;
    to: IsoDate;
    dealt: readonly { symbol: string; day: IsoDate }[];
  },
): Promise<Market> {
  const { symbols, from, to, dealt } = wanted;
  const days = await warehouse.rows<StoredFinerDay & { symbol: string }>(
    `WITH within AS (
       SELECT symbol, (ts::TIMESTAMPTZ AT TIME ZONE 'America/New_York')::DATE AS date, ts, low, high,
         coalesce(adjusted = 'split', FALSE) AS adjusted,
         CASE "interval" WHEN '1m' THEN 1 WHEN '5m' THEN 5 WHEN '15m' THEN 15 ELSE 60 END AS minutes
       FROM bars WHERE "interval" <> '1d' AND length(ts) > 10 AND symbol IN (SELECT unnest($symbols))),
     finest AS (SELECT * FROM within WHERE date BETWEEN $from::DATE AND $to::DATE
       QUALIFY minutes = min(minutes) OVER (PARTITION BY symbol, date)),
     dealt AS (SELECT DISTINCT unnest($dealtSymbols) AS symbol, unnest($dealtDays)::DATE AS date, TRUE AS asked)
     SELECT symbol, date, adjusted, min(low) AS low, max(high) AS high,
       coalesce(list(ts ORDER BY ts) FILTER (asked), []) AS times,
       coalesce(list(low ORDER BY ts) FILTER (asked), []) AS lows,
       coalesce(list(high ORDER BY ts) FILTER (asked), []) AS highs
     FROM finest LEFT JOIN dealt USING (symbol, date) GROUP BY symbol, date, adjusted ORDER BY symbol, date, adjusted`,
    {
      symbols,
      from,
      to,
      dealtSymbols: dealt.map(({ symbol }) => symbol),
      dealtDays: dealt.map(({ day }) => day),
    },
  );
  const bySymbol = groupBy(days, ({ symbol }) => symbol);
  return new Map(
    [...new Set([...market.keys(), ...bySymbol.keys()])].map((symbol) => {
      const daily = market.get(symbol) ?? dailyBars([], []);
      const own = bySymbol.get(symbol);
      return [symbol, own === undefined ? daily : { ...daily, finer: finerDays(own, daily.splits) }];
    }),
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
  const around = groupBy(await executionsAroundSplits(warehouse, symbols), ({ underlying }) => underlying);
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
