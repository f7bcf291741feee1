import { continueAsNew, executeChild, setHandler } from '@temporalio/workflow';
import { planBackfill } from '../backfill-plan.js';
import { progress, type backfill, type BackfillInput } from '../backfill.js';
import type { BackfillReport } from '../catch-up.js';
import { backfillId, byEarlierVersion } from '../ids.js';
import { backfillMonth, type BackfillMonthReport } from './backfill-month.js';

/** Months after which a run handed over to a fresh one. */
const MONTHS_A_RUN = 12;

/**
 * A backfill as version 0.1.0 began it, a child a month: one that is under way when a home is updated goes on so until
 * it hands over.
 */
export async function backfillByMonth({ storeId, range, done }: BackfillInput): Promise<BackfillReport> {
  const parts = planBackfill(range);
  let report = done ?? NOTHING_YET(range);
  setHandler(progress, () => ({
    ...range,
    parts_total: parts.length,
    parts_done: report.months,
    part: parts[report.months]?.month ?? null,
  }));
  const runEnd = report.months + MONTHS_A_RUN;
  for (const part of parts.slice(report.months, runEnd)) {
    const month = await executeChild(backfillMonth, {
      workflowId: `${backfillId(byEarlierVersion(storeId), range)}/${part.month}`,
      args: [{ storeId, part, tell: part === parts.at(-1) }],
    });
    report = withMonth(report, month);
  }
  if (runEnd < parts.length) return continueAsNew<typeof backfill>({ storeId, range, done: report });
  return report;
}

const NOTHING_YET = (range: BackfillInput['range']): BackfillReport => ({
  ...range,
  months: 0,
  weeks_published: 0,
  weeks_restated: 0,
  matches_by_type: {},
  lots_open: 0,
  outcomes: 0,
  counterfactuals: 0,
  bars_off_scale: [],
});

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
    bars_off_scale: month.outcomes.bars_off_scale,
  };
}
