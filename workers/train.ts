/** The train process: trains one model at a time, in a thread of its own, and never opens the warehouse. */
import { Context } from '@temporalio/activity';
import { checkedInput } from '../activities/checked-input.js';
import type { TrainingProgress } from '../activities/learning-reports.js';
import { trainInput } from '../activities/train-input.js';
import { trainInThread, type Trainings } from '../activities/train-in-thread.js';
import { sweepPartialModels, TRAINED_PARTIAL } from '../store/home/model-folders.js';
import { trainQueue } from '../workflows/ids.js';
import { stepInterceptor } from './step-interceptor.js';
import { liveAsWorker } from './worker-process.js';

/** How far the training under way has come. */
let now: TrainingProgress | undefined;

async function trained<T extends keyof Trainings>(
  homeDir: string,
  training: T,
  given: unknown,
): Promise<Trainings[T]> {
  const context = Context.current();
  const input = checkedInput(training, trainInput, given);
  now = undefined;
  return trainInThread(
    { homeDir, training, input },
    {
      cancelled: context.cancelled,
      tell(progress) {
        now = progress;
        context.heartbeat(progress);
      },
    },
  );
}

await liveAsWorker('train', async ({ home, run }) => {
  await sweepPartialModels(home, TRAINED_PARTIAL);
  return {
    options: {
      taskQueue: trainQueue(run.store_id),
      activities: {
        trainModels: (given: unknown) => trained(home.dir, 'trainModels', given),
        traceFrontier: (given: unknown) => trained(home.dir, 'traceFrontier', given),
      },
      maxConcurrentActivityTaskExecutions: 1,
      maxHeartbeatThrottleInterval: '2 seconds',
      interceptors: { activity: [(context) => stepInterceptor(context, () => now)] },
    },
    close: () => Promise.resolve(),
  };
});
