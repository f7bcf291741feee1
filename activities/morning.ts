import { compare } from '../domain/compare.js';
import { morningMessage, nearUntil } from '../domain/morning/morning-message.js';
import { waitedFor } from '../domain/advice/awaited-accounts.js';
import type { ToldMatch } from '../domain/matching/match-words.js';
import { openPositions } from '../domain/positions/open-positions.js';
import { sessionOnOrBefore } from '../domain/time/calendar.js';
import type { IsoDate } from '../domain/time/dates.js';
import { behind } from '../store/derived/behind.js';
import { openOn } from '../store/derived/open-on.js';
import type { Reader } from '../store/duckdb/warehouse.js';
import { tableRows } from '../store/exports/table-rows.js';
import { accountCoverage } from '../store/inputs/account-coverage.js';
import { madeThrough } from '../store/inputs/description.js';
import { pendingAdvice } from '../store/inputs/pending-advice.js';
import { refuseFuture } from './known-days.js';
import { learningProblems } from './learning-problems.js';
import type { Messages } from './notify.js';
import type { FailedStep } from './loop-reports.js';
import type { Steps } from './steps.js';
import { untiedLines, type CashStore } from './untied.js';
import { behindSentence, type BringUpToDate } from './up-to-date.js';

interface MorningStore extends CashStore {
  /** What of the running system keeps dying, and why, a line each. */
  keepsDying: () => Promise<readonly string[]>;
}

/** A morning's message, and the session that it is about; null where nothing is reconciled. */
export interface Morning {
  day: IsoDate | null;
  message: string | null;
}

/** Sends the message of a morning, once: of a session that has one already nothing is sent. */
export function morningSteps(
  store: MorningStore & { messages: Messages; bringUpToDate: BringUpToDate },
): Pick<Steps, 'sendMorning'> {
  const { messages, bringUpToDate } = store;
  return {
    async sendMorning({ day: named, failed = [] }) {
      // A step that has just failed would fail again; the message says so.
      if (failed.length === 0) await bringUpToDate([]);
      const { day, message } = await morningOf(store, named, failed);
      const subject = `morning-${day}`;
      const [missing] = await messages.missing([{ subject }]);
      const sent = message !== null && missing !== undefined;
      if (sent) await messages.tell({ subject, text: message });
      return { day, sent, message };
    },
  };
}

/**
 * What there is to say on the morning after a session, without one the last that was reconciled. What is wrong is said
 * of the last one alone: nothing is known of how things stood then. Throws InvalidInput for a day to come.
 */
export async function morningOf(
  store: MorningStore,
  named: IsoDate | undefined,
  failed: readonly FailedStep[] = [],
): Promise<Morning> {
  const { warehouse } = store;
  if (named !== undefined) await refuseFuture(store, named);
  const { reconciled_through } = await madeThrough(warehouse);
  if (reconciled_through === null && failed.length === 0) return { day: null, message: null };
  const last = reconciled_through === null ? null : sessionOnOrBefore(reconciled_through);
  const day = named ?? last;
  if (day === null) return { day: null, message: null };
  const isLast = last === null || day >= last;
  const problems = [
    ...failed.map(({ step, message }) => `${step} failed: ${message}`),
    // Rows are behind where a step failed, and that has been said.
    ...(failed.length === 0 ? await behindLines(warehouse) : []),
    ...(isLast
      ? [
          ...(await store.keepsDying()),
          ...(await waitingLines(warehouse, day)),
          ...(await untiedLines(store)),
          ...(await learningProblems(store)),
        ]
      : []),
  ];
  const { rows } = await tableRows(store, {
    table: 'matches',
    where: [['excluded', 'false']],
    from: day,
    to: day,
  });
  const advice = (rows as unknown as ToldMatch[])
    .filter(({ recommendation_id }) => recommendation_id !== null)
    .sort((a, b) => compare(nameOf(a), nameOf(b)));
  const open = await openOn(warehouse, { day, expiresBy: nearUntil(day) });
  return { day, message: morningMessage({ day, advice, open: openPositions(open.positions), problems }) };
}

function nameOf({ underlying, match_id }: ToldMatch): string {
  return `${underlying as string} ${match_id as string}`;
}

/** The message is made of what the steps have made; reading it makes nothing anew. */
async function behindLines(warehouse: Reader): Promise<string[]> {
  const { matches, outcomes } = await behind(warehouse);
  const sentence = behindSentence({ matches, outcomes });
  return sentence === null ? [] : [sentence];
}

async function waitingLines(warehouse: Reader, day: IsoDate): Promise<string[]> {
  const waiting = waitedFor(await pendingAdvice(warehouse), await accountCoverage(warehouse), day);
  return waiting.map(({ account, covered_through, matches, since }) => {
    const known = covered_through === null ? 'nothing is imported' : `known through ${covered_through}`;
    const pieces = matches === 1 ? '1 piece of advice waits' : `${matches} pieces of advice wait`;
    return `account ${account}, ${known}: ${pieces}; import its files from ${since} on`;
  });
}
