import { groupBy } from '../group-by.js';
import { wilson, type Proportion } from '../number/intervals.js';
import { rounded } from '../number/rounded.js';
import { formatWeek, weekRange, type IsoWeek } from '../time/iso-week.js';
import { reviewMinutes } from './review-minutes.js';

/** A calendar month: '2026-01'. */
export type Month = string;

/** What the loop should come to, month after month, the last value from then on. */
export const TARGETS = {
  /** Share of decisions that diverge by choice, in %: at most. */
  divergence_chosen: [50, 35, 25, 20],
  /** Minutes a week: at most. */
  review_minutes: [15, 10, 5, 5],
} as const;

/** What a month came to: a row of the table of metrics, and what its rates are of. */
export interface MonthMetrics {
  month: Month;
  recommendations: number;
  active: number;
  /** Consent, modify and reject: what `divergence_rate` and `consent_rate` are shares of. */
  decided: number;
  divergence_rate: number | null;
  consent_rate: number | null;
  divergence_chosen: number | null;
  divergence_chosen_low: number | null;
  divergence_chosen_high: number | null;
  consent_rate_active: number | null;
  /** Candidates first shown in it, … */
  candidates_opened: number;
  /** … implemented in it, and until its end. */
  candidates_implemented: number;
  candidates_implemented_total: number;
  /** Changes that a person or their condition took back. */
  rolled_back: number;
  /** Habits found for the first time. */
  patterns_found: number;
  /** The median of its weeks; null where nobody said anything. */
  review_minutes: number | null;
  weeks: number;
}

/** A published week, as far as metrics are of it. */
export interface MeasuredWeek {
  year: number;
  week: number;
  recommendations: number;
  consent: number;
  consent_passive: number;
  modify: number;
  reject: number;
  active: number | null;
  active_modified: number | null;
  active_refused: number | null;
}

export interface Measured {
  weeks: readonly MeasuredWeek[];
  /** The weeks in which a candidate was first shown, a candidate each. */
  candidatesOpened: readonly IsoWeek[];
  /** The days on which candidates were implemented, and on which changes were taken back. */
  implementedOn: readonly string[];
  rolledBackOn: readonly string[];
  /** The weeks in which habits were first found. */
  firstFound: readonly IsoWeek[];
  /** When a person said anything. */
  factTimes: readonly string[];
}

/** A row for each month with a published week, in order. A week belongs to the month of its Sunday. */
export function monthMetrics(measured: Measured): MonthMetrics[] {
  const minutes = reviewMinutes(measured.factTimes);
  const byMonth = groupBy([...measured.weeks], (week) => monthOfWeek(formatWeek(week)));
  return [...byMonth]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([month, weeks]): MonthMetrics => {
      const sum = (of: (week: MeasuredWeek) => number | null) =>
        weeks.reduce((total, week) => total + (of(week) ?? 0), 0);
      const [consent, passive] = [sum((week) => week.consent), sum((week) => week.consent_passive)];
      const changed = sum(({ modify, reject }) => modify + reject);
      const active = sum((week) => week.active);
      const chosen = share(
        sum((week) => (week.active_modified ?? 0) + (week.active_refused ?? 0)),
        active,
      );
      const own = (weekly: readonly IsoWeek[]) => weekly.filter((week) => monthOfWeek(week) === month).length;
      const implemented = (isIn: (of: Month) => boolean) =>
        measured.implementedOn.filter((day) => isIn(monthOf(day))).length;
      return {
        month,
        recommendations: sum((week) => week.recommendations),
        active,
        decided: consent + changed,
        divergence_rate: share(changed, consent + changed).rate,
        consent_rate: share(consent, consent + changed).rate,
        divergence_chosen: chosen.rate,
        divergence_chosen_low: chosen.low,
        divergence_chosen_high: chosen.high,
        consent_rate_active: share(consent - passive, consent - passive + changed).rate,
        candidates_opened: own(measured.candidatesOpened),
        candidates_implemented: implemented((of) => of === month),
        candidates_implemented_total: implemented((of) => of <= month),
        rolled_back: measured.rolledBackOn.filter((day) => monthOf(day) === month).length,
        patterns_found: own(measured.firstFound),
        review_minutes: medianOf(
          [...minutes].filter(([week]) => monthOfWeek(week) === month).map(([, own]) => own),
        ),
        weeks: weeks.length,
      };
    });
}

function share(part: number, of: number): Proportion {
  const { rate, low, high } = wilson(part, of);
  const orNull = (value: number | null) => (value === null ? null : rounded(value));
  return { rate: orNull(rate), low: orNull(low), high: orNull(high) };
}

function monthOf(day: string): Month {
  return day.slice(0, 7);
}

function monthOfWeek(week: IsoWeek): Month {
  return monthOf(weekRange(week).to);
}

/** Of an even number the mean of the middle two. */
function medianOf(values: readonly number[]): number | null {
  const inOrder = [...values].sort((a, b) => a - b);
  const middle = inOrder.length >> 1;
  const [high, low] = [inOrder[middle], inOrder[inOrder.length % 2 === 0 ? middle - 1 : middle]];
  return high === undefined || low === undefined ? null : rounded((low + high) / 2);
}
