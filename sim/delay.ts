import type { Session } from './quotes.js';
import { normal, type Random } from '../domain/number/random.js';

const DELAY_SPREAD = 0.9;
/** Of a session in which nothing is traded any more. */
export const LAST_MINUTES = 10;

/** How many minutes after the open of a session of so many, of somebody who typically takes so long. */
export function delayedMinutes(
  typicalMinutes: number,
  { minutes, random }: { minutes: number; random: Random },
): number {
  const delay = typicalMinutes * Math.exp(DELAY_SPREAD * normal(random));
  return Math.min(Math.max(delay, 1), minutes - LAST_MINUTES);
}

/** The minute after the open at which somebody answers who typically takes so long; half of the answers come sooner. */
export function delayed(
  typicalMinutes: number,
  { session, random }: { session: Session; random: Random },
): number {
  return delayedMinutes(typicalMinutes, { minutes: session.minutes, random });
}
