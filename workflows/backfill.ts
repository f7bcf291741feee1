import { defineQuery, patched, setHandler, workflowInfo } from '@temporalio/workflow';
import type { DateRange } from '../domain/time/dates.js';
import {
  catchUp,
  partsOf,
  type BackfillProgress,
  type BackfillReport,
  type BackfillSteps,
} from './catch-up.js';
import { backfillByMonth } from './earlier/backfill-by-month.js';
import { showDetails } from './details.js';
import { startReviews } from './reviews.js';
import { mark } from './search-attributes.js';
import { stepsOf } from './steps.js';
import { inWords, WORDS } from './words.js';

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
  mark('backfill', { days: range });
  if (!patched('range at once')) return backfillByMonth(input);
  const parts = partsOf(range);
  let now: BackfillProgress = { ...range, parts_total: parts.length, parts_done: 0, part: parts[0] ?? null };
  setHandler(progress, () => now);
  const report = await catchUp(
    withDetails(stepsOf(storeId), () => now.part),
    range,
    (told) => (now = told),
  );
  if (patched('starts reviews'))
    await startReviews({ storeId, idPrefix: prefixIn(workflowInfo().workflowId) });
  return report;
}

/** What a backfill's id begins with, and so do those of what it starts. */
function prefixIn(workflowId: string): string {
  return workflowId.slice(0, Math.max(0, workflowId.indexOf('backfill:')));
}

/** The steps, which show in the workflow UI, a line each, what came of them. */
function withDetails(steps: BackfillSteps, part: () => string | null): BackfillSteps {
  const shown: string[] = [];
  const show = (line: () => string) => {
    shown.push(inWords(line));
    showDetails(
      () => shown[0] ?? '',
      () => shown.slice(1),
    );
  };
  return {
    async reconcileRange(input) {
      const report = await steps.reconcileRange(input);
      show(() => WORDS.reconcileRange.result(report));
      return report;
    },
    async trackOutcomes(input) {
      const report = await steps.trackOutcomes(input);
      show(() => WORDS.trackOutcomes.result(report));
      return report;
    },
    async aggregateWeeks(input) {
      const report = await steps.aggregateWeeks(input);
      show(() => `${part()}, ${WORDS.aggregateWeeks.result(report)}`);
      return report;
    },
  };
}
