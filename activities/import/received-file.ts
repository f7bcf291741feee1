import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Stats } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FileRefused, NotFound } from '../../domain/errors.js';
import { PARTIAL } from '../../store/home/durable-file.js';
import type { Home } from '../../store/home/home.js';
import { isGzip, unpackedHead } from './gzip.js';

const CHUNK_BYTES = 1 << 20;

/** A copy of the user's file under a temporary name in the home, which nobody else writes to, and its hash. */
export interface ReceivedFile {
  copyPath: string;
  sha256: string;
}

/**
 * Throws NotFound where there is no file and FileRefused for what is there and is none: to open a pipe or a device
 * could take forever.
 */
export async function requireFile(path: string): Promise<void> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' || error.code === 'ENOTDIR' ? new NotFound(`no such file: ${path}`) : error;
  });
  if (!found.isFile()) throw new FileRefused(`not a file but ${kindOf(found)}: ${path}`);
}

function kindOf(found: Stats): string {
  if (found.isDirectory()) return 'a folder';
  if (found.isFIFO()) return 'a pipe';
  return found.isSocket() ? 'a socket' : 'a device';
}

/** The first bytes of a file, which show its format. */
const HEAD_BYTES = 65_536;

/** The first bytes of a file, unpacked where it is a gzip one. */
export interface Head {
  bytes: Uint8Array;
  gzip: boolean;
}

/** Throws as {@link requireFile} does, and FileRefused for a gzip file that is broken. */
export async function readHead(path: string): Promise<Head> {
  const file = await openFile(path);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const bytes = buffer.subarray(0, bytesRead);
    if (!isGzip(bytes)) return { bytes, gzip: false };
    return {
      bytes: await unpackedHead(bytes, { size: HEAD_BYTES, whole: bytesRead < HEAD_BYTES }),
      gzip: true,
    };
  } finally {
    await file.close();
  }
}

/**
 * Copies a file into the home as it is read, once, handing its chunks on. The copy goes away when the work on a chunk
 * throws.
 */
export async function receiveFile(
  home: Home,
  path: string,
  onChunk: (chunk: Uint8Array) => Promise<void>,
): Promise<ReceivedFile> {
  const copyPath = join(home.raw, `incoming${PARTIAL}`);
  const source = await openFile(path);
  const copy = await open(copyPath, 'w');
  const hash = createHash('sha256');
  try {
    for (;;) {
      const { bytesRead, buffer } = await source.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES);
      if (bytesRead === 0) break;
      const chunk = buffer.subarray(0, bytesRead);
      hash.update(chunk);
      await copy.writeFile(chunk);
      await onChunk(chunk);
    }
  } catch (error) {
    await rm(copyPath, { force: true });
    throw error;
  } finally {
    await copy.close();
    await source.close();
  }
  return { copyPath, sha256: hash.digest('hex') };
}

/** Hands on the chunks of a file that was received. */
export async function readChunks(path: string, onChunk: (chunk: Uint8Array) => Promise<void>): Promise<void> {
  const chunks: AsyncIterable<Buffer> = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  for await (const chunk of chunks) await onChunk(chunk);
}

/** Opens a file to be read. Throws as {@link requireFile} does. */
export async function openFile(path: string) {
  await requireFile(path);
  return open(path, 'r');
}
