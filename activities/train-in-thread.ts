import { Worker } from 'node:worker_threads';
import type { FrontierReport, TrainingProgress, TrainInput, TrainReport } from './learning-reports.js';
import { errorOf, type Failure } from './thread-failure.js';

/** What can be done on a frozen window, and what comes of it. */
export interface Trainings {
  trainModels: TrainReport;
  traceFrontier: FrontierReport;
}

/** What the thread says: how far it has come, and how it ended. */
export type FromTraining =
  { at: TrainingProgress } | { trained: Trainings[keyof Trainings] } | { failed: Failure };

/** What the thread is started with. */
export interface TrainingJob<T extends keyof Trainings = keyof Trainings> {
  homeDir: string;
  training: T;
  input: TrainInput;
}

const THREAD = new URL('./training-thread.js', import.meta.url);

/**
 * Trains in a thread of its own, so that this one goes on answering meanwhile, and all memory that a training took is
 * given back. `cancelled` rejects when nobody wants the models any more: the thread ends then and there, and this
 * throws what that says. Whatever happens, the thread has ended when this returns.
 */
export async function trainInThread<T extends keyof Trainings>(
  job: TrainingJob<T>,
  { cancelled, tell }: { cancelled: Promise<never>; tell: (progress: TrainingProgress) => void },
): Promise<Trainings[T]> {
  const thread = new Worker(THREAD, { workerData: job });
  try {
    return await new Promise<Trainings[T]>((resolve, reject) => {
      cancelled.catch(reject);
      thread.on('message', (message: FromTraining) => {
        if ('at' in message) tell(message.at);
        else if ('trained' in message) resolve(message.trained as Trainings[T]);
        else reject(errorOf(message.failed));
      });
      thread.once('error', reject);
      thread.once('exit', () => reject(new Error('the thread that trains ended without a result')));
    });
  } finally {
    await thread.terminate();
  }
}
