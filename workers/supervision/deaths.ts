import type { Trouble } from '../running/trouble.js';

/** How a process ended that was to run on. */
export interface Death {
  /** UTC. */
  at: string;
  /** `status 1`, `SIGKILL`, or why it could not be started. */
  how: string;
  /** The last errors that it wrote, as a sentence's end: `: …`. */
  said: string;
  /** By its own doing: nobody killed it. */
  own: boolean;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/**
 * How long a process rests before it is started again, by how often in a row it has ended; 0 as after the first time.
 */
export function pauseAfter(inARow: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** Math.max(0, inARow - 1), LONGEST_PAUSE_MS);
}

const DAY_MS = 86_400_000;
/** More are counted no further: a log has them. */
const KEPT = 10_000;

/** The deaths of a process in the day before the last of them, with one more. */
export function withDeath(deaths: readonly Death[], death: Death): Death[] {
  const since = new Date(Date.parse(death.at) - DAY_MS).toISOString();
  return [...deaths.filter(({ at }) => at > since), death].slice(-KEPT);
}

/**
 * What there is to say of a process by its deaths; one that was killed says why by its own deaths, where there are any.
 */
export function troubleOf(name: Trouble['name'], deaths: readonly Death[]): Trouble | undefined {
  const own = deaths.filter((death) => death.own);
  const last = own.at(-1) ?? deaths.at(-1);
  if (last === undefined) return undefined;
  const { at, how, said } = last;
  return { name, ended: own.length, killed: deaths.length - own.length, last_at: at, why: `${how}${said}` };
}
