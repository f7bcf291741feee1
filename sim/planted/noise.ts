import { strikeStepsFrom } from '../../domain/algorithm/listed-strikes.js';
import type { StrikeIncrements } from '../../domain/market/option-listing.js';
import { laterOf } from '../../domain/time/dates.js';
import { delayed } from '../delay.js';
import { buyAtLimit, leg, rollAtLimit, sellAtLimit, type Answer, type Floor } from '../limit-orders.js';
import type { Recommendation } from '../../domain/records/records.js';
import { decimal, toNumber, type Decimal } from '../../domain/number/decimal.js';
import { rolledAt, type NumberQuote, type Quote, type Session } from '../quotes.js';
import { normal } from '../../domain/number/random.js';
import type { Draws, DrawnFor } from './draws.js';
import type { PlantedPerson } from './person.js';
import { advisedContract, expirationShifted, type Trade } from './trade.js';

type Noise = PlantedPerson['noise'];

/** Who is advised about what, and when. */
export type Asked = Required<DrawnFor>;

/** Whether a person looks at advice at all: on a day away at none, else at all but what they miss, by their mood. */
export function looksAt(asked: Asked, noise: Noise, draws: Draws): boolean {
  const { day } = asked;
  if (draws('away', { day })() < noise.absent_days) return false;
  const missed = draws('missed', asked)();
  if (noise.misses === 0 || noise.misses === 1) return missed >= noise.misses;
  const odds = (noise.misses / (1 - noise.misses)) * Math.exp(noise.mood * normal(draws('mood', { day })));
  return missed >= odds / (1 + odds);
}

/** Where a wobble goes: one expiration or one strike, up or down. */
const WOBBLES = [
  { weeks: 1, steps: 0 },
  { weeks: -1, steps: 0 },
  { weeks: 0, steps: 1 },
  { weeks: 0, steps: -1 },
] as const;

/**
 * The trade as it is made: now and then one expiration or strike off, evenly. Where an expiration can only go up, it
 * goes nowhere.
 */
export function wobbled(
  trade: Trade,
  {
    asked,
    share,
    draws,
    increments,
  }: { asked: Asked; share: number; draws: Draws; increments: StrikeIncrements },
): Trade {
  if (trade.action === 'close' || draws('wobbles', asked)() >= share) return trade;
  const { weeks, steps } = WOBBLES[Math.floor(draws('wobble', asked)() * WOBBLES.length)] ?? WOBBLES[0];
  const { strike, expiration } = trade.contract;
  const after = trade.action === 'roll' ? trade.from.expiration : asked.day;
  const isBothWays = expirationShifted(expiration, -1) > laterOf(after, asked.day);
  const contract = {
    ...trade.contract,
    strike: strikeStepsFrom(strike, steps, increments),
    expiration: isBothWays ? expirationShifted(expiration, weeks) : expiration,
  };
  return { ...trade, contract };
}

/** The order for a trade in a session, with its fills; undefined where the market gives none. */
export function ordered(
  trade: Trade,
  advice: Recommendation,
  { asked, noise, draws, session }: { asked: Asked; noise: Noise; draws: Draws; session: Session },
): Answer {
  const minute = delayed(noise.typical_delay_minutes, { session, random: draws('delay', asked) });
  const floor = { session, random: draws('order', asked) };
  return noise.limit_orders ? atLimit(trade, advice, minute, floor) : atMarket(trade, minute, session);
}

function atMarket(trade: Trade, minute: number, session: Session): Answer {
  const { contract, quantity } = trade;
  const quote = session.option(contract, minute);
  if (quote === undefined) return undefined;
  switch (trade.action) {
    case 'open':
      return { minute, legs: [leg('sell_to_open', contract, quantity, quote.bid)] };
    case 'close':
      return { minute, legs: [leg('buy_to_close', contract, quantity, quote.ask)] };
    case 'roll': {
      const from = session.option(trade.from, minute);
      if (from === undefined) return undefined;
      const { paid, received } = rolledAt(inNumbers(from), inNumbers(quote));
      const legs = [
        leg('buy_to_close', trade.from, quantity, decimal(paid.toFixed(2))),
        leg('sell_to_open', contract, quantity, decimal(received.toFixed(2))),
      ];
      return { minute, legs };
    }
  }
}

function inNumbers({ bid, ask }: Quote): NumberQuote {
  return { bid: toNumber(bid), ask: toNumber(ask) };
}

function atLimit(trade: Trade, advice: Recommendation, minute: number, floor: Floor): Answer {
  const order = { ...trade, advised: advice.premium as Decimal };
  const { strike, expiration } = advisedContract(advice);
  const isAsAdvised = trade.contract.strike === strike && trade.contract.expiration === expiration;
  switch (order.action) {
    case 'open':
      return sellAtLimit({ ...order, isAsAdvised }, minute, floor);
    case 'close':
      return buyAtLimit(order, minute, floor);
    case 'roll':
      return rollAtLimit({ ...order, to: order.contract, isAsAdvised }, minute, floor);
  }
}
