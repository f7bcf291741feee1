import { formatDecimal, type Decimal } from '../number/decimal.js';
import { fieldsOf, type Dataset, type RecordOf } from './records.js';

/**
 * A record as the contract's JSON: its fields in the contract's order, what is null left out, decimals as numbers where
 * a number holds them exactly and as text else, lists and objects as such. `checkRecord` reads it back as it was.
 */
export function recordJson<D extends Dataset>(dataset: D, record: RecordOf[D]): Record<string, unknown> {
  const values = record as unknown as Record<string, unknown>;
  const told = fieldsOf(dataset)
    .filter(({ name }) => values[name] !== null)
    .map(({ name, field }) => [name, jsonValue(values[name], field.kind)] as const);
  const { extra } = record;
  return { ...Object.fromEntries(told), ...(extra === null ? {} : { extra: JSON.parse(extra) as unknown }) };
}

function jsonValue(value: unknown, kind: string): unknown {
  if (kind === 'decimal') return decimalJson(value as Decimal);
  return kind === 'json' ? (JSON.parse(value as string) as unknown) : value;
}

function decimalJson(value: Decimal): number | string {
  const text = formatDecimal(value);
  return String(Number(text)) === text ? Number(text) : text;
}
