import type { Decimal } from '../number/decimal.js';
import type { Contract } from '../records/trade-text.js';
import type { CoveredLess } from '../records/covered-less.js';
import type { IsoDate } from '../time/dates.js';
import type { ChangedDecision } from './changed-decision.js';

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
  /** The accounts that are not known until then. */
  covered_less: readonly CoveredLess[];
  /** Lines on bars that are on another share count than the week's trades, and what would mend them. */
  offScale: readonly string[];
}

export type OpenPosition = Contract & { underlying: string; quantity: Decimal };
