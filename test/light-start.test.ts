import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

/** The packages that a compiled module and all it imports at its top need. */
async function packagesOf(start: URL): Promise<string[]> {
  const [packages, seen, left] = [new Set<string>(), new Set([start.href]), [start]];
  for (let url = left.pop(); url !== undefined; url = left.pop()) {
    const text = await readFile(fileURLToPath(url), 'utf8');
    for (const [, from = ''] of text.matchAll(/^(?:import|export) (?:[^';]* from )?'([^']+)';/gm)) {
      const next = new URL(from, url);
      if (!from.startsWith('.')) packages.add(from);
      else if (!seen.has(next.href)) {
        seen.add(next.href);
        left.push(next);
      }
    }
  }
  return [...packages].filter((name) => !name.startsWith('node:')).sort();
}

test('the program starts with commander and a calendar alone: what is large is imported when a command runs', async () => {
  const main = new URL('../dist/cli/main.js', import.meta.url);
  expect(await packagesOf(main)).toEqual(['commander', 'temporal-polyfill']);
});

test('the train process waits without the database and without tensors: a training brings them along', async () => {
  const packages = await packagesOf(new URL('../dist/workers/train.js', import.meta.url));
  expect(packages).toContain('@temporalio/worker');
  expect(packages.filter((name) => /duckdb|tensorflow/.test(name))).toEqual([]);
});

test('what opens a home requires the library of the database: to import it takes three times as long', async () => {
  const packages = await packagesOf(new URL('../dist/activities/make-steps.js', import.meta.url));
  expect(packages).toContain('@duckdb/node-bindings');
  expect(packages).not.toContain('@duckdb/node-api');
});

test.each(['workers/asking/client', 'workers/control', 'workers/supervision/supervisor'])(
  '%s, which only asks others, is loaded without the database and without schemas',
  async (name) => {
    const packages = await packagesOf(new URL(`../dist/${name}.js`, import.meta.url));
    expect(packages).toContain('@temporalio/client');
    expect(packages.filter((one) => /duckdb|zod|tensorflow/.test(one))).toEqual([]);
  },
);

test.each([
  'workers/control',
  'workers/data',
  'workers/messages',
  'activities/send-message',
  'messages/far-ways',
])('%s is loaded without what only a way needs: that comes with its first message', async (name) => {
  const packages = await packagesOf(new URL(`../dist/${name}.js`, import.meta.url));
  expect(packages.filter((one) => /grammy|nodemailer|standardwebhooks/.test(one))).toEqual([]);
});
