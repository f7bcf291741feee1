/** A value of a row; a blob is null, since no one asks for any. */
export type SqliteValue = number | string | null;

const NULL = 0;
const INTEGER_BYTES = [0, 1, 2, 3, 4, 6, 8];
const [DOUBLE, ZERO, ONE, FIRST_BLOB] = [7, 8, 9, 12];

/**
 * A number of one to nine bytes, the high bits first, and how many bytes it has. A number that points out of the bytes
 * throws a RangeError.
 */
export function varint(view: DataView, at: number): [value: number, bytes: number] {
  let value = 0n;
  for (let byte = 0; byte < 8; byte++) {
    const next = view.getUint8(at + byte);
    value = (value << 7n) | BigInt(next & 0x7f);
    if (next < 0x80) return [Number(value), byte + 1];
  }
  return [Number(BigInt.asIntN(64, (value << 8n) | BigInt(view.getUint8(at + 8)))), 9];
}

/** Gives the text that bytes are. */
export type Decode = (bytes: Uint8Array) => string;

/** The values of a record (sqlite.org/fileformat2.html, section 2.1). Throws a RangeError for one that is damaged. */
export function recordValues(payload: Uint8Array, decode: Decode): SqliteValue[] {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const [headerBytes, first] = varint(view, 0);
  const values: SqliteValue[] = [];
  let at = headerBytes;
  for (let place = first; place < headerBytes;) {
    const [type, bytes] = varint(view, place);
    place += bytes;
    const size = sizeOf(type);
    if (!(size >= 0) || at + size > payload.length) throw new RangeError('a value beyond its record');
    values.push(valueAt(view, { at, size, type }, decode));
    at += size;
  }
  return values;
}

function sizeOf(type: number): number {
  if (type >= FIRST_BLOB) return Math.floor((type - FIRST_BLOB) / 2);
  return type === DOUBLE ? 8 : type === ZERO || type === ONE ? 0 : (INTEGER_BYTES[type] ?? -1);
}

function valueAt(
  view: DataView,
  { at, size, type }: { at: number; size: number; type: number },
  decode: Decode,
): SqliteValue {
  if (type === NULL) return null;
  if (type === DOUBLE) return view.getFloat64(at);
  if (type === ZERO || type === ONE) return type - ZERO;
  if (type >= FIRST_BLOB)
    return type % 2 === 0 ? null : decode(new Uint8Array(view.buffer, view.byteOffset + at, size));
  if (size === 8) return Number(view.getBigInt64(at));
  let value = view.getInt8(at);
  for (let byte = 1; byte < size; byte++) value = value * 256 + view.getUint8(at + byte);
  return value;
}
