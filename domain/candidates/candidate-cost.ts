import { costOf, type Cost } from '../evidence/cost-sequence.js';
import { isJudged, weeklyMeans, winsorised, type Tally } from '../preferences/habit.js';
import { knownIn } from '../preferences/patterns.js';
import { rounded, roundedOrNull } from '../number/rounded.js';
import type { Placed } from '../preferences/week-decision.js';
import type { IsoWeek } from '../time/iso-week.js';
import type { CandidateRow } from './candidate-row.js';
import type { Proposal } from './proposals.js';
import type { Replay } from './replay.js';

export type CostColumns = Pick<CandidateRow, 'cost' | 'cost_low' | 'cost_high' | 'cost_status'>;

/**
 * What the replay came to: the change beside the unchanged advice, which is what is asked for, without what fills and
 * exits of a person add. Where too few weeks of it are known, what the habit cost where it is proposed, over all weeks
 * of its round; the evidence then says so.
 */
export function costOfProposal(
  proposal: Proposal,
  replayed: Replay,
  week: IsoWeek,
): CostColumns & { isOfHabit: boolean } {
  const { cost: mean, cost_low, cost_high, cost_status } = replayed;
  const ofReplay = {
    cost: roundedOrNull(mean),
    cost_low: roundedOrNull(cost_low),
    cost_high: roundedOrNull(cost_high),
    cost_status,
  };
  if (cost_status !== 'insufficient') return { ...ofReplay, isOfHabit: false };
  const ofHabit = costOf(weeklyMeans(judgedOf(proposal, week)));
  if (ofHabit === null) return { ...ofReplay, isOfHabit: false };
  return { ...columnsOf(ofHabit), isOfHabit: ofHabit.status !== 'insufficient' };
}

function columnsOf({ mean, low, high, status }: Cost): CostColumns {
  return {
    cost: rounded(mean),
    cost_low: roundedOrNull(low),
    cost_high: roundedOrNull(high),
    cost_status: status,
  };
}

function judgedOf(proposal: Proposal, week: IsoWeek): Tally['judged'] {
  const judged = new Map<number, { total: number; count: number }>();
  for (const { evidence } of proposal.habits)
    for (const placed of evidence.inScope) {
      const { judged: known } = placed.decision;
      if (known === null || knownIn(placed.decision) > week) continue;
      if (!isProposedOn(proposal, placed) || !isJudged(evidence, placed.decision)) continue;
      const { total, count } = judged.get(placed.at) ?? { total: 0, count: 0 };
      judged.set(placed.at, { total: total + winsorised(known.difference), count: count + 1 });
    }
  return judged;
}

/** Whether a proposal is about a decision's underlying. */
export function isProposedOn({ underlyings }: Proposal, { decision }: Placed): boolean {
  return underlyings.length === 0 || underlyings.includes(decision.underlying);
}
