import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { endProcess, processRef, type ProcessRef } from './process-ref.js';

export interface KeptOptions {
  name: string;
  start(): ChildProcess;
  /** Called at once with every process that was started, and with null when it has ended. */
  changed(ref: ProcessRef | null): void;
  /** Resolves when a process that was started does its work. */
  works(child: ChildProcess): Promise<void>;
  log: Logger;
}

export interface Kept {
  /** Resolves when the process has worked for the first time. */
  ready: Promise<void>;
  /** Ends the process and lets it rest; it has `graceMs` to end by itself. */
  stop(graceMs: number): Promise<void>;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
/** A process that lived this long ended by something new: the pauses begin again with the shortest. */
const HEALTHY_MS = 60_000;

/** Starts a process, and starts it again whenever it ends, after a pause that doubles from time to time. */
export function keepRunning(options: KeptOptions): Kept {
  const { name, log } = options;
  const stopped = new AbortController();
  let current: ProcessRef | undefined;
  let isReady = () => {};
  const ready = new Promise<void>((resolve) => (isReady = resolve));

  async function live(): Promise<void> {
    for (let failures = 0; !stopped.signal.aborted;) {
      const began = performance.now();
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
      failures = performance.now() - began > HEALTHY_MS ? 1 : failures + 1;
      const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS);
      log.error(`${name} ended (${how}); it is started again in ${pauseMs} ms`);
      await sleep(pauseMs, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  }

  const living = live();
  return {
    ready,
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
