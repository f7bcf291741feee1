import { alarmText } from '../domain/learning/hourly/alarm-text.js';
import type { Home } from '../store/home/home.js';
import { readLearned } from '../store/home/learning-log.js';
import { servedModel } from '../store/home/model-registry.js';

/** What is wrong with the model that serves, and what had changed on the day that was learned last: a line each. */
export async function learningProblems(home: Home): Promise<string[]> {
  const { champion, champion_trouble } = await servedModel(home);
  const days = (await readLearned(home)).filter(({ of }) => !of.includes('T'));
  return [
    ...(champion_trouble === null ? [] : [`model: ${champion_trouble}; ${champion ?? 'no model'} serves`]),
    ...(days.at(-1)?.alarms ?? []).map(alarmText),
  ];
}
