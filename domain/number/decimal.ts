/**
 * Exact decimals: a bigint that counts units of 1e-10, the scale of the contract's DECIMAL(38,10). Money, quantities,
 * strikes and ratios are Decimals; nothing that decides anything is a floating sum.
 */
export type Decimal = bigint;

export const SCALE = 10;
const ONE = 10n ** BigInt(SCALE);
const LIMIT = 10n ** 38n;

export const ZERO: Decimal = 0n;

const PLAIN = /^([+-]?)(\d*)(?:\.(\d*))?$/;

/** So many digits fit a number exactly. */
const DIGITS_OF_NUMBER = 15;
const UNITS_BY_PLACES = Array.from({ length: SCALE + 1 }, (_, places) => 10n ** BigInt(SCALE - places));
const [PLUS, MINUS, POINT, DIGIT_0, DIGIT_9] = [43, 45, 46, 48, 57] as const;

/**
 * Reads a plain decimal: optional sign, digits, optional fraction; no exponent, no separators. Digits beyond the tenth
 * decimal place are rounded half away from zero. Gives undefined for anything else, or beyond DECIMAL(38,10).
 */
export function parseDecimal(text: string): Decimal | undefined {
  return parseShort(text) ?? parseAny(text.trim());
}

/** Most amounts: a few digits, counted up in a number. Undefined for all others. */
function parseShort(text: string): Decimal | undefined {
  const first = text.charCodeAt(0);
  let value = 0;
  let digits = 0;
  let places = -1;
  for (let at = first === MINUS || first === PLUS ? 1 : 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= DIGIT_0 && code <= DIGIT_9) {
      value = value * 10 + code - DIGIT_0;
      digits += 1;
      if (places >= 0) places += 1;
    } else if (code === POINT && places < 0) places = 0;
    else return undefined;
  }
  const units = UNITS_BY_PLACES[Math.max(places, 0)];
  if (digits === 0 || digits > DIGITS_OF_NUMBER || units === undefined) return undefined;
  return BigInt(first === MINUS ? -value : value) * units;
}

function parseAny(text: string): Decimal | undefined {
  const parts = PLAIN.exec(text);
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

/**
 * The Decimal nearest to a double, to ten decimal places; undefined for NaN, infinities and what DECIMAL(38,10) cannot
 * hold.
 */
export function fromNumber(value: number): Decimal | undefined {
  if (!Number.isFinite(value)) return undefined;
  if (Math.abs(value) >= 1e21) return parseDecimal(BigInt(value).toString());
  const shortest = String(value);
  return parseDecimal(shortest.includes('e') ? value.toFixed(SCALE) : shortest);
}

/** Canonical text: no exponent, no trailing zeros, `-0` is `0`. */
export function formatDecimal(value: Decimal): string {
  const digits = abs(value)
    .toString()
    .padStart(SCALE + 1, '0');
  const point = digits.length - SCALE;
  let end = digits.length;
  while (end > point && digits.charCodeAt(end - 1) === DIGIT_0) end -= 1;
  const fraction = end > point ? `.${digits.slice(point, end)}` : '';
  return `${value < 0n ? '-' : ''}${digits.slice(0, point)}${fraction}`;
}

/**
 * Text with a fixed number of decimal places, rounded half away from zero: `12.30`. For people; exports use
 * {@link formatDecimal}.
 */
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
  const units = Number(value);
  // The quotient of two exact doubles is the double nearest to the decimal, as its text would be read.
  return Number.isSafeInteger(units) ? units / UNITS : Number(formatDecimal(value));
}

const UNITS = Number(ONE);

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
