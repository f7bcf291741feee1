import { createHash } from 'node:crypto';
import { DiskFault } from '../../domain/errors.js';
import { fullText, isFull, tooFullToImport } from '../../store/home/disk.js';
import type { Home } from '../../store/home/home.js';
import { stageChunks } from '../../store/home/staged-chunks.js';
import { Problem } from '../problem.js';
import { brokenOff } from './body.js';

const MOST_BYTES = 2 ** 30;
/** A body begins, and goes on, within so long, … */
const PATIENCE_MS = 10_000;
/** … and on the whole comes at least as fast as that. */
const LEAST_BYTES_A_MS = 100;

/** What a file's body may be, where it is another than usual. */
export interface FileLimits {
  mostBytes?: number;
  patienceMs?: number;
  /** Whether it is written, as usual, or only its sha256 is worked out. */
  isKept?: boolean;
}

/**
 * Writes the file in a request's body to the home's staging folder as it comes, and gives its sha256. Throws a Problem
 * for one that is too large, empty or too slow, and DiskFault where there is no room; then nothing stays.
 */
export async function receiveFile(
  request: Request,
  home: Home,
  { mostBytes = MOST_BYTES, patienceMs = PATIENCE_MS, isKept = true }: FileLimits = {},
): Promise<string> {
  const tooFull = tooFullToImport(home.dir);
  if (tooFull !== undefined) throw new DiskFault(tooFull);
  if (Number(request.headers.get('content-length') ?? 0) > mostBytes) throw tooLarge(mostBytes);
  if ((request.headers.get('content-encoding') ?? 'identity') !== 'identity')
    throw new Problem('unsupported-media-type', 'a file is sent as it is: leave out Content-Encoding');
  try {
    const chunks = chunksOf(request, { mostBytes, patienceMs });
    return await (isKept ? stageChunks(home, chunks) : hashOfChunks(chunks));
  } catch (error) {
    throw isFull(home.dir) ? new DiskFault(fullText(home.dir)) : error;
  }
}

async function hashOfChunks(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
}

async function* chunksOf(
  { body }: Request,
  { mostBytes, patienceMs }: { mostBytes: number; patienceMs: number },
): AsyncGenerator<Uint8Array, void> {
  const reader = body?.getReader();
  const since = performance.now();
  let size = 0;
  try {
    for (;;) {
      const left = since + patienceMs + size / LEAST_BYTES_A_MS - performance.now();
      const next = reader?.read().catch(() => Promise.reject(brokenOff()));
      const read = await within(Math.min(left, patienceMs), next);
      if (read === undefined || read.done) break;
      const chunk = read.value as Uint8Array;
      size += chunk.length;
      if (size > mostBytes) throw tooLarge(mostBytes);
      yield chunk;
    }
  } finally {
    // Of what was refused nobody reads the rest.
    await reader?.cancel().catch(() => undefined);
  }
  if (size === 0) throw new Problem('malformed', 'the body is the file, and it is empty');
}

async function within<T>(ms: number, work: Promise<T> | undefined): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Problem('malformed', 'the file comes in too slowly')),
      Math.max(0, ms),
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function tooLarge(most: number): Problem {
  return new Problem('too-large', `a file has at most ${most} bytes`);
}
