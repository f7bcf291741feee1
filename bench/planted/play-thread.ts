/** A thread that plays one planted person after another. */
import { once } from 'node:events';
import { parentPort } from 'node:worker_threads';
import { playPerson, type PlayTask } from './play.js';

if (parentPort)
  for (;;) {
    const [task] = (await once(parentPort, 'message')) as [PlayTask];
    parentPort.postMessage(playPerson(task));
  }
