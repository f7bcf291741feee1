/** The control process: runs the workflows and watches the inbox. */
import { fileURLToPath } from 'node:url';
import type { MessageInput } from '../activities/message-steps.js';
import { readConfig } from '../config.js';
import { farWayNames } from '../messages/far-ways.js';
import type { Heard } from '../messages/heard.js';
import { tooFullToImport } from '../store/home/disk.js';
import { controlQueue } from '../workflows/ids.js';
import { joinRunning } from './asking/client.js';
import { takeUpDeployments } from './asking/deployments.js';
import { takeUpReviews } from './asking/reviews.js';
import { startMessage } from './asking/start-message.js';
import { startReply } from './asking/start-reply.js';
import { watchInbox } from './inbox.js';
import { hearReplies, messageSteps } from './messages.js';
import { watchOutbox } from './outbox.js';
import { failingScheduled } from './asking/failing-scheduled.js';
import { whatKeepsDying } from './running/troubles.js';
import { watchTrouble } from './watch-trouble.js';
import { sendingInterceptor } from './sending-interceptor.js';
import { liveAsWorker } from './worker-process.js';

const BUNDLE = fileURLToPath(new URL('../workflows/bundle.js', import.meta.url));

await liveAsWorker('control', async ({ home, run, log }) => {
  const config = readConfig();
  const system = await joinRunning({ config, run }, home);
  const ways = farWayNames(config.ways);
  const stopped = new AbortController();
  const watching = watchInbox(home.inbox, {
    steps: system.steps,
    log,
    stop: stopped.signal,
    tooFull: () => tooFullToImport(home.dir),
  });
  watching.catch((error: unknown) => log.fatal(error));
  const { signal } = stopped;
  const start = (input: MessageInput) => startMessage(system, input);
  const hear = (heard: Heard) => startReply(system, heard);
  hearReplies(home, { config, hear, log, stop: signal }).catch((error: unknown) => log.fatal(error));
  void watchTrouble(home, {
    ...{ clock: () => new Date(), log, stop: signal },
    dying: () => whatKeepsDying(home),
    failing: () => failingScheduled(system),
  });
  void watchOutbox(home, { ways, start, log, stop: signal });
  takeUpReviews(system, system.reads).catch((error: unknown) => {
    if (!signal.aborted) log.error(error, 'the reviews of candidates are not taken up');
  });
  takeUpDeployments(system, system.reads, { isAsked: false }).catch((error: unknown) => {
    if (!signal.aborted) log.error(error, 'the deployments of models are not taken up');
  });
  return {
    options: {
      taskQueue: controlQueue(run.store_id),
      workflowBundle: { codePath: BUNDLE },
      ...(ways.length > 0 && {
        activities: await messageSteps(home, config),
        interceptors: { activity: [() => sendingInterceptor(log)] },
      }),
    },
    async close() {
      stopped.abort();
      await system.close();
    },
  };
});
