/** The train process: trains one model at a time, in a thread of its own, and never opens the warehouse. */
import { Context } from '@temporalio/activity';
import { checkedInput } from '../activities/checked-input.js';
import type { TrainingProgress } from '../activities/learning-reports.js';
import { trainInput } from '../activities/train-input.js';
import { trainInThread } from '../activities/train-in-thread.js';
import { sweepPartialModels, TRAINED_PARTIAL } from '../store/home/model-folders.js';
import { trainQueue } from '../workflows/ids.js';
import { stepInterceptor } from './step-interceptor.js';
import { liveAsWorker } from './worker-process.js';

/** How far the training under way has come. */
let now: TrainingProgress | undefined;

await liveAsWorker('train', async ({ home, run }) => {
  await sweepPartialModels(home, TRAINED_PARTIAL);
  return {
    options: {
      taskQueue: trainQueue(run.store_id),
      activities: {
        async trainModels(given: unknown) {
          const context = Context.current();
          const input = checkedInput('trainModels', trainInput, given);
          now = undefined;
          return trainInThread(
            { homeDir: home.dir, input },
            {
              cancelled: context.cancelled,
              tell(progress) {
                now = progress;
                context.heartbeat(progress);
              },
            },
          );
        },
      },
      maxConcurrentActivityTaskExecutions: 1,
      maxHeartbeatThrottleInterval: '2 seconds',
      interceptors: { activity: [(context) => stepInterceptor(context, () => now)] },
    },
    close: () => Promise.resolve(),
  };
});
