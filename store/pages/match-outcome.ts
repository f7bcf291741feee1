import type { Decimal } from '../../domain/number/decimal.js';
import type { IsoDate } from '../../domain/time/dates.js';
import type { Reader } from '../duckdb/warehouse.js';

/** A row of the outcomes that a match opened: a closing of a lot, or an open one. */
export interface OpenedLot {
  outcome_id: string;
  underlying: string;
  right: string | null;
  strike: Decimal | null;
  expiration: IsoDate | null;
  quantity: Decimal;
  opened_at: string | null;
  closed_at: string | null;
  close_kind: string;
  pnl: Decimal | null;
  pnl_tax: Decimal | null;
  pnl_economic: Decimal | null;
  fees: Decimal | null;
  max_adverse_excursion: Decimal | null;
  max_favourable_excursion: Decimal | null;
  currency: string | null;
}

/** What following the advice would have come to, and where the difference lies. */
export interface JudgedAdvice {
  horizon: IsoDate | null;
  pnl_low: Decimal | null;
  pnl_mid: Decimal | null;
  pnl_high: Decimal | null;
  human_pnl: Decimal | null;
  difference_low: Decimal | null;
  difference_mid: Decimal | null;
  difference_high: Decimal | null;
  difference_delta_hedged: Decimal | null;
  source: string;
  verdict: string | null;
  participation: Decimal | null;
  strike: Decimal | null;
  expiration: Decimal | null;
  size: Decimal | null;
  delay: Decimal | null;
  execution: Decimal | null;
  exit: Decimal | null;
  fees: Decimal | null;
  currency: string | null;
}

export function lotsOpenedBy(warehouse: Reader, matchId: string): Promise<OpenedLot[]> {
  return warehouse.rows<OpenedLot>(
    `SELECT outcome_id, underlying, "right", strike, expiration, quantity, opened_at, closed_at, close_kind, pnl, pnl_tax, pnl_economic, fees,
       max_adverse_excursion, max_favourable_excursion, currency
     FROM outcomes WHERE match_id = $match_id ORDER BY opened_at, outcome_id`,
    { match_id: matchId },
  );
}

/** Undefined where nothing is judged, as of what is pending and of a trade without advice. */
export async function judgedAdvice(
  warehouse: Reader,
  recommendationId: string,
): Promise<JudgedAdvice | undefined> {
  const [judged] = await warehouse.rows<JudgedAdvice>(
    `SELECT horizon, pnl_low, pnl_mid, pnl_high, human_pnl, difference_low, difference_mid, difference_high, difference_delta_hedged,
       source, verdict, participation, strike, expiration, size, delay, execution, exit, fees, currency
     FROM counterfactuals WHERE recommendation_id = $recommendation_id ORDER BY match_id LIMIT 1`,
    { recommendation_id: recommendationId },
  );
  return judged;
}
