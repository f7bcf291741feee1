import { V3_3 } from '../domain/algorithm/algorithm-parameters.js';
import { advise } from '../domain/algorithm/reference-algorithm.js';
import type { PatternRow } from '../domain/preferences/pattern-row.js';
import { patternsOf } from '../domain/preferences/patterns.js';
import type { WeekDecision } from '../domain/preferences/week-decision.js';
import { weekOf } from '../domain/time/iso-week.js';
import { learner } from './learning/learner.js';
import type { PlantedPerson } from './planted/person.js';
import { plantedSeason, type PlantedSeason } from './planted/season.js';
import { playedWeeks, simulatedDays, type InForce, type PlayedWeek } from './planted/weeks.js';
import { weekLine, type WeekLine } from './week-line.js';

export interface SimulationInput {
  person: PlantedPerson;
  seed: number;
  weeks: number;
}

/** What a person did and what was learnt of it. */
export interface Simulation {
  season: PlantedSeason;
  weeks: WeekLine[];
  patterns: PatternRow[];
}

/** Version v3.3, whenever. */
export const FIRST_VERSION: InForce = () => ({
  version: V3_3.version,
  adviser: (morning) => advise({ ...morning, parameters: V3_3 }).recommendations,
});

/** Plays a person week by week, in memory. The same input gives the same. */
export function simulate({ person, seed, weeks }: SimulationInput): Simulation {
  const days = simulatedDays(person, weeks);
  const season = plantedSeason(person, seed, days);
  const learnt = learner(season);
  const lines: WeekLine[] = [];
  const decisions: WeekDecision[] = [];
  let last: PlayedWeek | undefined;
  for (const played of playedWeeks(season, { person, weeks, inForce: FIRST_VERSION })) {
    for (const { date, played: session } of played.sessions) learnt.add(date, session);
    const { before, own } = learnt.saturday(played.week);
    if (last !== undefined) {
      lines.push(weekLine(before, last));
      decisions.push(...before.decided.map(({ decision }) => decision));
    }
    last = played;
    if (played.n < weeks) continue;
    lines.push(weekLine(own, played));
    decisions.push(...own.decided.map(({ decision }) => decision));
  }
  const through = weekOf(days.to);
  const patterns = patternsOf({ underlyings: learnt.underlyings(), decisions, through });
  return { season, weeks: lines, patterns };
}
