import { chmod, mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ensureHome, homePaths, type Home } from './home.js';
import { closeToOthers, openToOthers } from './private-home.js';

let home: Home;
beforeEach(async () => {
  home = homePaths(await mkdtemp(join(tmpdir(), 'tradeloop-private-')));
});
afterEach(() => rm(home.dir, { recursive: true }));

async function openFile(path: string): Promise<string> {
  await writeFile(path, '');
  await chmod(path, 0o644);
  return path;
}

async function openFolder(path: string): Promise<string> {
  await mkdir(path);
  await chmod(path, 0o755);
  return path;
}

describe('openToOthers(home)', () => {
  test('gives the home, its folders and files that others may read, and not what is nobody else’s', async () => {
    await chmod(home.dir, 0o750);
    await openFolder(home.raw);
    const inRaw = await openFile(join(home.raw, 'a'.repeat(64)));
    const log = await openFile(`${home.warehouse}.wal`);
    await mkdir(home.lake, { mode: 0o700 });
    expect(await openToOthers(home)).toEqual([home.dir, home.raw, inRaw, log]);
  });

  test('passes over what is not the home’s own, and links', async () => {
    const sample = await openFolder(join(home.dir, 'sample'));
    const shared = await openFile(join(sample, 'bars.csv'));
    await mkdir(home.inbox, { mode: 0o700 });
    await symlink(shared, join(home.inbox, 'bars.csv'));
    expect(await openToOthers(home)).toEqual([]);
    expect((await stat(shared)).mode & 0o777).toBe(0o644);
  });

  test('gives nothing for a home that is not there yet', async () => {
    expect(await openToOthers(homePaths(join(home.dir, 'none')))).toEqual([]);
  });
});

test('closeToOthers(paths) leaves the owner what the owner had', async () => {
  const folder = await openFolder(home.raw);
  const file = await openFile(join(folder, 'a'));
  await chmod(file, 0o555);
  await closeToOthers(await openToOthers(home));
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  expect((await stat(file)).mode & 0o777).toBe(0o500);
  expect(await openToOthers(home)).toEqual([]);
});

describe('ensureHome(home)', () => {
  test('makes a folder that was there before, as that of a clone, its owner’s alone', async () => {
    await chmod(home.dir, 0o755);
    await ensureHome(home);
    expect((await stat(home.dir)).mode & 0o777).toBe(0o700);
    expect(await openToOthers(home).then((open) => open.filter((path) => path === home.dir))).toEqual([]);
  });

  test('leaves a folder that all may write to, and a home that is one already, as they are', async () => {
    await chmod(home.dir, 0o1777);
    await ensureHome(home);
    expect((await stat(home.dir)).mode & 0o7777).toBe(0o1777);
    await chmod(home.dir, 0o755);
    await ensureHome(home);
    expect((await stat(home.dir)).mode & 0o777).toBe(0o755);
  });
});
