/**
 * The data process: alone opens the warehouse, runs one step at a time beside it, and answers reads and the API
 * meanwhile. Models are trained by another.
 */
import { fileURLToPath } from 'node:url';
import type { Context } from '@temporalio/activity';
import { Client } from '@temporalio/client';
import { knownTokens } from '../api/door/known-tokens.js';
import { makeApi } from '../api/make-api.js';
import { openSteps } from '../activities/make-steps.js';
import { payloadSteps } from '../activities/payload-steps.js';
import { toSecond } from '../domain/time/to-second.js';
import { readConfig } from '../config.js';
import { consoleWay } from '../messages/console.js';
import { farWayNames } from '../messages/far-ways.js';
import { VERSION } from './version.js';
import { dataQueue, factsQueue } from '../workflows/ids.js';
import { endpointOf } from './asking/endpoint.js';
import { runningSteps } from './asking/running-steps.js';
import { openConnection } from './connection.js';
import type { ApiReport } from './running/run-file.js';
import { whatKeepsDying } from './running/troubles.js';
import { answerReads } from './reads/answer-reads.js';
import { hostsOf } from './serving/api-place.js';
import { readPageFiles } from './serving/page-files.js';
import { farMessages } from './serving/far-messages.js';
import { runningCommands } from './serving/running-commands.js';
import { serveRun } from './serving/serve-run.js';
import { stepInterceptor } from './step-interceptor.js';
import { liveAsWorker } from './worker-process.js';

const PAGES = fileURLToPath(new URL('../dashboard/', import.meta.url));

await liveAsWorker('data', async ({ home, run, log }) => {
  if (run.reads === null) throw new Error(`${home.run} names no place for reads`);
  const clock = () => new Date();
  const config = readConfig();
  const connection = await openConnection(await endpointOf(config, run));
  const client = new Client({ connection, namespace: run.namespace });
  const starter = { client, storeId: run.store_id, idPrefix: run.id_prefix };
  const opened = await openSteps(home.dir, {
    ways: [consoleWay((text) => process.stderr.write(`${text}\n`))],
    far: farMessages(starter, { home, clock, names: farWayNames(config.ways) }),
    keepsDying: () => whatKeepsDying(home),
  });
  const { trainModels: _, traceFrontier: __, ...steps } = payloadSteps(opened.steps, home);
  const answering = await answerReads(run.reads, opened.reads);
  const startedAt = toSecond(new Date(Date.now() - 1_000 * process.uptime()));
  const ended = new AbortController();
  const commands = runningCommands(starter, {
    ...{ unheeded: () => opened.facts.unheeded(), home, log },
    steps: runningSteps({ ...starter, home, closed: ended.signal }, opened.reads),
  });
  const hosts = new Set<string>();
  const api = makeApi({
    storeId: run.store_id,
    ...{ moments: opened.moments, facts: opened.facts, messages: opened.messages, commands },
    ...{ clock, log, version: VERSION, startedAt },
    ...{ tokens: await knownTokens(home, clock), home },
    hosts,
    pages: await readPageFiles(PAGES),
  });
  const serving = await serveRun(api, {
    ...{ run, log, report },
    known: (places) => hostsOf(places, config.publicUrl).forEach((host) => hosts.add(host)),
  });
  // What was said before a crash may wait for a step to come to it.
  void commands.restate();
  return {
    options: {
      taskQueue: dataQueue(run.store_id),
      activities: steps,
      maxConcurrentActivityTaskExecutions: 1,
      maxHeartbeatThrottleInterval: '2 seconds',
      interceptors: { activity: [(context) => stepInterceptor(context)] },
    },
    ...(config.ways.telegram && {
      beside: {
        taskQueue: factsQueue(run.store_id),
        activities: opened.replies(() => commands.restate()),
        maxConcurrentActivityTaskExecutions: 1,
        interceptors: { activity: [(context: Context) => stepInterceptor(context)] },
      },
    }),
    async close() {
      await serving.close();
      ended.abort();
      await connection.close();
      await answering.close();
      await opened.close();
    },
  };
});

function report(said: ApiReport): Promise<void> {
  return new Promise((resolve, reject) =>
    process.send?.(said, (error: Error | null) => (error ? reject(error) : resolve())),
  );
}
