import type { DateRange, IsoDate } from '../../domain/time/dates.js';
import { offScaleLine, withHowTo, type OffScale } from '../../domain/market/share-count.js';
import { markStale, READERS_OF } from '../stale.js';
import { readOffScale } from '../inputs/share-evidence.js';
import type { Reader, Warehouse } from '../duckdb/warehouse.js';

interface Row {
  symbol: string;
  from_date: IsoDate | null;
  until_date: IsoDate | null;
  line: string;
}

/**
 * Finds the stretches on which bars are off scale, by what is known up to a day, keeps them, and marks all that was
 * made from bars of the symbols whose stretches have changed. To be called before what is stale is looked for.
 */
export async function restateOffScale(
  warehouse: Warehouse,
  through: IsoDate,
): Promise<Map<string, OffScale[]>> {
  const found = await readOffScale(warehouse, { through });
  const rows = [...found].flatMap(([symbol, stretches]) =>
    stretches.map((stretch): Row => ({
      symbol,
      from_date: stretch.from,
      until_date: stretch.until,
      line: offScaleLine(symbol, stretch),
    })),
  );
  const kept = await warehouse.rows<Row>(
    'SELECT symbol, from_date, until_date, line FROM off_scale ORDER BY symbol, line',
  );
  const changed = changedSymbols(kept, rows);
  if (changed.length === 0) return found;
  await warehouse.run('DELETE FROM off_scale');
  await warehouse.insert('off_scale', rows);
  // As a split would mark it: in all accounts, from the first bar on.
  await markStale(
    warehouse,
    ['outcomes', ...READERS_OF.outcomes],
    `SELECT NULL AS account, unnest($changed) AS underlying, DATE '1900-01-01' AS from_date, DATE '9999-12-31' AS to_date`,
    { changed },
  );
  return found;
}

/** What people read of the symbols that were traded or advised on in these days while their bars were off scale. */
export async function offScaleLines(warehouse: Reader, { from, to }: DateRange): Promise<string[]> {
  const rows = await warehouse.rows<{ line: string }>(
    `SELECT line FROM off_scale WHERE coalesce(from_date <= $to::DATE, TRUE) AND coalesce(until_date > $from::DATE, TRUE)
       AND symbol IN (
         SELECT underlying FROM executions WHERE trading_date BETWEEN $from::DATE AND $to::DATE
         UNION SELECT underlying FROM recommendations WHERE trading_date BETWEEN $from::DATE AND $to::DATE)
     ORDER BY symbol, line`,
    { from, to },
  );
  return withHowTo(rows.map(({ line }) => line));
}

/** The symbols whose bars of a day are known to be on another share count. */
export async function symbolsOffScale(warehouse: Reader, day: IsoDate): Promise<Set<string>> {
  const rows = await warehouse.rows<{ symbol: string }>(
    `SELECT DISTINCT symbol FROM off_scale
     WHERE coalesce(from_date <= $day::DATE, TRUE) AND coalesce(until_date > $day::DATE, TRUE) ORDER BY symbol`,
    { day },
  );
  return new Set(rows.map(({ symbol }) => symbol));
}

function changedSymbols(before: readonly Row[], now: readonly Row[]): string[] {
  const texts = (rows: readonly Row[], symbol: string) =>
    JSON.stringify(
      rows
        .filter((row) => row.symbol === symbol)
        .map(({ from_date, until_date, line }) => [from_date, until_date, line])
        .sort(),
    );
  const symbols = [...new Set([...before, ...now].map(({ symbol }) => symbol))].sort();
  return symbols.filter((symbol) => texts(before, symbol) !== texts(now, symbol));
}
