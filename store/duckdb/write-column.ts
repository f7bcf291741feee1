import bindings from '@duckdb/node-bindings';
import type { DuckDBVector } from '@duckdb/node-api';
import { formatDecimal, type Decimal } from '../../domain/number/decimal.js';
import { epochDay } from '../../domain/time/dates.js';
import { DuckDBDateVector, DuckDBDecimal128Vector, DuckDBVarCharVector } from './node-api.js';
import { rawVector } from './raw-vector.js';
import type { Value } from './value.js';

/**
 * Writes the values of a column into a chunk that is to be appended, and says true; false of a type that the library
 * has to write. As in reading, a call or an object for each value would take most of the time.
 */
export function writeColumn(column: DuckDBVector, values: readonly Value[]): boolean {
  if (column instanceof DuckDBVarCharVector) writeTexts(column, values as (string | null)[]);
  else if (column instanceof DuckDBDecimal128Vector) writeDecimals(column, values as (Decimal | null)[]);
  else if (column instanceof DuckDBDateVector) writeDays(column, values as (string | null)[]);
  else return false;
  return true;
}

function writeTexts(column: DuckDBVector, texts: readonly (string | null)[]): void {
  const { vector } = rawVector(column);
  writeNulls(column, texts);
  texts.forEach((text, row) => {
    if (text !== null) bindings.vector_assign_string_element(vector, row, text);
  });
}

const LIMIT = 10n ** 38n;
const BYTES = 16;

function writeDecimals(column: DuckDBVector, decimals: readonly (Decimal | null)[]): void {
  writeNulls(column, decimals);
  const view = new DataView(new ArrayBuffer(decimals.length * BYTES));
  decimals.forEach((units, row) => {
    if (units === null) return;
    if (units >= LIMIT || units <= -LIMIT)
      throw new RangeError(`a number too large for DECIMAL(38,10): ${formatDecimal(units)}`);
    view.setBigInt64(row * BYTES, units, true);
    view.setBigInt64(row * BYTES + 8, units >> 64n, true);
  });
  write(column, view);
}

function writeDays(column: DuckDBVector, days: readonly (string | null)[]): void {
  writeNulls(column, days);
  write(
    column,
    Int32Array.from(days, (day) => (day === null ? 0 : epochDay(day))),
  );
}

function write(column: DuckDBVector, { buffer, byteLength }: ArrayBufferView): void {
  bindings.copy_data_to_vector(rawVector(column).vector, 0, buffer as ArrayBuffer, 0, byteLength);
}

/** Bits come in words of eight bytes. */
const BITS_OF_WORD = 64;

function writeNulls(column: DuckDBVector, values: readonly Value[]): void {
  if (!values.includes(null)) return;
  const { vector } = rawVector(column);
  const bits = new Uint8Array(Math.ceil(values.length / BITS_OF_WORD) * 8);
  values.forEach((value, row) => {
    if (value !== null) (bits[row >> 3] as number) |= 1 << (row & 7);
  });
  bindings.vector_ensure_validity_writable(vector);
  bindings.copy_data_to_vector_validity(vector, 0, bits.buffer, 0, bits.byteLength);
}
