import { createHash, randomUUID } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, PARTIAL, putInPlace } from './durable-file.js';
import type { Home } from './home.js';

/**
 * Writes bytes as they come into the home's staging folder and gives their sha256, which is the file's name. Where they
 * end in an error nothing stays.
 */
export async function stageChunks(
  { staging }: Pick<Home, 'staging'>,
  chunks: AsyncIterable<Uint8Array>,
): Promise<string> {
  await makeFolder(staging);
  const partial = join(staging, `${randomUUID()}${PARTIAL}`);
  const copy = await open(partial, 'wx');
  const hash = createHash('sha256');
  try {
    for await (const chunk of chunks) {
      hash.update(chunk);
      await copy.writeFile(chunk);
    }
    await copy.close();
    const sha256 = hash.digest('hex');
    await putInPlace(partial, join(staging, sha256));
    return sha256;
  } catch (error) {
    await copy.close();
    await rm(partial, { force: true });
    throw error;
  }
}
