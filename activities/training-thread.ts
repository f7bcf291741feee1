/**
 * A thread that trains once and ends. It reads the frozen window by a database in memory, which is closed before it
 * begins to train: from then on the thread can be ended at any point.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { frozenRows } from '../store/derived/training-window.js';
import { openDatabase } from '../store/duckdb/warehouse.js';
import { homePaths } from '../store/home/home.js';
import { TRAINED_PARTIAL } from '../store/home/model-folders.js';
import { nameDiskFault } from './disk-fault.js';
import { trainModels } from './make-models.js';
import { failureOf } from './thread-failure.js';
import type { FromTraining, TrainingJob, Trainings } from './train-in-thread.js';
import type { TrainingProgress } from './learning-reports.js';

const { homeDir, training, input } = workerData as TrainingJob;
const home = homePaths(homeDir);

function say(message: FromTraining): void {
  parentPort?.postMessage(message);
}

async function rowsOf(sha256: string) {
  const database = await openDatabase(':memory:');
  try {
    return await frozenRows(database, home, sha256);
  } finally {
    await database.close();
  }
}

const tell = (at: TrainingProgress) => say({ at });

const TRAININGS: { [T in keyof Trainings]: () => Promise<Trainings[T]> } = {
  trainModels: () => trainModels({ rowsOf, home, tell, mark: TRAINED_PARTIAL }, input),
  traceFrontier: async () =>
    (await import('./trace-frontier.js')).traceFrontier({ rowsOf, home, tell }, input),
};

try {
  say({ trained: await TRAININGS[training]() });
} catch (error) {
  say({ failed: failureOf(nameDiskFault(error, home.dir)) });
}
