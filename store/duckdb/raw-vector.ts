import type { Vector } from '@duckdb/node-bindings';
import type { DuckDBVector } from '@duckdb/node-api';

/** What the library keeps of a column of a chunk without showing it (its version is pinned). */
interface RawVector {
  vector: Vector;
  /** Of texts and decimals: sixteen bytes a row. */
  dataView: DataView;
  /** Of days and doubles. */
  items: Int32Array | Float64Array;
  /** A bit a row, 0 where there is no value; without data all are there. */
  validity: { data: BigUint64Array | null; offset: number };
}

export function rawVector(vector: DuckDBVector): RawVector {
  return vector as unknown as RawVector;
}

/** Which values of a column are there, by row; the others are null. */
export function validRows(vector: DuckDBVector): (row: number) => boolean {
  // The library asks for each bit with big integers, which takes longer than reading the value.
  const { data, offset } = rawVector(vector).validity;
  if (data === null) return () => true;
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return (row) => (((bytes[(offset + row) >> 3] as number) >> ((offset + row) & 7)) & 1) === 1;
}
