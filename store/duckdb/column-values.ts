import {
  DuckDBDateValue,
  DuckDBDecimal128Vector,
  DuckDBDecimalValue,
  DuckDBListValue,
  type DuckDBValue,
  type DuckDBVector,
} from '@duckdb/node-api';
import { fromEpochDay } from '../../domain/time/dates.js';
import type { Decimal } from '../../domain/number/decimal.js';
import type { Value } from './warehouse.js';

/** Decimal places of a Decimal, and of nearly every decimal column. */
const PLACES = 10;

/** The values of a column of a chunk, in the order of its rows, as the rest of the program knows them. */
export function columnValues(vector: DuckDBVector): Value[] {
  const values = new Array<Value>(vector.itemCount);
  // Of decimals there are most: they are read without an object for each.
  if (vector instanceof DuckDBDecimal128Vector && vector.type.scale === PLACES)
    for (let row = 0; row < values.length; row++) values[row] = vector.getScaledValue(row);
  else for (let row = 0; row < values.length; row++) values[row] = fromDuckDB(vector.getItem(row));
  return values;
}

function fromDuckDB(value: DuckDBValue): Value {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  if (typeof value === 'bigint') return safeInteger(value);
  if (value instanceof DuckDBDecimalValue) return rescale(value.value, value.scale);
  if (value instanceof DuckDBDateValue) return fromEpochDay(value.days);
  if (value instanceof DuckDBListValue)
    return value.items.map(fromDuckDB) as readonly string[] | readonly number[] | readonly Decimal[];
  throw new TypeError(`a column of this type does not leave the warehouse: ${String(value)}`);
}

function safeInteger(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError(`an integer too large for a number: ${value}`);
  return number;
}

function rescale(units: bigint, scale: number): Decimal {
  return scale <= PLACES ? units * 10n ** BigInt(PLACES - scale) : units / 10n ** BigInt(scale - PLACES);
}
