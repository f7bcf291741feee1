import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { appendFile, mkdtemp, open, readFile, rm, writeFile, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { StoreCorrupt } from '../../domain/errors.js';
import { openLog } from './append-log.js';

const entry = z.strictObject({ n: z.int() });

let dir: string;
let path: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'log-'));
  path = join(dir, 'log.jsonl');
});
afterEach(() => rm(dir, { recursive: true }));

async function entriesOf(): Promise<readonly unknown[]> {
  const log = await openLog(path, z.unknown());
  await log.close();
  return log.entries;
}

describe('openLog(path)', () => {
  test('gives back in their order what was appended, over several openings', async () => {
    for (const n of [1, 2, 3]) {
      const log = await openLog(path, entry);
      await log.append({ n });
      await log.close();
    }
    expect(await entriesOf()).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  });

  test('takes a hundred and fifty thousand lines at once', async () => {
    const log = await openLog(path, entry);
    await log.appendAll(Array.from({ length: 150_000 }, (_, n) => ({ n })));
    await log.append({ n: -1 });
    await log.close();
    const entries = await entriesOf();
    expect([entries.length, entries.at(-2), entries.at(-1)]).toEqual([150_001, { n: 149_999 }, { n: -1 }]);
  });

  test.each([
    ['no newline', '{"n":2}'],
    ['half an entry', '{"n":'],
  ])('cuts off a torn last line (%s) and appends where it began', async (_, torn) => {
    await writeFile(path, '{"n":1}\n');
    await appendFile(path, torn);
    const log = await openLog(path, entry);
    expect(log.entries).toEqual([{ n: 1 }]);
    await log.append({ n: 3 });
    await log.close();
    expect(await readFile(path, 'utf8')).toBe('{"n":1}\n{"n":3}\n');
  });

  test('of lines that were added together keeps all or none, wherever a crash tore them', async () => {
    const log = await openLog(path, entry);
    await log.append({ n: 1 });
    await log.appendAll([{ n: 2 }, { n: 3 }, { n: 4 }]);
    await log.appendAll([]);
    await log.close();
    const bytes = await readFile(path);
    const before = bytes.indexOf('\n') + 1;
    for (let size = before; size < bytes.length; size++) {
      await writeFile(path, bytes.subarray(0, size));
      expect(await entriesOf()).toEqual([{ n: 1 }]);
      expect((await readFile(path)).length).toBe(before);
    }
    await writeFile(path, bytes);
    expect(await entriesOf()).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }]);
    expect(
      bytes
        .toString()
        .split('\n')
        .slice(0, 4)
        .map((line) => JSON.parse(line) as object),
    ).toEqual(await entriesOf());
  });

  test('what comes from several while one is synced is synced together, and lost or kept each by itself', async () => {
    const log = await openLog(path, entry);
    const handle = await open(path);
    const syncing = jest.spyOn(Object.getPrototypeOf(handle) as typeof handle, 'sync');
    const groups = [[1], [2, 3], [4], [5, 6, 7], [8]].map((group) => group.map((n) => ({ n })));
    await Promise.all(groups.map((group) => log.appendAll(group)));
    await log.close();
    await handle.close();
    expect(syncing.mock.calls.length).toBeLessThan(3);
    syncing.mockRestore();
    const bytes = await readFile(path);
    const seen = new Set<number>();
    for (let size = 0; size <= bytes.length; size++) {
      await writeFile(path, bytes.subarray(0, size));
      const { length } = await entriesOf();
      seen.add(length);
      expect(await entriesOf()).toEqual(groups.flat().slice(0, length));
    }
    expect([...seen]).toEqual([0, 1, 3, 4, 7, 8]);
  });

  describe('where the disk fails', () => {
    const full = Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
    let methods: FileHandle;
    beforeEach(async () => {
      const handle = await open(path, 'w');
      methods = Object.getPrototypeOf(handle) as FileHandle;
      await handle.close();
    });
    afterEach(() => {
      jest.restoreAllMocks();
    });

    test('what is too long for it keeps out nothing that came with it', async () => {
      const log = await openLog(path, entry);
      const own = Object.getOwnPropertyDescriptor(methods, 'write') as PropertyDescriptor;
      const write = own.value as (this: FileHandle, ...args: unknown[]) => Promise<unknown>;
      jest.spyOn(methods, 'write').mockImplementation(function (this: FileHandle, ...args: unknown[]) {
        return (args[2] as number) > 40 ? Promise.reject(full) : write.apply(this, args);
      } as typeof methods.write);
      const many = Array.from({ length: 10 }, (_, n) => ({ n }));
      const results = await Promise.allSettled([
        log.append({ n: 1 }),
        log.appendAll(many),
        log.append({ n: 2 }),
        log.append({ n: 3n as unknown as number }),
        log.append({ n: 4 }),
      ]);
      expect(results.map(({ status }) => status === 'fulfilled')).toEqual([true, false, true, false, true]);
      await log.close();
      expect(await entriesOf()).toEqual([{ n: 1 }, { n: 2 }, { n: 4 }]);
    });

    test('what could not be cut off is cut off before anything is written behind it', async () => {
      const log = await openLog(path, entry);
      await log.append({ n: 1 });
      jest.spyOn(methods, 'sync').mockRejectedValueOnce(full);
      jest
        .spyOn(methods, 'truncate')
        .mockRejectedValueOnce(new Error('EIO'))
        .mockRejectedValueOnce(new Error('EIO'));
      await expect(log.append({ n: 2_000_000 })).rejects.toThrow(full);
      await expect(log.append({ n: 3 })).rejects.toThrow('EIO');
      await log.append({ n: 4 });
      await log.close();
      expect(await readFile(path, 'utf8')).toBe('{"n":1}\n{"n":4}\n');
    });
  });

  test.each([
    ['an earlier one', '{"n":1}\n{"n":\n{"n":3}\n'],
    ['the last one', '{"n":1}\n{"n":2x\n'],
  ])('throws StoreCorrupt with the line where %s does not read, and cuts nothing off', async (_, lines) => {
    await writeFile(path, lines);
    const refused = new StoreCorrupt(
      `line 2 of ${path} is not JSON: bring the file back from a backup, or mend that line`,
    );
    await expect(openLog(path, entry)).rejects.toThrow(refused);
    expect(await readFile(path, 'utf8')).toBe(lines);
  });

  test('throws StoreCorrupt with the line and the field where an entry is none, the last one too', async () => {
    const lines = '{"n":1}\n{"n":"two"}\n';
    await writeFile(path, lines);
    const refused = expect(openLog(path, entry)).rejects;
    await refused.toThrow(StoreCorrupt);
    await expect(openLog(path, entry)).rejects.toThrow(`line 2 of ${path}: n: `);
    expect(await readFile(path, 'utf8')).toBe(lines);
  });
});
