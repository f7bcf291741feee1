import { compare } from '../../compare.js';
import { modelHalfSpread } from '../../counterfactual/half-spread.js';
import { groupBy } from '../../group-by.js';
import { intrinsicValue } from '../../market/black-scholes.js';
import { toNumber } from '../../number/decimal.js';
import type { IsoDate } from '../../time/dates.js';
import { priceWhenAsked, type World } from '../features/feature-values.js';
import { askedAt, countBefore, knownAt } from '../features/known-times.js';
import type { JudgedDecision } from '../scenarios/judged-decision.js';

/** So many of an account's last trades say what it usually pays. */
const LAST = 20;
/** A roll answers for a credit, as a sale does. */
const SELLS: ReadonlySet<JudgedDecision['action']> = new Set([
  'sell_to_open',
  'sell_to_close',
  'sell',
  'roll',
]);

/** What an account paid beside the price, once. */
interface Paid {
  decision: JudgedDecision;
  /** When that was known, in milliseconds since 1970. */
  at: number;
  value: number;
}

/**
 * What a trade costs that nobody made, in dollars, in and out, as it was usual when the advice came: `endsOn` is the
 * day up to which it would have been held. In: half of the spread, or what the account usually gives away against the
 * advised price, whichever is more, since the one is part of the other. Out: half of the spread, but nothing at an
 * expiration. And the account's usual fees for both ways.
 */
export function tradingCosts(
  decisions: readonly JudgedDecision[],
  bars: World['bars'],
): (decision: JudgedDecision, endsOn: IsoDate) => number {
  const slippage = usually(decisions.flatMap((decision) => slippageOf(decision, bars)));
  const fees = usually(decisions.flatMap(feesOf));
  return (decision, endsOn) => {
    const { right, expiration, quantity, multiplier } = decision;
    const size = quantity ?? 1;
    const half = halfSpreadOf(decision, bars);
    const given = slippage(decision) * (priceWhenAsked(decision, bars) ?? 0);
    const ends = right !== null && expiration !== null && endsOn >= expiration;
    return size * (multiplier * (Math.max(half, given) + (ends ? 0 : half)) + fees(decision));
  };
}

/** Against the advised price, as a share of the underlying's: above 0 where it was the worse one for the human. */
function slippageOf(decision: JudgedDecision, bars: World['bars']): Paid[] {
  const { action, premium, traded_price, match_type, window_ends: at } = decision;
  const price = priceWhenAsked(decision, bars);
  if (match_type !== 'consent' || premium === null || traded_price === null || price === null) return [];
  const worse = SELLS.has(action) ? premium - traded_price : traded_price - premium;
  return [{ decision, at, value: worse / price }];
}

/** Dollars a contract or share, in and out. */
function feesOf(decision: JudgedDecision): Paid[] {
  const { outcome, traded_quantity, other_currency } = decision;
  if (other_currency || outcome === null || outcome.fees === null || outcome.open > 0 || !traded_quantity)
    return [];
  const at = Math.max(...outcome.closings.map((closing) => knownAt(closing.at)));
  return [{ decision, at, value: toNumber(outcome.fees) / traded_quantity }];
}

/** Half the distance of bid and ask a share: the advice's own, else the model's. */
function halfSpreadOf(decision: JudgedDecision, bars: World['bars']): number {
  const { bid, ask, premium, right, strike, expiration, multiplier } = decision;
  if (bid !== null && ask !== null && ask >= bid) return (ask - bid) / 2;
  const spot = priceWhenAsked(decision, bars) ?? 0;
  const contract = { right, strike: strike ?? 0, expiration: expiration ?? '', multiplier };
  // Of a roll only the net credit is known: its new contract is worth no less than its intrinsic value.
  const least = right === null ? spot : intrinsicValue(right, spot, contract.strike);
  return modelHalfSpread([{ contract, price: Math.max(Math.abs(premium ?? 0), least), spot }]);
}

/** Gives the median of what an account's last trades of the kind came to, strictly before the advice; 0 of none. */
function usually(paid: readonly Paid[]): (decision: JudgedDecision) => number {
  const id = ({ decision }: Paid) => decision.recommendation_id;
  const known = [...paid].sort((a, b) => a.at - b.at || compare(id(a), id(b)));
  const byKind = groupBy(known, ({ decision }) => keyOf(decision));
  return (decision) => {
    const own = byKind.get(keyOf(decision)) ?? [];
    const end = countBefore(own, askedAt(decision.sent_at));
    return median(own.slice(Math.max(0, end - LAST), end).map(({ value }) => value));
  };
}

function keyOf({ account, right }: JudgedDecision): string {
  return JSON.stringify([account, right === null ? 'shares' : 'options']);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}
