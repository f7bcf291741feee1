/** Orders of somebody who wants about the advised premium and lets it be where the market does not come to them. */
import { decimal, max, multiply, ZERO, type Decimal } from '../domain/number/decimal.js';
import type { Leg } from './broker.js';
import { LAST_MINUTES } from './delay.js';
import type { OptionContract, Session } from './quotes.js';
import type { Random } from '../domain/number/random.js';

/** What somebody does about one piece of advice: an order filled so many minutes after the open, or nothing. */
export type Answer = { minute: number; legs: Leg[] } | undefined;

export interface Floor {
  session: Session;
  random: Random;
}

interface Order {
  contract: OptionContract;
  quantity: Decimal;
  /** Dollars per share. */
  advised: Decimal;
}

/** How much worse than the advised premium is still taken: a share of it, or so many dollars if that is more. */
const CONCESSION = { share: decimal('0.14'), dollars: decimal('0.03') };
/** Below this, dollars per share, selling is not worth the commission. */
const LEAST_PREMIUM = decimal('0.05');

/** Another contract than the advised one is sold for what it brings. */
export function sellAtLimit(
  { contract, quantity, advised, isAsAdvised }: Order & { isAsAdvised: boolean },
  minute: number,
  floor: Floor,
): Answer {
  const { session } = floor;
  const now = session.option(contract, minute)?.bid;
  if (now === undefined || now < LEAST_PREMIUM) return undefined;
  const goodEnough = !isAsAdvised || now >= advised - concession(advised);
  if (goodEnough) return { minute, legs: [leg('sell_to_open', contract, quantity, now)] };
  if ((session.highestBid(contract, minute) ?? ZERO) < advised) return undefined;
  return { minute: later(minute, floor), legs: [leg('sell_to_open', contract, quantity, advised)] };
}

export function buyAtLimit({ contract, quantity, advised }: Order, minute: number, floor: Floor): Answer {
  const { session } = floor;
  const now = session.option(contract, minute)?.ask;
  if (now === undefined) return undefined;
  if (now <= advised + concession(advised))
    return { minute, legs: [leg('buy_to_close', contract, quantity, now)] };
  if ((session.lowestAsk(contract, minute) ?? now) > advised) return undefined;
  return { minute: later(minute, floor), legs: [leg('buy_to_close', contract, quantity, advised)] };
}

export function rollAtLimit(
  {
    from,
    to,
    quantity,
    advised,
    isAsAdvised,
  }: Omit<Order, 'contract'> & { from: OptionContract; to: OptionContract; isAsAdvised: boolean },
  minute: number,
  floor: Floor,
): Answer {
  const { session } = floor;
  const least = isAsAdvised ? advised - concession(advised) : ZERO;
  for (const attempt of [minute, later(minute, floor)]) {
    const [paid, received] = [session.option(from, attempt)?.ask, session.option(to, attempt)?.bid];
    if (paid === undefined || received === undefined || received - paid < least) continue;
    const legs = [leg('buy_to_close', from, quantity, paid), leg('sell_to_open', to, quantity, received)];
    return { minute: attempt, legs };
  }
  return undefined;
}

/** A minute in the rest of the session, when the market has come to a limit order or is looked at again. */
function later(minute: number, { session, random }: Floor): number {
  return minute + random() * (session.minutes - LAST_MINUTES - minute);
}

function concession(advised: Decimal): Decimal {
  return max(multiply(advised, CONCESSION.share), CONCESSION.dollars);
}

export function leg(
  action: 'sell_to_open' | 'buy_to_close',
  contract: OptionContract,
  quantity: Decimal,
  price: Decimal,
): Leg {
  const instrument = { ...contract, root: contract.underlying, multiplier: decimal(100) };
  return { action, instrument, quantity, price };
}
