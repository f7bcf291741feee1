import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { homePaths } from '../../store/home/home.js';
import { receiveFile } from './file-body.js';

const CHUNK = new Uint8Array(1_000).fill(97);

/** A body that never ends; after so many chunks it stalls. */
function endless(chunks: number): Request {
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => (sent++ < chunks ? controller.enqueue(CHUNK) : new Promise(() => {})),
  });
  return new Request('http://localhost/', { method: 'POST', body, duplex: 'half' });
}

test('receiveFile(request, home) ends what is too large, too slow or breaks off, and leaves nothing of it', async () => {
  const home = homePaths(await mkdtemp(join(tmpdir(), 'file-body-')));
  await expect(receiveFile(endless(Infinity), home, { mostBytes: 10_000 })).rejects.toMatchObject({
    slug: 'too-large',
  });
  await expect(receiveFile(endless(3), home, { patienceMs: 50 })).rejects.toMatchObject({
    slug: 'malformed',
  });
  const brokenOff = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(CHUNK),
    pull: (controller) => controller.error(new Error('aborted')),
  });
  const cut = new Request('http://localhost/', { method: 'POST', body: brokenOff, duplex: 'half' });
  await expect(receiveFile(cut, home)).rejects.toMatchObject({ slug: 'malformed' });
  expect(await readdir(home.staging)).toEqual([]);
  await rm(home.dir, { recursive: true });
});
