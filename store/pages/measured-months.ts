import { monthMetrics, type MeasuredWeek, type MonthMetrics } from '../../domain/metrics/month-metrics.js';
import { formatWeek, weekRange } from '../../domain/time/iso-week.js';
import { measured } from '../derived/metrics.js';
import type { Reader } from '../duckdb/warehouse.js';
import { divergenceByWeek, type CountedMatches } from './divergence.js';

/**
 * The months of published weeks of a period, in order. Their rates are of the matches as they are now, as everywhere
 * in analytics; what was decided by choice is known of whole weeks alone, and null where an underlying or an account is
 * named.
 */
export async function measuredMonths(warehouse: Reader, counted: CountedMatches): Promise<MonthMetrics[]> {
  const all = await measured(warehouse);
  const counts = new Map((await divergenceByWeek(warehouse, counted)).map((one) => [one.week, one]));
  const isOfAll = counted.symbol === null && counted.account === null;
  const weeks = all.weeks.filter((week) => {
    const { from, to } = weekRange(formatWeek(week));
    return from <= counted.to && to >= counted.from;
  });
  return monthMetrics({
    ...all,
    weeks: weeks.map((week): MeasuredWeek => {
      const { consent, consent_passive, modify, reject } = counts.get(formatWeek(week)) ?? NONE;
      return { ...week, consent, consent_passive, modify, reject, ...(isOfAll ? {} : UNKNOWN) };
    }),
  });
}

const NONE = { consent: 0, consent_passive: 0, modify: 0, reject: 0 };
const UNKNOWN = { active: null, active_modified: null, active_refused: null };
