import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { DiskFault, NotRunning } from '../../domain/errors.js';
import { printable } from '../../domain/printable.js';
import { fullText, isFull } from '../../store/home/disk.js';
import type { Home } from '../../store/home/home.js';
import { runOn } from '../running/run-on.js';
import { isAway, reasonOf } from './away.js';

/** How long a server may be away in one piece, being started again and again, before who waits gives up. */
const PATIENCE_MS = 300_000;
/** Then it is said that it is waited for. */
const NOTABLE_MS = 5_000;
const RETRY_MS = 500;
/** How often the disk is looked at meanwhile; twice full is full, once may be a step that needs room for a moment. */
const LOOK_MS = 1_000;

interface Waited {
  home: Home;
  /** Whether it answers now. */
  isServing: () => Promise<boolean>;
  /** Once nobody waits any more. */
  closed: AbortSignal;
}

/**
 * Calls a server again as long as it is away, and gives the answer. Throws DiskFault as soon as the disk of the home is
 * full, where nothing gets on; NotRunning once nobody runs the server any more, or it stays away. `call` is handed what
 * tells it that its answer is no longer waited for.
 */
export async function patiently<T>(
  { home, isServing, closed }: Waited,
  call: (stop: AbortSignal) => Promise<T>,
): Promise<T> {
  const done = new AbortController();
  const stop = AbortSignal.any([done.signal, closed]);
  // A long wait is many calls, each of which listens.
  setMaxListeners(0, stop);
  try {
    return await Promise.race([answerOf(), whenFull(home, stop)]);
  } finally {
    done.abort();
  }

  async function answerOf(): Promise<T> {
    let awaySince: number | undefined;
    let isTold = false;
    for (;;) {
      try {
        return await call(stop);
      } catch (error) {
        if (stop.aborted || !isAway(error)) throw error;
        const { address } = await runOn(home.dir);
        if (await isServing()) [awaySince, isTold] = [undefined, false];
        else awaySince ??= performance.now();
        const awayMs = awaySince === undefined ? 0 : performance.now() - awaySince;
        const what = `the server of ${home.dir} does not answer at ${address}: ${reasonOf(error)}`;
        if (awayMs > PATIENCE_MS)
          throw new NotRunning(
            `${what}. What was begun goes on once it does; "npx tradeloop status" says how things stand`,
            { cause: error },
          );
        if (awayMs > NOTABLE_MS && !isTold) {
          process.stderr.write(`${printable(what)}; waiting for it\n`);
          isTold = true;
        }
        await sleep(RETRY_MS);
      }
    }
  }
}

/** Rejects when the disk is full; never resolves. */
async function whenFull({ dir }: Home, stop: AbortSignal): Promise<never> {
  for (let full = 0; ;) {
    await sleep(LOOK_MS, undefined, { signal: stop, ref: false }).catch(() => undefined);
    if (stop.aborted) return new Promise(() => undefined);
    full = isFull(dir) ? full + 1 : 0;
    if (full === 2) throw new DiskFault(fullText(dir));
  }
}
