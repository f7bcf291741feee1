import { decimal, multiply, toNumber, type Decimal } from '../../domain/number/decimal.js';
import { integerBetween, normal, type Random } from '../../domain/number/random.js';
import type { Execution, Recommendation } from '../../domain/records/records.js';
import { instantAt } from '../../domain/time/zone.js';
import { blankExecution } from '../blank-execution.js';
import { shareOf } from '../broker.js';
import { clockAt, type Session } from '../quotes.js';
import { INTRADAY_TICKERS, type IntradayTicker } from './tickers.js';

/** When and where the bot advises. */
export interface IntradaySlot {
  id: string;
  session: Session;
  /** After the open. */
  minute: number;
  /** Until it advises again. */
  gapMinutes: number;
  /** Whether momentum means the opposite. */
  isChanged: boolean;
  random: Random;
}

/** A piece of advice, and what was traded on it: nothing where it was declined. */
export interface IntradayTrade {
  recommendation: Recommendation;
  executions: Execution[];
}

/** What the bot sees, in standard deviations. Two of the four say something. */
interface Seen {
  momentum: number;
  imbalance: number;
  relative_volume: number;
  news: number;
}

const ACCOUNT = 'intraday';
const BOT = 'momentum-1';
const SHARES = decimal(100);
/** Dollars an order. */
const FEES = decimal(0.35);
/** What a standard deviation adds to the logit of a gain. */
const MOMENTUM = 1;
const IMBALANCE = 0.5;
/** What the first hour adds. */
const FIRST_HOUR = -0.4;
const HOUR_MINUTES = 60;
/** The part of the advice that the human declines. */
const DECLINED = 0.05;
/** By what part a price moves at least, and the standard deviation of what it moves more. */
const LEAST_MOVE = 0.0015;
const MORE_MOVE = 0.003;

/** Advice to buy shares, the purchase soon after, and the sale before the next advice. */
export function intradayTrade({
  id,
  session,
  minute,
  gapMinutes,
  isChanged,
  random,
}: IntradaySlot): IntradayTrade {
  const ticker = INTRADAY_TICKERS[integerBetween(random, 0, INTRADAY_TICKERS.length - 1)] as IntradayTicker;
  const seen = seenBy(random);
  const logit =
    (isChanged ? -1 : 1) * MOMENTUM * seen.momentum +
    IMBALANCE * seen.imbalance +
    ticker.edge +
    (minute < HOUR_MINUTES ? FIRST_HOUR : 0);
  const isGain = random() < 1 / (1 + Math.exp(-logit));
  const move = (isGain ? 1 : -1) * (LEAST_MOVE + MORE_MOVE * Math.abs(normal(random)));
  const [toBuy, toSell, isDeclined] = [random(), random(), random() < DECLINED];
  const price = session.share(ticker.symbol, minute) as Decimal;
  const sold = decimal((toNumber(price) * (1 + move)).toFixed(2));
  const at = (part: number) => instantAt(session.date, clockAt(minute + part * gapMinutes));
  const execution = (action: 'buy' | 'sell', part: number, paid: Decimal): Execution => ({
    ...blankExecution(ACCOUNT, at(part), action, shareOf(ticker.symbol), SHARES),
    ...{ execution_id: `${id}-${action}`, price: paid, fees: FEES },
    amount: (action === 'buy' ? -1n : 1n) * multiply(SHARES, paid) - FEES,
  });
  return {
    recommendation: {
      ...blankAdvice(id, at(0)),
      ...{ valid_until: at(0.3), underlying: ticker.symbol, premium: price, underlying_price: price },
      context: JSON.stringify(seen),
    },
    executions: isDeclined
      ? []
      : [execution('buy', 0.02 + 0.1 * toBuy, price), execution('sell', 0.5 + 0.4 * toSell, sold)],
  };
}

function seenBy(random: Random): Seen {
  const one = () => Number(normal(random).toFixed(3));
  return { momentum: one(), imbalance: one(), relative_volume: one(), news: one() };
}

function blankAdvice(recommendation_id: string, sent_at: string): Recommendation {
  return {
    ...{ recommendation_id, sent_at, valid_until: null, seen_at: null, withdrawn_at: null },
    ...{ account: ACCOUNT, algorithm_version: BOT, action: 'buy', underlying: '', right: null, strike: null },
    ...{ expiration: null, from_strike: null, from_expiration: null, from_right: null, legs: null },
    ...{ quantity: SHARES, premium: null, bid: null, ask: null, underlying_price: null, priority: null },
    ...{ rationale: null, propensity: null, alternatives: null, context: null, root: null, multiplier: null },
    extra: null,
  };
}
