import { Client, Connection } from '@temporalio/client';
import type { Reads } from '../../activities/reads.js';
import type { AskedSteps } from '../../activities/steps.js';
import { readConfig, type Config } from '../../config.js';
import { NotRunning } from '../../domain/errors.js';
import { homePaths, type Home } from '../../store/home/home.js';
import { endpointOf } from './endpoint.js';
import type { RunFile } from '../running/run-file.js';
import { runOn } from '../running/run-on.js';
import { runningReads } from './running-reads.js';
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

/** Joins the system that runs on a home. Throws NotRunning, saying how to start one. */
export async function connectRunning(homeDir: string): Promise<RunningSystem> {
  const config = readConfig();
  const run = await runOn(homeDir);
  try {
    return await joinRunning(config, run, homePaths(homeDir));
  } catch (cause) {
    throw new NotRunning(`the server of ${homeDir} does not answer at ${run.address}`, { cause });
  }
}

/** Joins a system by what its run file says. */
export async function joinRunning(config: Config, run: RunFile, home: Home): Promise<RunningSystem> {
  const connection = await Connection.connect(await endpointOf(config, run));
  const client = new Client({ connection, namespace: run.namespace });
  const starter = { client, storeId: run.store_id, idPrefix: run.id_prefix };
  return {
    ...starter,
    run,
    steps: runningSteps(starter, home),
    reads: runningReads(run.reads),
    close: () => connection.close(),
  };
}
