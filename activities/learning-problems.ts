import { FileRefused } from '../domain/errors.js';
import { answeredWith } from '../domain/learning/hourly/alarms.js';
import { alarmText } from '../domain/learning/hourly/alarm-text.js';
import { nearestNames } from '../domain/nearest-names.js';
import type { Reader } from '../store/duckdb/warehouse.js';
import type { Home } from '../store/home/home.js';
import { daysIn, readLearned } from '../store/home/learning-log.js';
import { servedModel } from '../store/home/model-registry.js';
import { knownNames } from '../store/inputs/known-names.js';
import { deploymentsNow } from './deployment-steps.js';
import { learningHours } from './learning-files.js';

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
  const days = daysIn(await readLearned(home));
  const last = days.findLast(({ missed }) => missed !== true);
  return [
    ...(champion_trouble === null ? [] : [`model: ${champion_trouble}; ${champion ?? 'no model'} serves`]),
    ...(await askingLines(store)),
    ...(await misspeltLines(store)),
    ...(last === undefined ? [] : answeredWith(last.of, days)).map(alarmText),
  ];
}

/** Names in the file that switches hours which nothing is imported of, or why the file is refused. */
async function misspeltLines({ home, warehouse }: Parts): Promise<string[]> {
  try {
    const named = Object.keys((await learningHours(home)).accounts);
    if (named.length === 0) return [];
    const accounts = await knownNames(warehouse, 'account');
    return named
      .filter((name) => !accounts.includes(name))
      .map((name) => {
        const known = accounts.length === 0 ? 'none' : nearestNames(name, accounts);
        return `learning/hours.json: accounts.${name}: nothing is imported of this account; known: ${known}`;
      });
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    return [error.message];
  }
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
