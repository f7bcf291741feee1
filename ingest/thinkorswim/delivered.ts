/** Shares that came or went because an option was assigned or exercised, as the cash section has them. */
import { daysBetween, isIsoDate } from '../../domain/time/dates.js';
import {
  abs,
  decimal,
  divide,
  formatDecimal,
  min,
  multiply,
  parseDecimal,
  ZERO,
  type Decimal,
} from '../../domain/number/decimal.js';
import { instrumentKey } from '../../domain/records/instrument.js';
import type { Execution } from '../../domain/records/records.js';
import { isBuy, isSell } from '../../domain/records/trade-amount.js';
import { checkedRecord } from '../checked-record.js';
import type { Parsed } from '../source-format.js';
import { plainAmount } from '../text/written-values.js';
import { identityOf, netOf, type CashRow } from './cash.js';
import { shares, type Contract } from './contract.js';

/** A delivery of shares. */
export interface Delivery {
  row: CashRow;
  side: 'buy' | 'sell';
  /** Without its sign. */
  quantity: string;
  symbol: string;
  ending: 'assign' | 'exercise';
}

const WORDS =
  /^(?:\w+ ){0,2}?(bought|bot|purchased|received|sold|delivered)\s+([+-]?[\d,]+(?:\.\d+)?)\s+(?:shares?\s+(?:of\s+)?)?(\$?[A-Z][A-Z0-9./]*)\b(?!.*\bUPON\b).*\b(assign|exercis)/i;
/** A symbol is in capitals; some rows are so throughout, and these words of theirs are none. */
const SYMBOL = /^(?!(?:FROM|DUE|ON|OF|TO|BY|SHARES?)$)\$?[A-Z][A-Z0-9./]*$/;
const UPON = /\b(BOT|SOLD) ([+-]?[\d,]+(?:\.\d+)?) (\S+) UPON .*\b(ASSIGN|EXERCIS)/;

/** `Bought 200.0 KRV due to assignment`; undefined for a row that says nothing of the kind. */
export function deliveryIn(row: CashRow): Delivery | undefined {
  const told = worded(row, WORDS);
  return told && SYMBOL.test(told.symbol) ? told : undefined;
}

/** `BOT +200 ABC UPON OPTION ASSIGNMENT`, which is a trade by its form. */
export function tradedUpon(row: CashRow): Delivery | undefined {
  return worded(row, UPON);
}

function worded(row: CashRow, pattern: RegExp): Delivery | undefined {
  const [, verb = '', quantity = '', symbol, ending = ''] = pattern.exec(row.description) ?? [];
  if (symbol === undefined || row.amount === ZERO) return undefined;
  return {
    row,
    side: /^(sold|deliv)/i.test(verb) ? 'sell' : 'buy',
    quantity: plainAmount(quantity).replace(/^[+-]/, ''),
    symbol,
    ending: /^assign/i.test(ending) ? 'assign' : 'exercise',
  };
}

/** The shares of a delivery, at what was paid for them. */
export function sharesOf({ row, side, quantity, symbol }: Delivery): Parsed[] {
  const units = parseDecimal(quantity) ?? ZERO;
  const price = units === ZERO ? '' : formatDecimal(divide(abs(row.amount), units));
  const contract = shares(symbol);
  const told = {
    order_id: row.ref,
    account: row.account,
    executed_at: row.day,
    action: side,
    ...contract,
    quantity,
    price,
    fees: row.costs < ZERO ? null : formatDecimal(row.costs),
    amount: formatDecimal(netOf(row)),
  };
  return checkedRecord(told, [row], {
    dataset: 'executions',
    identity: identityOf(side, contract, quantity, price),
    coarseness: 1,
    statedAmount: netOf(row),
  });
}

const HUNDRED = decimal(100);
/** A delivery is booked in the days after an expiration, or early. */
const BOOKED_AFTER = 5;

/**
 * The ends of the contracts that deliveries came of, where the statement shows that the account held such a contract,
 * by side and strike, and does not end it itself. `events` are all else that the statement says.
 */
export function endsOf(deliveries: readonly Delivery[], events: readonly Parsed[]): Parsed[] {
  const held = positions(events);
  return deliveries.flatMap((delivery): Parsed[] => {
    const { row, ending, quantity } = delivery;
    const units = parseDecimal(quantity) ?? ZERO;
    if (units === ZERO) return [];
    const strike = divide(abs(row.amount), units);
    const right = (ending === 'assign') === (delivery.side === 'buy') ? 'put' : 'call';
    const long = ending === 'exercise';
    const [found] = held
      .filter(
        ({ contract, quantity }) =>
          contract.account === row.account &&
          contract.underlying === shares(delivery.symbol).underlying &&
          contract.right === right &&
          contract.strike === strike &&
          (long ? quantity > ZERO : quantity < ZERO) &&
          isIsoDate(row.day) &&
          daysBetween(contract.expiration ?? '', row.day) <= BOOKED_AFTER,
      )
      .toSorted((a, b) => (a.contract.expiration ?? '').localeCompare(b.contract.expiration ?? ''));
    if (!found) return [];
    const count = min(divide(units, found.contract.multiplier ?? HUNDRED), abs(found.quantity));
    found.quantity += long ? -count : count;
    const contract: Contract = {
      underlying: found.contract.underlying,
      root: found.contract.root,
      right,
      strike: formatDecimal(strike),
      expiration: found.contract.expiration,
      multiplier: found.contract.multiplier === null ? null : formatDecimal(found.contract.multiplier),
    };
    const told = {
      account: row.account,
      executed_at: row.day,
      action: ending,
      ...contract,
      quantity: formatDecimal(count),
    };
    return checkedRecord(told, [row], {
      dataset: 'executions',
      identity: identityOf(ending, contract, formatDecimal(count), ''),
    });
  });
}

interface Position {
  contract: Execution;
  /** Below zero where it is held short. */
  quantity: Decimal;
}

/** What of each option is held when the statement ends, by its own trades and ends. */
function positions(events: readonly Parsed[]): Position[] {
  const held = new Map<string, Position>();
  const ends: Execution[] = [];
  for (const event of events) {
    if (event.kind !== 'record' || event.dataset !== 'executions') continue;
    const { record } = event;
    if (record.right === null) continue;
    if (!isBuy(record.action) && !isSell(record.action)) {
      ends.push(record);
      continue;
    }
    const key = keyOf(record);
    const position = held.get(key) ?? { contract: record, quantity: ZERO };
    position.quantity += isBuy(record.action) ? record.quantity : -record.quantity;
    held.set(key, position);
  }
  for (const end of ends) {
    const position = held.get(keyOf(end));
    if (!position) continue;
    const gone = min(end.quantity, abs(position.quantity));
    position.quantity += position.quantity < ZERO ? gone : multiply(gone, decimal(-1));
  }
  return [...held.values()];
}

function keyOf(execution: Execution): string {
  return JSON.stringify([execution.account, instrumentKey(execution)]);
}
