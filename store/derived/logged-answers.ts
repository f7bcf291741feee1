import { ADVICE_FIELDS } from '../../domain/advice/asked-terms.js';
import type { LoggedAnswer } from '../../domain/candidates/stretch.js';
import type { StoredAnswer } from '../../domain/preferences/known-advice.js';
import type { IsoDate } from '../../domain/time/dates.js';
import type { Reader } from '../duckdb/warehouse.js';
import { latestRevision } from './latest-revision.js';

/** As it is stored: what was known of its market is not. */
export type StoredLoggedAnswer = StoredAnswer &
  Omit<LoggedAnswer, 'answered_on' | 'earningsIn' | 'regimes' | 'judged'>;

const OF_ADVICE = [...ADVICE_FIELDS, 'algorithm_version', 'bid', 'ask', 'underlying_price'];
const OF_MATCH = [
  ...['episode_id', 'match_type', 'cause', 'exclusion_reason', 'expiration_diff_days', 'advised_right'],
  ...['advised_strike', 'advised_expiration', 'advised_premium', 'advised_quantity', 'traded_strike'],
  ...[
    'traded_quantity',
    'window_opens',
    'answered_at',
    'held_side',
    'fill_record_ids',
    'fill_quantities',
    'hours_to_execution',
  ],
];

/** The advice of a range with its matches, in the order it was sent; of all underlyings where none is named. */
export function loggedAnswers(
  warehouse: Reader,
  { from, to, underlyings }: { from: IsoDate; to: IsoDate; underlyings: readonly string[] },
): Promise<StoredLoggedAnswer[]> {
  return warehouse.rows<StoredLoggedAnswer>(
    `WITH advice AS (
       SELECT * FROM recommendations AS r
       WHERE trading_date BETWEEN $from::DATE AND $to::DATE
         AND (len($underlyings) = 0 OR underlying IN (SELECT unnest($underlyings))) ${latestRevision('r')})
     SELECT ${OF_ADVICE.map((name) => `a."${name}"`).join(', ')}, a.record_id, a.trading_date, a.legs IS NOT NULL AS structure,
       coalesce(a.multiplier, CASE WHEN a."right" IS NULL THEN 1 ELSE 100 END)::DECIMAL(38,10) AS multiplier,
       CASE WHEN json_valid(a.context) THEN TRY_CAST(a.context ->> '$.profit_captured' AS DOUBLE) END AS captured,
       CASE WHEN json_valid(a.context) THEN TRY_CAST(a.context ->> '$.volatility' AS DOUBLE) END AS volatility,
       ${OF_MATCH.map((name) => `m.${name}`).join(', ')}, coalesce(m.excluded, FALSE) AS excluded,
       coalesce(m.modified_fields, []) AS modified_fields, coalesce(m.flags, []) AS flags,
       NULL::DECIMAL(38,10) AS difference_delta_hedged, NULL::VARCHAR AS horizon
     FROM advice AS a JOIN matches AS m USING (recommendation_id)
     WHERE m.episode_id IS NOT NULL AND m.trading_date BETWEEN $from::DATE AND $to::DATE
     ORDER BY m.window_opens, a.recommendation_id`,
    { from, to, underlyings },
  );
}

/** The versions that advice of the log names, that of the latest advice first. */
export async function loggedVersions(warehouse: Reader): Promise<string[]> {
  const rows = await warehouse.rows<{ version: string }>(
    `SELECT algorithm_version AS version FROM recommendations WHERE algorithm_version IS NOT NULL
     GROUP BY algorithm_version ORDER BY max(rtrim(sent_at, 'Z')) DESC, algorithm_version`,
  );
  return rows.map(({ version }) => version);
}
