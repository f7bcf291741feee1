import { FileRefused } from '../domain/errors.js';
import { alarmText } from '../domain/learning/hourly/alarm-text.js';
import type { Reader } from '../store/duckdb/warehouse.js';
import type { Home } from '../store/home/home.js';
import { readLearned } from '../store/home/learning-log.js';
import { servedModel } from '../store/home/model-registry.js';
import { deploymentsNow } from './deployment-steps.js';

interface Parts {
  home: Home;
  warehouse: Reader;
}

/**
 * What is wrong with the model that serves, which model waits for a person, and what had changed on the day that was
 * learned last: a line each.
 */
export async function learningProblems(store: Parts): Promise<string[]> {
  const { home } = store;
  const { champion, champion_trouble } = await servedModel(home);
  const days = (await readLearned(home)).filter(({ of }) => !of.includes('T'));
  return [
    ...(champion_trouble === null ? [] : [`model: ${champion_trouble}; ${champion ?? 'no model'} serves`]),
    ...(await askingLines(store)),
    ...(days.at(-1)?.alarms ?? []).map(alarmText),
  ];
}

/** Models that only wait for a person; what keeps deployments from going on. */
async function askingLines(store: Parts): Promise<string[]> {
  try {
    const asking = (await deploymentsNow(store)).filter(
      ({ verdict, waits_for }) => verdict === 'bless' && waits_for.some((wait) => wait.for === 'person'),
    );
    return asking.map(
      ({ model_id }) => `model ${model_id} is blessed and waits for you: "models promote ${model_id}"`,
    );
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    return [`no model is deployed: ${error.message}`];
  }
}
