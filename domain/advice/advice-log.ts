import { compare } from '../compare.js';
import { adviceWindow, isInWindow, isOpenAt, type AdviceWindow, type TradeTime } from './advice-window.js';
import {
  askedTerms,
  concernedContract,
  sameContract,
  type Advice,
  type HeldAdvice,
  type Terms,
} from './asked-terms.js';
import { nextSession, previousSession } from '../time/calendar.js';
import type { IsoDate } from '../time/dates.js';
import { formatDecimal } from '../number/decimal.js';
import { groupBy } from '../group-by.js';

/** Advice with the id that the store gave it, which two revisions of it do not share. */
export type StoredAdvice = HeldAdvice & { record_id: string };

/** A piece of advice with what the matching asks of it again and again. */
export interface LoggedAdvice {
  advice: StoredAdvice;
  window: AdviceWindow;
  terms: readonly Terms[];
  /** The same advice again, sent while this one's window was open: from then on it counts and this one does not. */
  repeat: LoggedAdvice | null;
  /**
   * Of a hold or wait: the first other advice on the same matter, sent while its window was open: what is done then
   * heeds that one.
   */
  replacement: LoggedAdvice | null;
  /** The same advice the time before, however long ago. */
  previous: LoggedAdvice | null;
}

/** The advice on one underlying. */
export interface AdviceLog {
  /** By trading date, the time of sending and id. */
  all: readonly LoggedAdvice[];
  /** The advice that a trade of that trading date may answer: no window reaches farther than to the next session. */
  near(tradingDate: IsoDate): LoggedAdvice[];
}

/** Makes the log of one underlying's advice, in whatever order it comes. */
export function adviceLog(advice: readonly StoredAdvice[]): AdviceLog {
  const all = advice
    .map((one): LoggedAdvice => ({
      advice: one,
      window: adviceWindow(one),
      terms: askedTerms(one),
      repeat: null,
      replacement: null,
      previous: null,
    }))
    .sort(byTime);
  for (const same of groupBy(all, ({ advice: one }) => askedFor(one)).values())
    same.forEach((one, i) => {
      const next = same[i + 1];
      if (next && next.window.opens <= one.window.closes) one.repeat = next;
      one.previous = same[i - 1] ?? null;
    });
  all.forEach((one, i) => {
    one.replacement = replacementOf(one, all, i + 1);
  });
  const byDate = groupBy(all, ({ window }) => window.trading_date);
  const near = new Map<IsoDate, LoggedAdvice[]>();
  return {
    all,
    near: (date) => {
      const known = near.get(date);
      if (known) return known;
      const sessions = [previousSession(date), date, nextSession(date)];
      const found = sessions.flatMap((session) => byDate.get(session) ?? []);
      near.set(date, found);
      return found;
    },
  };
}

/** True for a trade in an account the advice is for, inside its window and before other advice took its place. */
export function isHeeded(logged: LoggedAdvice, trade: TradeTime & { account: string }): boolean {
  const { advice, window } = logged;
  return (
    (advice.account === null || advice.account === trade.account) &&
    isInWindow(window, trade) &&
    successors(logged).every((successor) => !isOpenAt(successor.window, trade))
  );
}

/** The advice that took the place of this one while its window was open. */
export function successors({ repeat, replacement }: LoggedAdvice): LoggedAdvice[] {
  return [repeat, replacement].filter((successor) => successor !== null);
}

function replacementOf(
  { advice, window }: LoggedAdvice,
  all: readonly LoggedAdvice[],
  start: number,
): LoggedAdvice | null {
  if (advice.action !== 'hold' && advice.action !== 'wait') return null;
  for (let i = start; i < all.length; i++) {
    const next = all[i] as LoggedAdvice;
    if (next.window.opens > window.closes) return null;
    const sameAccount = next.advice.account === null || next.advice.account === advice.account;
    if (next.window.opens > window.opens && sameAccount && isOnSameMatter(advice, next.advice)) return next;
  }
  return null;
}

/** `hold` is about a contract, whatever is to be done with it; `wait` is about opening on a right. */
function isOnSameMatter(passive: Advice, next: Advice): boolean {
  if (passive.action === 'wait')
    return next.action.endsWith('_to_open') && (passive.right === null || passive.right === next.right);
  const concerned = concernedContract(next);
  return next.action !== 'hold' && passive.right === concerned.right && sameContract(passive, concerned);
}

function byTime(a: LoggedAdvice, b: LoggedAdvice): number {
  return a.window.opens - b.window.opens || compare(a.advice.recommendation_id, b.advice.recommendation_id);
}

/**
 * What makes two pieces of advice the same: account, action and contracts, whatever premium and quantity. To wait is to
 * wait for any contract.
 */
export function askedFor(advice: Advice): string {
  const { account, action, right, strike, expiration, from_strike, from_expiration, legs } = advice;
  if (action === 'wait') return JSON.stringify([account, action, right]);
  const strikes = [strike, from_strike].map((one) => one && formatDecimal(one));
  return JSON.stringify([account, action, right, strikes, expiration, from_expiration, legs]);
}
