import {
  abs,
  formatDecimal,
  multiply,
  parseDecimal,
  ZERO,
  type Decimal,
} from '../../domain/number/decimal.js';
import { plainAmount } from '../text/written-values.js';

const HUNDRED = 100n;

/**
 * The price of one share or of one dollar of a bond, as text. Bonds and bills are quoted per hundred of what their
 * quantity counts, as the amount that was paid shows. What cannot be read, and the price of an option, stays as it is
 * written.
 */
export function pricePerUnit(
  written: string,
  { right, quantity, amount }: { right: unknown; quantity: Decimal | undefined; amount: Decimal | undefined },
): string {
  const plain = plainAmount(written);
  const price = parseDecimal(plain);
  if (price === undefined || quantity === undefined || amount === undefined || amount === ZERO) return plain;
  if (right !== null) return plain;
  const whole = multiply(abs(quantity), price);
  const off = (value: Decimal) => abs(abs(amount) - value);
  return off(whole / HUNDRED) < off(whole) ? formatDecimal(price / HUNDRED) : plain;
}
