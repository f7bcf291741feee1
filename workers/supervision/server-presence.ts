import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { isAway } from '../asking/away.js';
import type { Endpoint } from '../asking/endpoint.js';
import { answers } from '../connection.js';

/** Whether a server is there for those who cannot do without it. */
export interface ServerPresence {
  /** Resolves when it answers, or when `stop` says that nobody waits any more. */
  whenThere: (stop: AbortSignal) => Promise<void>;
  /** Whether it is away, or was a moment ago. */
  wasAway: () => Promise<boolean>;
  /** It was seen to end. */
  isGone: () => void;
}

const ANSWER_MS = 2_000;
const LOOK_MS = 200;
/** A worker that lost its server may end so much later. */
const AFTERMATH_MS = 30_000;

export function serverPresence(endpoint: Endpoint): ServerPresence {
  let lastAway = -Infinity;
  async function isThere(): Promise<boolean> {
    const there = await answers(endpoint, ANSWER_MS);
    if (!there) lastAway = performance.now();
    return there;
  }
  return {
    async whenThere(stop) {
      while (!stop.aborted && !(await isThere()))
        await sleep(LOOK_MS, undefined, { signal: stop }).catch(() => undefined);
    },
    async wasAway() {
      return performance.now() - lastAway < AFTERMATH_MS || !(await isThere());
    },
    isGone() {
      lastAway = performance.now();
    },
  };
}

/** So often in a row a server that is there may fail at what it is asked, */
const ATTEMPTS = 10;
/** so long after each other. */
const PAUSE_MS = 500;

/**
 * Does work on a server that was there, again where it went away: it is being started again. Throws what a server fails
 * at again and again that is there, as a cluster does whose database is not.
 */
export async function inSpiteOfRestarts(
  { presence, stop, log }: { presence: Omit<ServerPresence, 'isGone'>; stop: AbortSignal; log: Logger },
  work: () => Promise<void>,
): Promise<void> {
  for (let failures = 0; !stop.aborted;)
    try {
      return await work();
    } catch (error) {
      if (stop.aborted || !isAway(error)) throw error;
      failures = (await presence.wasAway()) ? 0 : failures + 1;
      if (failures === ATTEMPTS) throw error;

      log.warn(error, 'the server went away while it was set up');
      await sleep(PAUSE_MS, undefined, { signal: stop }).catch(() => undefined);
      await presence.whenThere(stop);
    }
}
