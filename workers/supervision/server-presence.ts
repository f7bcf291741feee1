import { setTimeout as sleep } from 'node:timers/promises';
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
