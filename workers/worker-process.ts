import { DefaultLogger, NativeConnection, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import type { Logger } from 'pino';
import { readConfig } from '../config.js';
import { homePaths, type Home } from '../store/home/home.js';
import { withoutStore } from '../workflows/ids.js';
import { endpointOf } from './asking/endpoint.js';
import { openLog } from './log.js';
import { identityOf, type WorkerName } from './running/pollers.js';
import { readRunFile, type RunFile } from './running/run-file.js';

type OwnOptions = Omit<WorkerOptions, 'connection' | 'namespace' | 'identity'>;

/** What a worker process is given to make its worker from. */
export interface Surroundings {
  home: Home;
  run: RunFile;
  connection: NativeConnection;
  log: Logger;
}

export interface WorkerParts {
  options: OwnOptions;
  /** Of a second worker in the same process. */
  beside?: OwnOptions;
  /** Called when the worker has stopped and nothing of it runs any more. */
  close(): Promise<void>;
}

/** A step that takes longer to notice that it is to end is left: it will be tried again. */
const SHUTDOWN_MS = 5_000;
/** After this long without its parent a process is gone, whatever it was doing. */
const ORPHAN_MS = 8_000;

/**
 * The life of a worker process: joins the system whose home is the first argument, takes tasks until it is asked to end
 * or its parent is gone, and exits 1 when something broke, so that it is started again.
 */
export async function liveAsWorker(
  name: WorkerName,
  makeParts: (surroundings: Surroundings) => Promise<WorkerParts>,
): Promise<void> {
  // As its parent does: a home is its owner's alone.
  process.umask(0o077);
  const home = homePaths(process.argv[2] ?? '');
  const config = readConfig();
  const log = openLog(home, name, config.logLevel);
  let isEnding = false;
  process.once('uncaughtException', (error) => {
    log.fatal(error);
    process.exit(1);
  });
  try {
    const run = await readRunFile(home.run);
    if (!run) throw new Error(`no system runs on ${home.dir}`);
    logThrough(log, { storeId: run.store_id, isEnding: () => isEnding });
    const connection = await NativeConnection.connect(await endpointOf(config, run));
    const parts = await makeParts({ home, run, connection, log });
    const made = [parts.options, ...(parts.beside ? [parts.beside] : [])].map((options) =>
      Worker.create({
        connection,
        namespace: run.namespace,
        identity: identityOf(name, process.pid),
        shutdownForceTime: SHUTDOWN_MS,
        ...options,
      }),
    );
    const workers = await Promise.all(made);
    endWithParent(() => {
      isEnding = true;
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
    });
    await Promise.all(workers.map((worker) => worker.run())).catch((error: unknown) => {
      if (!isEnding) throw error;
      log.info(`a step that was under way is left, to be tried again: ${String(error)}`);
      process.exit(0);
    });
    await parts.close();
    await connection.close();
    log.info('ended');
    process.exit(0);
  } catch (error) {
    log.fatal(error);
    process.exit(1);
  }
}

/**
 * What the SDK has to say of a worker that is ending, such as of steps that it leaves, is no news to people. A run that
 * failed is one line: who asked for it was told, and `status` and the morning's message say it of what nobody asked
 * for.
 */
function logThrough(log: Logger, { storeId, isEnding }: { storeId: string; isEnding: () => boolean }): void {
  const logger = new DefaultLogger('INFO', ({ level, message, meta }) => {
    if (message === RUN_FAILED) log.info(`${withoutStore(storeId, String(meta?.['workflowId']))} failed`);
    else log[isEnding() || IDLE_BY_DESIGN.test(message) ? 'debug' : LEVELS[level]]({ ...meta }, message);
  });
  Runtime.install({
    logger,
    shutdownSignals: [],
    telemetryOptions: { logging: { forward: {}, filter: { core: 'WARN', other: 'ERROR' } } },
  });
}

const RUN_FAILED = 'Workflow failed';
/** How the SDK's warning ends that a worker takes workflows or activities only: ours do, each of one kind. */
const IDLE_BY_DESIGN = /not polling for (workflow|activity) tasks$/;

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/** Calls `end` when the parent asks for it or is gone, however it went. */
function endWithParent(end: () => void): void {
  const orphaned = () => {
    setTimeout(() => process.exit(1), ORPHAN_MS).unref();
    end();
  };
  process.once('SIGTERM', end);
  if (process.connected) process.once('disconnect', orphaned);
  else orphaned();
}
