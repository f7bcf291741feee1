import type { Value } from '../duckdb/value.js';
import type { SaidLately } from './said-lately.js';

type Bound = Record<string, Value>;

/** What a list of what was said lately is bound as: it is the same list as long as nothing more is said. */
const bound = new WeakMap<readonly SaidLately[], Bound>();

/** SQL of all matches, or those `of` a relation, with what was said lately: a relation, and what it is bound to. */
export function shownMatches(lately: readonly SaidLately[], of = 'matches'): { sql: string; values: Bound } {
  if (lately.length === 0) return { sql: of, values: {} };
  const values = bound.get(lately) ?? boundTo(lately);
  bound.set(lately, values);
  return {
    sql: `(WITH placed AS (
        SELECT unnest(string_split($said_ids, ' ')) AS match_id, unnest(string_split($said_places, ' '))::BIGINT AS place),
      words AS (
        SELECT unnest(range(len($said_codes))) AS place, nullif(unnest($said_codes), '') AS code,
          nullif(unnest($said_notes), '') AS note, nullif(unnest($said_at), '') AS recorded_at,
          nullif(unnest($said_reviewed), '') AS reviewed),
      said AS (SELECT * FROM placed JOIN words USING (place))
      SELECT m.* REPLACE (
        CASE WHEN said.match_id IS NULL THEN m.reason_code ELSE code END AS reason_code,
        CASE WHEN said.match_id IS NULL THEN m.reason_note ELSE note END AS reason_note,
        CASE WHEN said.match_id IS NULL THEN m.reason_recorded_at ELSE recorded_at END AS reason_recorded_at,
        CASE WHEN said.match_id IS NULL THEN m.reviewed_at ELSE reviewed END AS reviewed_at)
      FROM ${of} AS m LEFT JOIN said ON m.match_id = said.match_id)`,
    values,
  };
}

/**
 * Of many matches the same is said at once: so much once, and of each match, in one text, where that stands. A list of
 * as many values would be bound one by one, seconds for all matches of a home.
 */
function boundTo(lately: readonly SaidLately[]): Bound {
  const places = new Map<string, number>();
  const words: SaidLately[] = [];
  const placeOf = (one: SaidLately) => {
    const { reason_code, reason_note, reason_recorded_at, reviewed_at } = one;
    const key = JSON.stringify([reason_code, reason_note, reason_recorded_at, reviewed_at]);
    const place = places.get(key) ?? words.push(one) - 1;
    places.set(key, place);
    return place;
  };
  const said_places = lately.map(placeOf).join(' ');
  const list = (column: keyof SaidLately) => words.map((one) => String(one[column] ?? ''));
  return {
    said_ids: lately.map(({ match_id }) => match_id).join(' '),
    said_places,
    said_codes: list('reason_code'),
    said_notes: list('reason_note'),
    said_at: list('reason_recorded_at'),
    said_reviewed: list('reviewed_at'),
  };
}
