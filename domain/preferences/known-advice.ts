import { toNumber, type Decimal } from '../number/decimal.js';
import { eachInPieces, mapInPieces, type Pieces } from '../pieces.js';
import { firstIndexFrom } from '../market/bisection.js';
import type { PriceHistory } from '../market/price-history.js';
import { tradingDateOf } from '../time/calendar.js';
import { daysBetween, type IsoDate } from '../time/dates.js';
import { regimesOf, sessionsToEarnings, volatilityTerciles } from './regimes.js';
import type { AnsweredAdvice } from './week-decisions.js';

/** A piece of advice with its match and its counterfactual, as they are stored. */
export type StoredAnswer = Omit<
  AnsweredAdvice,
  'answered_on' | 'earningsIn' | 'notional' | 'regimes' | 'judged'
> & {
  /** When the trade that answers or contradicts it began. */
  answered_at: string | null;
  advised_expiration: IsoDate | null;
  underlying_price: Decimal | null;
  multiplier: Decimal;
  /** Human − advice in dollars, hedged, and the day on which that was known; null where it is not judged. */
  difference_delta_hedged: Decimal | null;
  horizon: IsoDate | null;
};

/** What is known of a market beside the advice. */
export interface Surroundings {
  histories: ReadonlyMap<string, PriceHistory>;
  earnings: ReadonlyMap<string, readonly IsoDate[]>;
}

/** Puts to each piece of advice what was known of its market when it was sent, and what it came to. */
export function knownAdvice(
  answers: readonly StoredAnswer[],
  surroundings: Surroundings,
): Pieces<AnsweredAdvice[]> {
  return mapInPieces(answers, knowing(surroundings));
}

/** The same one by one: what of an underlying is known is looked at once. */
export function knowing({
  histories,
  earnings,
}: Surroundings): <A extends StoredAnswer>(answer: A) => A & AnsweredAdvice {
  const looks = new Map<string, ReturnType<typeof lookOf>>();
  const lookOf = (underlying: string) => {
    const history = histories.get(underlying);
    return {
      history,
      terciles: history && volatilityTerciles(history),
      ahead: sessionsToEarnings(earnings.get(underlying) ?? []),
    };
  };
  return (answer) => {
    const { underlying, trading_date, advised_expiration, answered_at } = answer;
    const look = looks.get(underlying) ?? lookOf(underlying);
    looks.set(underlying, look);
    const earningsIn = look.ahead(trading_date);
    const notional = notionalOf(answer, look.history);
    return {
      ...answer,
      answered_on: answered_at === null ? null : tradingDateOf(answered_at),
      earningsIn,
      notional,
      regimes: regimesOf({
        daysToExpiration: advised_expiration === null ? null : daysBetween(trading_date, advised_expiration),
        earningsIn,
        volatility: look.terciles?.(trading_date) ?? null,
      }),
      judged: judgedOf(answer, notional),
    };
  };
}

/** By the price that the advice saw, else the close before. */
function notionalOf(answer: StoredAnswer, history: PriceHistory | undefined): number | null {
  const { advised_quantity, traded_quantity, multiplier, underlying_price, trading_date } = answer;
  const quantity = advised_quantity ?? traded_quantity;
  const price = underlying_price ?? (history && closeBefore(history, trading_date)) ?? null;
  if (quantity === null || price === null) return null;
  return toNumber(quantity) * toNumber(multiplier) * toNumber(price);
}

/** Per share, in % of the underlying's price. */
function judgedOf(
  { difference_delta_hedged, horizon }: StoredAnswer,
  notional: number | null,
): AnsweredAdvice['judged'] {
  if (difference_delta_hedged === null || horizon === null || notional === null || notional <= 0) return null;
  return { difference: (100 * toNumber(difference_delta_hedged)) / notional, on: horizon };
}

function closeBefore({ dates, closes }: PriceHistory, day: IsoDate): Decimal | undefined {
  return closes[firstIndexFrom(dates, (date) => date, day) - 1];
}

/** Underlyings in the order of their first advice; those of one time by symbol. */
export function* inOrderOfAdvice(
  advice: readonly { underlying: string; window_opens: number }[],
): Pieces<string[]> {
  const first = new Map<string, number>();
  yield* eachInPieces(advice, ({ underlying, window_opens }) =>
    first.set(underlying, Math.min(window_opens, first.get(underlying) ?? Infinity)),
  );
  return [...first].sort(([a, at], [b, bt]) => at - bt || (a < b ? -1 : 1)).map(([underlying]) => underlying);
}
