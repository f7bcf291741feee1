import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';

const CHUNK_BYTES = 1 << 20;

/**
 * Copies an open file to a new one, reading it once, and gives the sha256 of what was copied. Fails where there is a
 * file of that name.
 */
export async function copyHashed(source: FileHandle, to: string): Promise<string> {
  const copy = await open(to, 'wx');
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  try {
    for (;;) {
      const { bytesRead } = await source.read(buffer, 0, CHUNK_BYTES);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, bytesRead));
      await copy.writeFile(buffer.subarray(0, bytesRead));
    }
  } finally {
    await copy.close();
  }
}
