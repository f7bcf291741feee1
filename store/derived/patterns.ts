import { LOG_WORTH_A_LOOK } from '../../domain/evidence/false-discovery.js';
import type { StoredAnswer } from '../../domain/preferences/known-advice.js';
import type { PatternRow } from '../../domain/preferences/pattern-row.js';
import type { DecidedCounts, WeekOfInputs } from '../../domain/preferences/weeks-of-inputs.js';
import { parseWeek, weekRange, type IsoWeek } from '../../domain/time/iso-week.js';
import type { IsoDate } from '../../domain/time/dates.js';
import type { Reader, Warehouse } from '../duckdb/warehouse.js';
import type { ExportedTable } from '../exported-table.js';
import { markStale } from '../stale.js';
import { latestRevision } from './latest-revision.js';

/** The habits that were looked for, as they stood in each week. */
export const patternsTable: ExportedTable = {
  name: 'patterns',
  columns: {
    year: 'integer',
    week: 'integer',
    pattern_id: 'text',
    kind: 'text',
    action: 'text',
    scope_kind: 'text',
    scope: 'text',
    round: 'integer',
    algorithm_versions: 'list',
    decisions: 'integer',
    changed: 'integer',
    answered: 'integer',
    log_e: 'double',
    budget: 'double',
    found: 'boolean',
    first_found_week: 'text',
    cell: 'text',
    effect: 'double',
    effect_low: 'double',
    effect_high: 'double',
    unit: 'text',
    share: 'double',
    share_low: 'double',
    share_high: 'double',
    underlyings: 'json',
    cost: 'double',
    cost_low: 'double',
    cost_high: 'double',
    cost_status: 'text',
    judged_weeks: 'integer',
    needed: 'integer',
    text: 'text',
  },
  order: ['year', 'week', 'pattern_id'],
  // Its Monday: the fourth of January lies in the first week of a year.
  day: `(date_trunc('week', make_date(exported.year, 1, 4))::DATE + 7 * (exported.week - 1))`,
};

/** The advice up to a day with its matches and counterfactuals, in the order it was sent. */
export function storedAnswers(warehouse: Reader, through: IsoDate): Promise<StoredAnswer[]> {
  return warehouse.rows<StoredAnswer>(
    `WITH advice AS (
       SELECT recommendation_id, algorithm_version, underlying_price, legs IS NOT NULL AS structure,
         coalesce(multiplier, CASE WHEN "right" IS NULL THEN 1 ELSE 100 END)::DECIMAL(38,10) AS multiplier,
         CASE WHEN json_valid(context) THEN TRY_CAST(context ->> '$.profit_captured' AS DOUBLE) END AS captured
       FROM recommendations AS r WHERE trading_date <= $through::DATE ${latestRevision('r')})
     SELECT m.recommendation_id, m.episode_id, m.account, m.underlying, m.action, m.trading_date, m.match_type, m.cause, m.exclusion_reason,
       coalesce(m.modified_fields, []) AS modified_fields, coalesce(m.flags, []) AS flags, m.expiration_diff_days, m.hours_to_execution,
       m.advised_right, m.advised_strike, m.advised_expiration, m.advised_premium, m.advised_quantity, m.traded_strike,
       m.traded_quantity, m.window_opens, m.answered_at, a.algorithm_version, a.underlying_price, a.structure, a.multiplier, a.captured,
       c.difference_delta_hedged, c.horizon
     FROM matches AS m JOIN advice AS a USING (recommendation_id) LEFT JOIN counterfactuals AS c USING (recommendation_id)
     WHERE m.trading_date <= $through::DATE AND m.episode_id IS NOT NULL
     ORDER BY m.window_opens, m.recommendation_id`,
    { through },
  );
}

/** The days of earnings by underlying. */
export async function earningsDays(warehouse: Reader): Promise<Map<string, IsoDate[]>> {
  const rows = await warehouse.rows<{ underlying: string; days: IsoDate[] }>(
    `SELECT underlying, list(DISTINCT date::VARCHAR ORDER BY date::VARCHAR) AS days FROM market_events
     WHERE kind = 'earnings' GROUP BY underlying ORDER BY underlying`,
  );
  return new Map(rows.map(({ underlying, days }) => [underlying, days]));
}

/** What the stored weeks were made of, in order. */
export function patternWeeks(warehouse: Reader): Promise<WeekOfInputs[]> {
  return warehouse.rows<WeekOfInputs>(
    `SELECT format('{:04d}-W{:02d}', year, week) AS week, input_hash, active, active_modified, active_refused, price_only
     FROM pattern_weeks ORDER BY year, week`,
  );
}

/** By pattern, the week in which it was found first, as the last stored week before one has it. */
export async function firstFoundBefore(warehouse: Reader, week: IsoWeek): Promise<Map<string, IsoWeek>> {
  const rows = await warehouse.rows<{ pattern_id: string; first_found_week: IsoWeek }>(
    `SELECT pattern_id, first_found_week FROM patterns
     WHERE first_found_week IS NOT NULL
       AND (year, week) = (SELECT max((year, week)) FROM pattern_weeks WHERE (year, week) < ($year, $week))
     ORDER BY pattern_id`,
    { ...parseWeek(week) },
  );
  return new Map(rows.map(({ pattern_id, first_found_week }) => [pattern_id, first_found_week]));
}

/**
 * Puts the rows and hashes of the weeks from `since` on in place of those that are there, and marks the published weeks
 * whose message named other habits.
 */
export async function replacePatterns(
  warehouse: Warehouse,
  { since, rows, weeks }: { since: IsoWeek; rows: readonly PatternRow[]; weeks: readonly WeekOfInputs[] },
): Promise<void> {
  const first = { year: Number(since.slice(0, 4)), week: Number(since.slice(6)) };
  await warehouse.transaction(async () => {
    for (const table of ['patterns', 'pattern_weeks'])
      await warehouse.run(`DELETE FROM ${table} WHERE (year, week) >= ($year, $week)`, first);
    await warehouse.insert('patterns', rows);
    await warehouse.insert(
      'pattern_weeks',
      weeks.map(({ week, ...hashes }) => ({ ...parseWeek(week), ...hashes })),
    );
    await markStale(
      warehouse,
      ['week'],
      `SELECT NULL AS account, NULL AS underlying, $from::DATE AS from_date, DATE '9999-12-31' AS to_date`,
      { from: weekRange(since).from },
    );
  });
}

/** What was found in a week: the surest first, and last what says of a regime what is found of all as well. */
export function foundPatterns(
  warehouse: Reader,
  week: IsoWeek,
): Promise<{ pattern_id: string; text: string }[]> {
  return warehouse.rows<{ pattern_id: string; text: string }>(
    `WITH found AS (SELECT * FROM patterns WHERE (year, week) = ($year, $week) AND found)
     SELECT pattern_id, text FROM found
     ORDER BY scope_kind = 'regime' AND (kind, action) IN (SELECT (kind, action) FROM found WHERE scope_kind = 'overall'),
       log_e DESC, pattern_id`,
    { ...parseWeek(week) },
  );
}

/** What may be a habit by a week, and after how many more decisions it would be sure; the nearest first. */
export function unsurePatterns(
  warehouse: Reader,
  week: IsoWeek,
): Promise<{ text: string; needed: number }[]> {
  return warehouse.rows<{ text: string; needed: number }>(
    `SELECT text, needed::INTEGER AS needed FROM patterns
     WHERE (year, week) = ($year, $week) AND NOT found AND log_e >= $least AND needed IS NOT NULL
     ORDER BY needed, pattern_id LIMIT 3`,
    { ...parseWeek(week), least: LOG_WORTH_A_LOOK },
  );
}

/** What was decided in a week. */
export async function decidedCounts(warehouse: Warehouse, week: IsoWeek): Promise<DecidedCounts> {
  const [counts] = await warehouse.rows<DecidedCounts>(
    `SELECT active, active_modified, active_refused, price_only FROM pattern_weeks WHERE (year, week) = ($year, $week)`,
    { ...parseWeek(week) },
  );
  return counts ?? { active: 0, active_modified: 0, active_refused: 0, price_only: 0 };
}

/** The last week that was looked at; null before any. */
export async function lastPatternWeek(warehouse: Reader): Promise<IsoWeek | null> {
  const [row] = await warehouse.rows<{ week: IsoWeek }>(
    `SELECT format('{:04d}-W{:02d}', year, week) AS week FROM pattern_weeks ORDER BY year DESC, week DESC LIMIT 1`,
  );
  return row?.week ?? null;
}

/** The ids of patterns that begin so, or the whole id alone. */
export async function patternsNamed(warehouse: Reader, id: string): Promise<string[]> {
  const rows = await warehouse.rows<{ pattern_id: string }>(
    'SELECT DISTINCT pattern_id FROM patterns WHERE starts_with(pattern_id, $id) ORDER BY pattern_id',
    { id },
  );
  return rows.map(({ pattern_id }) => pattern_id);
}
