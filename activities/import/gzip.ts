import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { constants, createGunzip } from 'node:zlib';
import { FileRefused } from '../../domain/errors.js';

/** No text that people trade by gets so much smaller; a file made to fill memory or disk does. */
const MOST_RATIO = 200;
/** What may be unpacked before the ratio counts: small files of one repeated line are harmless. */
const FREE_BYTES = 64 * 2 ** 20;
/** More than any export of one person has: larger files are imported unpacked. */
const MOST_BYTES = 2 ** 30;

const PIECE_BYTES = 2 ** 18;
/** So few are packed at once that what they unpack to shows before the next come: of a byte come a thousand at most. */
const PACKED_AT_ONCE = 2 ** 16;

export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/**
 * The first bytes, up to `size`, of what is packed in these; `whole` when they are all of the file. Throws FileRefused
 * where it is broken.
 */
export async function unpackedHead(
  packed: Uint8Array,
  { size, whole }: { size: number; whole: boolean },
): Promise<Uint8Array> {
  const finishFlush = whole ? constants.Z_FINISH : constants.Z_SYNC_FLUSH;
  const gunzip = createGunzip({ chunkSize: size, finishFlush });
  const pieces: Buffer[] = [];
  let length = 0;
  gunzip.end(packed);
  try {
    for await (const piece of gunzip as AsyncIterable<Buffer>) {
      pieces.push(piece);
      length += piece.length;
      // No more is unpacked than is looked at, whatever a bomb would come to.
      if (length >= size) break;
    }
  } catch (error) {
    throw refusedGzip(error);
  }
  return Buffer.concat(pieces).subarray(0, size);
}

/**
 * Unpacks a gzip file to nowhere and counts, in a fraction of the time that reading it takes: a file made to fill
 * memory or disk is refused before a line of it is read. Throws FileRefused for one that unpacks to too much, and for
 * one that breaks off or is damaged.
 */
export async function refuseBomb(path: string): Promise<void> {
  const unpacking = gunzipped(() => Promise.resolve());
  const packed: AsyncIterable<Buffer> = createReadStream(path, { highWaterMark: PACKED_AT_ONCE });
  for await (const chunk of packed) await unpacking.push(chunk);
  await unpacking.end();
}

/**
 * Unpacks a gzip file as its bytes come and hands the content on, a piece at a time. Throws FileRefused for a file that
 * breaks off or is damaged, and for one that unpacks to more than {@link MOST_BYTES} or {@link MOST_RATIO} times its
 * size.
 */
export function gunzipped(onChunk: (chunk: Uint8Array) => Promise<void>): {
  push(chunk: Uint8Array): Promise<void>;
  end(): Promise<void>;
} {
  const gunzip = createGunzip({ chunkSize: PIECE_BYTES });
  let [packed, unpacked] = [0, 0];

  async function handOn(): Promise<void> {
    const pieces: AsyncIterable<Buffer> = gunzip;
    for await (const piece of pieces) {
      unpacked += piece.length;
      if (unpacked > MOST_BYTES)
        throw new FileRefused(
          `a gzip file that unpacks to more than 1 GiB: unpack it yourself if that is right`,
        );
      if (unpacked > Math.max(FREE_BYTES, packed * MOST_RATIO))
        throw new FileRefused(
          `a gzip file that unpacks to more than ${MOST_RATIO} times its size: unpack it yourself if that is right`,
        );
      await onChunk(piece);
    }
  }

  const done = handOn().catch((error: unknown) => {
    throw refusedGzip(error);
  });
  // Whoever pushes or ends hears of it.
  done.catch(() => undefined);
  return {
    async push(chunk) {
      packed += chunk.length;
      if (!gunzip.write(chunk)) await Promise.race([once(gunzip, 'drain'), done]);
    },
    async end() {
      gunzip.end();
      await done;
    },
  };
}

/** zlib's own complaints are about the file; everything else passes. */
function refusedGzip(error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'Z_BUF_ERROR') return new FileRefused('a gzip file that breaks off: get it again');
  if (code?.startsWith('Z_')) return new FileRefused(`a gzip file that is damaged: ${message}`);
  return error;
}
