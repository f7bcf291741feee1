import type { CandidateRow } from '../domain/candidates/candidate-row.js';
import type { PatternRow } from '../domain/preferences/pattern-row.js';
import { habitsByWeek, type LookedWeek } from '../domain/preferences/patterns.js';
import type { WeekDecision } from '../domain/preferences/week-decision.js';
import type { RoundStart } from '../domain/preferences/rounds.js';
import { adviceOf, adviceWithHoldout } from '../domain/registry/advise-sessions.js';
import type { Registry } from '../domain/registry/registry.js';
import type { DecisionRow } from '../domain/registry/registry-rows.js';
import { versionsAdvising } from '../domain/registry/versions-advising.js';
import { deciding } from './deciding.js';
import { learner, type KnownWeek } from './learning/learner.js';
import type { PlantedPerson } from './planted/person.js';
import { plantedSeason, type PlantedSeason } from './planted/season.js';
import { playedWeeks, simulatedDays, type InForce, type PlayedWeek } from './planted/weeks.js';
import type { Policy } from './policy.js';
import { weekLine, type WeekLine } from './week-line.js';

export interface SimulationInput {
  person: PlantedPerson;
  seed: number;
  weeks: number;
  policy: Policy;
  /** Share of sessions and underlyings that get the advice of the version before; null: none. */
  holdout: number | null;
}

/** A week of a simulation, when nothing changes it any more: on the Saturday after, the last one on its own. */
export interface SimulatedWeek {
  played: PlayedWeek;
  line: WeekLine;
  patterns: PatternRow[];
}

/** What became of the algorithm. */
export interface Outcome {
  candidates: CandidateRow[];
  decisions: readonly DecisionRow[];
  registry: Registry;
}

export function seasonOf({
  person,
  seed,
  weeks,
}: Pick<SimulationInput, 'person' | 'seed' | 'weeks'>): PlantedSeason {
  return plantedSeason(person, seed, simulatedDays(person, weeks));
}

/**
 * Plays a person week by week, in memory: what is advised is by the version in force, and on Saturday candidates are
 * decided about by the policy. The same input gives the same.
 */
export function* simulate(
  input: SimulationInput,
  season = seasonOf(input),
): Generator<SimulatedWeek, Outcome> {
  const { person, weeks, policy, holdout } = input;
  const learnt = learner(season);
  const look = looking();
  const decided = deciding(policy);
  const settled: WeekDecision[] = [];
  let last: PlayedWeek | undefined;
  for (const played of playedWeeks(season, {
    person,
    weeks,
    inForce: advisedBy(() => decided.registry(), holdout),
  })) {
    for (const { date, played: session } of played.sessions) learnt.add(date, session);
    const { before, own } = learnt.saturday(played.week);
    const known = { underlyings: learnt.underlyings(), starts: decided.starts() };
    settled.push(...before.decided.map(({ decision }) => decision));
    if (last !== undefined)
      yield {
        ...{ played: last, line: weekLine(before, last) },
        patterns: look(before, known)?.rows() ?? [],
      };
    last = played;
    const looked = look(own, known);
    if (looked !== undefined)
      decided.saturday(looked, {
        decisions: [...settled, ...own.decided.map(({ decision }) => decision)],
        replayerOf: (base, registry) => learnt.replayer(base, registry),
      });
    learnt.forget(decided.replayedFrom(played.week));
    if (played.n === weeks) yield { played, line: weekLine(own, played), patterns: looked?.rows() ?? [] };
  }
  return {
    candidates: decided.candidates(),
    decisions: decided.decisions(),
    registry: decided.registry(),
  };
}

/** What is in force on each session, whatever is decided until then. */
export function advisedBy(registry: () => Registry, holdout: number | null): InForce {
  return (date) => {
    const advising = versionsAdvising(registry(), null)(date);
    return {
      version: advising.now.version,
      adviser: (morning) =>
        (holdout === null ? adviceOf(morning, advising.now) : adviceWithHoldout(morning, advising, holdout))
          .recommendations,
    };
  };
}

/** Looks at the habits of each week from the first decision on; at its last once more when all of it is known. */
function looking() {
  const look = habitsByWeek();
  let begun = false;
  return (
    { week, decided, judged }: KnownWeek,
    known: { underlyings: readonly string[]; starts: readonly RoundStart[] },
  ): LookedWeek | undefined => {
    begun ||= decided.length > 0;
    if (!begun) return undefined;
    return look({
      ...{ week, ...known },
      decisions: decided.map(({ decision }) => decision),
      judged: judged.map(({ decision }) => decision),
    });
  };
}
