import { Inflate } from 'fflate';
import { FileRefused } from '../../domain/errors.js';

/** A piece of an entry of an archive, unpacked; its last one says so. */
export interface ZipPiece {
  name: string;
  data: Uint8Array;
  last: boolean;
}

/**
 * An entry that unpacks to more than this share of its packed size, and a bit, is a bomb: text comes to about a tenth.
 */
const LARGEST_RATIO = 100;
const SMALL = 65_536;
/** What one archive may unpack to. */
const LARGEST_CONTENT = 2 ** 32;
/** Deflate makes at most about a thousand bytes of one: what is unpacked at once stays small. */
const PACKED_AT_ONCE = 4_096;

const [LOCAL, DIRECTORY, END] = [0x04034b50, 0x02014b50, 0x06054b50];
const LOCAL_BYTES = 30;
const [STORED, DEFLATED] = [0, 8];
const [ENCRYPTED, SIZE_BEHIND] = [1, 8];

interface Entry {
  name: string;
  crc: number;
  packed: number;
  size: number;
  deflated: boolean;
}

/**
 * The entries of a zip archive as it comes in, each checked against its stated size and checksum. Throws
 * {@link FileRefused} for what is no zip archive or a damaged one, one that is cut off, encrypted or packed in another
 * way, and for one that would unpack to far more than it is.
 */
export function zipEntries(): { push(chunk: Uint8Array): ZipPiece[]; end(): void } {
  let held: Uint8Array = new Uint8Array(0);
  let entry:
    (Entry & { left: number; unpack: (packed: Uint8Array, last: boolean) => Uint8Array }) | undefined;
  let unpacked = 0;
  let content = 0;
  let crc = 0;
  let behindEntries = false;

  function push(chunk: Uint8Array): ZipPiece[] {
    const pieces: ZipPiece[] = [];
    if (behindEntries) return pieces;
    const bytes = held.length === 0 ? chunk : joined(held, chunk);
    let at = 0;
    for (;;) {
      if (entry === undefined) {
        const next = bytes.subarray(at);
        const header = headerOf(next);
        if (header === 'behind entries') behindEntries = true;
        if (typeof header !== 'object') break;
        at += header.bytes;
        content += header.entry.size;
        if (content > LARGEST_CONTENT)
          throw new FileRefused(`a zip archive that unpacks to more than ${LARGEST_CONTENT} bytes`);
        entry = { ...header.entry, left: header.entry.packed, unpack: unpacking(header.entry) };
        [unpacked, crc] = [0, 0];
      }
      const taken = bytes.subarray(at, at + Math.min(entry.left, PACKED_AT_ONCE));
      if (taken.length === 0 && entry.left > 0) break;
      at += taken.length;
      entry.left -= taken.length;
      const last = entry.left === 0;
      const data = entry.unpack(taken, last);
      unpacked += data.length;
      crc = crc32(data, crc);
      if (unpacked > entry.size || (last && (unpacked < entry.size || crc !== entry.crc)))
        throw damaged(entry);
      pieces.push({ name: entry.name, data, last });
      if (last) entry = undefined;
    }
    held = bytes.slice(at);
    return pieces;
  }

  return {
    push,
    end() {
      if (!behindEntries) throw new FileRefused('a zip archive that is cut off');
    },
  };
}

/** The header that these bytes begin with; `more` where they are too few to show it. */
function headerOf(bytes: Uint8Array): { entry: Entry; bytes: number } | 'behind entries' | 'more' {
  if (bytes.length < 4) return 'more';
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const signature = view.getUint32(0, true);
  if (signature === DIRECTORY || signature === END) return 'behind entries';
  if (signature !== LOCAL) throw new FileRefused('not a zip archive, or a damaged one');
  if (bytes.length < LOCAL_BYTES) return 'more';
  const nameBytes = view.getUint16(26, true);
  const length = LOCAL_BYTES + nameBytes + view.getUint16(28, true);
  if (bytes.length < length) return 'more';
  const name = new TextDecoder().decode(bytes.subarray(LOCAL_BYTES, LOCAL_BYTES + nameBytes));
  const [flags, method] = [view.getUint16(6, true), view.getUint16(8, true)];
  const crc = view.getUint32(14, true);
  const { packed, size } = sizesIn(bytes.subarray(LOCAL_BYTES + nameBytes, length)) ?? {
    packed: view.getUint32(18, true),
    size: view.getUint32(22, true),
  };
  if ((flags & ENCRYPTED) !== 0) throw new FileRefused(`a zip archive with the encrypted ${quoted(name)}`);
  if ((flags & SIZE_BEHIND) !== 0)
    throw new FileRefused(`a zip archive without a size before ${quoted(name)}: unpack it and zip it again`);
  if (method !== DEFLATED && !(method === STORED && packed === size))
    throw new FileRefused(
      `a zip archive with ${quoted(name)} packed in the way ${method}, which is not read`,
    );
  if (size > SMALL + LARGEST_RATIO * packed)
    throw new FileRefused(`a zip archive in which ${packed} bytes unpack to ${size}: ${quoted(name)}`);
  return { entry: { name, crc, packed, size, deflated: method === DEFLATED }, bytes: length };
}

const SIZES = 0x0001;

/** The sizes that a zip64 entry has among the further fields of its header; undefined for any other. */
function sizesIn(extra: Uint8Array): { packed: number; size: number } | undefined {
  const view = new DataView(extra.buffer, extra.byteOffset, extra.byteLength);
  for (let at = 0; at + 4 <= extra.length; at += 4 + view.getUint16(at + 2, true))
    if (view.getUint16(at, true) === SIZES && at + 20 <= extra.length)
      return {
        size: Number(view.getBigUint64(at + 4, true)),
        packed: Number(view.getBigUint64(at + 12, true)),
      };
  return undefined;
}

function unpacking(entry: Entry): (packed: Uint8Array, last: boolean) => Uint8Array {
  if (!entry.deflated) return (packed) => packed;
  let made: Uint8Array[] = [];
  const inflate = new Inflate((data) => made.push(data));
  return (packed, last) => {
    made = [];
    try {
      inflate.push(packed, last);
    } catch {
      throw damaged(entry);
    }
    return made.reduce(joined, new Uint8Array(0));
  };
}

function damaged({ name }: Entry): FileRefused {
  return new FileRefused(`a damaged zip archive: ${quoted(name)} is not what it says of itself`);
}

function quoted(name: string): string {
  return JSON.stringify(name.slice(0, 80));
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}

/** CRC-32 of the bytes after those that gave `before` (ISO 3309, the polynomial 0xEDB88320). */
function crc32(bytes: Uint8Array, before: number): number {
  let crc = ~before;
  for (const byte of bytes) crc = (crc >>> 8) ^ (CRC_TABLE[(crc ^ byte) & 0xff] ?? 0);
  return ~crc >>> 0;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});
