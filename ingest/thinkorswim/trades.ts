import {
  abs,
  decimal,
  divide,
  formatDecimal,
  multiply,
  parseDecimal,
  prorate,
  sum,
  ZERO,
  type Decimal,
} from '../../domain/number/decimal.js';
import { isIsoDate } from '../../domain/time/dates.js';
import { instantAt } from '../../domain/time/zone.js';
import { checkedRecord } from '../checked-record.js';
import { rejected } from '../text/csv-table.js';
import { withoutTicks } from '../contracts/futures-multipliers.js';
import type { Parsed } from '../source-format.js';
import { cashFlow, identityOf, netOf } from './cash.js';
import { describedContract, future, futureOption, option, shares, type Contract } from './contract.js';
import type { Bundle, CashTrade, TradeGroup, TradeLeg } from './join.js';

/** The executions of a bundle; where a leg cannot be read, its part of the cash is kept as an adjustment. */
export function tradesOf({ groups, cash }: Bundle): Parsed[] {
  const [first] = cash;
  if (groups.length === 0) return cash.flatMap(cashAlone);
  const legs = groups.flatMap((group) => group.legs.map((leg) => readLeg(leg, group, first)));
  const shared = first ? share(legs, cash) : legs.map(() => undefined);
  const order = groups[0]?.order || first?.row.ref;
  const events = legs.map((leg, i) => legEvents(leg, { part: shared[i], order: order ?? '' }));
  if (!first) return events.flat();
  const cashLines = cash.map(({ row }) => row.line);
  const lost = legs.flatMap((_, i) => (events[i]?.[0]?.kind === 'record' ? [] : [shared[i]?.net ?? ZERO]));
  if (lost.length === 0) {
    const [head] = events.flat();
    if (head?.kind === 'record') head.lines = [...head.lines, ...cashLines].sort((a, b) => a - b);
    return events.flat();
  }
  const [kept] = cashFlow(first.row, 'adjustment', sum(lost));
  if (kept?.kind !== 'record')
    return [...events.flat(), ...cash.flatMap(({ row }) => rejected(row, 'amount too large'))];
  return [...events.flat(), { ...kept, lines: cashLines }];
}

interface Leg {
  leg: TradeLeg;
  group: TradeGroup;
  contract: Contract | undefined;
  /** Money follows the market from day to day; what the trade itself moves is separate. */
  isFuture: boolean;
  /** The signed value at the leg's own price: paid below zero. */
  gross: Decimal;
  quantity: Decimal;
}

interface Part {
  net: Decimal;
  /** Undefined where a rebate is more than the costs. */
  fees: Decimal | undefined;
}

function readLeg(leg: TradeLeg, group: TradeGroup, cash: CashTrade | undefined): Leg {
  const contract = contractOf(leg, cash);
  const [quantity, price, multiplier] = [leg.quantity, leg.price, contract?.multiplier ?? ''].map(
    parseDecimal,
  );
  const usual = (contract?.right ?? null) === null ? '1' : '100';
  const value = multiply(multiply(quantity ?? ZERO, price ?? ZERO), multiplier ?? decimal(usual));
  return {
    leg,
    group,
    contract,
    isFuture: leg.type === 'FUTURE',
    gross: leg.side === 'BUY' ? -value : value,
    quantity: quantity ?? ZERO,
  };
}

function contractOf(leg: TradeLeg, cash: CashTrade | undefined): Contract | undefined {
  const { symbol, expiration, strike, type } = leg;
  const described = cash?.described.what ?? '';
  if (type === 'FUTURE') return future(symbol);
  if (type !== 'CALL' && type !== 'PUT') return type === 'FOREX' ? undefined : shares(symbol);
  if (expiration.startsWith('/') || symbol.startsWith('/'))
    return futureOption({ symbol, code: expiration, strike, right: type, described });
  const [, multiplier = null] = / (\d+) (?:\([^)]*\) )?\d{1,2} [A-Z]{3} \d{2}/i.exec(described) ?? [];
  return option({ symbol, expiration, strike, right: type, multiplier });
}

/**
 * The cash of a bundle over its legs: each leg its own value, what rounding left to the largest; costs by contracts, to
 * the cent.
 */
function share(legs: readonly Leg[], cash: readonly CashTrade[]): Part[] {
  const costs = sum(cash.map(({ row }) => row.costs));
  const amount = sum(cash.map(({ row }) => row.amount));
  const contracts = sum(legs.filter(isContract).map(({ quantity }) => quantity));
  const weights = legs.map((leg) => (contracts === ZERO || isContract(leg) ? leg.quantity : ZERO));
  const fees = inCents(costs, weights);
  // Of futures only the costs and what the market moved come in cash, which no leg's price shows.
  const values = legs.map(({ isFuture, gross }) => (isFuture ? ZERO : gross));
  const largest = values.reduce((at, value, i) => (abs(value) > abs(values[at] as Decimal) ? i : at), 0);
  const off = amount - sum(values);
  return values.map((value, i) => ({
    net: value + (i === largest ? off : ZERO) - (fees[i] as Decimal),
    fees: costs < ZERO ? undefined : fees[i],
  }));
}

function isContract({ contract, isFuture }: Leg): boolean {
  return isFuture || (contract?.right ?? null) !== null;
}

const CENT = decimal('0.01');

/** Parts of a whole by weight, in cents but for the first, which takes the rest. */
function inCents(whole: Decimal, weights: readonly Decimal[]): Decimal[] {
  const all = sum(weights);
  if (all === ZERO) return weights.map((_, i) => (i === 0 ? whole : ZERO));
  const parts = weights.map((weight) => (prorate(whole, weight, all) / CENT) * CENT);
  const bearer = weights.findIndex((weight) => weight !== ZERO);
  parts[bearer] = (parts[bearer] as Decimal) + whole - sum(parts);
  return parts;
}

function legEvents(
  { leg, group, contract, isFuture }: Leg,
  { part, order }: { part: Part | undefined; order: string },
): Parsed[] {
  const { record, side, quantity, effect, price, type } = leg;
  const input = { line: record.line, raw: record.raw };
  if (contract === undefined)
    return [
      isFuture
        ? rejected(input, 'Symbol not a known future', leg.symbol)
        : rejected(input, 'Type not known', type),
    ];
  const action = actionOf({ side, effect, ofShares: contract.right === null && !isFuture });
  if (action === undefined) return [rejected(input, 'Side not known', side)];
  const told = {
    order_id: order,
    account: group.account,
    executed_at: instantOf(group),
    action,
    ...contract,
    quantity,
    price,
    fees: part?.fees === undefined ? null : formatDecimal(part.fees),
    amount: part === undefined || isFuture ? null : formatDecimal(part.net),
  };
  return checkedRecord(told, [input], {
    dataset: 'executions',
    identity: identityOf(action, contract, quantity, price),
    coarseness: part === undefined ? 2 : 0,
    ...(part === undefined ? {} : { statedAmount: part.net }),
  });
}

function actionOf(told: { side: string; effect: string; ofShares: boolean }): string | undefined {
  const side = { BUY: 'buy', SELL: 'sell' }[told.side];
  if (side === undefined) return undefined;
  const effect = /OPEN/.test(told.effect) ? 'open' : /CLOSE/.test(told.effect) ? 'close' : undefined;
  if (effect === undefined) return side;
  // Shares are bought and sold; only short sales are recognised by their labels.
  const usual = told.ofShares && (side === 'buy') === (effect === 'open');
  return usual ? side : `${side}_to_${effect}`;
}

const CLOCK = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/;

/** The instant by New York's clock; a text that is no time stays for the check to name. */
function instantOf({ day, time }: { day: string; time: string }): string {
  return isIsoDate(day) && CLOCK.test(time) ? instantAt(day, time) : `${day} ${time}`;
}

/** Booked by the night's run and not by a market. */
const OVERNIGHT = /^0[01]:00:00$/;

/**
 * A trade that only the cash section has: shares delivered or corrected, a single contract. Of a spread only the cash
 * is known, and of a purchase that brings money (one that is retracted), what it did to the position is not.
 */
function cashAlone({ row, described }: CashTrade): Parsed[] {
  const contract = describedContract(described);
  if (contract === undefined) return cashFlow(row, 'adjustment');
  const { side, quantity } = described;
  const units = parseDecimal(quantity);
  const ofFuture = contract.underlying.startsWith('/') && contract.right === null;
  const reversed = side === 'BOT' ? row.amount > ZERO : row.amount < ZERO;
  if (reversed && !ofFuture) return cashFlow(row, 'adjustment');
  // Shares that were delivered have no price in the file.
  const paid = units && contract.right === null ? formatDecimal(divide(abs(row.amount), units)) : '';
  const price = withoutTicks(described.price) || paid;
  const action = side === 'BOT' ? 'buy' : 'sell';
  const delivered = / UPON /.test(row.description) || row.time === '' || OVERNIGHT.test(row.time);
  const told = {
    order_id: row.ref,
    account: row.account,
    executed_at: delivered ? row.day : instantOf(row),
    action,
    ...contract,
    quantity,
    price,
    fees: row.costs < ZERO ? null : formatDecimal(row.costs),
    amount: ofFuture ? null : formatDecimal(netOf(row)),
  };
  const events = checkedRecord(told, [row], {
    dataset: 'executions',
    identity: identityOf(action, contract, quantity, price),
    coarseness: 1,
    statedAmount: netOf(row),
  });
  return events[0]?.kind === 'record' ? events : cashFlow(row, 'adjustment');
}
