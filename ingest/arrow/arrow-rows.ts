import { FileRefused } from '../../domain/errors.js';
import { rootTable, type FlatTable } from './flat-buffer.js';
import { unpackedLz4 } from './lz4-frame.js';
import { columnNames, numberColumns, type NumberColumn } from './schema.js';

/** What is read of a row, in the order of the columns asked for; null where there is no value. */
export type ArrowRow = readonly (number | null)[];

/** What pandas and freqtrade write at once is a quarter of it. All rows of a batch are in memory together. */
const MOST_ROWS = 2 ** 18;
const LONGEST_METADATA = 2 ** 20;
const LONGEST_BODY = 2 ** 28;
/**
 * A batch that unpacks to more than this share of what it is, and a bit, is a bomb: candles come to about three times.
 */
const LARGEST_RATIO = 100;
const SMALL = 65_536;

const MAGIC = 'ARROW1';
const [MAGIC_BYTES, PREFIX_BYTES] = [8, 8];
const CONTINUES = -1;
/** Slots and numbers of Arrow's Message.fbs. */
const [HEADER_KIND, HEADER, BODY_LENGTH] = [6, 8, 10];
const [SCHEMA, RECORD_BATCH] = [1, 3];
const [LENGTH, NODES, BUFFERS, COMPRESSION] = [4, 6, 8, 10];
const [CODEC, METHOD] = [4, 6];

/**
 * The names of the columns of an Arrow file, from its first bytes; undefined where these are no Arrow file or do not
 * hold its schema whole.
 */
export function arrowColumnNames(head: Uint8Array): string[] | undefined {
  if (!startsWithMagic(head) || head.length < MAGIC_BYTES + PREFIX_BYTES) return undefined;
  const length = int32At(head, MAGIC_BYTES + 4);
  const metadata = head.subarray(MAGIC_BYTES + PREFIX_BYTES, MAGIC_BYTES + PREFIX_BYTES + length);
  try {
    const message = rootTable(metadata);
    const schema = message.int8(HEADER_KIND) === SCHEMA ? message.table(HEADER) : undefined;
    return schema && columnNames(schema);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * The rows of an Arrow file (feather, version 2) as it comes in, of the columns of these names alone, batch by batch.
 * Batches may be packed with LZ4. Throws {@link FileRefused} for what is no Arrow file, one that is cut off or damaged,
 * packed in another way, for columns that are missing or no numbers, and for batches of more than 262,144 rows or such
 * as unpack to far more than they are.
 */
export function arrowRows(names: readonly string[]): { push(chunk: Uint8Array): ArrowRow[]; end(): void } {
  const bytes = heldBytes();
  let columns: NumberColumn[] | undefined;
  let message: FlatTable | undefined;
  let state: 'magic' | 'prefix' | 'metadata' | 'body' | 'behind rows' = 'magic';
  let needed = MAGIC_BYTES;
  let tail: Uint8Array = new Uint8Array(0);

  function expect(next: typeof state, length: number): void {
    [state, needed] = [next, length];
  }

  function take(piece: Uint8Array): ArrowRow[] {
    switch (state) {
      case 'magic':
        if (!startsWithMagic(piece)) throw new FileRefused('no Arrow file');
        expect('prefix', PREFIX_BYTES);
        return [];
      case 'prefix': {
        const length = int32At(piece, 4);
        if (int32At(piece, 0) !== CONTINUES || length < 0 || length > LONGEST_METADATA) throw damaged();
        if (length === 0) expect('behind rows', Infinity);
        else expect('metadata', length);
        return [];
      }
      case 'metadata': {
        message = rootTable(piece);
        const length = message.int64(BODY_LENGTH);
        if (!(length >= 0 && length <= LONGEST_BODY)) throw damaged();
        expect('body', length);
        return [];
      }
      case 'body':
        expect('prefix', PREFIX_BYTES);
        return rowsOf(piece);
      case 'behind rows':
        return [];
    }
  }

  function rowsOf(body: Uint8Array): ArrowRow[] {
    const [kind, header] = [message?.int8(HEADER_KIND), message?.table(HEADER)];
    if (header === undefined) throw damaged();
    if (kind === SCHEMA) columns ??= numberColumns(header, names);
    if (kind !== RECORD_BATCH) return [];
    if (columns === undefined) throw damaged();
    return batchRows(columns, header, body);
  }

  return {
    push(chunk) {
      const rows: ArrowRow[] = [];
      bytes.add(chunk);
      try {
        for (let piece = bytes.take(needed); piece !== undefined; piece = bytes.take(needed))
          for (const row of take(piece)) rows.push(row);
      } catch (error) {
        // What points out of the metadata.
        if (error instanceof RangeError) throw damaged();
        throw error;
      }
      // Behind the rows stands what repeats where they are; only its end is of interest.
      if (state === 'behind rows') tail = bytes.keepLast(MAGIC.length);
      return rows;
    },
    end() {
      const text = new TextDecoder('latin1').decode(tail);
      if (columns === undefined || text !== MAGIC)
        throw new FileRefused('an Arrow file that is cut off: its end is missing');
    },
  };
}

function batchRows(columns: readonly NumberColumn[], batch: FlatTable, body: Uint8Array): ArrowRow[] {
  const length = batch.int64(LENGTH);
  if (length > MOST_ROWS)
    throw new FileRefused(
      `an Arrow file with a batch of ${length} rows: ${MOST_ROWS} at most are read at once`,
    );
  if (!(length >= 0)) throw damaged();
  const [nodes, buffers] = [batch.pairs(NODES), batch.pairs(BUFFERS)];
  const packed = batch.table(COMPRESSION);
  if (packed && (packed.int8(CODEC) !== 0 || packed.int8(METHOD) !== 0))
    throw new FileRefused('an Arrow file that is not packed with LZ4: have it written with LZ4 or unpacked');
  let unpacked = 0;

  function bufferOf(index: number, size: number): DataView {
    const [offset, bytes] = buffers[index] ?? [-1, 0];
    if (offset < 0 || bytes < 0 || offset + bytes > body.length) throw damaged();
    const stored = body.subarray(offset, offset + bytes);
    const plain = packed ? unpackedBuffer(stored, size) : stored;
    unpacked += plain.length;
    if (unpacked > SMALL + LARGEST_RATIO * body.length)
      throw new FileRefused(`an Arrow file in which ${body.length} bytes unpack to ${unpacked} and more`);
    if (plain.length < size) throw damaged();
    return new DataView(plain.buffer, plain.byteOffset, plain.byteLength);
  }

  const values = columns.map((column) => {
    const { node, buffer, bytes } = column;
    const [rows, nulls] = nodes[node] ?? [-1, 0];
    if (rows !== length) throw damaged();
    const known = nulls > 0 ? bufferOf(buffer, Math.ceil(length / 8)) : undefined;
    const view = bufferOf(buffer + 1, length * bytes);
    return (row: number): number | null =>
      known !== undefined && ((known.getUint8(row >> 3) >> (row & 7)) & 1) === 0
        ? null
        : column.read(view, row * bytes);
  });
  return Array.from({ length }, (_, row) => values.map((value) => value(row)));
}

const [SIZE_BYTES, NOT_PACKED, LARGEST_PADDING] = [8, -1, 64];

/** A buffer behind the size that it has unpacked; `size` is what its rows need, to which padding may come. */
function unpackedBuffer(stored: Uint8Array, size: number): Uint8Array {
  if (stored.length === 0) return stored;
  if (stored.length < SIZE_BYTES) throw damaged();
  const stated = Number(new DataView(stored.buffer, stored.byteOffset).getBigInt64(0, true));
  const content = stored.subarray(SIZE_BYTES);
  if (stated === NOT_PACKED) return content;
  if (stated < size || stated > size + LARGEST_PADDING) throw damaged();
  const unpacked = unpackedLz4(content, stated);
  if (unpacked === undefined) throw damaged();
  return unpacked;
}

function startsWithMagic(bytes: Uint8Array): boolean {
  return new TextDecoder('latin1').decode(bytes.subarray(0, MAGIC.length)) === MAGIC;
}

function int32At(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getInt32(at, true);
}

function damaged(): FileRefused {
  return new FileRefused('a damaged Arrow file: its parts are not what they say of themselves');
}

/** Bytes as they come, given out again in pieces of the lengths asked for. */
function heldBytes() {
  let chunks: Uint8Array[] = [];
  let length = 0;

  function joined(): Uint8Array {
    const [only] = chunks;
    if (chunks.length === 1 && only) return only;
    const whole = new Uint8Array(length);
    let at = 0;
    for (const chunk of chunks) {
      whole.set(chunk, at);
      at += chunk.length;
    }
    chunks = [whole];
    return whole;
  }

  return {
    add(chunk: Uint8Array): void {
      chunks.push(chunk.slice());
      length += chunk.length;
    },
    /** Undefined until there are so many. */
    take(bytes: number): Uint8Array | undefined {
      if (length < bytes) return undefined;
      const whole = joined();
      chunks = [whole.subarray(bytes)];
      length -= bytes;
      return whole.subarray(0, bytes);
    },
    /** The last so many, with all else dropped. */
    keepLast(bytes: number): Uint8Array {
      const last = joined().slice(-bytes);
      chunks = [last];
      length = last.length;
      return last;
    },
  };
}
