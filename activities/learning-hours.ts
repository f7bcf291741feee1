import type { DriftReading } from '../domain/learning/drift/streams.js';
import { hourlyAccounts, LOOKED_AT, type HourlyAccount } from '../domain/learning/hourly/hourly-accounts.js';
import { hourAsOf } from '../domain/learning/hourly/learning-hour.js';
import { alarmsToAnswer, answeredWith } from '../domain/learning/hourly/alarms.js';
import type { LearningReport } from '../domain/learning/report/learning-report.js';
import { nextSession, previousSession, sessionsBetween } from '../domain/time/calendar.js';
import type { IsoDate } from '../domain/time/dates.js';
import { toSecond } from '../domain/time/to-second.js';
import { intradayClosings } from '../store/derived/known-labels.js';
import { daysIn, keepLearned, readLearned } from '../store/home/learning-log.js';
import { readModel } from '../store/home/model-folders.js';
import { followRegistry, servingNow } from '../store/home/model-registry.js';
import { datesOf } from '../store/inputs/description.js';
import { knownNames } from '../store/inputs/known-names.js';
import type { Store } from '../store/open-store.js';
import { gatePolicy, learningHours, savedSpecification } from './learning-files.js';
import { reportOfLearning } from './learning-report.js';
import { takeStep } from './learning-step.js';
import { judgeNow } from './model-evaluations.js';
import { removeOldModels } from './retention.js';
import { makeScenarios } from './scenarios.js';
import type { LearnedStep } from './learning-reports.js';
import type { Steps } from './steps.js';
import type { BringUpToDate } from './up-to-date.js';

type Parts = Pick<Store, 'warehouse' | 'home' | 'journal'>;

/** What is learned by the hour and at the end of a day. */
export function learningHoursSteps(
  store: Parts,
  { bringUpToDate, clock }: { bringUpToDate: BringUpToDate; clock: () => Date },
): Pick<Steps, 'learnHour' | 'learnDay'> {
  const now = () => toSecond(clock());
  return {
    async learnHour({ hour }) {
      const at = now();
      const asOf = hourAsOf(hour);
      // As far as is stored: an hour in which nothing is learned does no work either.
      const accounts = await accountsByHour(store, asOf.day);
      if (!accounts.some(({ on }) => on)) return { hour, accounts, step: null };
      await takeIn(store, { bringUpToDate, at });
      const { step } = await takeStep(store, { of: hour, asOf: asOf.instant, at });
      return { hour, accounts, step };
    },

    async learnDay({ day }) {
      const at = now();
      await takeIn(store, { bringUpToDate, at });
      const steps: LearnedStep[] = [];
      for (const missed of missedDays(await lastLearned(store), day))
        steps.push((await learnedDay(store, { day: missed, isMissed: true, at })).step);
      const { step, report } = await learnedDay(store, { day, isMissed: false, at });
      const { retention } = await gatePolicy(store.home);
      await removeOldModels(store, { retention, asOf: day, now: at, reported: null });
      const retrain = answeredWith(day, daysIn(await readLearned(store.home)));
      return { day, steps: [...steps, step], report, retrain };
    },
  };
}

/** A day is learned, and written down with what it raised: killed at any point, the next run goes on behind it. */
async function learnedDay(
  store: Parts,
  { day, isMissed, at }: { day: IsoDate; isMissed: boolean; at: string },
): Promise<{ step: LearnedStep; report: LearningReport }> {
  const learned = await lastLearned(store);
  const { step, taken } = await takeStep(store, { of: day, asOf: day, at });
  const report = await reportOfLearning(store, day);
  const alarms = await alarmsOn(store, report, { day, learned });
  await keepLearned(store.home, { ...taken, ...(isMissed && { missed: true }), alarms });
  return { step, report };
}

/**
 * Brings matches, outcomes and scenarios up to what is imported. What is refused is refused before anything is made.
 */
export async function takeIn(
  { warehouse, home, journal }: Parts,
  { bringUpToDate, at }: { bringUpToDate: BringUpToDate; at: string },
): Promise<void> {
  await savedSpecification(home);
  await gatePolicy(home);
  await followRegistry(home, at);
  const { first_date, last_date } = await datesOf(warehouse);
  await bringUpToDate(first_date === null || last_date === null ? [] : [{ from: first_date, to: last_date }]);
  await makeScenarios({ warehouse, home, journal });
}

/** Which accounts learn by the hour, by the sessions before a day. */
async function accountsByHour({ warehouse, home }: Parts, day: IsoDate): Promise<HourlyAccount[]> {
  const switched = await learningHours(home);
  const to = previousSession(day);
  let from = to;
  for (let looked = 1; looked < LOOKED_AT; looked++) from = previousSession(from);
  const { accounts, closings } = await intradayClosings(warehouse, { from, to });
  const imported = await knownNames(warehouse, 'account');
  return hourlyAccounts({ advised: accounts, imported }, closings, switched);
}

/** After so many sessions without a step only those that came last are learned one by one. */
const MOST_DAYS = 20;

/** The last day that was learned; null where none was. */
async function lastLearned({ home }: Parts): Promise<IsoDate | null> {
  const days = daysIn(await readLearned(home)).map(({ of }) => of);
  return days.sort().at(-1) ?? null;
}

/** The sessions since the last that was learned, in their order, before a day. */
function missedDays(last: IsoDate | null, day: IsoDate): IsoDate[] {
  if (last === null || last >= day) return [];
  return sessionsBetween(nextSession(last), previousSession(day)).slice(-MOST_DAYS);
}

/** What asks for a model to be trained anew, and was not answered at a day before. */
async function alarmsOn(
  store: Parts,
  { drift }: { drift: readonly DriftReading[] },
  { day, learned }: { day: IsoDate; learned: IsoDate | null },
) {
  const { champion } = await servingNow(store.home);
  const worse = champion !== null && (await isProvenWorse(store, champion.model_id, day));
  return alarmsToAnswer(
    { drift, champion: champion?.model_id ?? null, isProvenWorse: worse, day, learned },
    (await readLearned(store.home)).filter(({ of }) => of < day).flatMap(({ alarms }) => alarms),
  );
}

/** Whether what the champion said is proven worse than the base rate. */
async function isProvenWorse(store: Parts, model_id: string, asOf: IsoDate): Promise<boolean> {
  const policy = await gatePolicy(store.home);
  const stored = await readModel(store.home, model_id);
  const { evaluation } = await judgeNow(store, stored, { policy, asOf, incumbent: 'base_rate' });
  return evaluation.reasons.some(({ rule, passed }) => rule === 'evidence_against' && !passed);
}
