import { compare } from '../compare.js';
import { costOf } from '../evidence/cost-sequence.js';
import { groupBy } from '../group-by.js';
import { formatDecimal, sum } from '../number/decimal.js';
import { wilson } from '../number/intervals.js';
import { winsorised } from '../preferences/habit.js';
import { rounded } from '../number/rounded.js';
import type { DateRange, IsoDate } from '../time/dates.js';
import type { DecidedPart } from './decided-parts.js';
import type { Replay } from './replay.js';
import type { JudgedPair, ReplayedStretch } from './replayed-stretch.js';
import { washSales } from './wash-sales.js';
import { firstDay } from './stretch-replay.js';

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
  const isCounted = (part: DecidedPart) =>
    isIn(firstDay(part)) && (knownBy === null || part.settledOn <= knownBy);
  const all = { advices: 0, met: 0, anew: 0, became: 0, ceased: 0 };
  const byUnderlying = new Map<string, Changed>();
  const pairs: JudgedPair[] = [];
  // Plain loops: candidates of a Saturday are replayed over many stretches at each of their strengths.
  for (const { stretch, given, result, judged } of stretches) {
    const { underlying } = stretch.subject;
    const own = byUnderlying.get(underlying) ?? noChange();
    byUnderlying.set(underlying, own);
    for (const { ask, pieces } of given) if (isIn(ask.session)) all.advices += pieces.length;
    for (const { ask } of result.changed) if (isIn(ask.session)) own.changed++;
    addTo(own.before, result.before, isCounted);
    addTo(own.after, result.after, isCounted);
    all.met += counted(result.met, isCounted);
    all.anew += counted(result.anew, isCounted);
    all.became += counted(result.became, isCounted);
    all.ceased += counted(result.ceased, isCounted);
    for (const pair of judged) if (isIn(pair.session)) pairs.push(pair);
  }
  const parts = [...byUnderlying].sort(([a], [b]) => compare(a, b));
  const before = total(parts.map(([, part]) => part.before));
  const after = total(parts.map(([, part]) => part.after));
  const chosen = wilson(after.diverged, after.decisions);
  return {
    sessions,
    advices_total: all.advices,
    advices_changed: parts.reduce((count, [, { changed }]) => count + changed, 0),
    decisions: before.decisions,
    diverged_before: before.diverged,
    diverged_after: after.diverged,
    contradictions_met: all.met,
    asked_anew: all.anew,
    wash_sales: washSales(stretches, range),
    divergence_before: rateOf(before),
    divergence_after: numberOf(chosen.rate),
    divergence_after_low: numberOf(chosen.low),
    divergence_after_high: numberOf(chosen.high),
    became_consent: all.became,
    ceased_consent: all.ceased,
    ...costIn(pairs),
    by_underlying: parts
      .filter(([, { changed, before: own }]) => changed > 0 || own.decisions > 0)
      .map(([underlying, { changed, ...own }]) => ({
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

/** What was changed on an underlying. */
interface Changed {
  changed: number;
  before: Counts;
  after: Counts;
}

function noChange(): Changed {
  return { changed: 0, before: { decisions: 0, diverged: 0 }, after: { decisions: 0, diverged: 0 } };
}

function addTo(
  counts: Counts,
  parts: readonly DecidedPart[],
  isCounted: (part: DecidedPart) => boolean,
): void {
  for (const part of parts) {
    if (!isCounted(part)) continue;
    counts.decisions++;
    if (part.diverges) counts.diverged++;
  }
}

function counted(parts: readonly DecidedPart[], isCounted: (part: DecidedPart) => boolean): number {
  let count = 0;
  for (const part of parts) if (isCounted(part)) count++;
  return count;
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
