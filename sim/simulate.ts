import { V3_3 } from '../domain/algorithm/algorithm-parameters.js';
import { advise } from '../domain/algorithm/reference-algorithm.js';
import type { PatternRow } from '../domain/preferences/pattern-row.js';
import { habitsByWeek, type LookedWeek } from '../domain/preferences/patterns.js';
import { learner, type KnownWeek } from './learning/learner.js';
import type { PlantedPerson } from './planted/person.js';
import { plantedSeason, type PlantedSeason } from './planted/season.js';
import { playedWeeks, simulatedDays, type InForce, type PlayedWeek } from './planted/weeks.js';
import { weekLine, type WeekLine } from './week-line.js';

export interface SimulationInput {
  person: PlantedPerson;
  seed: number;
  weeks: number;
}

/** A week of a simulation, when nothing changes it any more: on the Saturday after, the last one on its own. */
export interface SimulatedWeek {
  played: PlayedWeek;
  line: WeekLine;
  patterns: PatternRow[];
}

/** Version v3.3, whenever. */
export const FIRST_VERSION: InForce = () => ({
  version: V3_3.version,
  adviser: (morning) => advise({ ...morning, parameters: V3_3 }).recommendations,
});

export function seasonOf({ person, seed, weeks }: SimulationInput): PlantedSeason {
  return plantedSeason(person, seed, simulatedDays(person, weeks));
}

/** Plays a person week by week, in memory. The same input gives the same. */
export function* simulate(input: SimulationInput, season = seasonOf(input)): Generator<SimulatedWeek, void> {
  const { person, weeks } = input;
  const learnt = learner(season);
  const look = looking();
  let last: PlayedWeek | undefined;
  for (const played of playedWeeks(season, { person, weeks, inForce: FIRST_VERSION })) {
    for (const { date, played: session } of played.sessions) learnt.add(date, session);
    const { before, own } = learnt.saturday(played.week);
    const told = (known: KnownWeek, of: PlayedWeek): SimulatedWeek => ({
      played: of,
      line: weekLine(known, of),
      patterns: look(known, learnt.underlyings())?.rows() ?? [],
    });
    if (last !== undefined) yield told(before, last);
    if (played.n === weeks) yield told(own, played);
    else look(own, learnt.underlyings());
    last = played;
  }
}

/** Looks at the habits of each week from the first decision on; at its last once more when all of it is known. */
function looking(): (known: KnownWeek, underlyings: readonly string[]) => LookedWeek | undefined {
  const look = habitsByWeek();
  let begun = false;
  return ({ week, decided, judged }, underlyings) => {
    begun ||= decided.length > 0;
    if (!begun) return undefined;
    return look({
      week,
      decisions: decided.map(({ decision }) => decision),
      judged: judged.map(({ decision }) => decision),
      underlyings,
      starts: [],
    });
  };
}
