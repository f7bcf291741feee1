import type { Reader } from '../duckdb/warehouse.js';

/** What a match is of: its advice, or its trades where it has none. */
export interface MatchParts {
  recommendation_id: string | null;
  execution_ids: string[];
  /** Whose the trades are; absent: anybody's. */
  account?: string | undefined;
}

/** The ids of the matches that are of these now, in their order; null where there is none any more. */
export async function matchesAbout(
  warehouse: Reader,
  parts: readonly MatchParts[],
): Promise<(string | null)[]> {
  const rows = await warehouse.rows<{
    match_id: string;
    recommendation_id: string | null;
    execution_ids: string[];
    decision_account: string | null;
  }>(
    `SELECT match_id, recommendation_id, execution_ids, decision_account FROM matches
     WHERE recommendation_id IN (SELECT unnest($advice)) OR list_has_any(execution_ids, $executions)
     ORDER BY match_id`,
    {
      advice: parts.flatMap(({ recommendation_id }) => recommendation_id ?? []),
      executions: parts.flatMap(({ execution_ids }) => execution_ids),
    },
  );
  return parts.map(({ recommendation_id, execution_ids, account }) => {
    const found = rows.find((row) =>
      recommendation_id === null
        ? row.execution_ids.some((id) => execution_ids.includes(id)) &&
          (account === undefined || row.decision_account === account)
        : row.recommendation_id === recommendation_id,
    );
    return found?.match_id ?? null;
  });
}
