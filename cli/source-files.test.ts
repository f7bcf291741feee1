import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sourceFiles } from './source-files.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tradeloop-sources-'));
  await mkdir(join(folder, 'b', '.git'), { recursive: true });
  for (const name of ['c.csv', 'a.csv', '.hidden', 'README.md', 'b/d.csv', 'b/chart.png', 'b/.git/e.csv'])
    await writeFile(join(folder, name), '');
});
afterEach(() => rm(folder, { recursive: true }));

describe('sourceFiles(path)', () => {
  test('finds what is below a folder, sorted, without what is hidden, and names what is no data', async () => {
    const { files, skipped } = await sourceFiles(folder);
    const within = (path: string) => path.slice(folder.length + 1);
    expect(files.map(({ path }) => within(path))).toEqual(['a.csv', 'b/d.csv', 'c.csv']);
    expect(skipped.map(within)).toEqual(['README.md', 'b/chart.png']);
  });

  test('gives a file as it was named, a hidden one too', async () => {
    const path = join(folder, 'b', '..', '.hidden');
    const files = [{ path: join(folder, '.hidden'), givenPath: path }];
    expect(await sourceFiles(path)).toEqual({ files, skipped: [] });
  });

  test('names what is not there', async () => {
    await expect(sourceFiles(join(folder, 'x'))).rejects.toMatchObject({ name: 'NotFound' });
  });
});
