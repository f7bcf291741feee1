import { busy } from './error-problem.js';
import type { Moment, Moments } from './parts.js';

const AT_ONCE = 2;
/** And beside them as many of what is first: lists that wait keep out no fact. */
const MOST_WAITING = 32;
/** Of one token, so that there is room for others. */
const MOST_WAITING_EACH = 16;
const LONGEST_MS = 5_000;

/** Who reads: the token's id, and what says that they are gone. */
export interface Asker {
  by: string;
  gone: AbortSignal;
  /** Whether it comes before all that wait and are not so. */
  isFirst: boolean;
}

/** Reads at one moment, when it is its turn. */
export type Turns = <T>(work: (moment: Moment) => Promise<T>, asker: Asker) => Promise<T>;

/**
 * Reads as they come, two at a time; what is first comes before all else that waits. Refuses what would wait behind too
 * many; what takes too long since it came, and what nobody waits for any more, leaves the queue or is ended.
 */
export function readTurns(moments: Moments): Turns {
  const waiting: { by: string; isFirst: boolean; go: () => void }[] = [];
  let running = 0;

  function turn({ by, isFirst }: Asker, ended: AbortSignal): Promise<void> {
    if (running < AT_ONCE) {
      running += 1;
      return Promise.resolve();
    }
    const alike = waiting.filter((one) => one.isFirst === isFirst);
    if (alike.length >= MOST_WAITING) throw busy(`${MOST_WAITING} reads are waiting`);
    if (alike.filter((one) => one.by === by).length >= MOST_WAITING_EACH)
      throw busy(`${MOST_WAITING_EACH} reads of this token are waiting`);
    return new Promise((resolve, reject) => {
      const mine = { by, isFirst, go: resolve };
      const place = isFirst ? waiting.findIndex((one) => !one.isFirst) : -1;
      waiting.splice(place < 0 ? waiting.length : place, 0, mine);
      ended.addEventListener('abort', () => {
        const at = waiting.indexOf(mine);
        if (at < 0) return;
        waiting.splice(at, 1);
        reject(tookTooLong());
      });
    });
  }

  function pass(): void {
    const next = waiting.shift();
    if (next) next.go();
    else running -= 1;
  }

  return async (work, asker) => {
    const ended = AbortSignal.any([asker.gone, AbortSignal.timeout(LONGEST_MS)]);
    if (ended.aborted) throw tookTooLong();
    await turn(asker, ended);
    const read = moments.at(work, { signal: ended, canWait: !asker.isFirst });
    // Ended or not, it has its turn as long as it has its connection.
    read.then(pass, pass);
    // While the warehouse is being made anew there is nothing to end.
    return Promise.race([read, rejecting(ended)]);
  };
}

function rejecting(ended: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = () => reject(tookTooLong());
    if (ended.aborted) end();
    else ended.addEventListener('abort', end);
  });
}

function tookTooLong(): Error {
  return busy(`the read took over ${LONGEST_MS / 1_000} s`);
}
