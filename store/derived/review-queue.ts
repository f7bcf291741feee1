import { DOUBTFUL } from '../../domain/matching/confidence.js';
import type { DateRange, IsoDate } from '../../domain/time/dates.js';
import type { Reader } from '../duckdb/warehouse.js';
import type { FoundMatch } from './found-match.js';

/** Of each week of trading dates so many of the matches that nobody doubts are looked at, drawn by their ids. */
const DRAWN_A_WEEK = 2;

/** SQL of the ids of what was done or left, and is neither pending nor excluded. */
const DECIDED = `SELECT match_id, trading_date FROM matches WHERE match_type IN ('consent', 'modify', 'reject', 'independent') AND NOT excluded AND NOT passive`;

/** What of matches can be looked for beside their columns, as SQL over `exported`. */
export const QUEUES = {
  /**
   * The review queue: what is not sure, what moved far, and of each week two drawn by hash, so that answers measure how
   * sure matches really are. What was reviewed has left it.
   */
  doubtful: `exported.reviewed_at IS NULL AND (
    exported.confidence < ${DOUBTFUL} OR len(list_filter(exported.flags, lambda flag: starts_with(flag, 'far_'))) > 0
    OR exported.match_id IN (
      SELECT match_id FROM (${DECIDED}) QUALIFY row_number() OVER (
        PARTITION BY date_trunc('week', trading_date) ORDER BY md5('review ' || match_id), match_id) <= ${DRAWN_A_WEEK}))`,
  unreviewed: 'exported.reviewed_at IS NULL',
  noReason: `exported.match_type IN ('modify', 'reject') AND NOT exported.excluded AND exported.reason_code IS NULL`,
  /** Of those what a person chose, and was not the price, which the market makes. */
  unexplained: `NOT exported.excluded AND exported.reason_code IS NULL AND (
    (exported.match_type = 'reject' AND coalesce(exported.cause, 'contradicted') IN ('contradicted', 'let_expire'))
    OR (exported.match_type = 'modify' AND (exported.flags <> [] OR exported.modified_fields <> ['premium'])))`,
} as const;

export type Queue = keyof typeof QUEUES;

/** What was decided and no person has looked at, through a day where one is given; in the order of the table. */
export function unreviewedMatches(
  warehouse: Reader,
  through: IsoDate | null,
): Promise<Pick<FoundMatch, 'match_id' | 'recommendation_id' | 'execution_ids' | 'decision_account'>[]> {
  return warehouse.rows(
    `SELECT match_id, recommendation_id, execution_ids, decision_account FROM matches
     WHERE reviewed_at IS NULL AND match_type <> 'pending' AND trading_date <= coalesce($through, '9999-12-31')::DATE
     ORDER BY match_id`,
    { through },
  );
}

/** Of the answers to advice of some days: how many of each action, type and fields there are. */
export function answersAlike(
  warehouse: Reader,
  days: DateRange,
): Promise<{ action: string; match_type: string; modified_fields: string[]; count: number }[]> {
  return warehouse.rows(
    `SELECT action, match_type, list_sort(coalesce(modified_fields, [])) AS modified_fields, count(*) AS count FROM matches
     WHERE match_type IN ('consent', 'modify', 'reject') AND NOT coalesce(excluded, FALSE) AND NOT coalesce(passive, FALSE)
       AND trading_date BETWEEN $from::DATE AND $to::DATE
     GROUP BY ALL ORDER BY ALL`,
    { ...days },
  );
}
