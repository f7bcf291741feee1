import type { Decimal } from '../../domain/number/decimal.js';
import type { IsoDate } from '../../domain/time/dates.js';
import { latestRevision } from '../derived/latest-revision.js';
import type { Reader } from '../duckdb/warehouse.js';

/** How advice stands: a trade, or its window, has decided it; its contract expired before; or neither. */
export const ADVICE_STATUSES = ['active', 'resolved', 'expired'] as const;
export type AdviceStatus = (typeof ADVICE_STATUSES)[number];

/** Which advice; what is null does not matter. */
export interface AdviceFilters {
  status: AdviceStatus | null;
  /** In capitals. */
  symbol: string | null;
  account: string | null;
  id: string | null;
}

/** A piece of advice, how it stands and what became of it. */
export interface StandingAdvice {
  recommendation_id: string;
  status: AdviceStatus;
  match_id: string | null;
  match_type: string | null;
  answered_at: string | null;
  /** Milliseconds since 1970. */
  window_ends: number | null;
}

/** A page of advice, what was revised last first, and how much there is. `known`: the last day that is known. */
export async function advicePage(
  warehouse: Reader,
  filters: AdviceFilters,
  { known, limit, offset }: { known: IsoDate | null; limit: number; offset: number },
): Promise<{ total: number; advice: StandingAdvice[] }> {
  const standing = `(
    SELECT r.recommendation_id, rtrim(r.sent_at, 'Z') AS sent, match_id, match_type, answered_at, window_ends,
      CASE WHEN match_type <> 'pending' THEN 'resolved'
        WHEN coalesce(r.from_expiration, r.expiration) < $known::DATE THEN 'expired' ELSE 'active' END AS status
    FROM (SELECT recommendation_id, record_id, sent_at, from_expiration, expiration FROM recommendations AS r
      WHERE ($symbol::VARCHAR IS NULL OR upper(underlying) = $symbol) AND ($account::VARCHAR IS NULL OR account = $account)
        AND ($id::VARCHAR IS NULL OR recommendation_id = $id) ${latestRevision('r')}) AS r
    LEFT JOIN matches AS m USING (recommendation_id))`;
  const found = `FROM ${standing} WHERE $status::VARCHAR IS NULL OR status = $status`;
  const values = { ...filters, known };
  const advice = await warehouse.rows<StandingAdvice>(
    `SELECT recommendation_id, status, match_id, match_type, answered_at, window_ends ${found}
     ORDER BY sent DESC, recommendation_id LIMIT ${limit} OFFSET ${offset}`,
    values,
  );
  const [counted] = await warehouse.rows<{ total: number }>(`SELECT count(*) AS total ${found}`, values);
  return { total: counted?.total ?? 0, advice };
}

/** A revision of advice. */
export interface AdviceRevision {
  recommendation_id: string;
  /** From 1, of `revisions`. */
  snapshot_number: number;
  revisions: number;
  first_sent_at: string;
  sent_at: string;
  account: string | null;
  underlying: string;
  action: string;
  right: string | null;
  strike: Decimal | null;
  expiration: IsoDate | null;
  from_strike: Decimal | null;
  from_expiration: IsoDate | null;
  premium: Decimal | null;
  priority: string | null;
  rationale: string | null;
  /** Beside the revision before. */
  action_changed: boolean;
  target_changed: boolean;
}

/** What a revision has of its record. */
const OF_RECORD = `recommendation_id, sent_at, account, underlying, action, "right", strike, expiration, from_strike, from_expiration,
  premium, priority, rationale`;

/** SQL of the revisions of advice that `which` selects, each beside the one before: a relation. */
const revisionsSql = (which: string) => `(
  SELECT ${OF_RECORD}, trading_date, row_number() OVER sent AS snapshot_number,
    count(*) OVER (PARTITION BY recommendation_id) AS revisions, first_value(sent_at) OVER sent AS first_sent_at,
    row_number() OVER sent > 1 AND action <> lag(action) OVER sent AS action_changed,
    row_number() OVER sent > 1 AND (strike IS DISTINCT FROM lag(strike) OVER sent
      OR expiration IS DISTINCT FROM lag(expiration) OVER sent) AS target_changed
  FROM recommendations WHERE ${which}
  WINDOW sent AS (PARTITION BY recommendation_id ORDER BY rtrim(sent_at, 'Z'), record_id))`;

const COLUMNS = `${OF_RECORD}, snapshot_number, revisions, first_sent_at, action_changed, target_changed`;

/** The latest revision of each of these. */
export async function latestRevisions(
  warehouse: Reader,
  ids: readonly string[],
): Promise<Map<string, AdviceRevision>> {
  const rows = await warehouse.rows<AdviceRevision>(
    `SELECT ${COLUMNS} FROM ${revisionsSql('recommendation_id IN (SELECT unnest($ids))')}
     WHERE snapshot_number = revisions ORDER BY recommendation_id`,
    { ids },
  );
  return new Map(rows.map((row) => [row.recommendation_id, row]));
}

/** The last revisions of a piece of advice, at most so many, the oldest first. */
export async function revisionsOf(
  warehouse: Reader,
  { id, limit }: { id: string; limit: number },
): Promise<AdviceRevision[]> {
  const rows = await warehouse.rows<AdviceRevision>(
    `SELECT ${COLUMNS} FROM ${revisionsSql('recommendation_id = $id')} ORDER BY snapshot_number DESC LIMIT ${limit}`,
    { id },
  );
  return rows.reverse();
}

/** What was advised on an underlying: the last revisions, at most so many, the oldest first; and all counts. */
export async function advisedOn(
  warehouse: Reader,
  { symbol, from, to, limit }: { symbol: string; from: IsoDate; to: IsoDate; limit: number },
): Promise<{ advice: number; revisions: number; shown: AdviceRevision[] }> {
  const within = `FROM ${revisionsSql('upper(underlying) = $symbol')} WHERE trading_date BETWEEN $from::DATE AND $to::DATE`;
  const values = { symbol, from, to };
  const shown = await warehouse.rows<AdviceRevision>(
    `SELECT ${COLUMNS} ${within} ORDER BY rtrim(sent_at, 'Z') DESC, recommendation_id DESC, snapshot_number DESC LIMIT ${limit}`,
    values,
  );
  const [counted] = await warehouse.rows<{ advice: number; revisions: number }>(
    `SELECT count(DISTINCT recommendation_id) AS advice, count(*) AS revisions ${within}`,
    values,
  );
  return { ...(counted ?? { advice: 0, revisions: 0 }), shown: shown.reverse() };
}
