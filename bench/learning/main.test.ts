import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const PROGRAM = join(import.meta.dirname, '..', '..', 'dist', 'bench', 'learning', 'main.js');
const run = promisify(execFile);

test('lives leaks better plays accounts of each row and prints what they come to beside the goals', async () => {
  const { stdout } = await run(process.execPath, [
    PROGRAM,
    'leaks',
    'better',
    '--lives',
    '4',
    '--seeds-from',
    '41',
  ]);
  expect(stdout).toMatch(/^the outcome itself +4 of 4 \(100\.0 %\) +200 of 200/m);
  expect(stdout).toMatch(/^an honest feature \(AUC \.69\) +0 of 4 /m);
  expect(stdout).toMatch(/^the opposite of the truth beside a coin +– \/ – +never blessed/m);
}, 60_000);

test('lives of what is no table names those that there are, and exits with 2', async () => {
  await expect(run(process.execPath, [PROGRAM, 'lost'])).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('nulls, better, drift') as unknown,
  });
});
