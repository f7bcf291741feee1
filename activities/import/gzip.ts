import { once } from 'node:events';
import { constants, createGunzip, gunzipSync } from 'node:zlib';
import { FileRefused } from '../../domain/errors.js';

/** No text that people trade by gets so much smaller; a file made to fill memory or disk does. */
const MOST_RATIO = 200;
/** What may be unpacked before the ratio counts: small files of one repeated line are harmless. */
const FREE_BYTES = 64 * 2 ** 20;
/** More than any export has. */
const MOST_BYTES = 64 * 2 ** 30;

export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** The first bytes, up to `size`, of what is packed in these; `whole` when they are all of the file. Throws FileRefused where it is broken. */
export function unpackedHead(
  packed: Uint8Array,
  { size, whole }: { size: number; whole: boolean },
): Uint8Array {
  // Of 64 KiB packed no more than 64 MiB come, which is what deflate can do at most.
  const finishFlush = whole ? constants.Z_FINISH : constants.Z_SYNC_FLUSH;
  try {
    return gunzipSync(packed, { finishFlush }).subarray(0, size);
  } catch (error) {
    throw refusedGzip(error);
  }
}

/**
 * Unpacks a gzip file as its bytes come and hands the content on, a piece at a time. Throws FileRefused for a file that breaks off or is
 * damaged, and for one that unpacks to more than {@link MOST_RATIO} times its size.
 */
export function gunzipped(onChunk: (chunk: Uint8Array) => Promise<void>): {
  push(chunk: Uint8Array): Promise<void>;
  end(): Promise<void>;
} {
  const gunzip = createGunzip({ chunkSize: 2 ** 18 });
  let [packed, unpacked] = [0, 0];

  async function handOn(): Promise<void> {
    const pieces: AsyncIterable<Buffer> = gunzip;
    for await (const piece of pieces) {
      unpacked += piece.length;
      if (unpacked > Math.min(MOST_BYTES, Math.max(FREE_BYTES, packed * MOST_RATIO)))
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
