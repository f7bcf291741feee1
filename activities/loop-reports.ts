import type { PersonsCause, PersonsExclusion, ReasonCode } from '../domain/matching/said-codes.js';
import type { DateRange, IsoDate } from '../domain/time/dates.js';
import type { IsoWeek } from '../domain/time/iso-week.js';

export interface AdviseInput extends DateRange {
  account: string | null;
  /** The version to advise by; without one each session's is the one in force on it. Not given by earlier versions. */
  algorithm?: string | null;
  /** The share of underlyings, session by session, that get the advice of the version before. */
  holdout?: number | null;
}

export interface AdviseReport {
  from: IsoDate;
  to: IsoDate;
  /** Of the last session. */
  algorithm_version: string;
  sessions: number;
  sessions_by_version: Record<string, number>;
  recommendations: number;
  by_action: Record<string, number>;
  /** Session-underlying pairs that had a position and no bars, by underlying. */
  without_bars: Record<string, number>;
  /**
   * Symbols, of those advised on, whose bars are on another share count than their trades: what would mend it, a line
   * for each.
   */
  bars_off_scale: string[];
}

export interface ReconcileReport extends DateRange {
  as_of: IsoDate;
  units: number;
  units_changed: number;
  matches_by_type: Record<string, number>;
}

export interface OutcomesReport {
  through: IsoDate;
  units: number;
  units_changed: number;
  lots_open: number;
  outcomes: number;
  counterfactuals: number;
  /**
   * Where bars are on another share count than the trades, and what would mend it: a line for each symbol and
   * stretch.
   */
  bars_off_scale: string[];
}

export interface WeekReport {
  week: IsoWeek;
  /** The latest there is; null for a week in which nothing happened, which is not published. */
  revision: number | null;
  /** False when nothing changed since the revision before. */
  published: boolean;
  /** The day through which matches were known; null before anything was reconciled. */
  as_of: IsoDate | null;
  /** Whether matches or outcomes were older than what is imported, and were brought up to date first. */
  caught_up: boolean;
  /**
   * Other weeks that were published with it, in order: further revisions of those that had changed, first ones of those
   * missed.
   */
  others: { week: IsoWeek; revision: number }[];
  /** The message a person gets. */
  message: string;
  /** The lines of the message as it was sent that it has no more; none where the two are the same. */
  sent_otherwise: string[];
}

/** A step that failed, and why. */
export interface FailedStep {
  step: string;
  message: string;
}

export interface MorningReport {
  /** The session; null where nothing is reconciled. */
  day: IsoDate | null;
  /** False where there was nothing to say, or it had been sent before. */
  sent: boolean;
  /** Null where there is nothing to say. */
  message: string | null;
}

/** How many weeks were published for the first time, and how many again. */
export interface WeeksReport {
  published: number;
  restated: number;
  /** Of those that were asked for; not given by version 0.1.0. */
  matches_by_type?: Record<string, number>;
}

/**
 * What a person says of matches, who that is and when it was said: an instant in UTC, or a bare date. An id is that of
 * a match, of its advice or of one of its executions, whole or at least six characters of its beginning.
 */
export type MatchSaying = { by: string; at: string } & (
  | { say: 'reason'; id: string; code: ReasonCode | null; note: string | null; cause: PersonsCause | null }
  | { say: 'review'; ids: readonly string[] | 'all'; through: IsoDate | null }
  | { say: 'exclude'; id: string; reason: PersonsExclusion; note: string | null }
  | { say: 'include'; id: string }
  | { say: 'link'; recommendation_id: string; execution_ids: readonly string[] }
  | { say: 'unlink'; id: string }
);

export interface FactsReport {
  /** How many lines the journal has more. */
  facts: number;
  /** The matches that they are about, and those that are others by them, as they are now. */
  match_ids: string[];
}
