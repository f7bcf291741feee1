import { continueAsNew, defineQuery, executeChild, setHandler } from '@temporalio/workflow';
import type { DateRange } from '../domain/time/dates.js';
import { backfillMonth, type BackfillMonthReport } from './backfill-month.js';
import { planBackfill } from './backfill-plan.js';
import { backfillMonthId } from './ids.js';
import { mark } from './search-attributes.js';

export interface BackfillInput {
  storeId: string;
  range: DateRange;
  /** What earlier runs of this backfill have done; null at its beginning. */
  done: BackfillReport | null;
}

export interface BackfillReport extends DateRange {
  months: number;
  /** Weeks published for the first time, … */
  weeks_published: number;
  /** … and again, since they had changed; a week as often as it was. */
  weeks_restated: number;
  matches_by_type: Record<string, number>;
  lots_open: number;
  outcomes: number;
  counterfactuals: number;
}

export interface BackfillProgress extends DateRange {
  months_total: number;
  months_done: number;
  /** `2022-03`, the month under way; null when all are done. */
  month: string | null;
}

export const progress = defineQuery<BackfillProgress>('progress');

/** Months after which a run hands over to a fresh one, whatever the length of the range. */
const MONTHS_A_RUN = 12;

/** Catches up over a range, a child a month. */
export async function backfill({ storeId, range, done }: BackfillInput): Promise<BackfillReport> {
  mark('backfill', range.to);
  const parts = planBackfill(range);
  let report = done ?? nothingYet(range);
  setHandler(progress, () => ({
    ...range,
    months_total: parts.length,
    months_done: report.months,
    month: parts[report.months]?.month ?? null,
  }));
  const runEnd = report.months + MONTHS_A_RUN;
  for (const part of parts.slice(report.months, runEnd)) {
    const month = await executeChild(backfillMonth, {
      workflowId: backfillMonthId(storeId, range, part.month),
      args: [{ storeId, part, tell: part === parts.at(-1) }],
    });
    report = withMonth(report, month);
  }
  if (runEnd < parts.length) return continueAsNew<typeof backfill>({ storeId, range, done: report });
  return report;
}

function nothingYet(range: DateRange): BackfillReport {
  return {
    ...range,
    months: 0,
    weeks_published: 0,
    weeks_restated: 0,
    matches_by_type: {},
    lots_open: 0,
    outcomes: 0,
    counterfactuals: 0,
  };
}

function withMonth(report: BackfillReport, month: BackfillMonthReport): BackfillReport {
  const matchesByType = { ...report.matches_by_type };
  for (const [type, count] of Object.entries(month.reconciled.matches_by_type))
    matchesByType[type] = (matchesByType[type] ?? 0) + count;
  return {
    ...report,
    months: report.months + 1,
    weeks_published: report.weeks_published + month.weeks.published,
    weeks_restated: report.weeks_restated + month.weeks.restated,
    matches_by_type: matchesByType,
    lots_open: month.outcomes.lots_open,
    outcomes: month.outcomes.outcomes,
    counterfactuals: month.outcomes.counterfactuals,
  };
}
