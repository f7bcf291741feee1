/**
 * A thread that reads files, one at a time: it writes batches for the thread that has the warehouse, and waits for each
 * to be staged.
 */
import { once } from 'node:events';
import { parentPort, type MessagePort } from 'node:worker_threads';
import { writeTexts } from '../../store/staging/staging.js';
import { readText, type TextJob } from './read-text.js';
import { failureOf } from '../thread-failure.js';
import type { FromThread } from './read-in-thread.js';

async function readFor(parent: MessagePort, job: TextJob): Promise<FromThread> {
  try {
    const read = await readText(job, async (batch) => {
      parent.postMessage({ files: await writeTexts(job.home, batch) } satisfies FromThread);
      await once(parent, 'message');
    });
    return { read };
  } catch (error) {
    return { failed: failureOf(error) };
  }
}

if (parentPort)
  for (;;) {
    const [job] = (await once(parentPort, 'message')) as [TextJob];
    parentPort.postMessage(await readFor(parentPort, job));
  }
