import type { WeekLine } from './week-line.js';
import type { SimulatedWeek } from './simulate.js';

/** The files of a simulation, one line a row, in the order in which they are told. */
export const SIMULATED_FILES = ['weeks', 'patterns'] as const;
export type SimulatedFile = (typeof SIMULATED_FILES)[number];

/** What a simulation came to for one seed. */
export interface SimulatedPerson {
  seed: number;
  /** Mean chosen divergence of the first two weeks, and of the last three. */
  first_weeks: number | null;
  last_weeks: number | null;
  /** By week. */
  divergence: (number | null)[];
  habits: HabitCost[];
}

export interface HabitCost {
  index: number;
  /**
   * What a decision that the habit changes is expected to cost, hedged, in % of price: negative is what it loses. Null
   * where it changed none.
   */
  true_cost: number | null;
}

export function simulatedPerson(
  seed: number,
  { weeks, trueCosts }: { weeks: readonly WeekLine[]; trueCosts: readonly (number | null)[] },
): SimulatedPerson {
  const divergence = weeks.map(({ divergence_chosen }) => divergence_chosen);
  return {
    seed,
    first_weeks: meanOf(divergence.slice(0, 2)),
    last_weeks: meanOf(divergence.slice(-3)),
    divergence,
    habits: trueCosts.map((true_cost, index) => ({ index, true_cost })),
  };
}

/** Of those that are known; null where none is. */
export function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** The lines that a week adds to the files, each beginning with the seed. */
export function simulatedLines(
  seed: number,
  { line, patterns }: Pick<SimulatedWeek, 'line' | 'patterns'>,
): Record<SimulatedFile, string> {
  return {
    weeks: `${JSON.stringify({ seed, ...line })}\n`,
    patterns: patterns
      .map(
        (row) => `${JSON.stringify({ seed, ...row, underlyings: JSON.parse(row.underlyings) as unknown })}\n`,
      )
      .join(''),
  };
}
