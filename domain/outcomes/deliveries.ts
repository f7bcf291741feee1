/**
 * Where an assigned or exercised option became shares. The contract records the option's end and the share trade apart;
 * here the share trade is found among the executions, never invented, and what moves between the two in the tax and the
 * economic view is worked out.
 */
import { compare } from '../compare.js';
import { newYorkDay, nextSession, sessionOnOrBefore } from '../time/calendar.js';
import { closeOn, type Market } from '../market/daily-bars.js';
import { abs, divide, max, multiply, prorate, sum, ZERO, type Decimal } from '../number/decimal.js';
import type { StoredExecution } from '../records/execution-order.js';
import { groupBy } from '../group-by.js';
import { multiplierOf, type Instrument } from '../records/instrument.js';
import { fifoLots, type Adjustments } from '../positions/book.js';
import { resultCurrency, type Closing } from '../positions/lot.js';
import { amountOf, isBuy, isSell } from '../records/trade-amount.js';
import { settle, type Demand, type SettledBy } from './settlement.js';

/** Options' ends by record id, each with the share trades that settled it and how many shares of each. */
export type ShareLegs = ReadonlyMap<string, readonly SettledBy[]>;

const CENT = 100_000_000n;

/** What an option's end has to deliver, and on which terms. */
interface OptionEnd extends Demand, Terms {}

interface Terms {
  buys: boolean;
  price: Decimal;
  currency: string;
}

/**
 * Pairs assignments and exercises with share trades of the same account, underlying and currency, of the same day or
 * the next session, at the strike, for contracts × multiplier shares: see {@link settle}. An adjusted contract (root
 * AAPL1) delivers as many shares as its adjustment says, which no record says: there the trade is the one that was paid
 * strike × contracts × multiplier, whatever its shares. `closings`, in the order of a book, say which side each option
 * was held on. A share trade settles no more than its shares.
 */
export function findShareLegs(
  closings: readonly Closing[],
  executions: readonly StoredExecution[],
): ShareLegs {
  const ends = optionEnds(closings);
  if (ends.length === 0) return new Map();
  const trades = executions
    .filter(({ right, action }) => right === null && (isBuy(action) || isSell(action)))
    .sort((a, b) => compare(a.record_id, b.record_id));
  const byTerms = groupBy(trades, (leg) =>
    termsOf(leg, { buys: isBuy(leg.action), price: priceOf(leg), currency: leg.currency }),
  );
  const found = new Map<string, SettledBy[]>();
  for (const [terms, own] of groupBy(ends, (end) => termsOf(end.event, end)))
    for (const [id, parts] of settle(own, byTerms.get(terms) ?? [])) found.set(id, parts);
  settleAdjusted(ends, trades, found);
  return found;
}

/**
 * The share trades, by record id, that settled assignments and exercises: they are how the options ended, and no
 * decision. `ofContracts` are the executions of the contracts that ended so.
 */
export function deliveredShares(
  ofContracts: readonly StoredExecution[],
  shareTrades: readonly StoredExecution[],
): string[] {
  const legs = findShareLegs(fifoLots(ofContracts).closings, shareTrades);
  return [...legs.values()].flat().map(({ leg }) => leg.record_id);
}

/**
 * What assignments and exercises move into the cash of their share trades: in the tax view the option's own result (IRS
 * Publication 550, "Options": its premium raises or lowers the cost or the proceeds of the shares), in the economic
 * view the other side of settling the option at its intrinsic value, so that the three views add up to the same once
 * everything is closed. The economic one is null where the underlying's close is not known.
 */
export function deliveryAdjustments(
  closings: readonly Closing[],
  legs: ShareLegs,
  market: Market,
): Adjustments {
  const adjustments = new Map<string, { tax: Decimal; economic: Decimal | null }>();
  const partsOf = groupBy(closings, ({ closing }) => closing.record_id);
  for (const [eventId, settled] of legs) {
    const parts = partsOf.get(eventId) ?? [];
    let tax = sum(parts.map(({ lot, cash }) => (lot?.cash.actual ?? ZERO) + cash.actual));
    const settlements = parts.map((part) => intrinsicSettlement(part, market));
    const isKnown = settlements.every((value) => value !== null);
    let economic = isKnown ? -sum(settlements) : ZERO;
    let shares = sum(settled.map((part) => part.shares));
    for (const { leg, shares: own } of settled) {
      const [taxPart, economicPart] = [prorate(tax, own, shares), prorate(economic, own, shares)];
      [tax, economic, shares] = [tax - taxPart, economic - economicPart, shares - own];
      const before = adjustments.get(leg.record_id) ?? { tax: ZERO, economic: ZERO };
      adjustments.set(leg.record_id, {
        tax: before.tax + taxPart,
        economic: before.economic === null || !isKnown ? null : before.economic + economicPart,
      });
    }
  }
  return adjustments;
}

/**
 * The cash of closing an option at its intrinsic value at the close of the session in which it was assigned or
 * exercised; null without a price, and for an adjusted contract, whose worth no record says. An option that ended out
 * of the money settles at nothing, and its shares then change hands at the strike.
 */
export function intrinsicSettlement(closing: Closing, market: Market): Decimal | null {
  const { instrument, lot, quantity } = closing;
  const session = sessionOnOrBefore(newYorkDay(closing.closing.executed_at));
  const close = closeOn(market, instrument.underlying, session);
  if (close === undefined || instrument.strike === null || lot === null || isAdjusted(instrument))
    return null;
  const inTheMoney = instrument.right === 'call' ? close - instrument.strike : instrument.strike - close;
  const worth = multiply(quantity, multiply(max(inTheMoney, ZERO), multiplierOf(instrument)));
  return lot.side === 'long' ? worth : -worth;
}

/**
 * The OCC's way to name contracts that deliver something else than 100 shares since a merger or an odd split: AAPL1.
 */
function isAdjusted({ root, underlying }: Pick<Instrument, 'root' | 'underlying'>): boolean {
  return root !== null && root !== underlying && /\d$/.test(root);
}

function settleAdjusted(
  ends: readonly OptionEnd[],
  trades: readonly StoredExecution[],
  found: Map<string, SettledBy[]>,
): void {
  const used = new Set([...found.values()].flat().map(({ leg }) => leg.record_id));
  for (const { event, buys, price, currency, shares } of ends) {
    const { account, underlying } = event;
    if (found.has(event.record_id) || !isAdjusted(event)) continue;
    const day = newYorkDay(event.executed_at);
    const paid = multiply(shares, price);
    const leg = trades.find(
      (one) =>
        !used.has(one.record_id) &&
        one.account === account &&
        one.underlying === underlying &&
        one.currency === currency &&
        isBuy(one.action) === buys &&
        [day, nextSession(day)].includes(newYorkDay(one.executed_at)) &&
        multiply(one.quantity, priceOf(one)) === paid,
    );
    if (leg === undefined) continue;
    used.add(leg.record_id);
    found.set(event.record_id, [{ leg, shares: leg.quantity }]);
  }
}

function optionEnds(closings: readonly Closing[]): OptionEnd[] {
  const ended = closings.filter(
    ({ kind, lot }) => lot !== null && (kind === 'assigned' || kind === 'exercised'),
  );
  return [...groupBy(ended, ({ closing }) => closing.record_id).values()].flatMap((parts) => {
    const { closing, instrument, lot } = parts[0] as Closing;
    const [currency = null, ...others] = new Set(parts.map(resultCurrency));
    // A result in several currencies cannot move into one share trade.
    if (currency === null || others.length > 0) return [];
    const contracts = sum(parts.map(({ quantity }) => quantity));
    const buys = (instrument.right === 'call') === (lot?.side === 'long');
    const shares = multiply(contracts, multiplierOf(instrument));
    return [{ event: closing, shares, buys, price: instrument.strike as Decimal, currency }];
  });
}

function termsOf({ account, underlying }: StoredExecution, { buys, price, currency }: Terms): string {
  return JSON.stringify([account, underlying, buys, price.toString(), currency]);
}

/** Price per share, from the amount to the cent where none is stated. */
function priceOf(leg: StoredExecution): Decimal {
  if (leg.price !== null) return leg.price;
  const exact = divide(abs(amountOf(leg) + (leg.fees ?? ZERO)), leg.quantity);
  return ((exact + CENT / 2n) / CENT) * CENT;
}
