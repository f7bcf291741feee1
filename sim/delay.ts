import type { Session } from './quotes.js';
import { normal, type Random } from './random.js';

const DELAY_SPREAD = 0.9;
/** Of a session in which nothing is traded any more. */
export const LAST_MINUTES = 10;

/** The minute after the open at which somebody answers who typically takes so long; half of the answers come sooner. */
export function delayed(
  typicalMinutes: number,
  { session, random }: { session: Session; random: Random },
): number {
  const minutes = typicalMinutes * Math.exp(DELAY_SPREAD * normal(random));
  return Math.min(Math.max(minutes, 1), session.minutes - LAST_MINUTES);
}
