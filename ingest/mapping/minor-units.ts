import { abs, divide, decimal, formatDecimal, multiply, parseDecimal } from '../../domain/number/decimal.js';
import { hundredthOf } from '../contracts/currencies.js';
import type { Told } from './coin-fee.js';

const HUNDRED = decimal(100);

/**
 * Brings a record that is told in pence (GBX) to pounds. Its price is in pence; whether its amount and fees are shows
 * what the price comes to.
 */
export function inWholeUnits(told: Told): void {
  const whole = hundredthOf(told['currency'] ?? '');
  if (whole === undefined) return;
  const [price, quantity, amount] = ['price', 'quantity', 'amount'].map((name) =>
    parseDecimal(told[name] ?? ''),
  );
  told['currency'] = whole;
  if (price !== undefined) told['price'] = formatDecimal(divide(price, HUNDRED));
  const worth = price === undefined || quantity === undefined ? undefined : multiply(price, quantity);
  const off = (other: bigint) => abs(abs(amount ?? 0n) - other);
  if (amount !== undefined && worth !== undefined && off(divide(worth, HUNDRED)) < off(worth)) return;
  for (const name of ['amount', 'fees']) {
    const value = parseDecimal(told[name] ?? '');
    if (value !== undefined) told[name] = formatDecimal(divide(value, HUNDRED));
  }
}
