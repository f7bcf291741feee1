import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSteps, type OpenSteps } from './make-steps.js';

let dir: string;
let opened: OpenSteps;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'moments-'));
  opened = await openSteps(dir);
});
afterEach(async () => {
  await opened.close();
  await rm(dir, { recursive: true });
});

const NEVER = new AbortController().signal;

describe('moments.at(work)', () => {
  test('names what it reads: the same until something is committed, then another', async () => {
    const named = () => opened.moments.at(({ generation }) => Promise.resolve(generation), { signal: NEVER });
    const first = await named();
    expect([await named(), opened.moments.generation()]).toEqual([first, first]);
    await opened.steps.rebuildWarehouse({});
    const second = await named();
    expect(second).not.toBe(first);
    expect(opened.moments.generation()).toBe(second);
  });

  test('sees nothing of what is committed meanwhile', async () => {
    const path = join(import.meta.dirname, '..', 'data', 'sample', 'main.executions.csv');
    const counts = await opened.moments.at(
      async ({ warehouse, generation }) => {
        const count = async () =>
          (await warehouse.rows<{ n: number }>('SELECT count(*) AS n FROM executions'))[0]?.n;
        const before = await count();
        await opened.steps.importFile({ path, givenPath: path, account: null, coveredThrough: null });
        return { before, after: await count(), isNow: generation === opened.moments.generation() };
      },
      { signal: NEVER },
    );
    expect(counts).toEqual({ before: 0, after: 0, isNow: false });
  });

  test('names an import that has its line and no rows yet otherwise', async () => {
    const seen = new Map<string, Set<number>>();
    const look = () =>
      opened.moments.at(
        async ({ generation, reads }) => {
          const { imports } = await reads.imports();
          seen.set(generation, (seen.get(generation) ?? new Set()).add(imports.length));
        },
        { signal: NEVER },
      );
    const path = join(import.meta.dirname, '..', 'data', 'sample', 'main.executions.csv');
    let isOver = false;
    const imported = opened.steps
      .importFile({ path, givenPath: path, account: null, coveredThrough: null })
      .finally(() => (isOver = true));
    while (!isOver) await look();
    await imported;
    await look();
    expect([...seen.values()].map((counts) => [...counts])).toEqual(
      [...seen].map(() => [expect.any(Number)]),
    );
    expect(Math.max(...[...seen.values()].flatMap((counts) => [...counts]))).toBe(1);
  });

  test('ends within moments when it is asked to, be it in a query or before the next', async () => {
    const long =
      'SELECT count(*) AS n FROM range(1000000) AS a, range(1000000) AS b WHERE a.range * b.range % 7 = 3';
    const began = performance.now();
    const inQuery = opened.moments.at(({ warehouse }) => warehouse.rows(long), {
      signal: AbortSignal.timeout(100),
    });
    await expect(inQuery).rejects.toMatchObject({ name: 'Interrupted' });
    expect(performance.now() - began).toBeLessThan(5_000);
    const between = opened.moments.at(
      async ({ warehouse }) => {
        await new Promise((resolve) => setTimeout(resolve, 200));
        return warehouse.rows('SELECT 1 AS one');
      },
      { signal: AbortSignal.timeout(100) },
    );
    await expect(between).rejects.toMatchObject({ name: 'Interrupted' });
  });

  test('cannot write', async () => {
    const written = opened.moments.at(({ warehouse }) => warehouse.rows('DELETE FROM executions'), {
      signal: NEVER,
    });
    await expect(written).rejects.toThrow('read-only');
  });
});
