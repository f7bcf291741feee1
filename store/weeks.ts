import type { Decimal } from '../domain/decimal.js';
import { formatDecimal, parseDecimal } from '../domain/decimal.js';
import type { DateRange, IsoDate } from '../domain/dates.js';
import { TRADE_ACTIONS } from '../domain/records.js';
import type { WeekCounterfactual, WeekMatch, WeekSummary } from '../domain/week.js';
import type { PublishedWeek } from './journal.js';
import type { Warehouse } from './warehouse.js';

/** A row of weekly_summaries: what a person was told, and when. */
export interface PublishedSummary extends WeekSummary {
  revision: number;
  /** The day through which matches were known; null before anything was reconciled. */
  as_of: IsoDate | null;
  /** Of all the columns but `revision` and `as_of`: equal hashes, equal content. */
  input_hash: string;
}

/** The matches whose trading date lies within these days, in a stable order. */
export function matchesOfWeek(warehouse: Warehouse, { from, to }: DateRange): Promise<WeekMatch[]> {
  return warehouse.rows<WeekMatch>(
    `SELECT match_type, recommendation_id, underlying, coalesce(excluded, FALSE) AS excluded,
       coalesce(passive, FALSE) AS passive, coalesce(modified_fields, []) AS modified_fields,
       strike_diff, expiration_diff_days, premium_diff, quantity_diff
     FROM matches WHERE trading_date BETWEEN $from::DATE AND $to::DATE ORDER BY match_id`,
    { from, to },
  );
}

/** The counterfactuals whose horizon lies within these days, without those of advice that was set aside. */
export function counterfactualsOfWeek(
  warehouse: Warehouse,
  { from, to }: DateRange,
): Promise<WeekCounterfactual[]> {
  return warehouse.rows<WeekCounterfactual>(
    `SELECT human_pnl, pnl_low, pnl_mid, pnl_high, currency
     FROM counterfactuals ANTI JOIN (SELECT match_id FROM matches WHERE excluded) USING (match_id)
     WHERE horizon BETWEEN $from::DATE AND $to::DATE ORDER BY recommendation_id`,
    { from, to },
  );
}

/** Fills within these days: executions that are trades, not what happened to a position without one. */
export async function fillsOfWeek(warehouse: Warehouse, { from, to }: DateRange): Promise<number> {
  const [row] = await warehouse.rows<{ fills: number }>(
    `SELECT count(*) AS fills FROM executions
     WHERE trading_date BETWEEN $from::DATE AND $to::DATE AND list_contains($actions, action)`,
    { from, to, actions: TRADE_ACTIONS },
  );
  return row?.fills ?? 0;
}

/** The last day that was reconciled. */
export async function lastReconciled(warehouse: Warehouse): Promise<IsoDate | null> {
  const [row] = await warehouse.rows<{ day: IsoDate | null }>('SELECT max(to_date) AS day FROM reconciled');
  return row?.day ?? null;
}

/** The latest revisions of the weeks before one, oldest first, at most `limit` of them. */
export async function weeksBefore(
  warehouse: Warehouse,
  { year, week, limit }: { year: number; week: number; limit: number },
): Promise<PublishedSummary[]> {
  const rows = await warehouse.rows<PublishedSummary>(
    `SELECT * FROM weekly_summaries WHERE (year, week) < ($year, $week)
     QUALIFY row_number() OVER (PARTITION BY year, week ORDER BY revision DESC) = 1
     ORDER BY year DESC, week DESC LIMIT $limit`,
    { year, week, limit },
  );
  return rows.reverse();
}

/** Puts a published week into its table, unless it is there. */
export async function insertWeek(warehouse: Warehouse, summary: PublishedSummary): Promise<void> {
  const { year, week, revision } = summary;
  const there = await warehouse.rows(
    'SELECT 1 AS there FROM weekly_summaries WHERE (year, week, revision) = ($year, $week, $revision)',
    { year, week, revision },
  );
  if (there.length === 0) await warehouse.insert('weekly_summaries', [summary]);
}

const AMOUNTS = ['pnl_human', 'pnl_algorithm_low', 'pnl_algorithm_mid', 'pnl_algorithm_high'] as const;

/** A published week as the journal keeps it: decimals as text. */
export function toFact(summary: PublishedSummary): PublishedWeek {
  const amounts = AMOUNTS.map((name): [string, string | null] => {
    const amount = summary[name];
    return [name, amount === null ? null : formatDecimal(amount)];
  });
  return { ...summary, ...(Object.fromEntries(amounts) as Record<(typeof AMOUNTS)[number], string | null>) };
}

/** What {@link toFact} keeps, as it was. */
export function fromFact(row: PublishedWeek): PublishedSummary {
  const amounts = AMOUNTS.map((name): [string, Decimal | null] => [
    name,
    parseDecimal(String(row[name] ?? '')) ?? null,
  ]);
  return { ...row, ...Object.fromEntries(amounts) } as unknown as PublishedSummary;
}
