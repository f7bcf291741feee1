import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const DIST = join(import.meta.dirname, '..', 'dist');

/** The files of ours that a built one loads as it starts, itself one of them, and the packages that these need. */
async function loadedBy(start: string): Promise<{ files: number; packages: string[] }> {
  const [packages, seen, left] = [new Set<string>(), new Set([start]), [start]];
  for (let path = left.pop(); path !== undefined; path = left.pop()) {
    const text = await readFile(path, 'utf8');
    for (const [, from = ''] of text.matchAll(/^(?:import|export|\}) (?:[^';"]* ?from )?"([^"]+)";$/gm)) {
      const next = join(path, '..', from);
      if (!from.startsWith('.')) packages.add(from);
      else if (!seen.has(next)) {
        seen.add(next);
        left.push(next);
      }
    }
  }
  return { files: seen.size, packages: [...packages].filter((name) => !name.startsWith('node:')).sort() };
}

const program = (name: string) => loadedBy(join(DIST, `${name}.js`));

/** A part of the command line that is loaded when a command comes to it. */
function part(name: string) {
  const files = readdirSync(join(DIST, 'cli')).filter((file) => /^(.+)-[^-]+\.js$/.exec(file)?.[1] === name);
  expect(files).toHaveLength(1);
  return loadedBy(join(DIST, 'cli', ...files));
}

test('the program starts with commander and a calendar alone: what is large is imported when a command runs', async () => {
  expect((await program('cli/main')).packages).toEqual(['commander', 'temporal-polyfill']);
});

test.each([
  ...['workers/control', 'workers/data', 'workers/train', 'activities/loops/loop-thread'],
  ...['activities/import/text-thread', 'activities/training-thread', 'cli/simulate-thread'],
])('%s starts from few files of ours', async (name) => {
  expect((await program(name)).files).toBeLessThan(10);
});

test('the train process waits without the database and without tensors: a training brings them along', async () => {
  const { packages } = await program('workers/train');
  expect(packages).toContain('@temporalio/worker');
  expect(packages.filter((name) => /duckdb|tensorflow/.test(name))).toEqual([]);
});

test('the data process waits without tensors', async () => {
  const { packages } = await program('workers/data');
  expect(packages.filter((name) => name.includes('tensorflow'))).toEqual([]);
});

test('what opens a home requires the library of the database: to import it takes three times as long', async () => {
  const { packages } = await part('make-steps');
  expect(packages).toContain('@duckdb/node-bindings');
  expect(packages).not.toContain('@duckdb/node-api');
});

test.each([['client', part] as const, ['supervisor', part] as const, ['workers/control', program] as const])(
  '%s, which only asks others, is loaded without the database and without schemas',
  async (name, built) => {
    const { packages } = await built(name);
    expect(packages).toContain('@temporalio/client');
    expect(packages.filter((one) => /duckdb|zod|tensorflow/.test(one))).toEqual([]);
  },
);

test('what only looks at a running system is loaded without the client of its server', async () => {
  expect((await part('running-reads')).packages).toEqual(['temporal-polyfill']);
});

test.each([
  ['workers/control', program] as const,
  ['workers/data', program] as const,
  ['far-ways', part] as const,
])('%s is loaded without what only a way needs: that comes with its first message', async (name, built) => {
  const { packages } = await built(name);
  expect(packages.filter((one) => /grammy|nodemailer|standardwebhooks/.test(one))).toEqual([]);
});
