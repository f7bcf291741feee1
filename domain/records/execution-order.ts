import { compare } from '../compare.js';
import { isBareDate, newYorkDay } from '../time/calendar.js';
import type { IsoDate } from '../time/dates.js';
import { decimal } from '../number/decimal.js';
import { multiplierOf } from './instrument.js';
import { isTrade, type Execution } from './records.js';

/** An execution with the id that the store gave it, unique over all accounts. */
export type StoredExecution = Execution & { record_id: string };

interface Place {
  day: IsoDate;
  /** Where in its day: see {@link partOf}. */
  part: number;
  instant: string;
  sequence: number;
}

/**
 * Executions in the order in which they took effect, in groups: within a group it is not known which came first, and
 * whoever keeps the position decides (openings before closings). The same for any order of the input.
 *
 * Days are New York's. Records with a time follow it, and records of the same instant the broker's sequence. Of those
 * that know only their day, corporate actions and transfers in come first, then trades (before the timed ones, closings
 * by label after them), then transfers out. How contracts ended always comes after the trades of the day.
 */
export function inTradingOrder<E extends StoredExecution>(executions: readonly E[]): E[][] {
  const placed = executions
    .map((execution) => ({ execution, place: placeOf(execution) }))
    .sort((a, b) => comparePlaces(a.place, b.place) || compare(a.execution.record_id, b.execution.record_id));
  const groups: E[][] = [];
  placed.forEach(({ execution, place }, i) => {
    const before = placed[i - 1];
    if (before && comparePlaces(before.place, place) === 0) groups.at(-1)?.push(execution);
    else groups.push([execution]);
  });
  return groups;
}

/** True for the labels that say a position is closed. */
export function closesByLabel({ action }: Pick<Execution, 'action'>): boolean {
  return action === 'buy_to_close' || action === 'sell_to_close';
}

/**
 * True for a trade that closes what was held before the data begins, where the data never saw it opened: it opens no
 * other side. A sale of shares is one; a future is sold to open as often as not.
 */
export function mayCloseUnseen(execution: Pick<Execution, 'action' | 'right' | 'multiplier'>): boolean {
  const ofShares = execution.right === null && multiplierOf(execution) === SHARE;
  return closesByLabel(execution) || (execution.action === 'sell' && ofShares);
}

const SHARE = decimal(1);

/** Orders by the broker's sequence, records without one last, then by id. */
export function bySequence(a: StoredExecution, b: StoredExecution): number {
  return sequenceOf(a) - sequenceOf(b) || compare(a.record_id, b.record_id);
}

function placeOf(execution: Execution): Place {
  const { executed_at } = execution;
  const timed = !isBareDate(executed_at);
  return {
    day: newYorkDay(executed_at),
    part: partOf(execution),
    // Without the Z, so that a fraction of a second sorts after the whole one.
    instant: timed ? executed_at.slice(0, -1) : '',
    // Among records of a whole day a sequence only orders openings among themselves, and closings.
    sequence: timed ? sequenceOf(execution) : 0,
  };
}

/** True for what knows only its day and takes effect before its trades: splits, changes of name, transfers in. */
export function comesBeforeTheSession(execution: When): boolean {
  return partOf(execution) === PART.before;
}

/** True for an opening by label at an unknown time of its day. */
export function opensSomeTime({ action, executed_at }: When): boolean {
  return isBareDate(executed_at) && (action === 'buy_to_open' || action === 'sell_to_open');
}

/** What of an execution says where in its day it belongs. */
export type When = Pick<Execution, 'action' | 'direction' | 'executed_at'>;

const PART = { before: 0, openings: 1, timed: 2, closings: 3, ends: 4, after: 5 } as const;

function partOf(execution: When): number {
  const { action, direction, executed_at } = execution;
  if (action === 'expire' || action === 'assign' || action === 'exercise') return PART.ends;
  if (!isBareDate(executed_at)) return PART.timed;
  if (isTrade(action)) return closesByLabel(execution) ? PART.closings : PART.openings;
  return action === 'transfer' && direction === 'out' ? PART.after : PART.before;
}

function sequenceOf({ sequence }: Execution): number {
  return sequence ?? Number.MAX_SAFE_INTEGER;
}

function comparePlaces(a: Place, b: Place): number {
  return compare(a.day, b.day) || a.part - b.part || compare(a.instant, b.instant) || a.sequence - b.sequence;
}
