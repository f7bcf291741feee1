import { FileRefused } from '../domain/errors.js';
import { SAMPLES_FILE, samplesIn } from '../domain/learning/training/model-texts.js';
import { preparationMessage } from '../domain/morning/preparation-message.js';
import { previousSession } from '../domain/time/calendar.js';
import { earlierOf, type IsoDate } from '../domain/time/dates.js';
import { instantAt } from '../domain/time/zone.js';
import { advisedLately } from '../store/derived/advised-lately.js';
import { scenariosMadeBy } from '../store/derived/scenarios.js';
import { readModel } from '../store/home/model-folders.js';
import { servingNow } from '../store/home/model-registry.js';
import { coveredLess } from '../store/inputs/account-coverage.js';
import { lastBars } from '../store/inputs/market.js';
import { knownThrough } from '../store/inputs/known-through.js';
import type { Store } from '../store/open-store.js';
import { championTrouble } from './champion-trouble.js';
import { takeIn } from './learning-hours.js';
import { learningProblems } from './learning-problems.js';
import { reportOfLearning } from './learning-report.js';
import { scoreLive } from './live-predictions.js';
import { faultOf } from './model-evaluations.js';
import type { Messages } from './notify.js';
import { lastDay } from './retrain.js';
import type { MorningPrepReport } from './learning-reports.js';
import type { Steps } from './steps.js';
import { untiedLines } from './untied.js';
import type { BringUpToDate } from './up-to-date.js';

type Parts = Pick<Store, 'warehouse' | 'home' | 'journal' | 'manifest'>;

/** When a session is prepared, in New York. */
const PREPARED_AT = '09:00';

/**
 * What has to be so before a session opens: inputs reach to the session before, the champion loads and scores the rows
 * that are kept with it as it did at training. A person gets a message only of what no message of the last sessions
 * said.
 */
export function preparationSteps(
  store: Parts,
  { bringUpToDate, messages, clock }: { bringUpToDate: BringUpToDate; messages: Messages; clock: () => Date },
): Pick<Steps, 'prepareMorning'> {
  return {
    async prepareMorning({ day }) {
      const looked = await lookInto(store, { day, bringUpToDate, at: clock().toISOString() });
      const { said, next } = await preparedFor(messages, day);
      const before = [...said, ...(await saidBefore(messages, day))];
      const text = preparationMessage(day, looked.problems, before);
      if (text !== null) await messages.tell({ subject: next, text });
      return { day, ...looked, sent: text !== null, message: text };
    },
  };
}

async function lookInto(
  store: Parts,
  { day, bringUpToDate, at }: { day: IsoDate; bringUpToDate: BringUpToDate; at: string },
): Promise<Omit<MorningPrepReport, 'day' | 'sent' | 'message'>> {
  try {
    await takeIn(store, { bringUpToDate, at });
  } catch (error) {
    // A file that a person wrote keeps all of learning from its work: that is what there is to say.
    if (!(error instanceof FileRefused)) throw error;
    const known_through = await knownThrough(store);
    return { known_through, champion: null, rows_scored: null, problems: [error.message], report: null };
  }
  await scoreLive(store, Date.parse(instantAt(day, PREPARED_AT)));
  const { champion, rows_scored, problem } = await championNow(store);
  const before = previousSession(day);
  return {
    known_through: await knownThrough(store),
    champion,
    rows_scored,
    problems: [
      ...(await untiedLines(store)),
      ...(await learningProblems(store)),
      ...(problem === null ? [] : [`model: ${problem}`]),
      // Without a model nothing is served by what is stale, and who imports once a month knows that.
      ...(champion === null ? [] : await staleLines(store, before)),
    ],
    report: (await reportOfLearning(store, earlierOf((await lastDay(store.warehouse)) ?? before, before)))
      .message,
  };
}

/** The champion, how many kept rows it was asked about again, and what is wrong with it, with the remedy. */
async function championNow({
  warehouse,
  home,
}: Parts): Promise<{ champion: string | null; rows_scored: number | null; problem: string | null }> {
  const { champion } = await servingNow(home);
  if (champion === null) return { champion: null, rows_scored: null, problem: null };
  const stored = await readModel(home, champion.model_id);
  const rows = samplesIn(stored.texts.get(SAMPLES_FILE) ?? '').length;
  const made = await scenariosMadeBy(warehouse);
  const { model_id } = champion;
  const other = await championTrouble({ warehouse, home });
  const fault = other === null ? faultOf(stored, made) : null;
  const back = `${model_id}: ${fault}; "npx tradeloop models rollback" makes the model before it serve again`;
  return { champion: model_id, rows_scored: rows, problem: other ?? (fault === null ? null : back) };
}

/**
 * Accounts that are known less far than a session, and bars of what is advised on that end before it. Of an underlying
 * without any bar nothing is stale. Lines stay the same while nothing is imported, so that they are said once.
 */
async function staleLines({ warehouse }: Parts, session: IsoDate): Promise<string[]> {
  const accounts = await coveredLess(warehouse, session);
  const last = await lastBars(warehouse, await advisedLately(warehouse, session));
  const newest = [...last.values()]
    .filter((day) => day < session)
    .sort()
    .at(-1);
  return [
    ...accounts.map(
      ({ account, covered_through }) =>
        `account ${account} is known through ${covered_through}: import its next file`,
    ),
    ...(newest === undefined
      ? []
      : [`bars that the model is asked with end on ${newest}: import newer ones`]),
  ];
}

/** What was said in so many sessions is not said again. */
const REMEMBERED_SESSIONS = 20;

/** The messages of the last nights, and of the mornings after. */
async function saidBefore(messages: Messages, day: IsoDate): Promise<string[]> {
  const said: string[] = [];
  let session = previousSession(day);
  for (let back = 0; back < REMEMBERED_SESSIONS; back++) {
    said.push((await messages.kept({ subject: `morning-${session}` })) ?? '');
    said.push(...(await preparedFor(messages, session)).said);
    session = previousSession(session);
  }
  return said;
}

/** The messages of the preparations of a session, and what the next is about: it may be looked at again. */
async function preparedFor(messages: Messages, day: IsoDate): Promise<{ said: string[]; next: string }> {
  const said: string[] = [];
  for (let n = 1; ; n++) {
    const subject = `prepared-${day}${n === 1 ? '' : `-${n}`}`;
    const text = await messages.kept({ subject });
    if (text === null) return { said, next: subject };
    said.push(text);
  }
}
