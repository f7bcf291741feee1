import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Endpoint } from '../asking/endpoint.js';
import type { Starter } from '../asking/run-workflow.js';
import { answers } from '../connection.js';
import { isPolling, type WorkerName } from '../running/pollers.js';

const ANSWER_MS = 2_000;
const LOOK_MS = 100;

/** Resolves when the server has heard of a worker; a worker that has ended will not be heard of. */
export async function whenPolling(
  { client, storeId }: Starter,
  name: WorkerName,
  child: ChildProcess,
): Promise<void> {
  const pid = child.pid ?? 0;
  while (isRunning(child)) {
    // A server that was just killed does not answer; the next one will.
    if (await isPolling(client, { name, pid, storeId }).catch(() => false)) return;
    await sleep(LOOK_MS);
  }
  throw new Error(`${name} ended before it took tasks`);
}

/** Resolves when a server that was started answers. */
export async function whenAnswering(endpoint: Endpoint, child: ChildProcess): Promise<void> {
  while (isRunning(child)) {
    if (await answers(endpoint, ANSWER_MS)) return;
    await sleep(LOOK_MS);
  }
  throw new Error('the server ended before it answered');
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}
