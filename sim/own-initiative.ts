import { decimal, multiply, ZERO } from '../domain/number/decimal.js';
import type { AlgorithmParameters } from '../domain/algorithm/algorithm-parameters.js';
import { sessionsBetween } from '../domain/time/calendar.js';
import type { IsoDate } from '../domain/time/dates.js';
import { nearestExpiration, strikeAtOrAbove } from '../domain/market/option-listing.js';
import { shareOf, sharesOf, type Broker } from './broker.js';
import type { OptionContract, Session } from './quotes.js';

const MORNING_MINUTE = 42;
const NOON_MINUTE = 155;
const PUTS = decimal(2);
/** Where puts are sold, as a share of the price. */
const PUT_STRIKE = decimal('0.94');
/** Shares that were called away are bought again this many sessions later. */
const REST_SESSIONS = 3;

/** The shares an account starts with, and those it buys again after they were called away. */
export function buyShares(broker: Broker, session: Session, symbolOf: (symbol: string) => string): void {
  const shares = broker.held(session.date).filter(({ right }) => right === null);
  for (const [name, wanted] of Object.entries(broker.terms.shares)) {
    const symbol = symbolOf(name);
    const held = shares.find(({ underlying }) => underlying === symbol)?.quantity ?? ZERO;
    const missing = decimal(wanted) - held;
    const price = session.share(symbol, MORNING_MINUTE);
    if (missing <= ZERO || price === undefined || restsAfterCall(broker, symbol, session.date)) continue;
    broker.fill(session.date, MORNING_MINUTE, [
      { action: 'buy', instrument: shareOf(symbol), quantity: missing, price },
    ]);
  }
}

/**
 * Trades an underlying without advice: sells two puts when there is nothing, and the shares of an assigned put the
 * session after.
 */
export function tradeAlone(
  broker: Broker,
  session: Session,
  underlying: string,
  increments: AlgorithmParameters['strikeIncrements'],
): void {
  const { date } = session;
  const shares = sharesOf(broker, underlying, date);
  const price = session.share(underlying, NOON_MINUTE);
  if (price === undefined) return;
  if (shares > ZERO) {
    broker.fill(date, NOON_MINUTE, [
      { action: 'sell', instrument: shareOf(underlying), quantity: shares, price },
    ]);
    return;
  }
  const busy = broker.held(date).some((held) => held.underlying === underlying);
  const expiration = nearestExpiration(date, { min: 7, max: 14 });
  if (busy || expiration === undefined) return;
  const strike = strikeAtOrAbove(multiply(price, PUT_STRIKE), increments);
  const put: OptionContract = { underlying, right: 'put', strike, expiration };
  const bid = session.option(put, NOON_MINUTE)?.bid;
  if (bid === undefined) return;
  const instrument = { ...put, root: underlying, multiplier: decimal(100) };
  broker.fill(date, NOON_MINUTE, [{ action: 'sell_to_open', instrument, quantity: PUTS, price: bid }]);
}

function restsAfterCall(broker: Broker, underlying: string, date: IsoDate): boolean {
  const last = broker.executions.findLast(
    (execution) => execution.underlying === underlying && execution.action === 'assign',
  );
  return last !== undefined && sessionsBetween(last.executed_at.slice(0, 10), date).length <= REST_SESSIONS;
}
