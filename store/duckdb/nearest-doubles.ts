import type { DuckDBVector } from '@duckdb/node-api';
import { toNumber } from '../../domain/number/decimal.js';
import { columnValues, PLACES } from './column-values.js';
import { DuckDBDecimal128Vector, DuckDBDoubleVector } from './node-api.js';
import { rawVector, validRows } from './raw-vector.js';
import type { Value } from './value.js';

/** A table column by column: texts and days as ever, of decimals and doubles numbers. */
export type DoubleColumns = Readonly<Record<string, Float64Array | readonly Value[]>>;

/**
 * The values of a column of a chunk: decimals as the doubles nearest to them, and not a number where decimals and
 * doubles have no value. DuckDB's own casts take three times as long, and do not always give the nearest.
 */
export function nearestDoubles(vector: DuckDBVector): Float64Array | readonly Value[] {
  if (vector instanceof DuckDBDecimal128Vector && vector.type.scale === PLACES) return ofDecimals(vector);
  if (vector instanceof DuckDBDoubleVector) return ofDoubles(vector);
  return columnValues(vector);
}

const BYTES = 16;
const WORD = 2 ** 32;
const UNITS = 10 ** PLACES;
const UNITS_LOW = UNITS % WORD;
const EXACT = 2 ** 53;

function ofDecimals(vector: DuckDBDecimal128Vector): Float64Array {
  const [view, isValid] = [rawVector(vector).dataView, validRows(vector)];
  const values = new Float64Array(vector.itemCount).fill(NaN);
  for (let row = 0; row < values.length; row++) {
    if (!isValid(row)) continue;
    const at = row * BYTES;
    const isShort = view.getInt32(at + 8, true) === 0 && view.getInt32(at + 12, true) === 0;
    const found = isShort ? nearest(view.getUint32(at, true), view.getUint32(at + 4, true)) : undefined;
    values[row] = found ?? toNumber(vector.getScaledValue(row) as bigint);
  }
  return values;
}

/** Of a decimal whose units are two words, where that is quickly found. */
function nearest(low: number, high: number): number | undefined {
  const units = high * WORD + low;
  // The quotient of two exact doubles is the nearest one.
  if (units < EXACT) return units / UNITS;
  // A whole number: its units are these ones by their low word, and by their size to less than half a word.
  const whole = Math.round(units / UNITS);
  const isWhole = Math.imul(whole, UNITS_LOW) >>> 0 === low && Math.abs(whole * UNITS - units) < WORD / 2;
  return isWhole ? whole : undefined;
}

function ofDoubles(vector: DuckDBDoubleVector): Float64Array {
  const [items, isValid] = [rawVector(vector).items as Float64Array, validRows(vector)];
  return items.map((item, row) => (isValid(row) ? item : NaN));
}

/** Chunks one after the other. */
export async function whole(chunks: AsyncIterable<DoubleColumns>): Promise<DoubleColumns> {
  const parts: DoubleColumns[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Object.fromEntries(
    Object.entries(parts[0] ?? {}).map(([name, first]) => [
      name,
      first instanceof Float64Array
        ? joined(parts.map((part) => part[name] as Float64Array))
        : parts.flatMap((part) => part[name] as readonly Value[]),
    ]),
  );
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const values = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    values.set(part, at);
    at += part.length;
  }
  return values;
}
