import type { MatchType } from '../../domain/matching/match-type.js';
import type { WeekSummary } from '../../domain/week/week.js';
import type { Reader } from '../duckdb/warehouse.js';

/** The latest revision of a published week. */
export interface ShownWeek extends Pick<
  WeekSummary,
  | 'year'
  | 'week'
  | 'recommendations'
  | 'executions'
  | MatchType
  | 'excluded'
  | 'divergence_rate'
  | 'divergence_rate_low'
  | 'divergence_rate_high'
  | 'consent_rate'
  | 'pnl_human'
  | 'pnl_algorithm_low'
  | 'pnl_algorithm_mid'
  | 'pnl_algorithm_high'
  | 'currency'
> {
  revision: number;
  patterns: number;
  candidates: number;
}

/** Published weeks in their latest revisions, the newest first: those before one, of one year where it is named. */
export function weekPage(
  warehouse: Reader,
  { year, before, limit }: { year: number | null; before: readonly [number, number] | null; limit: number },
): Promise<ShownWeek[]> {
  const [beforeYear, beforeWeek] = before ?? [9_999, 99];
  return warehouse.rows<ShownWeek>(
    `SELECT year, week, revision, recommendations, executions, consent, modify, reject, independent, no_action, pending, excluded,
       divergence_rate, divergence_rate_low, divergence_rate_high, consent_rate, pnl_human, pnl_algorithm_low,
       pnl_algorithm_mid, pnl_algorithm_high, currency,
       coalesce(json_array_length(patterns), 0)::INTEGER AS patterns,
       coalesce(json_array_length(candidates), 0)::INTEGER AS candidates
     FROM (FROM weekly_summaries QUALIFY row_number() OVER (PARTITION BY year, week ORDER BY revision DESC) = 1)
     WHERE ($year::INTEGER IS NULL OR year = $year::INTEGER)
       AND (year < $before_year::INTEGER OR (year = $before_year::INTEGER AND week < $before_week::INTEGER))
     ORDER BY year DESC, week DESC LIMIT ${limit}`,
    { year, before_year: beforeYear, before_week: beforeWeek },
  );
}
