import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sourceFiles } from './source-files.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tradeloop-sources-'));
  await mkdir(join(folder, 'b', '.git'), { recursive: true });
  for (const name of ['c.csv', 'a.csv', '.hidden', 'README.md', 'b/d.csv', 'b/.git/e.csv'])
    await writeFile(join(folder, name), '');
});
afterEach(() => rm(folder, { recursive: true }));

describe('sourceFiles(path)', () => {
  test('finds what is below a folder, sorted, without what is hidden or no data', async () => {
    const found = await sourceFiles(folder);
    expect(found.map(({ path }) => path.slice(folder.length + 1))).toEqual(['a.csv', 'b/d.csv', 'c.csv']);
  });

  test('gives a file as it was named, a hidden one too', async () => {
    const path = join(folder, 'b', '..', '.hidden');
    expect(await sourceFiles(path)).toEqual([{ path: join(folder, '.hidden'), givenPath: path }]);
  });

  test('names what is not there', async () => {
    await expect(sourceFiles(join(folder, 'x'))).rejects.toMatchObject({ name: 'NotFound' });
  });
});
