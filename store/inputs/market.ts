import { featureBars, type FeatureBars } from '../../domain/learning/features/feature-bars.js';
import { dailyBars, type Market } from '../../domain/market/daily-bars.js';
import type { DateRange, IsoDate } from '../../domain/time/dates.js';
import { finerDays, type StoredFinerDay } from '../../domain/market/finer-bars.js';
import { groupBy } from '../../domain/group-by.js';
import type { Bar } from '../../domain/records/records.js';
import { isOffScale, type OffScale } from '../../domain/market/share-count.js';
import { asTraded, type Split } from '../../domain/market/split-adjust.js';
import { whole } from '../duckdb/nearest-doubles.js';
import { readSplits } from './splits.js';
import type { Reader, Warehouse } from '../duckdb/warehouse.js';

/** Of which symbols, from which day to which, and what of them is off scale. */
interface WantedBars extends DateRange {
  symbols: readonly string[];
  offScale: ReadonlyMap<string, readonly OffScale[]>;
}

/**
 * Daily bars at the prices that were traded on `[from, to]`, and all splits, of some symbols, without the bars of the
 * stretches that are off scale. A symbol without bars and splits is missing.
 */
export async function readMarket(warehouse: Reader, wanted: WantedBars): Promise<Market> {
  const stored = await storedBars(warehouse, wanted);
  return new Map(
    [...stored].map(([symbol, { bars, splits }]) => [
      symbol,
      dailyBars(bars, splits, wanted.offScale.get(symbol)),
    ]),
  );
}

/** The same for features: as numbers, with their volumes. */
export async function readFeatureBars(
  warehouse: Reader,
  wanted: WantedBars,
): Promise<Map<string, FeatureBars>> {
  const splits = await readSplits(warehouse, wanted.symbols);
  const isPlain = (symbol: string) => !splits.has(symbol) && !wanted.offScale.has(symbol);
  const plain = await plainBars(warehouse, { ...wanted, symbols: wanted.symbols.filter(isPlain) });
  const others = wanted.symbols.filter((symbol) => !isPlain(symbol));
  if (others.length === 0) return plain;
  const stored = await storedBars(warehouse, { ...wanted, symbols: others });
  return new Map([
    ...plain,
    ...[...stored].map(([symbol, { bars, splits }]): [string, FeatureBars] => {
      const onScale = bars.filter(({ ts }) => !isOffScale(wanted.offScale.get(symbol) ?? [], ts));
      const traded = asTraded(onScale, splits).map(({ ts, ...prices }) => ({ date: ts, ...prices }));
      return [symbol, featureBars(traded, splits)];
    }),
  ]);
}

const PRICES = ['open', 'high', 'low', 'close', 'volume'] as const;

/** Of symbols that never split and are on scale: the bars are what was traded. */
async function plainBars(
  warehouse: Reader,
  { symbols, from, to }: Omit<WantedBars, 'offScale'>,
): Promise<Map<string, FeatureBars>> {
  const bars = await whole(
    warehouse.doubles(
      `SELECT symbol, ts, ${PRICES.join(', ')} FROM bars
       WHERE "interval" = '1d' AND symbol IN (SELECT unnest($symbols))
         AND trading_date BETWEEN $from::DATE AND $to::DATE ORDER BY symbol, ts`,
      { symbols, from, to },
    ),
  );
  const owners = (bars['symbol'] ?? []) as readonly string[];
  const dates = shared((bars['ts'] ?? []) as readonly IsoDate[]);
  const bySymbol = new Map<string, FeatureBars>();
  for (let start = 0, end = 0; start < owners.length; start = end) {
    const symbol = owners[start] as string;
    while (owners[end] === symbol) end++;
    const own = (name: (typeof PRICES)[number]) => (bars[name] as Float64Array).subarray(start, end);
    bySymbol.set(symbol, {
      ...{ dates: dates.slice(start, end), traded: own('close'), close: own('close') },
      ...{ open: own('open'), high: own('high'), low: own('low'), volume: own('volume') },
    });
  }
  return bySymbol;
}

/** The same days, each one text wherever it stands: symbols have theirs in common. */
function shared(days: readonly IsoDate[]): IsoDate[] {
  const named = new Map<IsoDate, IsoDate>();
  return days.map((day) => {
    const known = named.get(day);
    if (known !== undefined) return known;
    named.set(day, day);
    return day;
  });
}

type StoredBar = Pick<Bar, 'symbol' | 'ts' | 'open' | 'high' | 'low' | 'close' | 'volume' | 'adjusted'>;

/** By symbol, in order, as they are stored. */
async function storedBars(
  warehouse: Reader,
  { symbols, from, to }: WantedBars,
): Promise<Map<string, { bars: readonly StoredBar[]; splits: readonly Split[] }>> {
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
    known.map((symbol) => [symbol, { bars: bySymbol.get(symbol) ?? [], splits: splits.get(symbol) ?? [] }]),
  );
}

/**
 * A market with the days on which there are bars within the day: what these say about it, and on the days that a symbol
 * was dealt in the bars themselves. Each day by the shortest interval that it has.
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
      if (own === undefined) return [symbol, daily];
      const onScale = own.filter(({ date }) => !isOffScale(daily.offScale, date));
      return [symbol, { ...daily, finer: finerDays(onScale, daily.splits) }];
    }),
  );
}

/** The last daily bar of each symbol that has any. */
export async function lastBars(
  warehouse: Warehouse,
  symbols: readonly string[],
): Promise<Map<string, IsoDate>> {
  const rows = await warehouse.rows<{ symbol: string; date: IsoDate }>(
    `SELECT symbol, max(trading_date) AS date FROM bars
     WHERE "interval" = '1d' AND symbol IN (SELECT unnest($symbols)) GROUP BY symbol ORDER BY symbol`,
    { symbols },
  );
  return new Map(rows.map(({ symbol, date }) => [symbol, date]));
}

/** Days of earnings and ex-dividend days of some underlyings, in order. */
export function datesAhead(
  warehouse: Reader,
  underlyings: readonly string[],
  { from, to }: DateRange,
): Promise<{ underlying: string; kind: 'ex_dividend' | 'earnings'; date: IsoDate }[]> {
  return warehouse.rows(
    `SELECT DISTINCT underlying, kind, date::VARCHAR AS date FROM market_events
     WHERE kind IN ('ex_dividend', 'earnings') AND underlying IN (SELECT unnest($underlyings))
       AND date BETWEEN $from::DATE AND $to::DATE ORDER BY date, underlying, kind`,
    { underlyings, from, to },
  );
}
