import type { IsoDate } from '../../domain/time/dates.js';
import type { Reader } from '../duckdb/warehouse.js';
import type { FoundMatch } from './found-match.js';

/** What of matches can be looked for beside their columns, as SQL over `exported`. */
export const QUEUES = {
  unreviewed: 'exported.reviewed_at IS NULL',
  noReason: `exported.match_type IN ('modify', 'reject') AND NOT exported.excluded AND exported.reason_code IS NULL`,
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
