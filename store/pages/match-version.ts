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
}

/** Undefined where there is no match of this whole id. Only narrow columns are read. */
export async function matchVersion(warehouse: Reader, id: string): Promise<MatchVersion | undefined> {
  const [row] = await warehouse.rows<Omit<MatchVersion, 'is_stale' | 'revision' | 'judged' | 'outcomes'>>(
    `SELECT match_id, recommendation_id, execution_ids, decision_account, account, underlying, trading_date, cause, input_hash
     FROM matches WHERE match_id = $id`,
    { id },
  );
  if (row === undefined) return undefined;
  const { recommendation_id, decision_account, account, underlying, trading_date } = row;
  const [due] = await warehouse.rows<{ is_stale: boolean }>(
    `SELECT ${restating('m')} AS is_stale FROM (
       SELECT $decision_account AS decision_account, $account AS account, $underlying AS underlying, $trading_date::DATE AS trading_date) AS m`,
    { decision_account, account, underlying, trading_date },
  );
  const is_stale = due?.is_stale === true;
  const outcomes = await warehouse.rows<{ outcome_id: string; input_hash: string }>(
    'SELECT outcome_id, input_hash FROM outcomes WHERE match_id = $id ORDER BY outcome_id',
    { id },
  );
  return {
    ...{ ...row, is_stale },
    revision: recommendation_id !== null && is_stale ? await latestOf(warehouse, recommendation_id) : null,
    judged: recommendation_id === null ? null : await judgedOf(warehouse, recommendation_id),
    outcomes: outcomes.map(({ outcome_id, input_hash }) => `${outcome_id} ${input_hash}`),
  };
}

/** The record of the latest revision. */
async function latestOf(warehouse: Reader, recommendationId: string): Promise<string | null> {
  const [latest] = await warehouse.rows<{ record_id: string }>(
    `SELECT record_id FROM recommendations AS r WHERE recommendation_id = $id ${latestRevision('r')}`,
    { id: recommendationId },
  );
  return latest?.record_id ?? null;
}

async function judgedOf(warehouse: Reader, recommendationId: string): Promise<string | null> {
  const [judged] = await warehouse.rows<{ input_hash: string }>(
    'SELECT input_hash FROM counterfactuals WHERE recommendation_id = $id ORDER BY match_id LIMIT 1',
    { id: recommendationId },
  );
  return judged?.input_hash ?? null;
}
