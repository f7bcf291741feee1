import {
  CompressionType,
  columnFromArray,
  float64,
  setCompressionCodec,
  tableFromColumns,
  tableFromIPC,
  tableToIPC,
  timestamp,
  TimeUnit,
  utf8,
  type DataType,
} from '@uwdata/flechette';
import lz4 from 'lz4js';

setCompressionCodec(CompressionType.LZ4_FRAME, {
  encode: (bytes) => lz4.compress(bytes),
  decode: (bytes) => Uint8Array.from(lz4.decompress(bytes)),
});

const TYPES: Readonly<Record<string, DataType>> = {
  date: timestamp(TimeUnit.MILLISECOND, 'UTC'),
  note: utf8(),
};

interface Writing {
  packed?: boolean;
  rowsAtOnce?: number;
  types?: Readonly<Record<string, DataType>>;
}

/**
 * A feather file with these columns, as another program writes it: `date` in milliseconds, all others but `note`
 * numbers, packed with LZ4.
 */
export function featherFile(
  columns: Readonly<Record<string, readonly unknown[]>>,
  { packed = true, rowsAtOnce = 1_000, types = {} }: Writing = {},
): Uint8Array {
  const table = tableFromColumns(
    Object.entries(columns).map(([name, values]) => [
      name,
      columnFromArray([...values], types[name] ?? TYPES[name] ?? float64(), { maxBatchRows: rowsAtOnce }),
    ]),
  );
  const bytes = tableToIPC(table, { format: 'file', codec: packed ? CompressionType.LZ4_FRAME : null });
  if (bytes === null) throw new Error('nothing was written');
  return bytes;
}

/** The rows of a feather file as another program reads them: times in milliseconds. */
export function featherRows(bytes: Uint8Array, names: readonly string[]): number[][] {
  const table = tableFromIPC(Uint8Array.from(bytes));
  const columns = names.map((name) => [...(table.getChild(name) ?? [])] as number[]);
  return Array.from({ length: table.numRows }, (_, row) =>
    columns.map((values) => values[row] ?? Number.NaN),
  );
}
