import { FileRefused } from '../../domain/errors.js';
import type { FlatTable } from './flat-buffer.js';

/** A column of numbers that is read, and where in a batch it stands. */
export interface NumberColumn {
  name: string;
  /** Its place among the nodes and the first of its two buffers, which is the one of its nulls. */
  node: number;
  buffer: number;
  bytes: 4 | 8;
  /** The number at a place of its values; instants are milliseconds since 1970. */
  read(values: DataView, at: number): number;
}

/** All column names of a schema. */
export function columnNames(schema: FlatTable): string[] {
  return schema.tables(FIELDS).map((field) => field.text(NAME));
}

/**
 * The columns of these names, which have to be numbers or instants. Throws {@link FileRefused} for one that is missing
 * or is something else. Other columns may stand anywhere, as long as they are not nested.
 */
export function numberColumns(schema: FlatTable, names: readonly string[]): NumberColumn[] {
  const found = new Map<string, NumberColumn>();
  let buffer = 0;
  for (const [node, field] of schema.tables(FIELDS).entries()) {
    const name = field.text(NAME);
    if (names.includes(name) && !found.has(name))
      found.set(name, { name, node, buffer, ...numberType(field, name) });
    const buffers = buffersOf(field);
    if (buffers === undefined) break;
    buffer += buffers;
  }
  return names.map((name) => {
    const column = found.get(name);
    if (column) return column;
    const seen = columnNames(schema)
      .slice(0, 30)
      .map((each) => JSON.stringify(each.slice(0, 40)));
    throw new FileRefused(
      `an Arrow file without the column "${name}" before any nested one; its columns are ${seen.join(', ')}`,
    );
  });
}

/** Slots and numbers of Arrow's Schema.fbs. */
const FIELDS = 6;
const [NAME, TYPE_KIND, TYPE, DICTIONARY] = [4, 8, 10, 12];
const [NULL, INT, FLOAT, BINARY, UTF8, BOOL, LARGE_BINARY, LARGE_UTF8] = [1, 2, 3, 4, 5, 6, 19, 20];
const [DECIMAL, DATE, TIME, TIMESTAMP, INTERVAL, FIXED_BINARY, DURATION] = [7, 8, 9, 10, 11, 15, 18];
const FIXED = new Set([INT, FLOAT, BOOL, DECIMAL, DATE, TIME, TIMESTAMP, INTERVAL, FIXED_BINARY, DURATION]);
const VARYING = new Set([BINARY, UTF8, LARGE_BINARY, LARGE_UTF8]);

/** How many buffers a column has in a batch; undefined for a nested one, whose columns within have some too. */
function buffersOf(field: FlatTable): number | undefined {
  const kind = field.int8(TYPE_KIND);
  if (field.table(DICTIONARY) !== undefined || FIXED.has(kind)) return 2;
  if (VARYING.has(kind)) return 3;
  return kind === NULL ? 0 : undefined;
}

/** What the units of instants, from seconds to nanoseconds, are of a millisecond. */
const UNITS = [1_000n, 1n, 1_000n, 1_000_000n];

function numberType(field: FlatTable, name: string): Pick<NumberColumn, 'bytes' | 'read'> {
  const kind = field.table(DICTIONARY) === undefined ? field.int8(TYPE_KIND) : undefined;
  const type = field.table(TYPE);
  const first = kind === INT ? type?.int32(4) : type?.int16(4);
  if (kind === FLOAT && first === 2) return { bytes: 8, read: (view, at) => view.getFloat64(at, true) };
  if (kind === FLOAT && first === 1) return { bytes: 4, read: (view, at) => view.getFloat32(at, true) };
  if (kind === INT && first === 64)
    return { bytes: 8, read: (view, at) => Number(view.getBigInt64(at, true)) };
  const unit = kind === TIMESTAMP ? UNITS[first ?? 0] : undefined;
  if (unit !== undefined)
    return {
      bytes: 8,
      read: (view, at) => {
        const value = view.getBigInt64(at, true);
        return Number(first === 0 ? value * unit : value / unit);
      },
    };
  throw new FileRefused(`an Arrow file whose column "${name}" is neither numbers nor instants`);
}
