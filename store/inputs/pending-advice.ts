import type { PendingAdvice } from '../../domain/advice/awaited-accounts.js';
import type { Reader } from '../duckdb/warehouse.js';

/** How much advice is pending, by account and the day with which its window closes. */
export function pendingAdvice(warehouse: Reader): Promise<PendingAdvice[]> {
  return warehouse.rows<PendingAdvice>(
    `SELECT account, window_closes AS closes_on, count(*) AS matches FROM matches
     WHERE match_type = 'pending' AND window_closes IS NOT NULL
     GROUP BY account, window_closes ORDER BY account, window_closes`,
  );
}
