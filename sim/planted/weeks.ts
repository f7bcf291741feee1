import { sessionsBetween } from '../../domain/time/calendar.js';
import { addDays, type DateRange, type IsoDate } from '../../domain/time/dates.js';
import { shiftWeek, weekOf, weekRange, type IsoWeek } from '../../domain/time/iso-week.js';
import type { PlantedPerson } from './person.js';
import type { InForceOn, PlantedSeason, PlayedSession } from './season.js';

/** A week as it was played. */
export interface PlayedWeek {
  /** From 1. */
  n: number;
  week: IsoWeek;
  /** The last that was in force in it. */
  version: string;
  sessions: { date: IsoDate; played: PlayedSession }[];
  /** Of each habit, on how many matters the advice was as it wants. */
  satisfied: number[];
}

/** From the start to the end of the last week. */
export function simulatedDays({ start }: PlantedPerson, weeks: number): DateRange {
  return { from: start, to: addDays(weekRange(weekOf(start)).to, 7 * (weeks - 1)) };
}

/** Gives what is in force on a session. */
export type InForce = (date: IsoDate) => InForceOn;

/** Plays week after week; what is decided between two of them changes what is in force in the next. */
export function* playedWeeks(
  season: PlantedSeason,
  { person, weeks, inForce }: { person: PlantedPerson; weeks: number; inForce: InForce },
): Generator<PlayedWeek, void> {
  const { from } = simulatedDays(person, weeks);
  for (let n = 1, week = weekOf(from); n <= weeks; n++, week = shiftWeek(week, 1)) {
    const range = weekRange(week);
    const satisfied = person.habits.map(() => 0);
    const dates = sessionsBetween(n === 1 ? from : range.from, range.to);
    const sessions = dates.map((date) => {
      const played = season.play(date, n, inForce(date));
      for (const index of played.satisfied) satisfied[index] = (satisfied[index] as number) + 1;
      return { date, played };
    });
    const { version } = inForce(dates.at(-1) ?? range.to);
    yield { n, week, version, sessions, satisfied };
  }
}
