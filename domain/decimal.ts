/**
 * Exact decimals: a bigint that counts units of 1e-10, the scale of the contract's DECIMAL(38,10). Money, quantities, strikes and
 * ratios are Decimals; nothing that decides anything is a floating sum.
 */
export type Decimal = bigint;

export const SCALE = 10;
const ONE = 10n ** BigInt(SCALE);
const LIMIT = 10n ** 38n;

export const ZERO: Decimal = 0n;

const PLAIN = /^([+-]?)(\d*)(?:\.(\d*))?$/;

/**
 * Reads a plain decimal: optional sign, digits, optional fraction; no exponent, no separators.
 * Digits beyond the tenth decimal place are rounded half away from zero. Gives undefined for anything else, or beyond DECIMAL(38,10).
 */
export function parseDecimal(text: string): Decimal | undefined {
  const parts = PLAIN.exec(text.trim());
  if (!parts) return undefined;
  const [, sign, whole = '', fraction = ''] = parts;
  if (whole === '' && fraction === '') return undefined;
  const kept = fraction.slice(0, SCALE).padEnd(SCALE, '0');
  let units = BigInt(whole + kept);
  if (fraction.length > SCALE && fraction.charCodeAt(SCALE) >= 53) units += 1n;
  if (units >= LIMIT) return undefined;
  return sign === '-' ? -units : units;
}

/** A Decimal from a literal in code or a test; throws on what {@link parseDecimal} does not read. */
export function decimal(literal: string | number): Decimal {
  const value = typeof literal === 'number' ? fromNumber(literal) : parseDecimal(literal);
  if (value === undefined) throw new RangeError(`not a plain decimal: ${JSON.stringify(literal)}`);
  return value;
}

/** The Decimal nearest to a double, to ten decimal places; undefined for NaN, infinities and what DECIMAL(38,10) cannot hold. */
export function fromNumber(value: number): Decimal | undefined {
  if (!Number.isFinite(value)) return undefined;
  if (Math.abs(value) >= 1e21) return parseDecimal(BigInt(value).toString());
  const shortest = String(value);
  return parseDecimal(shortest.includes('e') ? value.toFixed(SCALE) : shortest);
}

/** Canonical text: no exponent, no trailing zeros, `-0` is `0`. */
export function formatDecimal(value: Decimal): string {
  const units = value < 0n ? -value : value;
  const whole = units / ONE;
  const fraction = (units % ONE).toString().padStart(SCALE, '0').replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${whole}${fraction ? `.${fraction}` : ''}`;
}

/** Text with a fixed number of decimal places, rounded half away from zero: `12.30`. For people; exports use {@link formatDecimal}. */
export function toFixed(value: Decimal, places: number): string {
  const step = 10n ** BigInt(SCALE - places);
  const negative = value < 0n;
  const rounded = ((negative ? -value : value) + step / 2n) / step;
  const digits = rounded.toString().padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  const fraction = places > 0 ? `.${digits.slice(-places)}` : '';
  return `${negative && rounded > 0n ? '-' : ''}${whole}${fraction}`;
}

/** The nearest double; for models, ratios and charts, never for what is added up. */
export function toNumber(value: Decimal): number {
  return Number(formatDecimal(value));
}

/** Product, rounded half away from zero to ten decimal places. */
export function multiply(a: Decimal, b: Decimal): Decimal {
  return divideRounded(a * b, ONE);
}

/** Quotient, rounded half away from zero to ten decimal places; throws RangeError on division by zero. */
export function divide(a: Decimal, b: Decimal): Decimal {
  return divideRounded(a * ONE, b);
}

/** `whole × part ÷ of`, rounded once. Pieces taken at growing `part` and differenced add up to the whole exactly. */
export function prorate(whole: Decimal, part: Decimal, of: Decimal): Decimal {
  return divideRounded(whole * part, of);
}

export function abs(value: Decimal): Decimal {
  return value < 0n ? -value : value;
}

export function min(a: Decimal, b: Decimal): Decimal {
  return a < b ? a : b;
}

export function max(a: Decimal, b: Decimal): Decimal {
  return a > b ? a : b;
}

export function sum(values: Iterable<Decimal>): Decimal {
  let total = 0n;
  for (const value of values) total += value;
  return total;
}

function divideRounded(numerator: bigint, denominator: bigint): bigint {
  const negative = numerator < 0n !== denominator < 0n;
  const n = numerator < 0n ? -numerator : numerator;
  const d = denominator < 0n ? -denominator : denominator;
  const rounded = (2n * n + d) / (2n * d);
  return negative ? -rounded : rounded;
}
