/** A thread that runs one long loop and ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { whole, type Pieces } from '../../domain/pieces.js';
import { LONG_LOOPS, type LongLoops } from './long-loops.js';

const { loop, input } = workerData as { loop: keyof LongLoops; input: never };
parentPort?.postMessage(whole(LONG_LOOPS[loop](input) as Pieces<unknown>));
