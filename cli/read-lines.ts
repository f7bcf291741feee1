import { createReadStream } from 'node:fs';
import { FileRefused, InvalidInput } from '../domain/errors.js';
import type { LineReader, TextLine } from '../domain/learning/off-policy/line-reader.js';

const BYTES_AT_ONCE = 2 ** 20;

/**
 * What a reader makes of the lines of a text file; blank ones are left out, and only a piece of it is in memory. Throws
 * InvalidInput for a file that cannot be read, and FileRefused, which names file, line and value, for what is refused.
 */
export async function readLines<T extends object>(path: string, { take, end }: LineReader<T>): Promise<T> {
  const { textLines } = await import('../ingest/text/text-lines.js');
  const lines = textLines();
  const takeAll = (taken: readonly TextLine[]) => {
    for (const line of taken) {
      const refusal = take(line);
      if (refusal !== undefined) throw new FileRefused(refusal.refused);
    }
  };
  try {
    for await (const bytes of createReadStream(path, { highWaterMark: BYTES_AT_ONCE }))
      takeAll(lines.push(bytes as Uint8Array));
    takeAll(lines.end());
    const read = end();
    if ('refused' in read) throw new FileRefused(read.refused);
    return read;
  } catch (error) {
    if (error instanceof FileRefused) throw new FileRefused(`${path}: ${error.message}`);
    const { code } = error as NodeJS.ErrnoException;
    throw code === undefined ? error : new InvalidInput(`cannot read ${path}: ${code}`);
  }
}
