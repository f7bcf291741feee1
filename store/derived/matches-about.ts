import type { Reader } from '../duckdb/warehouse.js';
import { onlyRows } from './only-rows.js';

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
  // Lists are read only where they are looked for.
  const rows = [
    ...(await rowsWhere(warehouse, 'recommendation_id IN (SELECT unnest($named))', adviceIn(parts))),
    ...(await rowsWhere(warehouse, 'list_has_any(execution_ids, $named)', tradesIn(parts))),
  ];
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

interface Row {
  match_id: string;
  recommendation_id: string | null;
  execution_ids: string[];
  decision_account: string | null;
}

function rowsWhere(warehouse: Reader, condition: string, named: readonly string[]): Promise<Row[]> {
  if (named.length === 0) return Promise.resolve([]);
  return warehouse.rows<Row>(
    `SELECT match_id, recommendation_id, execution_ids, decision_account
     FROM ${onlyRows('matches', condition)} ORDER BY match_id`,
    { named },
  );
}

function adviceIn(parts: readonly MatchParts[]): string[] {
  return parts.flatMap(({ recommendation_id }) => recommendation_id ?? []);
}

/** Of what has no advice: the others are found by it. */
function tradesIn(parts: readonly MatchParts[]): string[] {
  return parts.flatMap(({ recommendation_id, execution_ids }) =>
    recommendation_id === null ? execution_ids : [],
  );
}
