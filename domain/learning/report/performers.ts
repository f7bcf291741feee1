import { groupBy } from '../../group-by.js';
import { sum, toNumber, ZERO, type Decimal } from '../../number/decimal.js';
import { newYorkDay } from '../../time/calendar.js';
import { wallClock } from '../../time/zone.js';
import { groupMeans, shrunkMeans } from '../scoring/shrunk-means.js';

/** What advice that was followed came to, by underlying or by hour. */
export interface Performer {
  scored: number;
  /** Dollars. */
  pnl: number;
  win_rate: number;
  mean_reward: number;
  /** The mean reward, drawn to what all have in common: the more, the less is known. */
  shrunk: number;
}

interface Followed {
  labelled_at: string;
  label: 0 | 1;
  reward: number;
  reward_raw: Decimal | null;
}

/** The groups by their names, in any order. */
export function performersOf<F extends Followed>(
  followed: readonly F[],
  by: (one: F) => string,
): [name: string, Performer][] {
  const groups = [...groupBy(followed, by)];
  const means = groupMeans(
    groups.map(([, own]) => ({
      values: own.map(({ reward, labelled_at }) => ({ value: reward, day: newYorkDay(labelled_at) })),
    })),
  );
  const shrunk = shrunkMeans(means);
  return groups.map(([name, own], i) => [
    name,
    {
      scored: own.length,
      pnl: toNumber(sum(own.map(({ reward_raw }) => reward_raw ?? ZERO))),
      win_rate: own.reduce((wins, { label }) => wins + label, 0) / own.length,
      mean_reward: means[i]?.mean ?? 0,
      shrunk: shrunk[i] ?? 0,
    },
  ]);
}

/** `09` to `16`: the hour in New York. */
export function sessionHour(sentAt: string): string {
  return wallClock(sentAt).time.slice(0, 2);
}
