import { describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { gunzipped, isGzip, unpackedHead } from './gzip.js';

const TEXT = Buffer.from(Array.from({ length: 50_000 }, (_, i) => `line ${i}\n`).join(''));

async function unpack(packed: Uint8Array, chunkBytes: number): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  const unpacking = gunzipped((piece) => {
    pieces.push(Uint8Array.from(piece));
    return Promise.resolve();
  });
  for (let at = 0; at < packed.length; at += chunkBytes)
    await unpacking.push(packed.subarray(at, at + chunkBytes));
  await unpacking.end();
  return Buffer.concat(pieces);
}

describe('gunzipped(onChunk)', () => {
  test.each([1_000, 100_000])('hands on what was packed, in chunks of %d bytes', async (size) => {
    expect((await unpack(gzipSync(TEXT), size)).equals(TEXT)).toBe(true);
  });

  test('reads files of several parts', async () => {
    const parts = Buffer.concat([gzipSync(TEXT), gzipSync('end\n')]);
    expect((await unpack(parts, 1 << 20)).length).toBe(TEXT.length + 4);
  });

  test('refuses a file that breaks off, wherever, and one that is damaged', async () => {
    const packed = gzipSync(randomBytes(10_000));
    for (const length of [3, 10, 5_000, packed.length - 1])
      await expect(unpack(packed.subarray(0, length), 1_000)).rejects.toThrow('a gzip file that breaks off');
    const damaged = Buffer.from(packed);
    damaged.fill(0xff, 2_000, 3_000);
    await expect(unpack(damaged, 1_000)).rejects.toMatchObject({ name: 'FileRefused' });
  });

  test('refuses a file made to fill memory or disk, before it does', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 2 ** 20));
    let bytes = 0;
    const unpacking = gunzipped((piece) => {
      bytes += piece.length;
      return Promise.resolve();
    });
    const pushed = unpacking.push(bomb).then(() => unpacking.end());
    await expect(pushed).rejects.toThrow('unpacks to more than 200 times its size');
    expect(bytes).toBeLessThanOrEqual(64 * 2 ** 20);
  });

  test('passes on what the work on a chunk throws', async () => {
    const full = new Error('disk full');
    const unpacking = gunzipped(() => Promise.reject(full));
    const packed = gzipSync(randomBytes(5_000_000));
    const pushed = unpacking.push(packed).then(() => unpacking.end());
    await expect(pushed).rejects.toBe(full);
  });
});

test('unpackedHead(packed, {size, whole}) is what a file begins with, however much of it is there', async () => {
  const packed = gzipSync(TEXT);
  expect(isGzip(packed)).toBe(true);
  const begins = TEXT.subarray(0, 1_000);
  expect(begins.equals(await unpackedHead(packed, { size: 1_000, whole: true }))).toBe(true);
  const cut = await unpackedHead(packed.subarray(0, 5_000), { size: 1_000, whole: false });
  expect(begins.equals(cut)).toBe(true);
  const broken = unpackedHead(packed.subarray(0, 5_000), { size: 1_000_000, whole: true });
  await expect(broken).rejects.toThrow('breaks off');
});
