import type { Change } from '../algorithm/parameter-patch.js';
import { isDirection } from '../preferences/hypothesis.js';
import type { IsoWeek } from '../time/iso-week.js';
import type { Proposal } from './proposals.js';
import { pointsLess, type Replay, type Replayer } from './replay.js';

/** Both included. */
interface Weeks {
  from: IsoWeek;
  to: IsoWeek;
}

/**
 * What changes come to over the weeks in which the person is of one mind, and what they cost over all weeks that are
 * replayed: whatever the person wanted, the two pieces of advice came to what they did.
 */
export function replayOver(replay: Replayer, { weeks, whole }: { weeks: Weeks; whole: Weeks }) {
  return (changes: readonly Change[]): Replay => {
    const replayed = replay(changes, weeks);
    if (weeks === whole) return replayed;
    const { cost, cost_low, cost_high, cost_status, judged_weeks, worst_week, wash_sales } = replay(
      changes,
      whole,
    );
    return {
      ...replayed,
      ...{ cost, cost_low, cost_high, cost_status, judged_weeks, worst_week, wash_sales },
    };
  };
}

/**
 * How many decisions fewer would diverge, as hundredths. A shift is about how something is done: what it would be asked
 * for more, and nobody was asked for, does not count against it.
 */
export function pointsOf({ kind }: Proposal, replayed: Replay): number {
  const anew = isDirection(kind) ? replayed.asked_anew : 0;
  return pointsLess({ ...replayed, diverged_after: replayed.diverged_after - anew }) ?? 0;
}

/** Rolls come along where that gains as much as is asked of any candidate. */
export function withRollsWhereBetter(
  proposal: Proposal,
  { replay, leastPoints }: { replay: (changes: readonly Change[]) => Replay; leastPoints: number },
): Proposal {
  const { withRolls, changes } = proposal;
  if (withRolls === null) return proposal;
  const gain = pointsOf(proposal, replay(withRolls)) - pointsOf(proposal, replay(changes));
  return gain >= leastPoints ? { ...proposal, changes: withRolls } : { ...proposal, withRolls: null };
}
