/**
 * The data process: alone opens the warehouse, runs one step at a time beside it, and answers reads and the API
 * meanwhile. Models are trained by another.
 */
import { knownTokens } from '../api/door/known-tokens.js';
import { makeApi } from '../api/make-api.js';
import { openSteps } from '../activities/make-steps.js';
import { payloadSteps } from '../activities/payload-steps.js';
import { notifyConsole } from '../activities/notify.js';
import { readConfig } from '../config.js';
import { VERSION } from './version.js';
import { dataQueue } from '../workflows/ids.js';
import { whatKeepsDying } from './running/troubles.js';
import { answerReads } from './reads/answer-reads.js';
import { hostsOf, parsePlace } from './serving/api-place.js';
import { serveApi } from './serving/serve-api.js';
import { stepInterceptor } from './step-interceptor.js';
import { liveAsWorker } from './worker-process.js';

await liveAsWorker('data', async ({ home, run, log }) => {
  if (run.reads === null) throw new Error(`${home.run} names no place for reads`);
  const opened = await openSteps(home.dir, {
    ways: [notifyConsole((text) => process.stderr.write(`${text}\n`))],
    keepsDying: () => whatKeepsDying(home),
  });
  const { trainModels: _, ...steps } = payloadSteps(opened.steps, home);
  const answering = await answerReads(run.reads, opened.reads);
  const places = (run.api_listen ?? []).map(parsePlace);
  const clock = () => new Date();
  const api = makeApi({
    storeId: run.store_id,
    ...{ moments: opened.moments, clock, log, version: VERSION },
    tokens: await knownTokens(home, clock),
    hosts: hostsOf(places, readConfig().publicUrl),
  });
  const serving = serveApi(api, { places, log });
  return {
    options: {
      taskQueue: dataQueue(run.store_id),
      activities: steps,
      maxConcurrentActivityTaskExecutions: 1,
      maxHeartbeatThrottleInterval: '2 seconds',
      interceptors: { activity: [(context) => stepInterceptor(context)] },
    },
    async close() {
      await serving.close();
      await answering.close();
      await opened.close();
    },
  };
});
