import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { HomeHeld } from '../../domain/errors.js';
import { homePaths } from '../../store/home/home.js';
import { holderOf, holdHome } from './home-lock.js';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tradeloop-lock-'));
});
afterEach(() => rm(dir, { recursive: true }));

describe('holdHome', () => {
  test('a free home is held, until it is handed back', async () => {
    const home = homePaths(dir);
    const held = await holdHome(dir);
    expect(await holderOf(home)).toMatchObject({ pid: process.pid });
    await held.release();
    expect(await holderOf(home)).toBeUndefined();
  });

  test('a home that is held: HomeHeld, by whom and since when', async () => {
    const held = await holdHome(dir);
    const again = holdHome(dir);
    await expect(again).rejects.toThrow(HomeHeld);
    await expect(again).rejects.toThrow(new RegExp(`pid ${process.pid}, since 20\\d\\d-`));
    await held.release();
  });

  test('what a process left that ended, its number given to another one since, is taken over', async () => {
    const stale = { pid: process.pid, began: 'long ago', command: 'tradeloop up', since: '2025-01-06' };
    await holdHome(dir).then((held) => held.release());
    await writeFile(homePaths(dir).lock, JSON.stringify(stale));
    const held = await holdHome(dir);
    expect((await holderOf(homePaths(dir)))?.began).not.toBe('long ago');
    await held.release();
  });

  test('twenty at once over a stale lock: one gets it, and nothing is left lying about', async () => {
    await holdHome(dir).then((held) => held.release());
    const stale = { pid: 2 ** 22 + 1, began: 'long ago', command: 'tradeloop up', since: '2025-01-06' };
    await writeFile(homePaths(dir).lock, JSON.stringify(stale));
    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => holdHome(dir)));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await readdir(dir)).filter((name) => name.startsWith('lock'))).toEqual(['lock']);
  });
});
