import { defineQuery, patched, setHandler } from '@temporalio/workflow';
import type { DateRange } from '../domain/time/dates.js';
import { catchUp, partsOf, type BackfillProgress, type BackfillReport } from './catch-up.js';
import { backfillByMonth } from './earlier/backfill-by-month.js';
import { mark } from './search-attributes.js';
import { stepsOf } from './steps.js';

export interface BackfillInput {
  storeId: string;
  range: DateRange;
  /** What earlier runs of a backfill of version 0.1.0 have done; null at its beginning. */
  done: BackfillReport | null;
}

export const progress = defineQuery<BackfillProgress>('progress');

/** Catches up over a range. */
export async function backfill(input: BackfillInput): Promise<BackfillReport> {
  const { storeId, range } = input;
  mark('backfill', range.to);
  if (!patched('range at once')) return backfillByMonth(input);
  const parts = partsOf(range);
  let now: BackfillProgress = { ...range, parts_total: parts.length, parts_done: 0, part: parts[0] ?? null };
  setHandler(progress, () => now);
  return catchUp(stepsOf(storeId), range, (told) => (now = told));
}
