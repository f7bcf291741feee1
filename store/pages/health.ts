import type { IsoDate } from '../../domain/time/dates.js';
import type { Reader } from '../duckdb/warehouse.js';
import { staleOf } from '../stale.js';

/** What may be wrong with what is stored: counts of each. */
export interface HealthCounts {
  matches: number;
  outcomes: number;
  /** Matches of one id of which there are several. */
  duplicate_groups: number;
  /** Matches before the epoch. */
  outside_epoch: number;
  /** Trades of which only the day is known. */
  missing_timestamp: number;
  /** Outcomes that name a match that is not there. */
  orphaned_outcomes: number;
  /** Whether outcomes are older than what they are made from. */
  stale_outcomes: number;
  rejected_lines: number;
}

export async function healthCounts(warehouse: Reader, epoch: IsoDate | null): Promise<HealthCounts> {
  const [counts] = await warehouse.rows<HealthCounts>(
    `SELECT (SELECT count(*) FROM matches) AS matches, (SELECT count(*) FROM outcomes) AS outcomes,
       (SELECT count(*) FROM (SELECT match_id FROM matches GROUP BY match_id HAVING count(*) > 1)) AS duplicate_groups,
       (SELECT count(*) FROM matches WHERE trading_date < $epoch::DATE) AS outside_epoch,
       (SELECT count(*) FROM executions WHERE length(executed_at) = 10) AS missing_timestamp,
       (SELECT count(*) FROM outcomes WHERE match_id IS NOT NULL AND match_id NOT IN (SELECT match_id FROM matches)) AS orphaned_outcomes,
       (SELECT count(*) FROM ${staleOf('outcomes')}) AS stale_outcomes,
       (SELECT coalesce(sum(json_extract_string(report, '$.counts.rejected')::BIGINT), 0)::BIGINT FROM imports WHERE NOT retracted) AS rejected_lines`,
    { epoch },
  );
  if (!counts) throw new Error('a query without FROM gave no row');
  return counts;
}
