import { FileRefused } from '../../domain/errors.js';
import { recordValues, varint, type SqliteValue } from './record.js';
import { tableColumns } from './table-columns.js';

/** A row by the names of its columns. */
export type SqliteRow = Readonly<Record<string, SqliteValue>>;

const MAGIC = 'SQLite format 3\0';
const HEADER_BYTES = 100;
const [PAGE_SIZE, RESERVED, PAGE_COUNT, ENCODING] = [16, 20, 28, 56];
const [CHANGES, COUNTED_AT] = [24, 92];
const [LEAF, INTERIOR] = [0x0d, 0x05];
const SCHEMA_PAGE = 1;
const LONGEST_ROW = 2 ** 20;
/**
 * Rows leave out columns that came later, but never most of them: so many values to a byte are none that anyone wrote.
 */
const VALUES_TO_A_BYTE = 4;
const MOST_VALUES = 2 ** 26;

/** True for the first bytes of a SQLite database. */
export function isSqlite(head: Uint8Array): boolean {
  return new TextDecoder('latin1').decode(head.subarray(0, MAGIC.length)) === MAGIC;
}

/** A table with its columns by their names, in small letters, and its rows in the order of their numbers. */
export interface SqliteTable {
  columns: string[];
  rows: SqliteRow[];
}

/**
 * Reads tables out of a SQLite database (sqlite.org/fileformat2.html) that is held whole, each by its name in small
 * letters; undefined where there is none of it. Nothing of the file is run: neither views nor SQL. Throws
 * {@link FileRefused} for a database that is cut off or damaged.
 */
export function sqliteTables(bytes: Uint8Array): (name: string) => SqliteTable | undefined {
  if (!isSqlite(bytes) || bytes.length < HEADER_BYTES) throw damaged();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const written = view.getUint16(PAGE_SIZE);
  const pageSize = written === 1 ? 65_536 : written;
  const usable = pageSize - view.getUint8(RESERVED);
  if (pageSize < 512 || (pageSize & (pageSize - 1)) !== 0 || usable < 480) throw damaged();
  const pages = Math.floor(bytes.length / pageSize);
  const counted = view.getUint32(CHANGES) === view.getUint32(COUNTED_AT) ? view.getUint32(PAGE_COUNT) : 0;
  if (pages < Math.max(1, counted)) throw new FileRefused('a SQLite database that is cut off');
  const decoder = new TextDecoder(
    ['utf-8', 'utf-8', 'utf-16le', 'utf-16be'][view.getUint32(ENCODING)] ?? 'utf-8',
  );

  function pageAt(page: number): number {
    if (page < 1 || page > pages) throw damaged();
    return (page - 1) * pageSize;
  }

  /** The records of the tree with this root, each with its number. */
  function* records(root: number): Generator<{ number: number; values: SqliteValue[] }> {
    const seen = new Set<number>();
    let content = 0;
    const waiting = [root];
    for (let page = waiting.pop(); page !== undefined; page = waiting.pop()) {
      if (seen.has(page)) throw damaged();
      seen.add(page);
      const start = pageAt(page);
      const header = start + (page === SCHEMA_PAGE ? HEADER_BYTES : 0);
      const kind = view.getUint8(header);
      if (kind !== LEAF && kind !== INTERIOR) throw damaged();
      const cells = view.getUint16(header + 3);
      const places = header + (kind === INTERIOR ? 12 : 8);
      if (places + 2 * cells > start + pageSize) throw damaged();
      const cellAt = (cell: number) => start + view.getUint16(places + 2 * cell);
      if (kind === INTERIOR) {
        waiting.push(view.getUint32(header + 8));
        for (let cell = cells - 1; cell >= 0; cell--) waiting.push(view.getUint32(cellAt(cell)));
        continue;
      }
      for (let cell = 0; cell < cells; cell++) {
        const at = cellAt(cell);
        const [length, lengthBytes] = varint(view, at);
        const [number, numberBytes] = varint(view, at + lengthBytes);
        content += lengthBytes + numberBytes + length;
        // Each record stands in the file once: records that share their bytes would never come to an end.
        if (!(length >= 0) || content > bytes.length) throw damaged();
        const payload = payloadAt(at + lengthBytes + numberBytes, length);
        yield { number, values: recordValues(payload, (stored) => decoder.decode(stored)) };
      }
    }
  }

  /** The bytes of a record: what does not fit into its page stands on a chain of others. */
  function payloadAt(at: number, length: number): Uint8Array {
    const most = usable - 35;
    const least = Math.floor(((usable - 12) * 32) / 255) - 23;
    const fitting = least + ((length - least) % (usable - 4));
    const here = length <= most ? length : fitting <= most ? fitting : least;
    if (at + here > bytes.length) throw damaged();
    if (here === length) return bytes.subarray(at, at + length);
    if (length > LONGEST_ROW) throw new FileRefused(`a SQLite database with a row of ${length} bytes`);
    const whole = new Uint8Array(length);
    whole.set(bytes.subarray(at, at + here));
    let next = view.getUint32(at + here);
    for (let done = here; done < length; done += usable - 4) {
      const start = pageAt(next);
      whole.set(bytes.subarray(start + 4, start + 4 + Math.min(usable - 4, length - done)), done);
      next = view.getUint32(start);
    }
    return whole;
  }

  function tableNamed(table: string): { root: number; sql: string } | undefined {
    for (const { values } of records(SCHEMA_PAGE)) {
      const [type, name, , root, sql] = values;
      if (type === 'table' && String(name).toLowerCase() === table && typeof root === 'number')
        return { root, sql: String(sql) };
    }
    return undefined;
  }

  function tableOf(name: string): SqliteTable | undefined {
    const found = tableNamed(name);
    if (found === undefined) return undefined;
    const told = tableColumns(found.sql);
    if (told === undefined) throw damaged();
    const { names, rowNumber } = told;
    const most = Math.min(VALUES_TO_A_BYTE * bytes.length, MOST_VALUES);
    const rows: SqliteRow[] = [];
    for (const { number, values } of records(found.root)) {
      if ((rows.length + 1) * names.length > most)
        throw new FileRefused(`a SQLite database whose table "${name}" holds more than ${most} values`);
      rows.push(
        Object.fromEntries(
          names.map((column, at) => [column, at === rowNumber ? number : (values[at] ?? null)]),
        ),
      );
    }
    return { columns: names, rows };
  }

  return (name) => {
    try {
      return tableOf(name);
    } catch (error) {
      // What points out of the file.
      if (error instanceof RangeError) throw damaged();
      throw error;
    }
  };
}

function damaged(): FileRefused {
  return new FileRefused('a damaged SQLite database: its pages are not what they say of themselves');
}
