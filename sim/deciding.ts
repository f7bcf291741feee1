import type { Patch } from '../domain/algorithm/parameter-patch.js';
import { withDecisions, type CandidateRow } from '../domain/candidates/candidate-row.js';
import { roundStarts } from '../domain/candidates/round-starts.js';
import { saturdayCandidates } from '../domain/candidates/saturday-candidates.js';
import { compare } from '../domain/compare.js';
import { groupBy } from '../domain/group-by.js';
import { UNDERLYING_WEEKS } from '../domain/preferences/habit.js';
import type { WeekDecision } from '../domain/preferences/week-decision.js';
import type { LookedWeek } from '../domain/preferences/patterns.js';
import type { RoundStart } from '../domain/preferences/rounds.js';
import { decide } from '../domain/registry/decision.js';
import { WATCH_WEEKS, type DecisionRequest } from '../domain/registry/may-decide.js';
import { registryOf, versionOf, versionOn, type Registry } from '../domain/registry/registry.js';
import type { DecisionRow } from '../domain/registry/registry-rows.js';
import { nextSession } from '../domain/time/calendar.js';
import { isAnswered, type Policy } from './policy.js';
import { addDays } from '../domain/time/dates.js';
import { shiftWeek, weekOf, weekRange, type IsoWeek } from '../domain/time/iso-week.js';
import { kept, toKeep, watched, type Watching } from './watching.js';

/** The candidates of a person, what was decided about them and what that made of the algorithm. */
export interface Deciding {
  registry(): Registry;
  starts(): RoundStart[];
  /** As they were published, each with the decision about it. */
  candidates(): CandidateRow[];
  decisions(): readonly DecisionRow[];
  /** Looks at what is watched, makes the candidates of a Saturday and decides about those that are open. */
  saturday(
    looked: LookedWeek,
    known: { decisions: readonly WeekDecision[]; replayerOf: Watching['replayerOf'] },
  ): void;
  /** The first week that may still be replayed. */
  replayedFrom(week: IsoWeek): IsoWeek;
}

export function deciding(policy: Policy): Deciding {
  let registry = registryOf({ versions: [], changes: [] });
  const published: CandidateRow[] = [];
  const decisions: DecisionRow[] = [];
  const starts = () => roundStarts(published, decisions, registry);

  return {
    registry: () => registry,
    starts,
    candidates: () => withDecisions(published, decisions),
    decisions: () => decisions,
    replayedFrom(week) {
      const oldest = shiftWeek(week, 1 - UNDERLYING_WEEKS);
      const watchedFrom = registry.changes.flatMap(({ outcome, effective_from }) =>
        outcome === 'watching' && effective_from !== null ? [weekOf(effective_from)] : [],
      );
      return [oldest, ...watchedFrom].sort()[0] as IsoWeek;
    },
    saturday(looked, { decisions: known, replayerOf }) {
      const { week } = looked;
      registry = watched({ week, registry, published, decided: decisions, decisions: known, replayerOf });
      const isNothing = published.length === 0 && !looked.habits.some(({ evidence }) => evidence.found);
      if (isNothing) return;
      const { to } = weekRange(looked.week);
      const inForce = versionOf(versionOn(registry, nextSession(to)));
      const made = saturdayCandidates({
        ...{ looked, decisions, inForce, starts: starts() },
        earlier: [...published].sort(byRevision),
        replay: (changes, weeks) => replayerOf(inForce, registry)(changes, weeks),
      });
      published.push(...made);
      for (const candidate of latestOpen(withDecisions(published, decisions)))
        if (isAnswered(policy, candidate)) answer(candidate, week);
      for (const version of toKeep(registry)) registry = kept(registry, version, nextSession(to));
    },
  };

  /** What does not fit what is in force by then is left for the next Saturday. */
  function answer(candidate: CandidateRow, week: IsoWeek): void {
    const made = decisions.filter(({ candidate_id }) => candidate_id === candidate.candidate_id);
    const request = decisionRequest(policy, candidate, week);
    const ahead = nextSession(weekRange(week).to);
    const patch = JSON.parse(candidate.patch) as Patch;
    const decided = decide({ ...candidate, patch }, request, { registry, made, ahead });
    if (decided.kind !== 'planned') return;
    decisions.push(decided.decision);
    registry = registryOf({
      versions: [...registry.versions, ...decided.versions],
      changes: [...registry.changes, ...decided.changes],
    });
  }
}

export const DECIDER = 'simulate';
/** Days after Monday. */
const SATURDAY = 5;
const DECIDED_AT = '16:00:00Z';

/** What is asked for on the Saturday of a week. */
export function decisionRequest(
  policy: Policy,
  { revision }: Pick<CandidateRow, 'revision'>,
  week: IsoWeek,
): DecisionRequest {
  return {
    decision: policy === 'reject' ? 'reject' : 'implement',
    ...{ revision, until: null, effective: null, weeklyLossLimit: null },
    ...{ reason: `policy ${policy}`, acceptCost: policy === 'found', by: DECIDER },
    ...{ watchWeeks: WATCH_WEEKS, onBreach: 'revert' },
    ...{ at: decidedAt(week), isAtGiven: true },
  };
}

/** On the Saturday of a week. */
export function decidedAt(week: IsoWeek): string {
  return `${addDays(weekRange(week).from, SATURDAY)}T${DECIDED_AT}`;
}

/** The latest revisions that wait for an answer, in the order of their table. */
export function latestOpen(decided: readonly CandidateRow[]): CandidateRow[] {
  return [...groupBy(decided, ({ candidate_id }) => candidate_id).values()]
    .map((revisions) => revisions.at(-1) as CandidateRow)
    .filter(({ status }) => status === 'open')
    .sort(byRevision);
}

function byRevision(a: CandidateRow, b: CandidateRow): number {
  return compare(a.candidate_id, b.candidate_id) || a.revision - b.revision;
}
