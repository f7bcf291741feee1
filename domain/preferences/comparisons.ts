import { groupBy } from '../group-by.js';
import type { Asking } from '../evidence/weekday-evidence.js';
import type { Comparable } from '../evidence/stratum-evidence.js';
import { weekday, type IsoDate } from '../time/dates.js';
import type { IsoWeek } from '../time/iso-week.js';
import type { Ask, DecisionAction, WeekDecision } from './week-decision.js';

/** The decisions of a week. */
export interface DecidedWeek {
  week: IsoWeek;
  decisions: readonly WeekDecision[];
  /** Those that ask for what an answer by less than advised left: their refusal says nothing. */
  rests: ReadonlySet<WeekDecision>;
  /** All others. */
  compared: readonly WeekDecision[];
  /** Sessions on which nothing at all was followed. */
  away: ReadonlySet<IsoDate>;
}

export function decidedWeek(
  week: IsoWeek,
  decisions: readonly WeekDecision[],
  rests: ReadonlySet<WeekDecision> = new Set(),
): DecidedWeek {
  const sessions = groupBy(
    decisions.filter(isActive).flatMap(({ asks }) => asks),
    ({ session }) => session,
  );
  const away = [...sessions]
    .filter(([, asks]) => !asks.some(({ answered }) => answered))
    .map(([session]) => session);
  const compared = decisions.filter((decision) => !rests.has(decision));
  return { week, decisions, rests, compared, away: new Set(away) };
}

/** What something had to be done about: a hold asks for nothing. */
export function isActive({ action }: WeekDecision): boolean {
  return action !== 'hold';
}

/** A measure of a decision by which one may be refused and another not, and whether it lies in each of some cells. */
export interface Threshold {
  action: DecisionAction;
  cells: readonly number[];
  measure: 'premium' | 'captured' | 'earningsIn';
  isIn(measure: number, cell: number): boolean;
}

const PREMIUMS = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.75, 1];
const below = (measure: number, cell: number) => measure < cell;

export const THRESHOLDS = {
  premium_floor: { action: 'open', cells: PREMIUMS, measure: 'premium', isIn: below },
  buy_back_floor: { action: 'close', cells: PREMIUMS, measure: 'premium', isIn: below },
  earnings_quiet: {
    action: 'open',
    cells: [1, 2, 3, 4, 5],
    measure: 'earningsIn',
    isIn: (sessions, cell) => sessions <= cell,
  },
  early_exit: {
    action: 'hold',
    cells: [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9],
    measure: 'captured',
    isIn: (share, cell) => share >= cell,
  },
} as const satisfies Record<string, Threshold>;

export type ThresholdKind = keyof typeof THRESHOLDS;

/**
 * By what a decision is measured: that of the advice that was answered (of a hold the last before the trade), where
 * there was no answer the greatest that was seen in the week, without the sessions left out. Without earnings ahead it
 * is beyond every cell; null where nothing is known.
 */
export function measureOf(
  { asks, refused, action }: WeekDecision,
  measure: Threshold['measure'],
  without: ReadonlySet<IsoDate>,
): number | null {
  const isAnswered = action === 'hold' ? refused : !refused;
  let seen: number | null = null;
  for (const ask of asks) {
    if (without.has(ask.session)) continue;
    const value = measure === 'earningsIn' ? (ask.earningsIn ?? Infinity) : ask[measure];
    if (isAnswered || seen === null || (value !== null && value > seen)) seen = value;
  }
  return seen;
}

/** What is left out of a comparison, of all weeks. */
export interface LeftOut {
  /** The same text for the same decisions. */
  key: string;
  isOut(decision: WeekDecision): boolean;
  /** Whether sessions on which nothing at all was followed are left out. */
  away: boolean;
}

export const NOTHING_OUT: LeftOut = { key: '', isOut: () => false, away: false };
const NO_SESSIONS: ReadonlySet<IsoDate> = new Set();

/**
 * What a decision is compared with: those of its week whose matter had been asked for in as many weeks before. A matter
 * that was rejected is asked again, and is rejected again: that says nothing new of what it has in common with
 * others.
 */
function stratumOf({ week, weeksBefore }: WeekDecision): string {
  return `${week} ${weeksBefore}`;
}

/** The decisions of a week that a threshold is about, compared with others of their week or of another stratum. */
export function byThreshold(
  week: DecidedWeek,
  threshold: Threshold,
  out: LeftOut,
  stratum: (decision: WeekDecision) => string = stratumOf,
): Comparable[] {
  return week.compared.flatMap((decision) => {
    if (decision.action !== threshold.action || out.isOut(decision)) return [];
    const measure = measureOf(decision, threshold.measure, out.away ? week.away : NO_SESSIONS);
    if (measure === null) return [];
    const cells = [...threshold.cells.keys()].filter((cell) =>
      threshold.isIn(measure, threshold.cells[cell] as number),
    );
    return [{ stratum: stratum(decision), refused: decision.refused, cells }];
  });
}

/** The decisions of a week, with those on one underlying in the cell. */
export function byUnderlying(
  week: DecidedWeek,
  underlying: string,
  isCompared: (decision: WeekDecision) => boolean,
): Comparable[] {
  return week.compared.filter(isCompared).map((decision) => ({
    stratum: stratumOf(decision),
    refused: decision.refused,
    cells: decision.underlying === underlying ? [0] : [],
  }));
}

/** The decisions of a week, each in the cell of its underlying. */
export function byUnderlyings(
  week: DecidedWeek,
  cellOf: (underlying: string) => number,
  isCompared: (decision: WeekDecision) => boolean,
): Comparable[] {
  return week.compared.filter(isCompared).map((decision) => ({
    stratum: stratumOf(decision),
    refused: decision.refused,
    cells: [cellOf(decision.underlying)],
  }));
}

/**
 * Decisions of a week with its rolls in the cell, compared within those first advised in the same session of it and
 * asked for in as many weeks before. Rolls come late in a week with few sessions left to answer them in, so that a
 * whole week would take that for refusal.
 */
export function bySession(
  week: DecidedWeek,
  isCompared: (decision: WeekDecision) => boolean,
  cellsOfRoll: (roll: WeekDecision) => readonly number[] = () => [0],
): Comparable[] {
  return week.compared.filter(isCompared).map((decision) => ({
    stratum: `${firstAsk(decision).session} ${decision.weeksBefore}`,
    refused: decision.refused,
    cells: decision.action === 'roll' ? cellsOfRoll(decision) : [],
  }));
}

/** The advice of a week on one action, session by session. */
export function askings(week: DecidedWeek, action: DecisionAction, out: LeftOut): Asking[] {
  return week.compared
    .filter((decision) => decision.action === action && !out.isOut(decision))
    .flatMap(({ asks }) =>
      asks
        .filter(({ session }) => !out.away || !week.away.has(session))
        .map(({ session, askedBefore, answered }) => ({
          week: week.week,
          session,
          weekday: weekday(session),
          askedBefore,
          answered,
        })),
    );
}

/** The weekday on which a decision was first advised in its week. */
export function firstWeekday(decision: WeekDecision): number {
  return weekday(firstAsk(decision).session);
}

/** Whether a decision was asked for on a weekday; null: on none. */
export function isAskedOn({ asks }: WeekDecision, day: number | null): boolean {
  return asks.some(({ session }) => weekday(session) === day);
}

function firstAsk({ asks }: WeekDecision): Ask {
  return asks[0] as Ask;
}
