import { compare } from '../compare.js';
import { costOf } from '../evidence/cost-sequence.js';
import { groupBy } from '../group-by.js';
import { formatDecimal, sum, type Decimal } from '../number/decimal.js';
import { wilson } from '../number/intervals.js';
import { winsorised } from '../preferences/habit.js';
import { rounded } from '../number/rounded.js';
import type { DateRange, IsoDate } from '../time/dates.js';
import type { IsoWeek } from '../time/iso-week.js';
import type { DecidedPart } from './decided-parts.js';
import type { Given } from './given-advice.js';
import type { Replay } from './replay.js';
import type { Stretch } from './stretch.js';
import { washSales } from './wash-sales.js';
import { firstDay, type StretchReplay } from './stretch-replay.js';

/** What changed advice came to, once and known. */
export interface JudgedPair {
  week: IsoWeek;
  session: IsoDate;
  usd: Decimal;
  percent: number;
}

export interface ReplayedStretch {
  stretch: Stretch;
  /** What the unchanged version gives. */
  given: readonly Given[];
  result: StretchReplay;
  judged: readonly JudgedPair[];
}

/** What of stretches lies in a range, added up. */
export function replayOf(
  stretches: readonly ReplayedStretch[],
  {
    range,
    knownBy,
    sessions,
  }: {
    range: DateRange;
    /** Decisions that were not settled by the end of that day count as pending; null: what is settled now. */
    knownBy: IsoDate | null;
    sessions: number;
  },
): Replay {
  const isIn = (day: IsoDate) => day >= range.from && day <= range.to;
  const isKnown = ({ settledOn }: DecidedPart) => knownBy === null || settledOn <= knownBy;
  const inRange = (parts: readonly DecidedPart[]) =>
    parts.filter((part) => isIn(firstDay(part)) && isKnown(part));
  const countIn = (found: (result: StretchReplay) => readonly DecidedPart[]) =>
    stretches.reduce((total, { result }) => total + inRange(found(result)).length, 0);
  const byUnderlying = groupBy(stretches, ({ stretch }) => stretch.subject.underlying);
  const parts = [...byUnderlying]
    .sort(([a], [b]) => compare(a, b))
    .map(([underlying, own]) => ({
      underlying,
      changed: own.reduce(
        (total, { result }) => total + result.changed.filter(({ ask }) => isIn(ask.session)).length,
        0,
      ),
      before: countsOf(own.flatMap(({ result }) => inRange(result.before))),
      after: countsOf(own.flatMap(({ result }) => inRange(result.after))),
    }));
  const before = total(parts.map((part) => part.before));
  const after = total(parts.map((part) => part.after));
  const chosen = wilson(after.diverged, after.decisions);
  return {
    sessions,
    advices_total: stretches.reduce(
      (count, { given }) =>
        given.reduce((own, { ask, pieces }) => own + (isIn(ask.session) ? pieces.length : 0), count),
      0,
    ),
    advices_changed: parts.reduce((count, { changed }) => count + changed, 0),
    decisions: before.decisions,
    diverged_before: before.diverged,
    diverged_after: after.diverged,
    contradictions_met: countIn(({ met }) => met),
    asked_anew: countIn(({ anew }) => anew),
    wash_sales: washSales(stretches, range),
    divergence_before: rateOf(before),
    divergence_after: numberOf(chosen.rate),
    divergence_after_low: numberOf(chosen.low),
    divergence_after_high: numberOf(chosen.high),
    became_consent: countIn(({ became }) => became),
    ceased_consent: countIn(({ ceased }) => ceased),
    ...costIn(stretches.flatMap(({ judged }) => judged.filter(({ session }) => isIn(session)))),
    by_underlying: parts
      .filter(({ changed, before: own }) => changed > 0 || own.decisions > 0)
      .map(({ underlying, changed, ...own }) => ({
        underlying,
        changed,
        divergence_before: rateOf(own.before),
        divergence_after: rateOf(own.after),
      })),
  };
}

interface Counts {
  decisions: number;
  diverged: number;
}

function countsOf(parts: readonly DecidedPart[]): Counts {
  return { decisions: parts.length, diverged: parts.filter(({ diverges }) => diverges).length };
}

function total(counts: readonly Counts[]): Counts {
  return {
    decisions: counts.reduce((count, one) => count + one.decisions, 0),
    diverged: counts.reduce((count, one) => count + one.diverged, 0),
  };
}

function rateOf({ decisions, diverged }: Counts): number | null {
  return decisions === 0 ? null : rounded(diverged / decisions);
}

/** The same in whatever order they come. */
function meanOf(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b).reduce((all, one) => all + one, 0) / numbers.length;
}

function costIn(
  judged: readonly JudgedPair[],
): Pick<Replay, 'cost' | 'cost_low' | 'cost_high' | 'cost_status' | 'judged_weeks' | 'worst_week'> {
  const weeks = [...groupBy(judged, ({ week }) => week)].sort(([a], [b]) => compare(a, b));
  const cost = costOf(weeks.map(([, own]) => meanOf(own.map(({ percent }) => winsorised(percent)))));
  const dollars = weeks.map(([week, own]) => ({ week, usd: sum(own.map(({ usd }) => usd)) }));
  const worst = dollars.reduce<(typeof dollars)[number] | null>(
    (least, one) => (least === null || one.usd < least.usd ? one : least),
    null,
  );
  return {
    cost: numberOf(cost?.mean),
    cost_low: numberOf(cost?.low),
    cost_high: numberOf(cost?.high),
    cost_status: cost?.status ?? 'insufficient',
    judged_weeks: cost?.judgedWeeks ?? 0,
    worst_week: worst && { week: worst.week, usd: formatDecimal(worst.usd) },
  };
}

function numberOf(value: number | null | undefined): number | null {
  return value === undefined || value === null ? null : rounded(value);
}
