import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { InvalidInput } from '../domain/errors.js';
import { copyOut } from './users-files.js';

let dir: string;
let table: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tradeloop-out-'));
  table = join(dir, 'lots.csv');
  await writeFile(table, 'lot_id\n', { mode: 0o600 });
});
afterEach(() => rm(dir, { recursive: true }));

describe('copyOut(path, folder)', () => {
  test('copies into folders that it makes, by the user’s own mask', async () => {
    const out = join(dir, 'a', 'b');
    const { path, sha256 } = await copyOut(table, out);
    expect(path).toBe(join(out, 'lots.csv'));
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(await readFile(path, 'utf8')).toBe('lot_id\n');
    expect((await stat(path)).mode & 0o777).toBe(0o666 & ~process.umask());
  });

  test('replaces a link of that name, which somebody else may have put there, and writes nothing through it', async () => {
    const out = join(dir, 'shared');
    await mkdir(out);
    const other = join(dir, 'other');
    await writeFile(other, 'as it was');
    await symlink(other, join(out, 'lots.csv'));
    await symlink(other, join(out, 'lots.csv.partial'));
    await copyOut(table, out);
    expect(await readFile(join(out, 'lots.csv'), 'utf8')).toBe('lot_id\n');
    expect(await readFile(other, 'utf8')).toBe('as it was');
  });

  test('InvalidInput for what cannot be a folder, with nothing left', async () => {
    for (const folder of [table, join(table, 'x'), '/proc/x'])
      await expect(copyOut(table, folder)).rejects.toThrow(InvalidInput);
    expect(await readdir(dir)).toEqual(['lots.csv']);
  });
});
