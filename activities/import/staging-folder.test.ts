import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, readlink, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { FileRefused, NotFound, NotStaged } from '../../domain/errors.js';
import { homePaths, type Home } from '../../store/home/home.js';
import { stagedPath, stageFile, sweepStaging, unstageFile } from './staging-folder.js';

let dir: string;
let home: Home;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tradeloop-staging-'));
  home = homePaths(join(dir, 'home'));
});
afterEach(() => rm(dir, { recursive: true }));

const hashOf = (content: string) => createHash('sha256').update(content).digest('hex');

async function staged(content: string): Promise<string> {
  const path = join(dir, 'export.csv');
  await writeFile(path, content);
  return stageFile(home, path);
}

describe('stageFile(home, path)', () => {
  test('copies a file to where its hash finds it, however often', async () => {
    const content = 'x'.repeat(3_000_000);
    const sha256 = await staged(content);
    expect(sha256).toBe(hashOf(content));
    expect(await staged(content)).toBe(sha256);
    expect(await readFile(await stagedPath(home, sha256), 'utf8')).toBe(content);
    expect(await readdir(home.staging)).toEqual([sha256]);
  });

  test('NotFound where there is nothing and FileRefused for a folder, with nothing left', async () => {
    await expect(stageFile(home, join(dir, 'none'))).rejects.toThrow(NotFound);
    await expect(stageFile(home, dir)).rejects.toThrow(FileRefused);
    expect(await readdir(dir)).toEqual([]);
  });

  test('leaves the file closed where there can be no copy', async () => {
    const path = join(dir, 'export.csv');
    await writeFile(path, 'a');
    await mkdir(home.dir);
    await writeFile(home.staging, 'no folder');
    await expect(stageFile(home, path)).rejects.toThrow();
    const open = await Promise.all(
      (await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')),
    );
    expect(open).not.toContain(path);
  });
});

describe('stagedPath(home, sha256)', () => {
  test('finds what an earlier import kept, and NotStaged beyond that', async () => {
    const sha256 = await staged('a');
    await unstageFile(home, sha256);
    await expect(stagedPath(home, sha256)).rejects.toThrow(NotStaged);
    await mkdir(home.raw);
    await writeFile(join(home.raw, sha256), 'a');
    expect(await stagedPath(home, sha256)).toBe(join(home.raw, sha256));
  });
});

test('sweepStaging(home, needed, now) leaves what an import under way needs, and what is new', async () => {
  const [left, needed] = [await staged('left'), await staged('needed')];
  const partial = join(home.staging, 'x.partial');
  await writeFile(partial, '');
  for (const path of [join(home.staging, left), join(home.staging, needed), partial])
    await utimes(path, 1_000, 1_000);
  const fresh = await staged('fresh');
  await sweepStaging(home, new Set([needed]), new Date());
  expect((await readdir(home.staging)).sort()).toEqual([fresh, needed].sort());
});
