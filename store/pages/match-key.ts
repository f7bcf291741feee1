import type { Reader } from '../duckdb/warehouse.js';

/** What a match is known by. */
export interface MatchKey {
  id: string;
  recommendation_id: string | null;
}

/** Of a whole id; undefined where no match has it. */
export async function matchKey(warehouse: Reader, id: string): Promise<MatchKey | undefined> {
  const [key] = await warehouse.rows<MatchKey>(
    'SELECT match_id AS id, recommendation_id FROM matches WHERE match_id = $id',
    { id },
  );
  return key;
}
