/** Chosen divergence of people, by week. */
import { barChart } from '../../cli/chart.js';
import { meanOf } from '../../sim/result.js';
import { percentText } from './figures.js';
import type { PlayedPerson } from './played-person.js';

const CURVE_WIDTH = 40;

/** Of each person the mean of these weeks, counted from 1, both included. */
export function inWeeks(people: readonly PlayedPerson[], from: number, to = from): number[] {
  return people.flatMap(({ divergence }) => meanOf(divergence.slice(from - 1, to)) ?? []);
}

export function shareBelow(shares: readonly number[], bound: number): number {
  return shares.filter((share) => share < bound).length / shares.length;
}

/** The mean of each week as a bar. */
export function curve(people: readonly PlayedPerson[]): string[] {
  const weeks = Math.max(0, ...people.map(({ divergence }) => divergence.length));
  return barChart(
    Array.from({ length: weeks }, (_, at) => {
      const share = meanOf(inWeeks(people, at + 1));
      return { label: `week ${at + 1}`, share, note: percentText(share) };
    }),
    CURVE_WIDTH,
  );
}
