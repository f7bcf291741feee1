import type { Steps } from '../activities/steps.js';
import type { DateRange } from '../domain/time/dates.js';
import { planBackfill } from './backfill-plan.js';

export interface BackfillReport extends DateRange {
  months: number;
  /** Weeks published for the first time, … */
  weeks_published: number;
  /** … and again, since they had changed. */
  weeks_restated: number;
  /** Of the trading dates of the range. */
  matches_by_type: Record<string, number>;
  lots_open: number;
  outcomes: number;
  counterfactuals: number;
  /** Where bars are on another share count than the trades, and what would mend it. */
  bars_off_scale: string[];
}

export interface BackfillProgress extends DateRange {
  parts_total: number;
  parts_done: number;
  /** What is under way: `matches`, `outcomes`, then the weeks of a month, `2022-03`; null when all is done. */
  part: string | null;
}

export type BackfillSteps = Pick<Steps, 'reconcileRange' | 'trackOutcomes' | 'aggregateWeeks'>;

/** What a backfill does in turn: the matches, the outcomes, then the weeks of each month. */
export function partsOf(range: DateRange): string[] {
  return ['matches', 'outcomes', ...planBackfill(range).map(({ month }) => month)];
}

/**
 * The steps over a range, each over all of it at once: that reads and writes every day once, and comes to the same rows
 * as night after night. The weeks come month by month; a person gets the message of the last. `tell` hears how far it
 * has come.
 */
export async function catchUp(
  steps: BackfillSteps,
  range: DateRange,
  tell: (progress: BackfillProgress) => void,
): Promise<BackfillReport> {
  const months = planBackfill(range);
  const parts = partsOf(range);
  const at = (done: number) =>
    tell({ ...range, parts_total: parts.length, parts_done: done, part: parts[done] ?? null });
  at(0);
  const { matches_by_type } = await steps.reconcileRange(range);
  at(1);
  const { lots_open, outcomes, counterfactuals, bars_off_scale } = await steps.trackOutcomes({
    through: range.to,
  });
  let [published, restated] = [0, 0];
  for (const [done, month] of months.entries()) {
    at(2 + done);
    const weeks = await steps.aggregateWeeks({ weeks: month.weeks, tell: month === months.at(-1) });
    published += weeks.published;
    restated += weeks.restated;
  }
  at(parts.length);
  return {
    ...range,
    months: months.length,
    weeks_published: published,
    weeks_restated: restated,
    matches_by_type,
    lots_open,
    outcomes,
    counterfactuals,
    bars_off_scale,
  };
}
