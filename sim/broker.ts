import type { IsoDate } from '../domain/time/dates.js';
import { abs, decimal, multiply, toNumber, ZERO, type Decimal } from '../domain/number/decimal.js';
import { emptyBook, enter, type Book } from '../domain/positions/book.js';
import { positionsOn, type Position } from '../domain/positions/positions.js';
import { multiplierOf, type Instrument } from '../domain/records/instrument.js';
import type { StoredExecution } from '../domain/records/execution-order.js';
import type { CashFlow, Execution, TradeAction } from '../domain/records/records.js';
import { isBuy, isSell } from '../domain/records/trade-amount.js';
import { instantAt } from '../domain/time/zone.js';
import { blankExecution } from './blank-execution.js';
import { clockAt, type Session } from './quotes.js';
import { integerBetween, type Random } from '../domain/number/random.js';

/** One of the person's accounts, at a broker with its own prices. */
export interface AccountTerms {
  account: string;
  /** Commission a contract, dollars; shares trade free. */
  commission: number;
  deposit: number;
  /** Shares bought on the first day. */
  shares: Readonly<Record<string, number>>;
}

export interface Leg {
  action: TradeAction;
  instrument: Instrument;
  quantity: Decimal;
  price: Decimal;
}

/** Keeps one account: what was traded, what happened to it, what it holds. */
export interface Broker {
  terms: AccountTerms;
  /** Each under an id that no other account has. */
  executions: StoredExecution[];
  cashFlows: CashFlow[];
  book: Book;
  held(date: IsoDate): Position[];
  /** Fills an order, all legs at the same time; a single leg of several contracts may come in two fills. */
  fill(date: IsoDate, minute: number, legs: readonly Leg[]): void;
  /** After the close of a day: contracts that end are assigned if they are in the money and expire if not. */
  endDay(session: Session): void;
  rename(date: IsoDate, from: string, to: string): void;
  pay(flow: Pick<CashFlow, 'at' | 'kind' | 'amount' | 'underlying' | 'description'>): void;
}

const REGULATORY_FEE_A_CONTRACT = 0.03;
const SALES_FEE_A_DOLLAR = 0.0000278;
const PARTIAL_FILLS = 0.35;
const AFTER_THE_CLOSE = '17:30:00';

/** `randomOf` gives the numbers by which an order of an underlying is filled in parts. */
export function openBroker(
  terms: AccountTerms,
  randomOf: (date: IsoDate, underlying: string) => Random,
): Broker {
  const book = emptyBook();
  const executions: StoredExecution[] = [];
  const cashFlows: CashFlow[] = [];
  let orders = 0;

  function record(execution: Execution): void {
    const record = { ...execution, record_id: `${terms.account} ${executions.length}` };
    executions.push(record);
    enter(book, [record]);
  }

  function event(
    date: IsoDate,
    at: string,
    action: Execution['action'],
    held: Position,
    more: Partial<Execution>,
  ) {
    record({
      ...blankExecution(terms.account, at, action, held, abs(held.quantity)),
      execution_id: `${terms.account}-${compact(date)}-${action}-${executions.length}`,
      ...more,
    });
  }

  function trade(at: string, ids: Pick<Execution, 'execution_id' | 'order_id'>, leg: Leg): void {
    const { action, instrument, quantity, price } = leg;
    const gross = multiply(quantity, multiply(price, multiplierOf(instrument)));
    const fees = feesOf(terms, leg, gross);
    record({
      ...blankExecution(terms.account, at, action, instrument, quantity),
      ...ids,
      price,
      fees,
      amount: (isBuy(action) ? -gross : gross) - fees,
    });
  }

  return {
    terms,
    executions,
    cashFlows,
    book,
    held: (date) => positionsOn(book, date),

    fill(date, minute, legs) {
      orders += 1;
      const order_id = `${terms.account}-${compact(date)}-${orders}`;
      const random = randomOf(date, legs[0]?.instrument.underlying ?? '');
      legs.forEach((leg, i) => {
        splitInTwo(leg, legs.length === 1, random).forEach((part, j) => {
          const at = instantAt(date, clockAt(minute + j * (0.2 + 3 * random())));
          trade(at, { execution_id: `${order_id}.${i + 1}${j + 1}`, order_id }, part);
        });
      });
    },

    endDay(session) {
      const { date } = session;
      const at = instantAt(date, AFTER_THE_CLOSE);
      for (const held of positionsOn(book, date).filter(({ expiration }) => expiration === date)) {
        const price = session.close(held.underlying);
        if (price === undefined || !inTheMoney(held, price)) {
          event(date, at, 'expire', held, {});
          continue;
        }
        event(date, at, 'assign', held, {});
        const ids = {
          execution_id: `${terms.account}-${compact(date)}-shares-${executions.length}`,
          order_id: null,
        };
        trade(at, ids, {
          action: held.right === 'call' ? 'sell' : 'buy',
          instrument: shareOf(held.underlying),
          quantity: multiply(abs(held.quantity), multiplierOf(held)),
          price: held.strike as Decimal,
        });
      }
    },

    rename(date, from, to) {
      for (const held of positionsOn(book, date).filter(({ underlying }) => underlying === from))
        event(date, date, 'symbol_change', held, { to_underlying: to });
    },

    pay(flow) {
      cashFlows.push({ account: terms.account, currency: 'USD', extra: null, ...flow });
    },
  };
}

export function shareOf(underlying: string): Instrument {
  return { root: null, underlying, right: null, strike: null, expiration: null, multiplier: decimal(1) };
}

/** Shares of an underlying that an account holds on a day. */
export function sharesOf(broker: Broker, underlying: string, date: IsoDate): Decimal {
  const held = broker.held(date).find((one) => one.underlying === underlying && one.right === null);
  return held?.quantity ?? ZERO;
}

function inTheMoney({ right, strike }: Position, price: Decimal): boolean {
  return right === 'call' ? price > (strike as Decimal) : price < (strike as Decimal);
}

function splitInTwo(leg: Leg, alone: boolean, random: Random): Leg[] {
  const contracts = toNumber(leg.quantity);
  if (!alone || contracts < 2 || leg.instrument.right === null || random() >= PARTIAL_FILLS) return [leg];
  const first = integerBetween(random, 1, contracts - 1);
  return [first, contracts - first].map((quantity) => ({ ...leg, quantity: decimal(quantity) }));
}

/** Commission and regulatory fees, to the cent, rounded up as brokers do. */
function feesOf(terms: AccountTerms, { action, instrument, quantity }: Leg, gross: Decimal): Decimal {
  const perContract = instrument.right === null ? 0 : terms.commission + REGULATORY_FEE_A_CONTRACT;
  const contracts = Math.round(perContract * toNumber(quantity) * 100);
  const onSale = isSell(action) ? Math.ceil(toNumber(gross) * SALES_FEE_A_DOLLAR * 100) : 0;
  return decimal(((contracts + onSale) / 100).toFixed(2));
}

function compact(date: IsoDate): string {
  return date.replaceAll('-', '');
}
