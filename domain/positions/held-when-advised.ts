import { compare } from '../compare.js';
import { instantAt } from '../time/zone.js';
import { isBareDate, tradingDateOf } from '../time/calendar.js';
import type { IsoDate } from '../time/dates.js';
import { groupBy } from '../group-by.js';
import {
  comesBeforeTheSession,
  opensSomeTime,
  type StoredExecution,
  type When,
} from '../records/execution-order.js';
import type { Side } from '../records/instrument.js';
import { bookOf, type Book } from './book.js';
import { byContract, families, nameOf, type NamedContract } from './contract-families.js';
import { lotsIn } from './lot-queue.js';
import type { Lot } from './lot.js';
import { isAlive } from './positions.js';

/** When advice came: `trading_date` as of `adviceTradingDate`. */
export interface WhenAdvised {
  trading_date: IsoDate;
  sent_at: string;
}

/** Advice to close a contract; `account` null means all accounts. */
export type AskedToClose = NamedContract & WhenAdvised & { id: string; account: string | null };

/**
 * The lots of each contract that advice wants closed, by the advice's id, as they were open when it came. `executions`,
 * in any order, are those of the contracts with all that was renamed into them. Contracts past their expiration are not
 * held.
 */
export function heldWhenAdvised(
  asked: readonly AskedToClose[],
  executions: readonly StoredExecution[],
): Map<string, Lot[]> {
  const held = new Map(asked.map(({ id }): [string, Lot[]] => [id, []]));
  for (const own of heldByContract(asked, executions))
    for (const { id, lots } of own) held.get(id)?.push(...lots);
  return held;
}

/** The same account by account and contract by contract, for a loop over many; what is held in none is missing. */
export function* heldByContract(
  asked: readonly AskedToClose[],
  executions: readonly StoredExecution[],
): Generator<{ id: string; lots: Lot[] }[], void> {
  const familyOf = families(executions);
  const inTime = asked
    .map((ask) => ({ ask, moment: momentOf(ask.sent_at) }))
    .sort((a, b) => compare(a.moment, b.moment))
    .map(({ ask }) => ask);
  const askedOf = groupBy(inTime, familyOf);
  for (const own of byContract(executions, familyOf)) {
    const [first] = own;
    const asks = (askedOf.get(familyOf(first)) ?? []).filter(
      ({ account }) => account === null || account === first.account,
    );
    const { book, lead } = bookOf(own);
    yield asks.map((ask) => {
      const due = own.filter((execution) => isBeforeAdvice(execution, ask));
      const booked = lead((execution) => isBeforeAdvice(execution, ask));
      return { id: ask.id, lots: lotsOf(booked < due.length ? bookOfAll(due) : book, ask) };
    });
  }
}

/**
 * A book of what was due though something came before it in the order of a day of which it is not known when it
 * happened.
 */
function bookOfAll(executions: readonly StoredExecution[]): Book {
  const { book, lead } = bookOf(executions);
  lead(() => true);
  return book;
}

/** The side of lots: `short` where any account is, else `long`; null of none. */
export function heldSide(lots: readonly Lot[]): Side | null {
  return lots.find(({ side }) => side === 'short')?.side ?? lots[0]?.side ?? null;
}

/**
 * True for what had taken effect when advice came. What knows its time is compared with the time of the advice, a bare
 * date being before the open. Of what knows only its day, earlier sessions count; of the advice's own session what
 * changes instruments and comes in by transfer, and what opens a position by its label where the advice came after the
 * open: anything else may be the answer.
 */
export function isBeforeAdvice(execution: When, { trading_date, sent_at }: WhenAdvised): boolean {
  const { executed_at } = execution;
  const moment = momentOf(sent_at);
  if (!isBareDate(executed_at)) return momentOf(executed_at) < moment;
  const session = tradingDateOf(executed_at);
  if (session !== trading_date) return session < trading_date;
  if (comesBeforeTheSession(execution)) return true;
  return opensSomeTime(execution) && moment > momentOf(instantAt(trading_date, OPEN));
}

const OPEN = '09:30:00';

/** An instant as text that sorts, a bare date as the first of its day. */
function momentOf(at: string): string {
  return (isBareDate(at) ? instantAt(at, '00:00:00') : at).slice(0, -1);
}

/** As they are now: the book goes on taking parts out of its own. */
function lotsOf({ entries }: Book, ask: AskedToClose): Lot[] {
  return [...entries.values()]
    .filter((entry) => nameOf(entry.instrument) === nameOf(ask) && isAlive(entry, ask.trading_date))
    .flatMap(({ queue }) => lotsIn(queue).map((lot) => ({ ...lot })));
}
