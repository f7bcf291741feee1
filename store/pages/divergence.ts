import { MATCH_TYPES, type MatchType } from '../../domain/matching/match-type.js';
import type { IsoDate } from '../../domain/time/dates.js';
import type { IsoWeek } from '../../domain/time/iso-week.js';
import type { Reader } from '../duckdb/warehouse.js';

/** Which matches are counted: those of a period, of one underlying or account where it is named. */
export interface CountedMatches {
  from: IsoDate;
  to: IsoDate;
  symbol: string | null;
  account: string | null;
}

/** How many matches of a week there are of each type that are not excluded, and how many are. */
export interface WeekCounts extends Record<MatchType, number> {
  week: IsoWeek;
  /** Of `consent` the ones that nothing had to be done for. */
  consent_passive: number;
  excluded: number;
  /** With advice, excluded or not. */
  recommendations: number;
}

/** The counts of each ISO week of a period that has any matches, in order. */
export function divergenceByWeek(warehouse: Reader, counted: CountedMatches): Promise<WeekCounts[]> {
  const counts = {
    ...Object.fromEntries(MATCH_TYPES.map((type) => [type, `NOT excluded AND match_type = '${type}'`])),
    consent_passive: `NOT excluded AND match_type = 'consent' AND passive`,
    excluded: 'excluded',
    recommendations: 'recommendation_id IS NOT NULL',
  };
  const each = (sql: (name: string, which: string) => string) =>
    Object.entries(counts)
      .map(([name, which]) => `${sql(name, which)} AS ${name}`)
      .join(', ');
  // Days first: a week is worked out once for each.
  return warehouse.rows<WeekCounts>(
    `SELECT format('{:04d}-W{:02d}', isoyear(trading_date), week(trading_date)) AS week,
       ${each((name) => `sum(${name})::BIGINT`)}
     FROM (
       SELECT trading_date, ${each((_, which) => `count(*) FILTER (${which})`)}
       FROM (SELECT * REPLACE (coalesce(excluded, FALSE) AS excluded, coalesce(passive, FALSE) AS passive) FROM matches)
       WHERE ${WHICH_MATCHES} GROUP BY trading_date)
     GROUP BY 1 ORDER BY 1`,
    { ...counted },
  );
}

/** The version of the algorithm that advised last in a period. */
export async function lastAdvisingVersion(
  warehouse: Reader,
  counted: CountedMatches,
): Promise<string | null> {
  const which = WHICH_MATCHES.replace('coalesce(decision_account, account)', 'account');
  const [last] = await warehouse.rows<{ algorithm_version: string | null }>(
    `SELECT algorithm_version FROM recommendations
     WHERE ${which} AND trading_date = (SELECT max(trading_date) FROM recommendations WHERE ${which})
     ORDER BY sent_at DESC, record_id DESC LIMIT 1`,
    { ...counted },
  );
  return last?.algorithm_version ?? null;
}

/** SQL that is true of a match that is counted. */
export const WHICH_MATCHES = `trading_date BETWEEN $from::DATE AND $to::DATE
  AND ($symbol IS NULL OR upper(underlying) = upper($symbol))
  AND ($account IS NULL OR coalesce(decision_account, account) = $account)`;
