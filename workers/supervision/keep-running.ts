import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { CrashLoop } from '../../domain/errors.js';
import { lastWords, lengthOf } from './last-words.js';
import { pauseAfter, type Death } from './deaths.js';
import { endProcess, processRef, type ProcessRef } from '../../store/home/process-ref.js';

export interface KeptOptions {
  name: string;
  start(): ChildProcess;
  /**
   * Resolves when it can be started: what it cannot do without is there. Also when `stop` says that it is not to be.
   */
  startable(stop: AbortSignal): Promise<void>;
  /** Whether what it cannot do without was away when it ended: then it did not end by its own doing. */
  lacked(): Promise<boolean>;
  /** Called at once with every process that was started, and with null when it has ended. */
  changed(ref: ProcessRef | null): void;
  /** Called with every death but those that were asked for, and those for want of what it cannot do without. */
  died(death: Death): void;
  /** Resolves when a process that was started does its work. */
  works(child: ChildProcess): Promise<void>;
  /** Where it says what goes wrong. */
  logPath: string;
  log: Logger;
}

export interface Kept {
  /** Resolves when the process has worked for the first time. */
  ready: Promise<void>;
  /** Rejects with CrashLoop when the process never worked and is given up; never resolves. */
  givenUp: Promise<never>;
  /** Ends the process, which has `graceMs` to end by itself, and starts it again at once. */
  restart(graceMs: number): Promise<void>;
  /** Ends the process and lets it rest; it has `graceMs` to end by itself. */
  stop(graceMs: number): Promise<void>;
}

/** A process that lived this long ended by something new: the pauses begin again with the shortest. */
const HEALTHY_MS = 60_000;
/** So often a process is started that never works; one that once did is never given up. */
const ATTEMPTS = 6;
/** What is killed again and again rests no longer than after so many ends. */
const KILLS_COUNTED = 2;
/** What ends a process only from outside. */
const KILLS = new Set(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP']);

/**
 * Starts a process, and starts it again whenever it ends, after a pause that doubles from time to time: nobody may be
 * there to do so. Only one that never worked is given up, after {@link ATTEMPTS} deaths by its own doing.
 */
export function keepRunning(options: KeptOptions): Kept {
  const { name, log } = options;
  const stopped = new AbortController();
  let restarting = false;
  let current: ProcessRef | undefined;
  let hasWorked = false;
  let isReady = () => {};
  const ready = new Promise<void>((resolve) => (isReady = resolve));
  let giveUp: (why: CrashLoop) => void = () => {};
  const givenUp = new Promise<never>((_, reject) => (giveUp = reject));
  // Whoever keeps several processes may not have come to listen yet.
  givenUp.catch(() => undefined);

  /** One life: what it ended by, undefined where it was asked to. */
  async function liveOnce(): Promise<{ death: Omit<Death, 'own'>; lived: number } | undefined> {
    const began = performance.now();
    const said = lengthOf(options.logPath);
    const child = options.start();
    const ended = endOf(child);
    current = child.pid === undefined ? undefined : processRef(child.pid);
    options.changed(current ?? null);
    options.works(child).then(
      () => {
        hasWorked = true;
        isReady();
      },
      (error: unknown) => {
        if (!stopped.signal.aborted) log.warn(error, `${name} does not work yet`);
      },
    );
    const how = await ended;
    current = undefined;
    options.changed(null);
    if (stopped.signal.aborted || restarting) return undefined;
    const at = new Date().toISOString();
    return {
      death: { at, how, said: lastWords(options.logPath, said) },
      lived: performance.now() - began,
    };
  }

  async function live(): Promise<void> {
    const inARow = { own: 0, killed: 0 };
    for (;;) {
      await options.startable(stopped.signal);
      if (stopped.signal.aborted) return;
      const life = await liveOnce();
      if (stopped.signal.aborted) return;
      if (life === undefined || life.lived > HEALTHY_MS) Object.assign(inARow, { own: 0, killed: 0 });
      restarting = false;
      if (life === undefined) continue;
      const { how, said } = life.death;
      const killed = KILLS.has(how) || how === 'status 0';
      const lacked = !killed && (await options.lacked());
      const own = !killed && !lacked;
      if (own) inARow.own += 1;
      if (killed) inARow.killed += 1;
      if (!lacked) options.died({ ...life.death, own });
      if (own && !hasWorked && inARow.own >= ATTEMPTS)
        return giveUp(new CrashLoop(`${name} ended ${ATTEMPTS} times in a row, at last with ${how}${said}`));
      const pauseMs = pauseAfter(own ? inARow.own : Math.min(inARow.killed, KILLS_COUNTED));
      log.error(`${name} ended (${how}${own ? said : ''}); it is started again in ${pauseMs} ms`);
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
