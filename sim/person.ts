import { previousSession } from '../domain/time/calendar.js';
import { weekday, type IsoDate } from '../domain/time/dates.js';
import { decimal, divide, max, toNumber, ZERO, type Decimal } from '../domain/number/decimal.js';
import type { Position } from '../domain/positions/positions.js';
import type { AlgorithmParameters } from '../domain/algorithm/algorithm-parameters.js';
import { strikeAtOrAbove } from '../domain/market/option-listing.js';
import type { MarketEvent, Recommendation } from '../domain/records/records.js';
import { buyAtLimit, leg, rollAtLimit, sellAtLimit, type Answer } from './limit-orders.js';
import { delayed } from './delay.js';
import type { Preferences } from './preferences.js';
import type { OptionContract, Session } from './quotes.js';
import type { Random } from '../domain/number/random.js';

export interface Surroundings {
  session: Session;
  preferences: Preferences;
  /** Where the strikes lie. */
  increments: AlgorithmParameters['strikeIncrements'];
  earnings: readonly MarketEvent[];
  held: readonly Position[];
  random: Random;
}

const FRIDAY = 5;

export function answer(advice: Recommendation, around: Surroundings): Answer {
  const { preferences, random } = around;
  const minute = delayed(preferences.typicalDelayMinutes, around);
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

function sell(advice: Recommendation, minute: number, around: Surroundings): Answer {
  const { preferences, held } = around;
  const { underlying } = advice;
  if (earningsAhead(underlying, around)) return undefined;
  const halves = preferences.halvedQuantity.includes(underlying);
  if (halves && held.some((holding) => holding.underlying === underlying && holding.right === 'call'))
    return undefined;
  const contract = preferredContract(advice, around);
  const advised = advice.quantity as Decimal;
  const order = { contract, quantity: halves ? half(advised) : advised, advised: advice.premium as Decimal };
  return sellAtLimit({ ...order, isAsAdvised: contract.strike === advice.strike }, minute, around);
}

function buyBack(advice: Recommendation, minute: number, around: Surroundings): Answer {
  const advised = advice.premium as Decimal;
  if (advised < decimal(around.preferences.ignoresBuyBackBelow)) return undefined;
  const order = { contract: contractOf(advice), quantity: advice.quantity as Decimal, advised };
  return buyAtLimit(order, minute, around);
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
  const order = {
    ...{ from, to, quantity: advice.quantity as Decimal, advised: advice.premium as Decimal },
    isAsAdvised: to.strike === advice.strike,
  };
  return rollAtLimit(order, minute, around);
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
