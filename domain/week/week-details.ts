import type { Decimal } from '../number/decimal.js';
import type { CoveredLess } from '../records/covered-less.js';
import type { IsoDate } from '../time/dates.js';
import type { ChangedDecision } from './changed-decision.js';
import type { OpenPosition } from './open-position.js';
import type { Ahead } from './week-ahead.js';

/** What the message of a week says beside its summary. */
export interface WeekDetails {
  /** What its closings made, by currency. */
  realised: readonly { currency: string | null; pnl: Decimal; closings: number }[];
  /** Closings of which it is not known what was paid. */
  unknown_closings: number;
  /** In the order of their days. */
  changed: readonly ChangedDecision[];
  /**
   * The decisions with advice that ended in it and could be judged, and their currency; null where there are several.
   */
  judged: { decisions: number; currency: string | null };
  /** What was held at its end, and owed (quantities below zero). */
  open: readonly OpenPosition[];
  /**
   * The day of which `open` is: the last of the week, or the last that outcomes are computed through; null where none
   * are.
   */
  open_on: IsoDate | null;
  /** The accounts in use that are not known until then. */
  covered_less: readonly CoveredLess[];
  /** Cash that does not come to what the files say, bars that do not fit the week's trades: a line each. */
  untied: readonly string[];
  ahead: Ahead;
  /** What only the person can answer, the most urgent first. */
  questions: readonly string[];
  /** Which model serves, how sure that is, and what changed in it; null where there is none. */
  model: string | null;
  /** On changes of the algorithm that were taken back or validated in it. */
  watched: readonly string[];
  /** Habits that are not found yet, and after how many more decisions they would be; the nearest first. */
  unsure: readonly { text: string; needed: number }[];
}
