import type { Reader } from '../duckdb/warehouse.js';

/** SQL of the id that `hashId` gives for a name and texts in which JSON escapes nothing. */
function hashed(name: string, ...texts: readonly string[]): string {
  const parts = texts.map((text) => `,"' || ${text} || '"`).join('');
  return `left(sha256('["${name}"${parts}]'), 32)`;
}

const ofDecision = (id: string) => hashed('match', `'decision'`, id);

/**
 * The matches that have the fills of a trade without advice now, whose match had this id, that of its first fill first;
 * none where no fills give the id. The id is a hash of the first fill, or of the first fills of both legs of a roll:
 * what these answer, and what they are one trade with, is no part of it.
 */
export async function successorsOf(warehouse: Reader, id: string): Promise<string[]> {
  if (!/^[0-9a-f]{32}$/.test(id)) return [];
  const found = await warehouse.rows<{ match_id: string }>(
    `WITH fills AS (
       SELECT record_id, ${hashed('fills', 'record_id')} AS fill, account, underlying, "right", trading_date,
         action NOT LIKE '%_to_open' AS may_close, action NOT LIKE '%_to_close' AS may_open
       FROM executions),
     trades AS (
       SELECT [record_id] AS records FROM fills WHERE ${ofDecision(hashed('single', 'fill'))} = $id
       UNION ALL
       SELECT [closing.record_id, opening.record_id] FROM fills AS closing JOIN fills AS opening
         USING (account, underlying, "right", trading_date)
       WHERE closing.may_close AND opening.may_open AND closing.record_id <> opening.record_id
         AND ${ofDecision(hashed('roll', 'closing.fill', 'opening.fill'))} = $id)
     SELECT match_id FROM matches JOIN (SELECT unnest(records) AS record, generate_subscripts(records, 1) AS place FROM trades)
       ON list_contains(fill_record_ids, record)
     WHERE match_id <> $id GROUP BY match_id ORDER BY min(place), match_id`,
    { id },
  );
  return found.map(({ match_id }) => match_id);
}
