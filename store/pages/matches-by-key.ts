import type { Decimal } from '../../domain/number/decimal.js';
import type { IsoDate } from '../../domain/time/dates.js';
import { latestRevision } from '../derived/latest-revision.js';
import { onlyRows } from '../derived/only-rows.js';
import type { Reader } from '../duckdb/warehouse.js';
import { restating } from './restating.js';
import { shownMatches } from './shown-matches.js';
import type { SaidLately } from './said-lately.js';

/** A row of matches as it is shown. */
export interface ShownMatch {
  match_id: string;
  match_type: string;
  recommendation_id: string | null;
  execution_ids: string[];
  trading_date: IsoDate;
  account: string | null;
  underlying: string;
  action: string;
  score: number | null;
  confidence: number | null;
  modified_fields: string[] | null;
  strike_diff: Decimal | null;
  expiration_diff_days: number | null;
  premium_diff: Decimal | null;
  quantity_diff: Decimal | null;
  hours_to_execution: number | null;
  excluded: boolean | null;
  exclusion_reason: string | null;
  cause: string | null;
  passive: boolean | null;
  flags: string[] | null;
  reason_code: string | null;
  reason_note: string | null;
  reason_recorded_at: string | null;
  reviewed_at: string | null;
  traded_right: string | null;
  traded_strike: Decimal | null;
  traded_expiration: IsoDate | null;
  traded_price: Decimal | null;
  traded_quantity: Decimal | null;
  decision_account: string | null;
  fill_record_ids: string[] | null;
  fill_quantities: Decimal[] | null;
  /** Of all that it was made from. */
  input_hash: string;
  /** A step that may make it another is due. */
  is_stale: boolean;
}

/** The latest revision of a piece of advice. */
export interface ShownAdvice {
  recommendation_id: string;
  sent_at: string;
  trading_date: IsoDate;
  account: string | null;
  algorithm_version: string | null;
  action: string;
  underlying: string;
  right: string | null;
  strike: Decimal | null;
  expiration: IsoDate | null;
  from_strike: Decimal | null;
  from_expiration: IsoDate | null;
  quantity: Decimal | null;
  premium: Decimal | null;
  bid: Decimal | null;
  ask: Decimal | null;
  underlying_price: Decimal | null;
  priority: string | null;
  rationale: string | null;
  context: string | null;
}

/** A fill of a decision. */
export interface ShownFill {
  record_id: string;
  execution_id: string;
  account: string;
  executed_at: string;
  trading_date: IsoDate;
  action: string;
  underlying: string;
  right: string | null;
  strike: Decimal | null;
  expiration: IsoDate | null;
  multiplier: Decimal;
  quantity: Decimal;
  price: Decimal | null;
  fees: Decimal | null;
  /** The cash that came of it, net of fees, as the broker says; null where none does. */
  amount: Decimal | null;
}

/** What is judged of a piece of advice. */
export interface ShownCounterfactual {
  recommendation_id: string;
  verdict: string | null;
  human_pnl: Decimal | null;
  pnl_low: Decimal | null;
  pnl_mid: Decimal | null;
  pnl_high: Decimal | null;
  difference_mid: Decimal | null;
  currency: string | null;
}

/** Matches with what they are of, by their keys. */
export interface MatchParts {
  /** In the order of the keys. */
  matches: ShownMatch[];
  advice: ReadonlyMap<string, ShownAdvice>;
  fills: ReadonlyMap<string, ShownFill>;
  counterfactuals: ReadonlyMap<string, ShownCounterfactual>;
}

const MATCH_COLUMNS = `match_id, match_type, recommendation_id, execution_ids, trading_date, account, underlying, action, score,
  confidence, modified_fields, strike_diff, expiration_diff_days, premium_diff, quantity_diff, hours_to_execution, excluded,
  exclusion_reason, cause, passive, flags, reason_code, reason_note, reason_recorded_at, reviewed_at, traded_right, traded_strike,
  traded_expiration, traded_price, traded_quantity, decision_account, fill_record_ids, fill_quantities, input_hash`;

/** Everything of these matches, of a thousand at most: their rows, advice, fills and what is judged of them. */
export async function matchesByKey(
  warehouse: Reader,
  { ids, lately }: { ids: readonly string[]; lately: readonly SaidLately[] },
): Promise<MatchParts> {
  if (ids.length === 0)
    return { matches: [], advice: new Map(), fills: new Map(), counterfactuals: new Map() };
  const { sql, values } = shownMatches(lately, onlyRows('matches', 'match_id IN (SELECT unnest($ids))'));
  const rows = await warehouse.rows<ShownMatch>(
    `WITH m AS MATERIALIZED (SELECT ${MATCH_COLUMNS} FROM ${sql})
     SELECT *, ${restating('m')} AS is_stale
     FROM m ORDER BY match_id`,
    { ...values, ids },
  );
  const byId = new Map(rows.map((row) => [row.match_id, row]));
  const matches = ids.flatMap((id) => byId.get(id) ?? []);
  const advised = matches.flatMap(({ recommendation_id }) => recommendation_id ?? []);
  const records = matches.flatMap(({ fill_record_ids }) => fill_record_ids ?? []);
  const advice = await warehouse.rows<ShownAdvice>(
    `SELECT recommendation_id, sent_at, trading_date, account, algorithm_version, action, underlying, "right", strike, expiration,
       from_strike, from_expiration, quantity, premium, bid, ask, underlying_price, priority, rationale, context
     FROM ${onlyRows('recommendations', 'recommendation_id IN (SELECT unnest($advised))')} AS r ${latestRevision('r')}
     ORDER BY recommendation_id`,
    { advised },
  );
  const fills = await warehouse.rows<ShownFill>(
    `SELECT record_id, coalesce(execution_id, record_id) AS execution_id, account, executed_at, trading_date, action, underlying, "right",
       strike, expiration, multiplier, quantity, price, fees, amount
     FROM ${onlyRows('executions', 'record_id IN (SELECT unnest($records))')} ORDER BY record_id`,
    { records },
  );
  const counterfactuals = await warehouse.rows<ShownCounterfactual>(
    `SELECT recommendation_id, verdict, human_pnl, pnl_low, pnl_mid, pnl_high, difference_mid, currency
     FROM ${onlyRows('counterfactuals', 'recommendation_id IN (SELECT unnest($advised))')} ORDER BY recommendation_id`,
    { advised },
  );
  return {
    matches,
    advice: new Map(advice.map((row) => [row.recommendation_id, row])),
    fills: new Map(fills.map((row) => [row.record_id, row])),
    counterfactuals: new Map(counterfactuals.map((row) => [row.recommendation_id, row])),
  };
}
