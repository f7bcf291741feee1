import { SCALE, toNumber, type Decimal } from '../../domain/number/decimal.js';

/** So many significant digits survive in any program that reads a JSON number as a double. */
const DIGITS = 15;

/** A Decimal as a number of an answer: what has more digits than a double holds is rounded half to even. */
export function asNumber(value: Decimal | null | undefined): number | null {
  if (value === null || value === undefined) return null;
  const size = value < 0n ? -value : value;
  const excess = size.toString().length - DIGITS;
  if (excess <= 0) return toNumber(value);
  const step = 10n ** BigInt(excess);
  const [whole, rest] = [size / step, size % step];
  const isUp = rest * 2n > step || (rest * 2n === step && whole % 2n === 1n);
  const digits = `${whole + (isUp ? 1n : 0n)}e${excess - SCALE}`;
  return Number(value < 0n ? `-${digits}` : digits);
}

/** A share as per cent with one decimal; null stays null. */
export function asPercent(share: number | null | undefined): number | null {
  return share === null || share === undefined ? null : Math.round(share * 1_000) / 10;
}
