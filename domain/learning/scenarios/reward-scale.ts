import { compare } from '../../compare.js';
import { groupBy } from '../../group-by.js';
import { barsBefore, dailyVolatility } from '../features/feature-bars.js';
import type { RewardRule } from '../features/feature-specification.js';
import { priceWhenAsked, type World } from '../features/feature-values.js';
import { askedAt, countBefore, firstUnknownDay, knownAt } from '../features/known-times.js';
import { sessionsBetween } from '../../time/calendar.js';
import type { IsoDate } from '../../time/dates.js';
import type { JudgedDecision } from './judged-decision.js';

/** What dollars are divided by so that decisions compare; null where that is not known. */
export interface Scale {
  divisor: number | null;
  flags: readonly string[];
}

/** Daily returns that a volatility is measured over. */
const RETURNS = 20;
/** Scenarios that a scale is taken from where there are no prices. */
const SCENARIOS = 20;
/** What makes of a median distance from zero the standard deviation of a normal distribution. */
const NORMAL = 1.4826;

/** Quantity times multiplier times what the underlying stood at when the advice came; null where one is not known. */
export function notionalOf(decision: JudgedDecision, bars: World['bars']): number | null {
  const { right, multiplier, quantity, traded_quantity, traded_price } = decision;
  const price = priceWhenAsked(decision, bars) ?? (right === null ? traded_price : null);
  const size = traded_quantity ?? quantity;
  return price === null || size === null || size * multiplier * price <= 0 ? null : size * multiplier * price;
}

/** Dollars over the notional of scenarios with a result, as they became known. */
export interface KnownReturn {
  scenario_id: string;
  account: string | null;
  labelled_at: string;
  /** P&L ÷ notional. */
  ratio: number;
}

/** Gives the scale of a decision that was held from its trading date to `heldTo`. */
export function rewardScales(
  rule: RewardRule,
  { bars, returns }: { bars: World['bars']; returns: readonly KnownReturn[] },
): (decision: JudgedDecision, heldTo: IsoDate) => Scale {
  const typical = typicalReturns(returns);
  return (decision, heldTo) => {
    if (rule.normalise === 'none') return { divisor: 1, flags: [] };
    const notional = notionalOf(decision, bars);
    if (notional === null) return { divisor: null, flags: ['no_notional'] };
    if (rule.normalise === 'notional') return { divisor: notional, flags: [] };
    const own = bars.get(decision.underlying);
    const volatility =
      own && dailyVolatility(own, barsBefore(own, firstUnknownDay(decision.sent_at)), RETURNS);
    if (volatility) {
      const sessions = sessionsBetween(decision.trading_date, heldTo).length - 1;
      return { divisor: notional * volatility * Math.sqrt(Math.max(1, sessions)), flags: [] };
    }
    const usual = typical(decision.account, askedAt(decision.sent_at));
    return usual
      ? { divisor: notional * usual, flags: ['scaled_by_history'] }
      : { divisor: null, flags: ['no_volatility'] };
  };
}

/** What an account's last twenty results were typically, before a moment; null for fewer. */
function typicalReturns(
  returns: readonly KnownReturn[],
): (account: string | null, moment: number) => number | null {
  const timed = returns.map((one) => ({ ...one, at: knownAt(one.labelled_at) }));
  timed.sort((a, b) => a.at - b.at || compare(a.scenario_id, b.scenario_id));
  const byAccount = groupBy(timed, ({ account }) => account);
  return (account, moment) => {
    const own = byAccount.get(account) ?? [];
    const end = countBefore(own, moment);
    const known = own.slice(Math.max(0, end - SCENARIOS), end);
    if (known.length < SCENARIOS) return null;
    return NORMAL * median(known.map(({ ratio }) => Math.abs(ratio)));
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] as number) + (sorted[Math.floor(middle)] as number)) / 2;
}
