const MAGIC = 0x184d2204;
const [HAS_DICTIONARY, HAS_CONTENT_CHECKSUM, HAS_CONTENT_SIZE, HAS_BLOCK_CHECKSUM] = [1, 4, 8, 16];
const IS_PLAIN = 0x80000000;
const LEAST_MATCH = 4;

/**
 * Unpacks one LZ4 frame (github.com/lz4/lz4, doc/lz4_Frame_format.md) that makes exactly `size` bytes; undefined for
 * any other, and for what is no frame or a damaged one. It never makes more than `size` bytes, whatever the frame says.
 * Checksums are not compared: Arrow's writers put none in.
 */
export function unpackedLz4(frame: Uint8Array, size: number): Uint8Array | undefined {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (frame.length < 7 || view.getUint32(0, true) !== MAGIC) return undefined;
  const flags = frame[4] ?? 0;
  if (flags >> 6 !== 1 || (flags & HAS_DICTIONARY) !== 0) return undefined;
  let at = 7 + ((flags & HAS_CONTENT_SIZE) !== 0 ? 8 : 0);
  const made = new Uint8Array(size);
  let length = 0;
  for (;;) {
    if (at + 4 > frame.length) return undefined;
    const header = view.getUint32(at, true);
    at += 4;
    if (header === 0) break;
    const end = at + (header & ~IS_PLAIN);
    if (end > frame.length) return undefined;
    const block = frame.subarray(at, end);
    const next = header >= IS_PLAIN ? copied(block, made, length) : unpackedBlock(block, made, length);
    if (next === undefined) return undefined;
    length = next;
    at = end + ((flags & HAS_BLOCK_CHECKSUM) !== 0 ? 4 : 0);
  }
  at += (flags & HAS_CONTENT_CHECKSUM) !== 0 ? 4 : 0;
  return length === size && at === frame.length ? made : undefined;
}

function copied(block: Uint8Array, made: Uint8Array, length: number): number | undefined {
  if (length + block.length > made.length) return undefined;
  made.set(block, length);
  return length + block.length;
}

/** Unpacks a block behind the `length` bytes that are made already, which it may repeat; how many there are then. */
function unpackedBlock(block: Uint8Array, made: Uint8Array, length: number): number | undefined {
  let at = 0;

  /** What four bits of a token count; 15 is continued in the bytes that follow. */
  function counted(bits: number): number {
    let count = bits;
    for (let more = bits === 15 ? 255 : 0; more === 255; count += more) more = block[at++] ?? 0;
    return count;
  }

  while (at < block.length) {
    const token = block[at++] ?? 0;
    const literals = counted(token >> 4);
    if (at + literals > block.length || length + literals > made.length) return undefined;
    made.set(block.subarray(at, at + literals), length);
    at += literals;
    length += literals;
    // The last sequence of a block is literals alone.
    if (at === block.length) return length;
    const distance = (block[at] ?? 0) | ((block[at + 1] ?? 0) << 8);
    at += 2;
    const repeated = counted(token & 15) + LEAST_MATCH;
    if (at > block.length || distance === 0 || distance > length || length + repeated > made.length)
      return undefined;
    // Byte by byte: what is repeated may reach into what it makes.
    for (const end = length + repeated; length < end; length++) made[length] = made[length - distance] ?? 0;
  }
  return undefined;
}
