import { adviceWindow, isInWindow, isOpenAt, type AdviceWindow, type TradeTime } from './advice-window.js';
import { askedTerms, type Terms } from './asked-terms.js';
import { nextSession, previousSession } from './calendar.js';
import type { IsoDate } from './dates.js';
import { formatDecimal } from './decimal.js';
import { groupBy } from './group-by.js';
import type { Recommendation } from './records.js';

/** A piece of advice with what the matching asks of it again and again. */
export interface LoggedAdvice {
  advice: Recommendation;
  window: AdviceWindow;
  terms: readonly Terms[];
  /** The same advice again, sent while this one's window was open: from then on it counts and this one does not. */
  repeat: LoggedAdvice | null;
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
export function adviceLog(advice: readonly Recommendation[]): AdviceLog {
  const all = advice
    .map((one): LoggedAdvice => ({
      advice: one,
      window: adviceWindow(one),
      terms: askedTerms(one),
      repeat: null,
      previous: null,
    }))
    .sort(byTime);
  for (const same of groupBy(all, ({ advice: one }) => askedFor(one)).values())
    same.forEach((one, i) => {
      const next = same[i + 1];
      if (next && next.window.opens <= one.window.closes) one.repeat = next;
      one.previous = same[i - 1] ?? null;
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

/** True for a trade in an account the advice is for, inside its window and before the same advice came again. */
export function isHeeded(logged: LoggedAdvice, trade: TradeTime & { account: string }): boolean {
  const { advice, window, repeat } = logged;
  return (
    (advice.account === null || advice.account === trade.account) &&
    isInWindow(window, trade) &&
    (repeat === null || !isOpenAt(repeat.window, trade))
  );
}

function byTime(a: LoggedAdvice, b: LoggedAdvice): number {
  return (
    a.window.opens - b.window.opens || (a.advice.recommendation_id < b.advice.recommendation_id ? -1 : 1)
  );
}

/** What makes two pieces of advice the same: account, action and contracts, whatever premium and quantity. */
function askedFor(advice: Recommendation): string {
  const { account, action, right, strike, expiration, from_strike, from_expiration, legs } = advice;
  const strikes = [strike, from_strike].map((one) => one && formatDecimal(one));
  return JSON.stringify([account, action, right, strikes, expiration, from_expiration, legs]);
}
