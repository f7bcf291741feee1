import type { DuckDBValue, DuckDBVector } from '@duckdb/node-api';
import { fromEpochDay } from '../../domain/time/dates.js';
import type { Decimal } from '../../domain/number/decimal.js';
import { textValues } from './text-values.js';
import {
  DuckDBDateValue,
  DuckDBDateVector,
  DuckDBDecimal128Vector,
  DuckDBDecimalValue,
  DuckDBDoubleVector,
  DuckDBListVector,
  DuckDBVarCharVector,
} from './node-api.js';
import { rawVector, validRows } from './raw-vector.js';
import type { Value } from './value.js';

/** Decimal places of a Decimal, and of nearly every decimal column. */
export const PLACES = 10;

/** The values of a column of a chunk, in the order of its rows, as the rest of the program knows them. */
export function columnValues(vector: DuckDBVector): Value[] {
  // The types of nearly all columns are read without an object, or a call into the library, for each value.
  if (vector instanceof DuckDBVarCharVector) return textValues(vector);
  if (vector instanceof DuckDBDecimal128Vector && vector.type.scale === PLACES) return decimalValues(vector);
  if (vector instanceof DuckDBDateVector) return dateValues(vector);
  if (vector instanceof DuckDBListVector) return listValues(vector);
  if (vector instanceof DuckDBDoubleVector) return doubleValues(vector);
  const values = new Array<Value>(vector.itemCount);
  for (let row = 0; row < values.length; row++) values[row] = fromDuckDB(vector.getItem(row));
  return values;
}

const BYTES = 16;

/** Most amounts fit the lower eight of their sixteen bytes: then the upper four-byte halves only repeat the sign. */
function decimalValues(vector: DuckDBDecimal128Vector): Value[] {
  const [view, isValid] = [rawVector(vector).dataView, validRows(vector)];
  const values = new Array<Value>(vector.itemCount);
  for (let row = 0; row < values.length; row++) {
    if (!isValid(row)) {
      values[row] = null;
      continue;
    }
    const at = row * BYTES;
    const sign = view.getInt32(at + 4, true) >> 31;
    const isShort = view.getInt32(at + 8, true) === sign && view.getInt32(at + 12, true) === sign;
    values[row] = isShort ? view.getBigInt64(at, true) : vector.getScaledValue(row);
  }
  return values;
}

function dateValues(vector: DuckDBDateVector): Value[] {
  const [days, isValid] = [rawVector(vector).items, validRows(vector)];
  const values = new Array<Value>(days.length);
  for (let row = 0; row < values.length; row++)
    values[row] = isValid(row) ? fromEpochDay(days[row] as number) : null;
  return values;
}

function doubleValues(vector: DuckDBDoubleVector): Value[] {
  const [items, isValid] = [rawVector(vector).items, validRows(vector)];
  const values = new Array<Value>(items.length);
  for (let row = 0; row < values.length; row++) values[row] = isValid(row) ? (items[row] as number) : null;
  return values;
}

function listValues(vector: DuckDBListVector): Value[] {
  const [items, isValid] = [columnValues(vector.childVector), validRows(vector)];
  const values = new Array<Value>(vector.itemCount);
  for (let row = 0; row < values.length; row++) {
    const from = vector.getEntryOffset(row);
    values[row] = isValid(row) ? (items.slice(from, from + vector.getEntryLength(row)) as string[]) : null;
  }
  return values;
}

function fromDuckDB(value: DuckDBValue): Value {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  if (typeof value === 'bigint') return safeInteger(value);
  if (value instanceof DuckDBDecimalValue) return rescale(value.value, value.scale);
  if (value instanceof DuckDBDateValue) return fromEpochDay(value.days);
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
