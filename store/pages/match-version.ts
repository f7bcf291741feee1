import type { IsoDate } from '../../domain/time/dates.js';
import { latestRevision } from '../derived/latest-revision.js';
import type { Reader } from '../duckdb/warehouse.js';
import { restating } from './restating.js';

/** What is known of a match, each part named by a hash or an id: where all are the same it is shown the same. */
export interface MatchVersion {
  match_id: string;
  recommendation_id: string | null;
  execution_ids: string[];
  /** The account of the trade; null without one. */
  decision_account: string | null;
  account: string | null;
  underlying: string;
  trading_date: IsoDate;
  /** What the step found that keeps its advice from being answered. */
  cause: string | null;
  /** Of all that it was made from. */
  input_hash: string;
  /** A step that may make it another is due. */
  is_stale: boolean;
  /** The latest revision of its advice, while that may be another than it was made from. */
  revision: string | null;
  /** Of what is judged of its advice; null where nothing is. */
  judged: string | null;
  /** Of the outcomes that it opened, in the order of their ids. */
  outcomes: string[];
  /** Of the files of prices that are known, of which the bars of its days are shown. */
  market: string;
}

/** A match as it is known, and how much of what people said its row takes into account: of all rows alike. */
export interface ReadMatch {
  version: MatchVersion;
  heeded: number;
}

/** Undefined where there is no match of this whole id. Only narrow columns are read, in one statement. */
export async function matchVersion(warehouse: Reader, id: string): Promise<ReadMatch | undefined> {
  const [row] = await warehouse.rows<Omit<MatchVersion, 'revision'> & { heeded: number }>(
    `WITH m AS MATERIALIZED (
       SELECT match_id, recommendation_id, execution_ids, decision_account, account, underlying, trading_date, cause, input_hash
       FROM matches WHERE match_id = $id)
     SELECT *, ${restating('m')} AS is_stale,
       (SELECT first(input_hash ORDER BY match_id) FROM counterfactuals WHERE recommendation_id = (SELECT recommendation_id FROM m)) AS judged,
       (SELECT coalesce(list(outcome_id || ' ' || input_hash ORDER BY outcome_id), []) FROM outcomes WHERE match_id = $id) AS outcomes,
       (SELECT count(*) || ' ' || coalesce(max(seq), 0) FROM lake_files WHERE dataset IN ('bars', 'market_events')) AS market,
       (SELECT coalesce(max(facts), 0) FROM match_facts_heeded) AS heeded
     FROM m`,
    { id },
  );
  if (row === undefined) return undefined;
  const { heeded, ...version } = row;
  const { recommendation_id, is_stale } = version;
  const revision =
    recommendation_id !== null && is_stale ? await latestOf(warehouse, recommendation_id) : null;
  return { version: { ...version, revision }, heeded };
}

/** The record of the latest revision. */
async function latestOf(warehouse: Reader, recommendationId: string): Promise<string | null> {
  const [latest] = await warehouse.rows<{ record_id: string }>(
    `SELECT record_id FROM recommendations AS r WHERE recommendation_id = $id ${latestRevision('r')}`,
    { id: recommendationId },
  );
  return latest?.record_id ?? null;
}
