import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { CrashLoop } from '../../domain/errors.js';
import { lastWords, lengthOf } from './last-words.js';
import { endProcess, processRef, type ProcessRef } from '../running/process-ref.js';

export interface KeptOptions {
  name: string;
  start(): ChildProcess;
  /** Called at once with every process that was started, and with null when it has ended. */
  changed(ref: ProcessRef | null): void;
  /** Resolves when a process that was started does its work. */
  works(child: ChildProcess): Promise<void>;
  /** Where it says what goes wrong. */
  logPath: string;
  log: Logger;
}

export interface Kept {
  /** Resolves when the process has worked for the first time. */
  ready: Promise<void>;
  /** Rejects with CrashLoop when the process is given up; never resolves. */
  givenUp: Promise<never>;
  /** Ends the process, which has `graceMs` to end by itself, and starts it again at once. */
  restart(graceMs: number): Promise<void>;
  /** Ends the process and lets it rest; it has `graceMs` to end by itself. */
  stop(graceMs: number): Promise<void>;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
/** A process that lived this long ended by something new: the pauses begin again with the shortest. */
const HEALTHY_MS = 60_000;
/** More than a step that ends its process is tried when a person asked for it. */
const DEATHS = 6;

/**
 * Starts a process, and starts it again whenever it ends, after a pause that doubles from time to time; after {@link DEATHS} quick deaths in
 * a row it is given up.
 */
export function keepRunning(options: KeptOptions): Kept {
  const { name, log } = options;
  const stopped = new AbortController();
  let restarting = false;
  let current: ProcessRef | undefined;
  let isReady = () => {};
  const ready = new Promise<void>((resolve) => (isReady = resolve));
  let giveUp: (why: CrashLoop) => void = () => {};
  const givenUp = new Promise<never>((_, reject) => (giveUp = reject));
  // Whoever keeps several processes may not have come to listen yet.
  givenUp.catch(() => undefined);

  async function live(): Promise<void> {
    for (let failures = 0; !stopped.signal.aborted;) {
      const began = performance.now();
      const said = lengthOf(options.logPath);
      const child = options.start();
      const ended = endOf(child);
      current = child.pid === undefined ? undefined : processRef(child.pid);
      options.changed(current ?? null);
      options.works(child).then(isReady, (error: unknown) => {
        if (!stopped.signal.aborted) log.warn(error, `${name} does not work yet`);
      });
      const how = await ended;
      current = undefined;
      options.changed(null);
      if (stopped.signal.aborted) return;
      if (restarting) {
        [restarting, failures] = [false, 0];
        continue;
      }
      failures = performance.now() - began > HEALTHY_MS ? 1 : failures + 1;
      if (failures === DEATHS) {
        const words = lastWords(options.logPath, said);
        return giveUp(new CrashLoop(`${name} ended ${DEATHS} times in a row, at last with ${how}${words}`));
      }
      const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS);
      log.error(`${name} ended (${how}); it is started again in ${pauseMs} ms`);
      await sleep(pauseMs, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  }

  const living = live();
  return {
    ready,
    givenUp,
    async restart(graceMs) {
      if (!current) return;
      restarting = true;
      await endProcess(current, graceMs);
    },
    async stop(graceMs) {
      stopped.abort();
      if (current) await endProcess(current, graceMs);
      await living;
    },
  };
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (status, signal) => resolve(signal ?? `status ${status}`));
  });
}
