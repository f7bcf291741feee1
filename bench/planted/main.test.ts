import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const PROGRAM = join(import.meta.dirname, '..', '..', 'dist', 'bench', 'planted', 'main.js');
const run = promisify(execFile);

test('planted refusers chaser plays people of each group and prints their figures beside the goals', async () => {
  const words = ['refusers', 'chaser', '--people', '2', '--weeks', '2', '--seeds-from', '41'];
  const { stdout } = await run(process.execPath, [PROGRAM, ...words]);
  expect(stdout).toMatch(/^2 people a row, seeds 41 to 44$/m);
  expect(stdout).toMatch(/^the cheapest +\d+\.\d +0 of 2 \(0\.0 %\) +≤ 2 %/m);
  expect(stdout).toMatch(/^flagged as chasing +0 of 2 \(0\.0 %\) +≥ 95 %$/m);
});

test('planted of what is no table names those that there are, and exits with 2', async () => {
  await expect(run(process.execPath, [PROGRAM, 'lost'])).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('found, nulls, refusers'),
  });
});
