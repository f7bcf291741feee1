import { canonicalJson, type Json, type JsonObject } from '../algorithm/canonical-json.js';
import type { Version } from '../algorithm/next-version.js';
import type { Change } from '../algorithm/parameter-patch.js';
import { COST_TOLERANCE } from '../evidence/cost-sequence.js';
import { guardedDivergence } from '../evidence/divergence-guard.js';
import { UNDERLYING_WEEKS, type Habit } from '../preferences/habit.js';
import type { LookedWeek } from '../preferences/patterns.js';
import { monthOf } from '../preferences/month.js';
import { isDirection } from '../preferences/hypothesis.js';
import { roundedOrNull } from '../number/rounded.js';
import type { RoundStart } from '../preferences/rounds.js';
import { shiftWeek, weekOf, type IsoWeek } from '../time/iso-week.js';
import { costOfProposal, isProposedOn, type CostColumns } from './candidate-cost.js';
import type { CandidateFlag, CandidateRow } from './candidate-row.js';
import { candidateText, costText, riskText } from './candidate-text.js';
import type { Proposal } from './proposals.js';
import type { Replay, Replayer } from './replay.js';
import { pointsOf, replayOver, withRollsWhereBetter } from './replayed-proposal.js';
import { doRollsComeAlong } from './rolls-along.js';
import { atStrength, STRENGTHS } from './strengths.js';
import { isLoss, mayLose, tasteOf, tasteText } from './taste.js';
import { isNoMoreQualified } from './tax-flags.js';

export interface ContentInputs {
  looked: LookedWeek;
  /** All that is proposed on that Saturday. */
  proposed: readonly Proposal[];
  starts: readonly RoundStart[];
  inForce: Version;
  replay: Replayer;
  rejectedBefore: boolean;
}

export type CandidateContent = Omit<
  CandidateRow,
  'candidate_id' | 'revision' | 'first_seen' | 'as_of' | 'occurrences' | 'status'
>;

/** A candidate is replayed over so many weeks, as habits by underlying are looked at. */
const REPLAY_WEEKS = UNDERLYING_WEEKS;
const LEAST_POINTS = 2;
const POINTS_OF_HIGH = 3;
/** The guard of a change compares with the same advice of so many weeks before, for as long as it is watched. */
const GUARD_WEEKS = 26;
const WATCH_WEEKS = 6;
const CHASING_WEEKS = 13;
const LEAST_WEEKS_SINCE = 3;
const FEW_UNDERLYINGS = 3;
const ROLLS_TOO = 'Rolls go the same way, so far as is known, and come along.';
const COST_OF_HABIT = 'Its cost is that of the habit: fewer than six weeks of the replay are known.';

/** What a candidate says of a proposal; undefined where its replay gains too little to be told. */
export function candidateContent(asked: Proposal, inputs: ContentInputs): CandidateContent | undefined {
  const { looked, proposed, inForce } = inputs;
  const { week } = looked;
  const whole = { from: shiftWeek(week, 1 - REPLAY_WEEKS), to: week };
  const weeks = asked.since === null ? whole : { ...whole, from: shiftWeek(week, asked.since - looked.at) };
  const replay = replayOver(inputs.replay, { weeks, whole });
  const proposal = withRollsWhereBetter(asked, { replay, leastPoints: LEAST_POINTS });
  const replayed = replay(proposal.changes);
  const points = pointsOf(proposal, replayed);
  if (points < LEAST_POINTS) return undefined;
  const anew = isDirection(proposal.kind) ? replayed.asked_anew : 0;
  const { isOfHabit, ...cost } = costOfProposal(proposal, replayed, week);
  const taste = tasteOf(proposal, { proposed, replayed, replay });
  const washSales = replayed.wash_sales;
  const flags = flagsOf(proposal, { cost_status: cost.cost_status, washSales }, inputs);
  const month = monthOf(proposal.habits, proposal.occasions, { at: looked.at, since: asked.since });
  const counts = {
    weeks: asked.since === null ? REPLAY_WEEKS : looked.at - asked.since + 1,
    decisions: replayed.decisions,
    before: replayed.diverged_before,
    after: replayed.diverged_after - anew,
    anew,
    met: replayed.contradictions_met,
  };
  const { kind, action, scope_kind, underlyings, habits, changes } = proposal;
  return {
    pattern_ids: habits.map(({ evidence }) => evidence.hypothesis.pattern_id).sort(),
    ...{ kind, action, scope_kind, underlyings },
    base_version: inForce.version,
    patch: jsonOf({ base: inForce.version, changes }),
    priority: priorityOf({ points, cost, replayed, taste, flags }),
    risk: riskText(proposal, { flags, washSales }),
    flags,
    evidence: [
      evidenceText(proposal, looked),
      ...(proposal.withRolls === null ? [] : [ROLLS_TOO]),
      ...(isOfHabit ? [COST_OF_HABIT] : []),
      ...(taste === null ? [] : tasteText(taste, isOfHabit ? replayed.cost : null)),
    ].join(' '),
    divergence_before: roundedOrNull(replayed.divergence_before),
    divergence_after: roundedOrNull(replayed.divergence_after),
    divergence_after_low: roundedOrNull(replayed.divergence_after_low),
    divergence_after_high: roundedOrNull(replayed.divergence_after_high),
    divergence_after_since_found: sinceFound(proposal, weeks, inputs.replay),
    advices_changed: replayed.advices_changed,
    advices_total: replayed.advices_total,
    ...cost,
    worst_week_usd: replayed.worst_week?.usd ?? null,
    frontier: jsonOf(frontier(proposal, { whole: replayed, inForce, replay })),
    auto_revert: jsonOf({
      divergence: guardOf(proposal, looked.at),
      cost: -COST_TOLERANCE,
      weekly_loss: null,
      weeks: WATCH_WEEKS,
    }),
    text: candidateText(proposal, counts, {
      cost: costText(cost, month),
      rollsToo: doRollsComeAlong(proposal, changes, inForce.parameters),
    }),
  };
}

/** High is what gains enough and, by all that is known of its cost, loses nothing to speak of. */
function priorityOf({
  points,
  cost: { cost, cost_status },
  replayed,
  taste,
  flags,
}: {
  points: number;
  cost: CostColumns;
  /** Of one taste its cost counts beside that of the habit, however few weeks it has. */
  replayed: Replay;
  taste: Replay | null;
  flags: readonly CandidateFlag[];
}): CandidateRow['priority'] {
  if (points < POINTS_OF_HIGH || flags.includes('costly') || flags.includes('chasing')) return 'low';
  if (cost_status === 'insufficient' || isLoss(cost)) return 'medium';
  return taste !== null && (isLoss(replayed.cost) || mayLose(taste)) ? 'medium' : 'high';
}

function flagsOf(
  proposal: Proposal,
  { cost_status, washSales }: Pick<CostColumns, 'cost_status'> & { washSales: number },
  { looked, starts, inForce, rejectedBefore }: ContentInputs,
): CandidateFlag[] {
  const flags: Record<CandidateFlag, boolean> = {
    chasing: isChasing(proposal, looked, starts),
    confounded: isConfounded(proposal, looked),
    cost_unknown: cost_status === 'unknown' || cost_status === 'insufficient',
    costly: cost_status === 'costly',
    few_underlyings: underlyingsOf(proposal).size < FEW_UNDERLYINGS,
    rejected_before: rejectedBefore,
    tax_not_qualified: isNoMoreQualified(proposal.changes, inForce.parameters),
    tax_wash_sale: washSales > 0,
  };
  return (Object.keys(flags) as CandidateFlag[]).filter((flag) => flags[flag]).sort();
}

function underlyingsOf({ underlyings, occasions }: Proposal): Set<string> {
  return new Set(underlyings.length > 0 ? underlyings : occasions.map(({ decision }) => decision.underlying));
}

/**
 * Whether the person went on in the same direction soon after the same was implemented: they shift from whatever is
 * advised, and no further change can catch up with them.
 */
function isChasing(
  { habits, round, ...key }: Proposal,
  looked: LookedWeek,
  starts: readonly RoundStart[],
): boolean {
  if (!isDirection(key.kind)) return false;
  return habits.some(({ evidence, firstFoundWeek }) => {
    const before = looked.habits.find(
      ({ evidence: { hypothesis } }) =>
        hypothesis.kind === key.kind &&
        hypothesis.action === key.action &&
        hypothesis.scope_kind === key.scope_kind &&
        hypothesis.scope === evidence.hypothesis.scope &&
        hypothesis.round === round - 1,
    );
    if (before === undefined || before.evidence.direction !== evidence.direction || firstFoundWeek === null)
      return false;
    return starts.some(
      ({ kind, action, scope_kind, versions, from }) =>
        kind === key.kind &&
        action === key.action &&
        scope_kind === key.scope_kind &&
        versions !== null &&
        weekOf(from) <= firstFoundWeek &&
        firstFoundWeek <= shiftWeek(weekOf(from), CHASING_WEEKS),
    );
  });
}

/** Whether another found habit shows in most of the same decisions. */
function isConfounded({ habits, occasions, kind, action }: Proposal, looked: LookedWeek): boolean {
  const own = new Set(occasions.filter(({ shown }) => shown).map(({ decision }) => decision));
  const isOther = ({ evidence: { found, hypothesis } }: Habit) =>
    found && (hypothesis.kind !== kind || hypothesis.action !== action);
  return looked.habits.some((habit) => {
    if (habits.includes(habit) || !isOther(habit)) return false;
    const both = new Set(
      habit.lately.flatMap(({ shown, decision }) => (shown && own.has(decision) ? [decision] : [])),
    );
    return 2 * both.size > own.size;
  });
}

function evidenceText({ habits }: Proposal, looked: LookedWeek): string {
  return habits
    .map((habit) => `${looked.textOf(habit)} Found since ${habit.firstFoundWeek ?? ''}.`)
    .join(' ');
}

/** Chosen divergence after the change over the weeks since the habit was first found, which did not choose it. */
function sinceFound(
  { habits, changes }: Proposal,
  weeks: { from: IsoWeek; to: IsoWeek },
  replay: Replayer,
): number | null {
  const found = habits.flatMap(({ firstFoundWeek }) => firstFoundWeek ?? []).sort()[0] ?? weeks.to;
  const since = shiftWeek(found, 1);
  if (shiftWeek(since, LEAST_WEEKS_SINCE - 1) > weeks.to) return null;
  const from = since > weeks.from ? since : weeks.from;
  return roundedOrNull(replay(changes, { from, to: weeks.to }).divergence_after);
}

interface FrontierPoint {
  strength: number;
  divergence: number | null;
  cost: number | null;
}

/** What less of the patch would have come to: divergence beside cost, from nothing of it to all. */
function frontier(
  { changes }: Proposal,
  {
    whole,
    inForce,
    replay,
  }: { whole: Replay; inForce: Version; replay: (changes: readonly Change[]) => Replay },
): FrontierPoint[] {
  const known = new Map<string, Pick<Replay, 'divergence_after' | 'cost'>>([
    [jsonOf([]), { divergence_after: whole.divergence_before, cost: 0 }],
    [jsonOf(changes), whole],
  ]);
  return STRENGTHS.map((strength) => {
    const some = strength === 0 ? [] : atStrength(changes, inForce.parameters, strength);
    const key = jsonOf(some);
    const replayed = known.get(key) ?? replay(some);
    known.set(key, replayed);
    return {
      strength,
      divergence: roundedOrNull(replayed.divergence_after),
      cost: roundedOrNull(replayed.cost),
    };
  });
}

/** p₀ of the guard: what the same advice diverged by before; null where too little or too much is known to arm it. */
function guardOf(proposal: Proposal, at: number): number | null {
  const before = proposal.habits
    .flatMap(({ evidence }) => evidence.inScope)
    .filter((placed) => placed.at > at - GUARD_WEEKS && isProposedOn(proposal, placed));
  const diverged = before.filter(({ decision }) => decision.refused || decision.modified).length;
  return roundedOrNull(guardedDivergence({ diverged, decisions: before.length }));
}

function jsonOf(value: object): string {
  return canonicalJson(value as Json | JsonObject);
}
