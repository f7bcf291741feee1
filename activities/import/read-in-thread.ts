import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import type { Warehouse } from '../../store/duckdb/warehouse.js';
import type { Home } from '../../store/home/home.js';
import { stageTexts, writeTexts, type TextFile } from '../../store/staging/staging.js';
import { errorOf, type Failure } from '../thread-failure.js';
import { readText, type ReadText, type TextJob } from './read-text.js';
import type { Stage } from './staged-file.js';

/** What the thread says: that a batch is to be staged, and how it ended. */
export type FromThread = { files: TextFile[] } | { read: ReadText } | { failed: Failure };

/** In bytes: what is smaller is read in less time than a thread takes to start, packed as it may be. */
const THREAD_FROM = 2 ** 17;

const THREAD = new URL('./text-thread.js', import.meta.url);
/** Not where the program runs from its source, as tests do: a thread loads what was built. */
const isBuilt = existsSync(THREAD);

/** Stages batches in this thread. */
export function stageHere({ home, warehouse }: { home: Home; warehouse: Warehouse }): Stage {
  return async (batch) => stageTexts(warehouse, await writeTexts(home, batch));
}

/**
 * How long a thread waits for another file. To start one takes longer than to read a small file, and on a busy machine
 * the database takes seconds for the one before.
 */
const REST_MS = 30_000;
/** In bytes: after a larger file the memory that it took is given back at once. */
const REST_BELOW = 2 ** 24;

/** The thread that has read a file and waits for another, and what ends that. */
let resting: { thread: Worker; timer: NodeJS.Timeout } | undefined;

/**
 * Reads a file into the staging tables as {@link readText} does: in a thread, so that this one goes on answering
 * meanwhile. Whatever fails, the thread has ended when this returns, and writes nothing more; else it waits a while for
 * another file.
 */
export async function readStaged(job: TextJob, warehouse: Warehouse): Promise<ReadText> {
  const { size } = await stat(job.path);
  if (!isBuilt || size < THREAD_FROM) return readText(job, stageHere({ home: job.home, warehouse }));
  const thread = takeThread();
  let staging = Promise.resolve();
  let mayRest = false;
  try {
    const read = await new Promise<ReadText>((resolve, reject) => {
      const stage = async (files: readonly TextFile[]) => {
        await stageTexts(warehouse, files);
        thread.postMessage('staged');
      };
      thread.on('message', (message: FromThread) => {
        if ('files' in message) (staging = stage(message.files)).catch(reject);
        else if ('read' in message) resolve(message.read);
        else reject(errorOf(message.failed));
      });
      thread.once('error', reject);
      thread.once('exit', () =>
        reject(new Error(`the thread that reads ${job.path} ended without a result`)),
      );
      thread.postMessage(job);
    });
    mayRest = size < REST_BELOW && resting === undefined;
    return read;
  } finally {
    if (mayRest) rest(thread);
    else await thread.terminate();
    await staging.catch(() => undefined);
  }
}

function takeThread(): Worker {
  if (resting === undefined) return new Worker(THREAD);
  const { thread, timer } = resting;
  resting = undefined;
  clearTimeout(timer);
  hearNothingOf(thread);
  thread.ref();
  return thread;
}

/** Lets a thread wait for another file, for a while; the process may end meanwhile. */
function rest(thread: Worker): void {
  const end = () => {
    if (resting?.thread === thread) resting = undefined;
    void thread.terminate();
  };
  hearNothingOf(thread);
  thread.once('error', end);
  thread.unref();
  resting = { thread, timer: setTimeout(end, REST_MS).unref() };
}

/** Event by event: the thread has listeners of Node's own, too. */
function hearNothingOf(thread: Worker): void {
  for (const event of ['message', 'error', 'exit']) thread.removeAllListeners(event);
}
