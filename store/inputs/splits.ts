import { newYorkDay } from '../../domain/time/calendar.js';
import type { Decimal } from '../../domain/number/decimal.js';
import { groupBy } from '../../domain/group-by.js';
import { distinctSplits, type Split } from '../../domain/market/split-adjust.js';
import { splitsByPosition } from '../../domain/positions/splits-by-position.js';
import { executionsAroundSplits } from './executions.js';
import type { Reader } from '../duckdb/warehouse.js';

/**
 * The splits of some symbols: of market events, and those that brokers recorded, in any account. A symbol without any
 * is missing.
 */
export async function readSplits(
  warehouse: Reader,
  symbols: readonly string[],
): Promise<Map<string, Split[]>> {
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
