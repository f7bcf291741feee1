import type { Change } from '../algorithm/parameter-patch.js';
import type { Cost } from '../evidence/cost-sequence.js';
import type { IsoWeek } from '../time/iso-week.js';

/** What changed advice would have come to, over weeks of what really happened. */
export interface Replay {
  sessions: number;
  /** Of the version in force; holds and waits are among them. */
  advices_total: number;
  /** That ask for something else, are no longer given, or are new. */
  advices_changed: number;
  /** As `active` of weekly_summaries counts them. */
  decisions: number;
  diverged_before: number;
  /** Advice that is no longer given does not diverge; what is newly asked for and left undone does. */
  diverged_after: number;
  /** Trades against advice to hold or to wait that the changed advice asks for: no decisions before, consents after. */
  contradictions_met: number;
  /**
   * Of those that diverge after: what only the changed advice asks for, and nobody was asked for. That it was left
   * undone says little.
   */
  asked_anew: number;
  /** Calls that only the changed advice buys back at a loss, within 30 days of a new sale of the same underlying. */
  wash_sales: number;
  /** Chosen divergence: of the decisions that are asked for, those that diverge. */
  divergence_before: number | null;
  divergence_after: number | null;
  /** 95 % interval of a share of so many decisions. */
  divergence_after_low: number | null;
  divergence_after_high: number | null;
  became_consent: number;
  /** Of what was followed: no longer given, or answered in another way than it would have been advised. */
  ceased_consent: number;
  /** Changed − unchanged advice, in % of the underlying's price a decision: below 0 is what the change loses. */
  cost: number | null;
  cost_low: number | null;
  cost_high: number | null;
  cost_status: Cost['status'];
  judged_weeks: number;
  /** The week in which the change lost most or gained least, hedged; dollars as decimal text. */
  worst_week: { week: IsoWeek; usd: string } | null;
  /** Of underlyings with decisions or changes, in alphabetical order. */
  by_underlying: {
    underlying: string;
    changed: number;
    divergence_before: number | null;
    divergence_after: number | null;
  }[];
}

/**
 * Replays changes of the version in force over weeks, both included, of what really happened. Pure and handed in, so
 * that candidates need no store. Throws RangeError for changes that the version does not take.
 */
export type Replayer = (changes: readonly Change[], weeks: { from: IsoWeek; to: IsoWeek }) => Replay;

/**
 * How many decisions fewer would diverge, as hundredths of the decisions; null without any. A hold or wait that was
 * contradicted is no decision: where the change asks for what was done all the same, that counts as one that ceases to
 * diverge.
 */
export function pointsLess(replay: Replay): number | null {
  const { decisions, diverged_before, diverged_after, contradictions_met } = replay;
  return decisions === 0 ? null : (100 * (diverged_before - diverged_after + contradictions_met)) / decisions;
}
