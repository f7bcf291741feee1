import { abs, formatDecimal, multiply, parseDecimal, ZERO } from '../../domain/number/decimal.js';
import { isBuy } from '../../domain/records/trade-amount.js';
import type { Execution } from '../../domain/records/records.js';
import { pairOf } from '../contracts/pairs.js';

/** The texts of a record, by its fields. */
export type Told = Record<string, string | null>;

/** What of a row is a record of its own: a fee in a currency that the trade is not in. */
export interface FeeApart {
  amount: string;
  currency: string;
}

/**
 * Puts the fee of a trade where it belongs, by the coin it was taken in: with the fees, where that is the trade's
 * money; off what was bought, or beside what was sold, where it is the coin traded; apart in any other. The money of a
 * trade whose quantity changes is what it was.
 */
export function placeFee(told: Told, fee: { amount: string; coin: string }): FeeApart | undefined {
  const amount = parseDecimal(fee.amount);
  const coin = fee.coin.toUpperCase();
  const traded = told['underlying'] ?? '';
  const pair = pairOf(traded);
  const money = (told['currency'] ?? pair?.quote ?? 'USD').toUpperCase();
  if (amount === undefined || coin === '' || coin === money) {
    told['fees'] = amount === undefined ? fee.amount : formatDecimal(abs(amount));
    return undefined;
  }
  delete told['fees'];
  if (amount === ZERO) return undefined;
  if (coin !== (pair?.base ?? traded.toUpperCase()))
    return { amount: formatDecimal(-abs(amount)), currency: coin };
  const [quantity, price] = [told['quantity'], told['price']].map((text) => parseDecimal(text ?? ''));
  if (quantity === undefined) return undefined;
  const bought = isBuy(told['action'] as Execution['action']);
  if (price !== undefined) told['amount'] ??= formatDecimal(multiply(quantity, price) * (bought ? -1n : 1n));
  told['quantity'] = formatDecimal(bought ? quantity - abs(amount) : quantity + abs(amount));
  return undefined;
}
