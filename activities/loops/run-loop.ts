import { Worker } from 'node:worker_threads';
import { LONG_LOOPS, type LongLoops } from './long-loops.js';

/**
 * From so many records on a loop takes about a second, beside which starting a thread and handing them over is little.
 */
const THREAD_FROM = 10_000;

type Input<L extends keyof LongLoops> = Parameters<LongLoops[L]>[0];
type Output<L extends keyof LongLoops> = ReturnType<LongLoops[L]>;

/**
 * Runs a loop over so many records: in a thread of its own where that would keep this one from all else, such as from
 * reporting that the step is alive.
 */
export async function runLoop<L extends keyof LongLoops>(
  loop: L,
  input: Input<L>,
  records: number,
): Promise<Output<L>> {
  if (records < THREAD_FROM) return (LONG_LOOPS[loop] as (input: Input<L>) => Output<L>)(input);
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL('./loop-thread.js', import.meta.url), { workerData: { loop, input } });
    thread.once('message', resolve);
    thread.once('error', reject);
    thread.once('exit', () => reject(new Error(`the thread of ${loop} ended without a result`)));
  });
}
