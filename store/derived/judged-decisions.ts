import { canonicalJson, type Json } from '../../domain/algorithm/canonical-json.js';
import type { JudgedDecision } from '../../domain/learning/scenarios/judged-decision.js';
import { toNumber, type Decimal } from '../../domain/number/decimal.js';
import type { IsoDate } from '../../domain/time/dates.js';
import type { Reader } from '../duckdb/warehouse.js';
import { latestRevision } from './latest-revision.js';

/** What of a decision is as the warehouse has it. */
type Kept = Omit<
  JudgedDecision,
  'context' | 'context_revised' | 'outcome' | 'counterfactual' | 'strike' | 'multiplier' | keyof Numbers
>;
type Numbers = Pick<
  JudgedDecision,
  'quantity' | 'premium' | 'bid' | 'ask' | 'underlying_price' | 'traded_quantity' | 'traded_price'
>;

type Stored = Kept &
  Record<keyof Numbers | 'strike', Decimal | null> & {
    multiplier: Decimal;
    context: string | null;
    /** Those of all its revisions, in any order. */
    contexts: readonly string[];
    open: number | null;
    pnl: Decimal | null;
    pnl_economic: Decimal | null;
    fees: Decimal | null;
    closed_at: readonly string[] | null;
    close_kinds: readonly string[] | null;
    horizon: IsoDate | null;
    low: Decimal | null;
    mid: Decimal | null;
    high: Decimal | null;
    human: Decimal | null;
  };

/**
 * SQL of the place of an outcome: those of advice that was followed come first, so that no trade beside it decides;
 * then by when they closed, on a bare date at its end, and what is open after all that closed.
 */
const PLACE = `{'unasked': NOT coalesce(match_id IN (SELECT match_id FROM matches WHERE match_type IN ('consent', 'modify')), FALSE),
  'closed': CASE WHEN length(closed_at) = 10 THEN closed_at || 'Z' ELSE coalesce(rtrim(closed_at, 'Z'), 'open') END,
  'id': outcome_id}`;

/** SQL of what each piece of advice, or that which `which` selects, is judged by: a relation in brackets. */
const decisionsQuery = (which: string) => `(
     WITH wanted AS (
       SELECT recommendation_id, match_id FROM matches
       WHERE match_type IN ('consent', 'modify', 'reject', 'pending') AND ${which}),
     latest AS (SELECT * FROM recommendations AS r SEMI JOIN wanted USING (recommendation_id) ${latestRevision('r')}),
     first AS (
       SELECT recommendation_id, CASE WHEN json_valid(context) THEN context END AS context
       FROM recommendations SEMI JOIN wanted USING (recommendation_id)
       QUALIFY row_number() OVER (PARTITION BY recommendation_id ORDER BY rtrim(sent_at, 'Z'), record_id) = 1),
     revised AS (
       SELECT recommendation_id, list_sort(list(DISTINCT coalesce(context, ''))) AS contexts
       FROM recommendations SEMI JOIN wanted USING (recommendation_id) GROUP BY recommendation_id),
     placed AS (SELECT underlying, currency, ${PLACE} AS place FROM outcomes),
     learned AS (SELECT arg_min(currency, place) AS currency FROM placed),
     paid AS (SELECT underlying, arg_min(currency, place) AS currency FROM placed GROUP BY underlying),
     came AS (
       SELECT match_id, count(*) FILTER (close_kind = 'open') AS open, bool_or(currency <> (FROM learned)) AS other_currency,
         CASE WHEN count(pnl) = count(*) THEN sum(pnl)::DECIMAL(38,10) END AS pnl,
         CASE WHEN count(pnl_economic) = count(*) THEN sum(pnl_economic)::DECIMAL(38,10) END AS pnl_economic,
         CASE WHEN count(fees) = count(*) THEN sum(fees)::DECIMAL(38,10) END AS fees,
         list(closed_at ORDER BY outcome_id) FILTER (closed_at IS NOT NULL) AS closed_at,
         list(close_kind ORDER BY outcome_id) FILTER (closed_at IS NOT NULL) AS close_kinds
       FROM outcomes SEMI JOIN wanted USING (match_id) GROUP BY match_id)
     SELECT m.recommendation_id, m.match_id, m.match_type, l.sent_at, m.trading_date, m.account, m.underlying, m.action,
       l.algorithm_version, l.propensity, l."right", l.strike, l.expiration, l.quantity, l.premium, l.bid, l.ask, l.underlying_price,
       coalesce(l.multiplier, CASE WHEN l."right" IS NULL THEN 1 ELSE 100 END)::DECIMAL(38,10) AS multiplier,
       first.context, revised.contexts, m.cause, m.excluded, m.exclusion_reason, coalesce(m.window_ends, 0) AS window_ends,
       m.traded_quantity, m.traded_price, came.open, came.pnl, came.pnl_economic, came.fees, came.closed_at, came.close_kinds,
       coalesce(came.other_currency, paid.currency <> (FROM learned), FALSE) AS other_currency,
       c.horizon, c.pnl_low AS low, c.pnl_mid AS mid, c.pnl_high AS high, c.human_pnl AS human
     FROM matches AS m JOIN latest AS l USING (recommendation_id) JOIN first USING (recommendation_id)
     JOIN revised USING (recommendation_id)
     LEFT JOIN came ON came.match_id = m.match_id LEFT JOIN paid ON paid.underlying = m.underlying LEFT JOIN counterfactuals AS c ON c.recommendation_id = m.recommendation_id
     WHERE m.match_type IN ('consent', 'modify', 'reject', 'pending')
       AND m.recommendation_id IN (SELECT recommendation_id FROM wanted))`;

export const DECISIONS = decisionsQuery('TRUE');

/**
 * The advice that asked for a decision, as it was last sent, with its match, what came of the lots that the decision
 * opened, and its counterfactual. Its context is that of its first revision. `which` is SQL of a condition on matches.
 * What is learned is in the currency of the first outcome by {@link PLACE}: whatever comes later, labels stay.
 */
export async function judgedDecisions(warehouse: Reader, which = 'TRUE'): Promise<JudgedDecision[]> {
  const query = `SELECT * FROM ${decisionsQuery(which)} ORDER BY recommendation_id`;
  const rows = await warehouse.rows<Stored>(query);
  return rows.map(decisionOf);
}

function decisionOf(stored: Stored): JudgedDecision {
  const {
    open,
    pnl,
    pnl_economic,
    fees,
    closed_at,
    close_kinds,
    horizon,
    low,
    mid,
    high,
    human,
    contexts,
    ...kept
  } = stored;
  return {
    ...kept,
    multiplier: toNumber(stored.multiplier),
    strike: numberOf(stored.strike),
    quantity: numberOf(stored.quantity),
    premium: numberOf(stored.premium),
    bid: numberOf(stored.bid),
    ask: numberOf(stored.ask),
    underlying_price: numberOf(stored.underlying_price),
    traded_quantity: numberOf(stored.traded_quantity),
    traded_price: numberOf(stored.traded_price),
    context: contextOf(stored.context),
    context_revised: new Set(contexts.map(sameText)).size > 1,
    outcome:
      open === null
        ? null
        : {
            ...{ open, pnl, pnl_economic, fees },
            closings: (closed_at ?? []).map((at, i) => ({ at, kind: close_kinds?.[i] ?? '' })),
          },
    counterfactual:
      horizon === null || low === null || mid === null || high === null
        ? null
        : { horizon, low, mid, high, human },
  };
}

function numberOf(value: Decimal | null): number | null {
  return value === null ? null : toNumber(value);
}

function contextOf(text: string | null): JudgedDecision['context'] {
  const parsed: unknown = text === null ? {} : JSON.parse(text);
  return typeof parsed === 'object' && parsed !== null ? (parsed as JudgedDecision['context']) : {};
}

/** One text for contexts that say the same, in whatever order their names stand. */
function sameText(context: string): string {
  return context === '' ? '' : canonicalJson(JSON.parse(context) as Json);
}
