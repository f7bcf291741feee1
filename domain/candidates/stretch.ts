import type { StoredAdvice } from '../advice/advice-log.js';
import type { Known, Matter } from '../algorithm/reference-decision.js';
import type { MarketView } from '../market/price-history.js';
import type { Decision } from '../matching/decision.js';
import type { Match } from '../matching/match-row.js';
import type { AnsweredAdvice } from '../preferences/week-decisions.js';
import type { Recommendation } from '../records/records.js';
import type { IsoDate } from '../time/dates.js';

/** A piece of the advice log with its match, and with what answered it. */
export type LoggedAnswer = AnsweredAdvice &
  StoredAdvice &
  Pick<Recommendation, 'bid' | 'ask' | 'underlying_price' | 'multiplier'> &
  Pick<Match, 'fill_record_ids' | 'fill_quantities' | 'excluded' | 'answered_at'> & {
    /** That the algorithm gave it by, where its context says so. */
    volatility: number | null;
  };

/** What the reference algorithm looked at, one morning. */
export interface Situation extends Known {
  matter: Matter;
  /** Undefined where there are too few or too old bars for so many returns. */
  viewOf(lookbackReturns: number): MarketView | undefined;
}

/** A session in which a matter could be advised on; of an algorithm that is not ours, in which it was. */
export interface Ask {
  session: IsoDate;
  sent_at: string;
  /** The advice of the log, in the order it was sent; empty where it has none. */
  logged: readonly LoggedAnswer[];
  /** Null for an algorithm that is not ours. */
  situation: Situation | null;
}

/** What a stretch is about. */
export type Subject = { account: string | null; underlying: string } & (
  | { purpose: 'open'; right: Decision['right'] }
  | { purpose: 'close'; contract: Decision['contract'] & Pick<Decision, 'right'> }
  /** Structures and shares, on which nothing but what was logged is known. */
  | { purpose: 'other'; name: string }
);

/**
 * The asks on one subject over weeks beside each other that a trade near their border could answer either of. What
 * advice of one stretch comes to depends on no other's.
 */
export interface Stretch {
  subject: Subject;
  /** Its subject and first session, as text. */
  place: string;
  /** By session. */
  asks: readonly Ask[];
  /** What the person did that may be an answer, in the order of time. */
  trades: readonly Decision[];
}
