import type { Reader } from '../duckdb/warehouse.js';
import { WHICH_MATCHES, type CountedMatches } from './divergence.js';

/** How a field of advice was changed, of all or of one underlying: executed − advised, expiration's in days. */
export interface ModifiedField {
  field: 'strike' | 'expiration' | 'premium' | 'quantity';
  /** Null: of all. */
  underlying: string | null;
  count: number;
  mean: number | null;
  median: number | null;
}

const DIFFERENCES = {
  strike: 'strike_diff',
  expiration: 'expiration_diff_days',
  premium: 'premium_diff',
  quantity: 'quantity_diff',
} as const;

/** Of the modifies of a period each field that was changed, and how: of all, then of each underlying. */
export function modifiedFields(warehouse: Reader, counted: CountedMatches): Promise<ModifiedField[]> {
  const parts = Object.entries(DIFFERENCES).map(
    ([field, column]) =>
      `SELECT '${field}' AS field, underlying, ${column}::DOUBLE AS diff FROM modified WHERE list_contains(modified_fields, '${field}')`,
  );
  return warehouse.rows<ModifiedField>(
    `WITH modified AS (
       SELECT * FROM matches WHERE ${WHICH_MATCHES} AND match_type = 'modify' AND NOT coalesce(excluded, FALSE)),
     fields AS (${parts.join(' UNION ALL ')})
     SELECT field, underlying, count(*) AS count, round(avg(diff), 10) AS mean, median(diff) AS median
     FROM fields GROUP BY GROUPING SETS ((field), (field, underlying))
     ORDER BY underlying IS NOT NULL, count(*) DESC, field, underlying`,
    { ...counted },
  );
}

/** How many matches of a period were answered otherwise. */
export async function modifyCount(warehouse: Reader, counted: CountedMatches): Promise<number> {
  const [row] = await warehouse.rows<{ n: number }>(
    `SELECT count(*) AS n FROM matches WHERE ${WHICH_MATCHES} AND match_type = 'modify' AND NOT coalesce(excluded, FALSE)`,
    { ...counted },
  );
  return row?.n ?? 0;
}
