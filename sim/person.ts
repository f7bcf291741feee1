import { previousSession } from '../domain/time/calendar.js';
import { weekday, type IsoDate } from '../domain/time/dates.js';
import { decimal, divide, max, multiply, toNumber, ZERO, type Decimal } from '../domain/number/decimal.js';
import type { Position } from '../domain/positions/positions.js';
import type { AlgorithmParameters } from '../domain/algorithm/algorithm-parameters.js';
import { strikeAtOrAbove } from '../domain/market/option-listing.js';
import type { MarketEvent, Recommendation } from '../domain/records/records.js';
import type { Leg } from './broker.js';
import type { Preferences } from './preferences.js';
import type { OptionContract, Session } from './quotes.js';
import { normal, type Random } from './random.js';

/** What the person does about one piece of advice: an order filled so many minutes after the open, or nothing. */
export type Answer = { minute: number; legs: Leg[] } | undefined;

export interface Surroundings {
  session: Session;
  preferences: Preferences;
  /** Where the strikes lie. */
  increments: AlgorithmParameters['strikeIncrements'];
  earnings: readonly MarketEvent[];
  held: readonly Position[];
  random: Random;
}

/** How much worse than the advised premium is still taken: a share of it, or so many dollars if that is more. */
const CONCESSION = { share: decimal('0.14'), dollars: decimal('0.03') };
/** Below this, dollars per share, selling is not worth the commission. */
const LEAST_PREMIUM = decimal('0.05');
const DELAY_SPREAD = 0.9;
const LAST_MINUTES = 10;
const FRIDAY = 5;

export function answer(advice: Recommendation, around: Surroundings): Answer {
  const { preferences, random } = around;
  const minute = delay(around);
  // Drawn whatever the action, so that one preference changed leaves the other days as they were.
  const attention = random();
  if (preferences.tradesAlone.includes(advice.underlying)) return undefined;
  if (advice.action === 'wait') return undefined;
  if (advice.action === 'hold') return earlyProfit(advice, minute, around);
  if (attention < preferences.misses) return undefined;
  switch (advice.action) {
    case 'sell_to_open':
      return sell(advice, minute, around);
    case 'buy_to_close':
      return buyBack(advice, minute, around);
    case 'roll':
      return roll(advice, minute, around);
    default:
      return undefined;
  }
}

function delay({ session, preferences, random }: Surroundings): number {
  const minutes = preferences.typicalDelayMinutes * Math.exp(DELAY_SPREAD * normal(random));
  return Math.min(Math.max(minutes, 1), session.minutes - LAST_MINUTES);
}

function sell(advice: Recommendation, minute: number, around: Surroundings): Answer {
  const { preferences, session, held } = around;
  const { underlying } = advice;
  if (earningsAhead(underlying, around)) return undefined;
  const halves = preferences.halvedQuantity.includes(underlying);
  if (halves && held.some((holding) => holding.underlying === underlying && holding.right === 'call'))
    return undefined;
  const contract = preferredContract(advice, around);
  const now = session.option(contract, minute)?.bid;
  if (now === undefined || now < LEAST_PREMIUM) return undefined;
  const quantity = halves ? half(advice.quantity as Decimal) : (advice.quantity as Decimal);
  const advised = advice.premium as Decimal;
  const goodEnough = contract.strike !== advice.strike || now >= advised - concession(advised);
  if (goodEnough) return { minute, legs: [leg('sell_to_open', contract, quantity, now)] };
  if ((session.highestBid(contract, minute) ?? ZERO) < advised) return undefined;
  return { minute: later(minute, around), legs: [leg('sell_to_open', contract, quantity, advised)] };
}

function buyBack(advice: Recommendation, minute: number, around: Surroundings): Answer {
  const { preferences, session } = around;
  const advised = advice.premium as Decimal;
  if (advised < decimal(preferences.ignoresBuyBackBelow)) return undefined;
  const contract = contractOf(advice);
  const quantity = advice.quantity as Decimal;
  const now = session.option(contract, minute)?.ask;
  if (now === undefined) return undefined;
  if (now <= advised + concession(advised))
    return { minute, legs: [leg('buy_to_close', contract, quantity, now)] };
  if ((session.lowestAsk(contract, minute) ?? now) > advised) return undefined;
  return { minute: later(minute, around), legs: [leg('buy_to_close', contract, quantity, advised)] };
}

/** A minute in the rest of the session, when the market has come to a limit order or is looked at again. */
function later(minute: number, { session, random }: Surroundings): number {
  return minute + random() * (session.minutes - LAST_MINUTES - minute);
}

function roll(advice: Recommendation, minute: number, around: Surroundings): Answer {
  const { preferences, session } = around;
  if (!preferences.rollsOnFridays && weekday(session.date) === FRIDAY) return undefined;
  if (preferences.letsExpire.includes(advice.underlying)) return undefined;
  if (earningsAhead(advice.underlying, around)) return undefined;
  const from: OptionContract = {
    underlying: advice.underlying,
    right: 'call',
    strike: advice.from_strike as Decimal,
    expiration: advice.from_expiration as IsoDate,
  };
  const to = preferredContract(advice, around);
  const [advised, quantity] = [advice.premium as Decimal, advice.quantity as Decimal];
  const least = to.strike === advice.strike ? advised - concession(advised) : ZERO;
  for (const attempt of [minute, later(minute, around)]) {
    const [paid, received] = [session.option(from, attempt)?.ask, session.option(to, attempt)?.bid];
    if (paid === undefined || received === undefined || received - paid < least) continue;
    const legs = [leg('buy_to_close', from, quantity, paid), leg('sell_to_open', to, quantity, received)];
    return { minute: attempt, legs };
  }
  return undefined;
}

function concession(advised: Decimal): Decimal {
  return max(multiply(advised, CONCESSION.share), CONCESSION.dollars);
}

function earlyProfit(advice: Recommendation, minute: number, around: Surroundings): Answer {
  const { preferences, session, held } = around;
  if (!preferences.earlyProfit.underlyings.includes(advice.underlying)) return undefined;
  const contract = contractOf(advice);
  const ask = session.option(contract, minute)?.ask;
  const sold = held.find((holding) => isSame(holding, contract))?.averagePrice;
  if (ask === undefined || sold === undefined || sold === null || sold <= ZERO) return undefined;
  if (ask < decimal(preferences.ignoresBuyBackBelow)) return undefined;
  if (1 - toNumber(divide(ask, sold)) < preferences.earlyProfit.share) return undefined;
  return { minute, legs: [leg('buy_to_close', contract, advice.quantity as Decimal, ask)] };
}

function isSame(holding: Position, { underlying, strike, expiration }: OptionContract): boolean {
  return holding.underlying === underlying && holding.strike === strike && holding.expiration === expiration;
}

function preferredContract(
  advice: Recommendation,
  { preferences, increments }: Surroundings,
): OptionContract {
  const contract = contractOf(advice);
  const { underlyings, steps } = preferences.higherStrikes;
  if (!underlyings.includes(advice.underlying)) return contract;
  let { strike } = contract;
  for (let i = 0; i < steps; i++) strike = strikeAtOrAbove(strike + 1n, increments);
  return { ...contract, strike };
}

function contractOf({ underlying, strike, expiration }: Recommendation): OptionContract {
  return { underlying, right: 'call', strike: strike as Decimal, expiration: expiration as IsoDate };
}

function earningsAhead(underlying: string, { session, preferences, earnings }: Surroundings): boolean {
  return earnings.some((event) => {
    if (event.underlying !== underlying) return false;
    let quietFrom = event.date;
    for (let i = 0; i < preferences.quietBeforeEarningsSessions; i++) quietFrom = previousSession(quietFrom);
    return session.date >= quietFrom && session.date < event.date;
  });
}

function half(quantity: Decimal): Decimal {
  return max(decimal(Math.floor(toNumber(quantity) / 2)), decimal(1));
}

function leg(
  action: 'sell_to_open' | 'buy_to_close',
  contract: OptionContract,
  quantity: Decimal,
  price: Decimal,
): Leg {
  const instrument = { ...contract, root: contract.underlying, multiplier: decimal(100) };
  return { action, instrument, quantity, price };
}
