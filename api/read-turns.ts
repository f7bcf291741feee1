import { busy } from './error-problem.js';
import type { Moment, Moments } from './parts.js';

const AT_ONCE = 2;
const MOST_WAITING = 32;
const LONGEST_MS = 5_000;

/** Reads as they come, two at a time; refuses what would wait behind too many, and ends what takes too long. */
export function readTurns(moments: Moments): <T>(work: (moment: Moment) => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= AT_ONCE) {
      if (waiting.length >= MOST_WAITING) throw busy(`${MOST_WAITING} reads are waiting`);
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running += 1;
    try {
      const signal = AbortSignal.timeout(LONGEST_MS);
      // While the warehouse is being made anew there is nothing to end.
      return await Promise.race([moments.at(work, signal), tookTooLong(signal)]);
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}

function tookTooLong(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(busy(`the read took over ${LONGEST_MS / 1_000} s`)));
  });
}
