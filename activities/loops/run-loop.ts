import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Pieces } from '../../domain/pieces.js';
import { inTurns } from '../in-turns.js';
import { LONG_LOOPS, type LongLoops } from './long-loops.js';

/**
 * From so many records on a loop takes about a second, beside which starting a thread and handing them over is little.
 */
const THREAD_FROM = 10_000;

const THREAD = new URL('./loop-thread.js', import.meta.url);
/** Not where the program runs from its source, as tests do: a thread loads what was built. */
const isBuilt = existsSync(THREAD);

type Input<L extends keyof LongLoops> = Parameters<LongLoops[L]>[0];
type Output<L extends keyof LongLoops> = ReturnType<LongLoops[L]> extends Pieces<infer O> ? O : never;

/**
 * Runs a loop over so many records: in a thread of its own where that would keep this one from all else, such as from
 * reporting that the step is alive.
 */
export async function runLoop<L extends keyof LongLoops>(
  loop: L,
  input: Input<L>,
  records: number,
): Promise<Output<L>> {
  return records < THREAD_FROM ? runHere(loop, input) : inThread(loop, input);
}

/** Runs a loop beside all else: what takes a tenth of a second would keep this thread from answering. */
export async function runAside<L extends keyof LongLoops>(loop: L, input: Input<L>): Promise<Output<L>> {
  return isBuilt ? inThread(loop, input) : runHere(loop, input);
}

function runHere<L extends keyof LongLoops>(loop: L, input: Input<L>): Promise<Output<L>> {
  return inTurns((LONG_LOOPS[loop] as (input: Input<L>) => Pieces<Output<L>>)(input));
}

function inThread<L extends keyof LongLoops>(loop: L, input: Input<L>): Promise<Output<L>> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(THREAD, { workerData: { loop, input } });
    thread.once('message', resolve);
    thread.once('error', reject);
    thread.once('exit', () => reject(new Error(`the thread of ${loop} ended without a result`)));
  });
}
