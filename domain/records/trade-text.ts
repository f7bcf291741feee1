import { formatDecimal, parseDecimal, toFixed, type Decimal } from '../number/decimal.js';
import type { IsoDate } from '../time/dates.js';
import { shortDay } from '../time/day-text.js';
import type { Right } from './instrument.js';

/** What is asked for or was done, as far as it is known; of a roll the contract it opens and the net credit. */
export interface TradeWords {
  action: string;
  right: Right | null;
  strike: Decimal | null;
  expiration: IsoDate | null;
  quantity: Decimal | null;
  price: Decimal | null;
  /** The contract that a roll closes, where it is to be named. */
  from?: Contract | null;
}

export interface Contract {
  right: Right | null;
  strike: Decimal | null;
  expiration: IsoDate | null;
}

const VERBS: Readonly<Record<string, string>> = {
  sell_to_open: 'sell',
  buy_to_close: 'buy back',
  buy_to_open: 'buy',
  sell_to_close: 'sell off',
};

/**
 * A trade in a few words, read beside a day: `sell 2× 20C 18 Mar 0.55`, `roll 22C 11 Mar → 20C 18 Mar 0.55`,
 * `buy 100 shares 21.30`.
 */
export function tradeText(
  { action, right, strike, expiration, quantity, price, from = null }: TradeWords,
  beside: IsoDate,
): string {
  const contract = contractText({ right, strike, expiration }, beside);
  if (action === 'hold' || action === 'wait') return joined(action, contract);
  const count = quantity === null ? '' : formatDecimal(quantity);
  const several = count === '' || count === '1' ? contract : `${count}× ${contract}`;
  const shares = count === '' ? '' : `${count} shares`;
  const what = right === null ? shares : several;
  const amount = price === null ? '' : priceText(price);
  if (action === 'roll')
    return joined('roll', from === null ? '' : contractText(from, beside), '→', what, amount);
  return joined(VERBS[action] ?? action, what, amount);
}

/** `20C 18 Mar`, with as much of it as is known. */
export function contractText({ right, strike, expiration }: Contract, beside: IsoDate): string {
  const letter = right === null ? '' : right === 'call' ? 'C' : 'P';
  const name = `${strike === null ? '' : formatDecimal(strike)}${letter}`;
  return joined(name, expiration === null ? '' : shortDay(expiration, beside));
}

function joined(...words: readonly string[]): string {
  return words.filter((word) => word !== '').join(' ');
}

/** At least two decimal places, and at most four. */
export function priceText(price: Decimal): string {
  const exact = toFixed(price, 4);
  return exact.replace(/0{1,2}$/, '');
}

/** A number of a table's row, which is a text where a double does not hold it. */
export function decimalIn(value: unknown): Decimal | null {
  return typeof value === 'number' || typeof value === 'string'
    ? (parseDecimal(String(value)) ?? null)
    : null;
}
