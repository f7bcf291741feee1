/** The data process: alone opens the warehouse, and runs one step at a time beside it. */
import { openSteps } from '../activities/make-steps.js';
import { notifyConsole } from '../activities/notify.js';
import { dataQueue } from '../workflows/ids.js';
import { stepInterceptor } from './step-interceptor.js';
import { liveAsWorker } from './worker-process.js';

await liveAsWorker('data', async ({ home, run }) => {
  const opened = await openSteps(home.dir, {
    ways: [notifyConsole((text) => process.stderr.write(`${text}\n`))],
  });
  return {
    options: {
      taskQueue: dataQueue(run.store_id),
      activities: { ...opened.steps },
      maxConcurrentActivityTaskExecutions: 1,
      maxHeartbeatThrottleInterval: '2 seconds',
      interceptors: { activity: [stepInterceptor] },
    },
    close: () => opened.close(),
  };
});
