import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { Logger } from 'pino';
import type { MessageInput } from '../activities/message-steps.js';
import { newsAbout } from '../domain/news/news.js';
import type { Home } from '../store/home/home.js';
import { takeOut, waitingInOutbox } from '../store/home/outbox.js';

const POLL_MS = 1_000;
/** Where the workflow server does not answer, each try is a question to it. */
const LONGEST_POLL_MS = 60_000;

interface Surroundings {
  /** The names of the ways. */
  ways: readonly string[];
  /** Throws WorkflowExecutionAlreadyStartedError for what was begun before. */
  start: (input: MessageInput) => Promise<unknown>;
  log: Logger;
  stop: AbortSignal;
}

/**
 * Begins a run a way for each message that was handed over, until `stop`. A message leaves the outbox once all are
 * begun; after a crash in between those that are there are not begun again.
 */
export async function watchOutbox(home: Home, { ways, start, log, stop }: Surroundings): Promise<void> {
  let pauseMs = POLL_MS;
  for (; !stop.aborted; await sleep(pauseMs, undefined, { signal: stop }).catch(() => undefined))
    try {
      for (const subject of await waitingInOutbox(home)) {
        const { kind } = newsAbout(subject);
        for (const way of ways) await start({ kind, subject, way }).catch(unlessBegun);
        await takeOut(home, subject);
        log.info({ subject, ways }, 'handed to its ways');
      }
      pauseMs = POLL_MS;
    } catch (error) {
      pauseMs = Math.min(2 * pauseMs, LONGEST_POLL_MS);
      if (!stop.aborted) log.warn(error, 'messages wait in the outbox; they are looked for again');
    }
}

function unlessBegun(error: unknown): void {
  if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
}
