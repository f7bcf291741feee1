import { contractText, decimalIn } from './trade-text.js';

/** A value of a table's row as text; empty for null, lists and objects. */
export function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '';
}

/** A parameter's value; null where it is not set. */
export function valueText(value: unknown): string {
  return value === null ? 'nothing' : JSON.stringify(value);
}

/** The instrument of a row, its year left out where it is that of the day `beside`. */
export function instrumentText(
  { right, strike, expiration }: Readonly<Record<string, unknown>>,
  beside: string,
): string {
  if (right === null) return 'shares';
  const contract = { right, strike: decimalIn(strike), expiration };
  return contractText(contract as Parameters<typeof contractText>[0], beside);
}
