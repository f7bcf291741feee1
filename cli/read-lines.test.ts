import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { FileRefused, InvalidInput } from '../domain/errors.js';
import type { LineReader } from '../domain/learning/off-policy/line-reader.js';
import { readLines } from './read-lines.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tradeloop-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function fileOf(bytes: string | Uint8Array): Promise<string> {
  const path = join(folder, 'log.jsonl');
  await writeFile(path, bytes);
  return path;
}

/** Keeps what it is handed, and refuses a line that says so. */
function keeping(): LineReader<string[]> {
  const kept: string[] = [];
  return {
    take({ line, text }) {
      kept.push(`${line} ${text}`);
      return text === 'bad' ? { refused: `line ${line}: bad` } : undefined;
    },
    end: () => (kept.length === 0 ? { refused: 'no lines' } : kept),
  };
}

describe('readLines(path, reader)', () => {
  test.each([
    ['a\nb\n', ['1 a', '2 b']],
    ['a\r\n\r\nb', ['1 a', '3 b']],
    ['\uFEFFa\nb', ['1 a', '2 b']],
    [Buffer.from('\uFEFFa\nb', 'utf16le'), ['1 a', '2 b']],
    ['{"a":"\u2028"}\nb', ['1 {"a":"\u2028"}', '2 b']],
  ])('hands over the lines of %j', async (bytes, lines) => {
    expect(await readLines(await fileOf(bytes), keeping())).toEqual(lines);
  });

  test('hands over the same lines wherever the pieces of a file end', async () => {
    const texts = Array.from({ length: 50_000 }, (_, i) => `${'é'.repeat(i % 97)}${i}`);
    const lines = texts.map((text, i) => `${i + 1} ${text}`);
    expect(await readLines(await fileOf(texts.join('\n')), keeping())).toEqual(lines);
  });

  test.each([
    ['a\nbad\nbad', 'line 2: bad'],
    ['', 'no lines'],
    [' \n\n', 'no lines'],
    ['a\0b', 'binary data: a NUL byte, which no text file has'],
    ['x'.repeat(2 ** 21), 'line 1 is longer than 1048576 characters'],
    [`a\n${'x'.repeat(2 ** 21)}\nb`, 'line 2 is longer than 1048576 characters'],
  ])('refuses with the file %#', async (bytes, refused) => {
    const path = await fileOf(bytes);
    await expect(readLines(path, keeping())).rejects.toThrow(new FileRefused(`${path}: ${refused}`));
  });

  test('says why a file cannot be read', async () => {
    const path = join(folder, 'lost.jsonl');
    await expect(readLines(path, keeping())).rejects.toThrow(new InvalidInput(`cannot read ${path}: ENOENT`));
    await expect(readLines(folder, keeping())).rejects.toThrow(InvalidInput);
  });
});
