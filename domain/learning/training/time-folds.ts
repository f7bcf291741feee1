import { groupBy } from '../../group-by.js';
import { previousSession, sessionsAfter, tradingDateOf } from '../../time/calendar.js';
import { addDays } from '../../time/dates.js';
import { knownAt } from '../features/known-times.js';
import type { LabelledRow } from './training-row.js';

/** Rows that are predicted, and those that a model may be trained on for it. */
export interface Fold {
  train: readonly LabelledRow[];
  test: readonly LabelledRow[];
  /** Whether of anything else that was asked and known at such moments may be learned for it. */
  maySee: MaySee;
  /** Left out because what came of them overlaps what is predicted, … */
  purged: number;
  /** … or because they lie too near to it. */
  embargoed: number;
}

/** By when something was asked and when it was known, in milliseconds since 1970. */
export type MaySee = (one: { asked: number; known: number }) => boolean;

interface FoldRule {
  folds: number;
  embargoSessions: number;
}

/**
 * Folds forward in time: the sessions are cut into one block more than folds, of about as many rows each; each block
 * but the first is predicted by what came before it. Purged is what was not known before the block's first advice,
 * embargoed what came within a session before it, or within the block's longest wait for a label if that is longer
 * (López de Prado, Advances in Financial Machine Learning, 2018, chapter 7). Rows in the order in which the advice
 * came.
 */
export function forwardFolds(rows: readonly LabelledRow[], { folds, embargoSessions }: FoldRule): Fold[] {
  const blocks = timeBlocks(rows, folds + 1);
  return blocks.slice(1).map((test, i) => {
    const before = blocks.slice(0, i + 1).flat();
    const { maySee, ...own } = trainable(before, { blocks: [test], embargoSessions });
    const first = Math.min(...test.map(({ asked }) => asked));
    return { ...own, test, maySee: (one) => one.asked < first && maySee(one) };
  });
}

/** Blocks of whole sessions with about as many rows each; fewer blocks where there are fewer sessions. */
export function timeBlocks(rows: readonly LabelledRow[], blocks: number): LabelledRow[][] {
  const sessions = [...groupBy(rows, ({ trading_date }) => trading_date).values()];
  const made: LabelledRow[][] = [];
  let taken = 0;
  for (const session of sessions) {
    const block = Math.min(blocks - 1, Math.floor((taken * blocks) / rows.length));
    const own = (made[block] ??= []);
    own.push(...session);
    taken += session.length;
  }
  return made.filter((block) => block !== undefined);
}

/** Of some rows those that may be trained on to predict blocks of others, on both sides of them. */
export function trainable(
  rows: readonly LabelledRow[],
  { blocks, embargoSessions }: { blocks: readonly (readonly LabelledRow[])[]; embargoSessions: number },
): Omit<Fold, 'test'> {
  const spans = blocks.map((block) => spanOf(block, embargoSessions));
  const overlaps: MaySee = ({ asked, known }) =>
    spans.some(({ first, last }) => asked <= last && known >= first);
  const isNear: MaySee = ({ asked }) => spans.some(({ from, to }) => asked <= to && asked >= from);
  const train: LabelledRow[] = [];
  let [purged, embargoed] = [0, 0];
  for (const row of rows) {
    if (overlaps(row)) purged++;
    else if (isNear(row)) embargoed++;
    else train.push(row);
  }
  return { train, purged, embargoed, maySee: (one) => !overlaps(one) && !isNear(one) };
}

/** From a block's first advice to its last label, and how far the embargo reaches on either side. */
function spanOf(block: readonly LabelledRow[], embargoSessions: number) {
  const first = Math.min(...block.map(({ asked }) => asked));
  const last = Math.max(...block.map(({ known }) => known));
  const longest = Math.max(...block.map(({ asked, known }) => known - asked));
  return {
    ...{ first, last },
    from: Math.min(first - longest, sessionsBack(first, embargoSessions)),
    to: Math.max(last + longest, sessionsOn(last, embargoSessions)),
  };
}

/** The beginning of the day that lies so many sessions before. */
function sessionsBack(moment: number, sessions: number): number {
  if (sessions === 0) return moment;
  let day = tradingDateOf(new Date(moment).toISOString());
  for (let i = 0; i < sessions; i++) day = previousSession(day);
  return knownAt(addDays(day, -1));
}

function sessionsOn(moment: number, sessions: number): number {
  if (sessions === 0) return moment;
  return knownAt(sessionsAfter(tradingDateOf(new Date(moment).toISOString()), sessions));
}
