import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '@temporalio/client';
import type { Reads } from '../../activities/named-reads.js';
import type { AskedSteps } from '../../activities/steps.js';
import { readConfig, type Config } from '../../config.js';
import { DiskFault, NotRunning } from '../../domain/errors.js';
import { printable } from '../../domain/printable.js';
import { fullText, isFull } from '../../store/home/disk.js';
import { homePaths, type Home } from '../../store/home/home.js';
import { openConnection } from '../connection.js';
import { reasonOf } from './away.js';
import { endpointOf } from './endpoint.js';
import type { RunFile } from '../running/run-file.js';
import { runOn } from '../running/run-on.js';
import { runningReads, toTerminal } from './running-reads.js';
import type { Starter } from './run-workflow.js';
import { runningSteps } from './running-steps.js';

/** A running system, as those see it that are no part of it. */
export interface RunningSystem extends Starter {
  run: RunFile;
  /** The steps, each of which is a workflow there. */
  steps: AskedSteps;
  /** Answered beside whatever step runs. */
  reads: Reads;
  close: () => Promise<void>;
}

/** For a server that is being started again. */
const PATIENCE_MS = 30_000;
/** Then it is said that it is waited for. */
const NOTABLE_MS = 4_000;
const ANSWER_MS = 2_500;
const RETRY_MS = 200;

/**
 * Joins the system that runs on a home. Throws NotRunning, saying how to start one, `orLocal` also that the command
 * does without; or that its server does not answer, and where. Throws DiskFault where that is for a full disk.
 */
export async function connectRunning(
  homeDir: string,
  { orLocal = false, patienceMs = PATIENCE_MS }: { orLocal?: boolean; patienceMs?: number } = {},
): Promise<RunningSystem> {
  const config = readConfig();
  const home = homePaths(homeDir);
  let isTold = false;
  for (const since = performance.now(); ; await sleep(RETRY_MS)) {
    const run = await runOn(homeDir, { orLocal });
    try {
      return await joinRunning({ config, run, tell: toTerminal }, home);
    } catch (cause) {
      if (isFull(home.dir)) throw new DiskFault(fullText(home.dir));
      const awayMs = performance.now() - since;
      const what = `the server of ${home.dir} does not answer at ${run.address}: ${reasonOf(cause)}`;
      if (awayMs > patienceMs)
        throw new NotRunning(`${what}. "npx tradeloop status" says how things stand`, { cause });
      if (awayMs > NOTABLE_MS && !isTold) process.stderr.write(`${printable(what)}; waiting for it\n`);
      isTold ||= awayMs > NOTABLE_MS;
    }
  }
}

/** Joins a system by what its run file says; `tell` gets a line for a wait that a person notices. */
export async function joinRunning(
  { config, run, tell }: { config: Config; run: RunFile; tell?: (line: string) => void },
  home: Home,
): Promise<RunningSystem> {
  const connection = await openConnection(await endpointOf(config, run), ANSWER_MS);
  const client = new Client({ connection, namespace: run.namespace });
  const closed = new AbortController();
  const reads = runningReads(run.reads, { stillRuns: () => runOn(home.dir), ...(tell && { tell }) });
  const starter = { client, storeId: run.store_id, idPrefix: run.id_prefix, home, closed: closed.signal };
  return {
    ...starter,
    run,
    steps: runningSteps(starter, reads),
    reads,
    close() {
      closed.abort();
      return connection.close();
    },
  };
}
