/** A thread that reads one file: it writes batches for the thread that has the warehouse, and waits for each to be staged. */
import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { writeTexts } from '../../store/staging/staging.js';
import { readText, type TextJob } from './read-text.js';
import type { FromThread } from './read-in-thread.js';

const job = workerData as TextJob;
const tell = (message: FromThread) => parentPort?.postMessage(message);

try {
  const read = await readText(job, async (batch) => {
    tell({ files: await writeTexts(job.home, batch) });
    if (parentPort) await once(parentPort, 'message');
  });
  tell({ read });
} catch (error) {
  const { name, message, code } = error as NodeJS.ErrnoException;
  tell({ failed: { name, message, code } });
}
