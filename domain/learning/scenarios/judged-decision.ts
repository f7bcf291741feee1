import type { AskedDecision } from '../features/feature-values.js';
import type { MatchType } from '../../matching/match-type.js';
import type { Decimal } from '../../number/decimal.js';
import type { IsoDate } from '../../time/dates.js';

/** A piece of advice with what became of it, as the store has it. */
export interface JudgedDecision extends AskedDecision {
  recommendation_id: string;
  match_id: string;
  match_type: Exclude<MatchType, 'independent' | 'no_action'>;
  trading_date: IsoDate;
  algorithm_version: string | null;
  propensity: number | null;
  multiplier: number;
  /** Revisions that came later have another context. */
  context_revised: boolean;
  cause: string | null;
  excluded: boolean;
  exclusion_reason: string | null;
  /** The last moment at which an answer still counts, in milliseconds since 1970. */
  window_ends: number;
  traded_quantity: number | null;
  traded_price: number | null;
  /**
   * Whether its money is in another currency than the first outcome of followed advice; where it opened no lots,
   * whether that of the first outcome of its underlying is. Currencies are never added, nor compared.
   */
  other_currency: boolean;
  /** What came of the lots that the decision opened; null where it opened none. */
  outcome: DecisionOutcome | null;
  /** Null where there is nothing to compare with. */
  counterfactual: DecisionCounterfactual | null;
}

export interface DecisionOutcome {
  /** How many of its lots are open still. */
  open: number;
  /** Of all its closings; null where that of one is not known. */
  pnl: Decimal | null;
  pnl_economic: Decimal | null;
  /** Of both ends; null where those of one are not known. */
  fees: Decimal | null;
  closings: readonly { at: string; kind: string }[];
}

/** What following the advice would have come to, and what the human did, both marked on the same day. */
export interface DecisionCounterfactual {
  horizon: IsoDate;
  low: Decimal;
  mid: Decimal;
  high: Decimal;
  human: Decimal | null;
}
