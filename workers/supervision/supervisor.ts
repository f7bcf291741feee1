import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, type Connection } from '@temporalio/client';
import { sweepStaging } from '../../activities/import/staging-folder.js';
import { readConfig } from '../../config.js';
import { NotRunning } from '../../domain/errors.js';
import { tooFullToImport } from '../../store/home/disk.js';
import type { Home } from '../../store/home/home.js';
import { closeToOthers, openToOthers } from '../../store/home/private-home.js';
import { keepForAMonth } from '../server/retention.js';
import { registerSearchAttributes } from '../server/search-attributes.js';
import { endpointOf, type Endpoint } from '../asking/endpoint.js';
import { reasonOf } from '../asking/away.js';
import { openConnection } from '../connection.js';
import { announcedApi, checkPlaces } from './announced-api.js';
import { processNotes } from './process-notes.js';
import { inSpiteOfRestarts, serverPresence, type ServerPresence } from './server-presence.js';
import { holdHome } from '../running/home-lock.js';
import { keepRunning, type Kept, type KeptOptions } from './keep-running.js';
import { openLog } from '../log.js';
import type { ApiPlace } from '../serving/api-place.js';
import { placeSocket, removeSocket } from '../reads/socket-place.js';
import { clusterRun, removeRunFile, writeRunFile, type RunFile } from '../running/run-file.js';
import { importsUnderWay } from '../asking/imports-under-way.js';
import { applySchedules } from '../asking/schedules.js';
import { ensureServer } from '../server/server-binary.js';
import { freePort, LOOPBACK, portsClosedToBrowsers } from '../server/hidden-place.js';
import { devServerRun, spawnServer, whenServing } from '../server/server.js';
import { workflowUi } from './workflow-ui.js';
import { whenAnswering, whenPolling } from './when-working.js';
import type { WorkerName } from '../running/pollers.js';

/** A system that runs on a home as long as this process does. */
export interface System {
  /**
   * Resolves when the workers take tasks. Rejects when it cannot come to that: MissingDependency, CrashLoop of what
   * never came up once, NotRunning for a cluster that is not there or lets us not in.
   */
  ready: Promise<RunFile>;
  /** Starts the server again with its UI, if it has none yet, and notes the link in the run file; what runs goes on. */
  openUi(): Promise<void>;
  /** Ends everything in order, the workers before the server, and hands the home back. */
  stop(): Promise<void>;
}

const SERVING_MS = 60_000;
const GRACE_MS = 10_000;

/**
 * Takes a home and starts what runs on it: the development server (none on a cluster), the schedules, the control, the
 * data and, once these work, the train process. A process of these that ends is started again, however often:
 * `docs/decisions/supervision.md`. The server has its UI from the start `withUi`, else once it is asked for. `tell`
 * gets a line for what takes long. Throws HomeHeld, and DiskFault for a home that cannot be written.
 */
export async function supervise(
  homeDir: string,
  { withUi, listen, tell }: { withUi: boolean; listen: readonly ApiPlace[]; tell: (line: string) => void },
): Promise<System> {
  const held = await holdHome(homeDir);
  const { home, storeId } = held;
  const config = readConfig();
  await keepPrivate(home, tell);
  const tooFull = tooFullToImport(home.dir);
  if (tooFull !== undefined) tell(tooFull);
  const log = openLog(home, 'up', config.logLevel);
  const kept: { server?: Kept; workers: Kept[] } = { workers: [] };
  let connection: Connection | undefined;
  let stopping: Promise<void> | undefined;
  let socket: string | undefined;
  const ui = workflowUi(home);
  const stopped = new AbortController();
  let giveUp: (why: unknown) => void = () => {};
  const givenUp = new Promise<never>((_, reject) => (giveUp = reject));

  async function start(): Promise<RunFile> {
    const port = await freePort(LOOPBACK);
    const run = config.temporal ? clusterRun(storeId, config.temporal) : devServerRun(storeId, port);
    run.reads = socket = await placeSocket(home);
    await checkPlaces(listen, { home, tell });
    const api = announcedApi({ run, named: listen, tell, note: () => writeRunFile(home.run, run) });
    api.announced.catch(giveUp);
    writeRunFile(home.run, run);
    const endpoint = await endpointOf(config, run);
    const presence = serverPresence(endpoint);
    const notes = processNotes(home, { run, presence, log });
    const keep = (
      name: 'server' | WorkerName,
      options: Pick<KeptOptions, 'start' | 'works' | 'startable' | 'lacked'>,
    ) => {
      const logPath = join(home.logs, `${name}.log`);
      const one = keepRunning({ name, log, logPath, ...notes(name), ...options });
      one.givenUp.catch(giveUp);
      return one;
    };

    if (!config.temporal) {
      const binary = await ensureServer(config, tell);
      if (withUi) await ui.choosePlace();
      const metricsPort = inRotation(await portsClosedToBrowsers(LOOPBACK));
      if (stopping) return run;
      kept.server = keep('server', {
        start: () => spawnServer(binary.path, home, { port, metricsPort: metricsPort(), ui: ui.place() }),
        works: (child) => whenAnswering(endpoint, child),
        startable: () => Promise.resolve(),
        lacked: () => Promise.resolve(false),
      });
      await kept.server.ready;
      if (withUi) await noteUi(run);
    }
    const joined = await (config.temporal ? joinCluster(endpoint) : joinOwn(endpoint, presence));
    connection = joined;
    const client = new Client({ connection, namespace: run.namespace });
    const starter = { client, storeId, idPrefix: run.id_prefix, home, closed: stopped.signal };
    await inSpiteOfRestarts({ presence, stop: stopped.signal, log }, async () => {
      await registerSearchAttributes(joined, run);
      if (!config.temporal) await keepForAMonth(joined, run.namespace);
      await applySchedules(starter);
      await sweepStaging(home, await importsUnderWay(starter), new Date());
    });
    if (stopping) return run;
    const keepWorker = (name: WorkerName) =>
      keep(name, {
        start: () => (name === 'data' ? api.heed(forkWorker(name, home)) : forkWorker(name, home)),
        works: (child) => whenPolling(starter, name, child),
        startable: presence.whenThere,
        lacked: presence.wasAway,
      });
    kept.workers = (['control', 'data'] as const).map(keepWorker);
    await Promise.all([api.announced, ...kept.workers.map((worker) => worker.ready)]);
    if (!stopping) kept.workers.push(keepTrain(keepWorker));
    log.info({ address: run.address }, 'ready');
    return run;
  }

  /** Nothing but trainings waits for it. One that never works is given up, and costs nothing else. */
  function keepTrain(keepWorker: (name: WorkerName) => Kept): Kept {
    const train = keepWorker('train');
    train.givenUp.catch((why: unknown) => log.error(why, 'nothing is trained until this is started again'));
    return train;
  }

  /** It may have ended since it came up. */
  async function joinOwn(endpoint: Endpoint, presence: ServerPresence): Promise<Connection> {
    for (;;)
      try {
        return await openConnection(endpoint);
      } catch (error) {
        if (stopped.signal.aborted) throw error;
        await presence.whenThere(stopped.signal);
      }
  }

  async function noteUi(run: RunFile): Promise<void> {
    Object.assign(run, await ui.open());
    writeRunFile(home.run, run);
  }

  async function openUi(): Promise<void> {
    const run = await ready;
    if (!kept.server || run.ui_url !== null) return;
    log.info('the server is started again with its UI');
    await ui.choosePlace();
    await kept.server.restart(GRACE_MS);
    await whenServing(run.address, SERVING_MS);
    await noteUi(run);
  }

  async function end(): Promise<void> {
    stopped.abort();
    await Promise.all(kept.workers.map((worker) => worker.stop(GRACE_MS)));
    await connection?.close();
    await ui.close();
    await kept.server?.stop(GRACE_MS);
    if (socket !== undefined) await removeSocket(socket);
    removeRunFile(home.run);
    await held.release();
    log.info('ended');
  }

  const ready = Promise.race([start(), givenUp]);
  let opening: Promise<void> | undefined;
  return {
    ready,
    openUi: () => (opening ??= openUi().finally(() => (opening = undefined))),
    stop: () => (stopping ??= end()),
  };
}

/** Gives one port after the other, in case another program has taken the last; 0 where there are none. */
function inRotation(ports: readonly number[]): () => number {
  let given = -1;
  return () => ports[(given += 1) % ports.length] ?? 0;
}

/** A home of an earlier version, or one that was copied, may lie open to the other users of the machine. */
async function keepPrivate(home: Home, tell: (line: string) => void): Promise<void> {
  const open = await openToOthers(home);
  if (open.length === 0) return;
  tell(
    `${open.length} of the files and folders of ${home.dir} were not closed to other users of this machine; they are now`,
  );
  await closeToOthers(open);
}

/**
 * Its log lines for the terminal go to our stderr. In a group of its own, so that Ctrl-C reaches it through us only.
 */
function forkWorker(name: WorkerName, home: Home): ChildProcess {
  const entry = fileURLToPath(new URL(`../${name}.js`, import.meta.url));
  return fork(entry, [home.dir], {
    stdio: ['ignore', 2, 2, 'ipc'],
    detached: true,
    env: { ...process.env, UV_THREADPOOL_SIZE: '8' },
  });
}

/** Throws NotRunning, with its address, where no cluster answers or it does not let us in. */
async function joinCluster(endpoint: Endpoint): Promise<Connection> {
  try {
    return await openConnection(endpoint);
  } catch (cause) {
    const reason = reasonOf(cause);
    throw new NotRunning(`no Temporal server answers at ${endpoint.address} (TEMPORAL_ADDRESS): ${reason}`, {
      cause,
    });
  }
}
