import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { FileRefused, InvalidInput, NotStaged } from '../domain/errors.js';
import { homePaths, type Home } from '../store/home/home.js';
import { until } from '../test/system.js';
import { stageFile } from './import/staging-folder.js';
import { openSteps, type OpenSteps } from './make-steps.js';
import { payloadSteps } from './payload-steps.js';
import type { PayloadSteps } from './steps.js';

let dir: string;
let home: Home;
let opened: OpenSteps;
let steps: PayloadSteps;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tradeloop-payload-'));
  home = homePaths(join(dir, 'home'));
  opened = await openSteps(home.dir);
  steps = payloadSteps(opened.steps, home);
});
afterEach(async () => {
  await opened.close();
  await rm(dir, { recursive: true });
});

const TRADE = { account: 'main', executed_at: '2025-01-06', action: 'buy', underlying: 'F', quantity: 1 };
const said = { givenPath: 'trades.jsonl', account: null, coveredThrough: null };

async function fileOf(content: string): Promise<string> {
  const path = join(dir, 'trades.jsonl');
  await writeFile(path, content);
  return path;
}

describe('importFile({sha256, …})', () => {
  test('imports a staged file, whose copy then goes', async () => {
    const sha256 = await stageFile(home, await fileOf(`${JSON.stringify({ ...TRADE, price: 9 })}\n`));
    expect(await steps.importFile({ ...said, sha256 })).toMatchObject({ sha256, accepted: 1 });
    expect(await readdir(home.staging)).toEqual([]);
    // Run again, as from the workflow UI, it finds what the import kept.
    expect(await steps.importFile({ ...said, sha256 })).toMatchObject({ accepted: 0, duplicates: 1 });
  });

  test('a file that is refused goes too, after a while in which it may be asked for again', async () => {
    const patient = payloadSteps(opened.steps, home, { keptMs: 1_000 });
    const sha256 = await stageFile(home, await fileOf('<html>log in</html>'));
    // Another import of it, or a further attempt where the answer was lost.
    for (const request of ['run-1', 'run-1', 'run-2'])
      await expect(patient.importFile({ ...said, sha256, request })).rejects.toThrow(FileRefused);
    await until(async () => (await readdir(home.staging)).length === 0);
    await expect(patient.importFile({ ...said, sha256 })).rejects.toThrow(NotStaged);
  });

  test('takes no path: neither one beside the hash, nor one in its place', async () => {
    const path = await fileOf(`${JSON.stringify({ ...TRADE, price: 9 })}\n`);
    const asked = (input: object) => steps.importFile({ ...said, path, ...input } as never);
    await expect(asked({})).rejects.toThrow(InvalidInput);
    await expect(asked({ sha256: '../../trades.jsonl' })).rejects.toThrow('not a sha256');
    await expect(asked({ sha256: 'a'.repeat(64) })).rejects.toThrow(NotStaged);
  });
});

describe('importFiles({files})', () => {
  const lines = (...prices: number[]) =>
    prices.map((price) => `${JSON.stringify({ ...TRADE, price })}\n`).join('');
  const batchOf = async (...contents: string[]) => {
    const files = [];
    for (const [at, content] of contents.entries()) {
      const sha256 = await stageFile(home, await fileOf(content));
      files.push({ ...said, givenPath: `${at}.jsonl`, sha256, request: `run:${at}` });
    }
    return files;
  };

  test('each for itself: what is refused keeps none of the others out', async () => {
    const files = await batchOf(lines(1, 2), '<html>log in</html>', lines(2, 3));
    const outcomes = await steps.importFiles({ files: [...files, { ...said, sha256: 'a'.repeat(64) }] });
    expect(outcomes).toMatchObject([
      { report: { path: '0.jsonl', accepted: 2 } },
      { refused: { name: 'FileRefused' } },
      { report: { path: '2.jsonl', accepted: 1, duplicates: 1 } },
      { refused: { name: 'NotStaged' } },
    ]);
  });

  test('run again for want of its answer, gives the same one', async () => {
    const files = await batchOf(lines(1, 2), '<html>log in</html>', lines(2, 3), lines(1, 2));
    const outcomes = await steps.importFiles({ files });
    expect(outcomes[3]).toMatchObject({ report: { accepted: 0, duplicates: 2 } });
    expect(await steps.importFiles({ files })).toEqual(outcomes);
    const hashes = files.map(({ sha256 }) => sha256);
    await steps.unstageFiles({ hashes });
    expect(await readdir(home.staging)).toEqual([]);
  });
});

describe('any other step', () => {
  test('writes nowhere but into the home, whatever folder is named', async () => {
    const asked = { table: 'bars', format: 'csv', out: dir } as const;
    expect((await steps.exportTable(asked)).path).toBe(join(home.exports, 'bars.csv'));
    expect(await readdir(dir)).toEqual(['home']);
  });

  test.each([
    ['a format that leads out of the folder', 'exportTable', { table: 'bars', format: '/../../x' }],
    ['a day that is SQL', 'reconcileRange', { from: "2025-01-06'; DROP TABLE x; --", to: '2025-01-07' }],
    ['a day there is none of', 'trackOutcomes', { through: '2025-02-30' }],
    ['a week that is a path', 'aggregateWeek', { week: '../../2025-W02' }],
    ['a missed week that is a path', 'aggregateWeek', { week: '2025-W02', missed: ['../x'] }],
    ['weeks that are none', 'aggregateWeeks', { weeks: ['2025-W60'], tell: false }],
    ['no hash', 'retractImport', { fileSha256: 'trades.jsonl' }],
    ['an account that is no text', 'adviseRange', { from: '2025-01-06', to: '2025-01-06', account: {} }],
    ['nothing', 'exportTable', undefined],
    [
      'a file by its path',
      'importFiles',
      { files: [{ path: '/etc/passwd', givenPath: 'x', account: null }] },
    ],
    ['a copy by its path', 'unstageFiles', { hashes: ['../../journal.jsonl'] }],
  ] as const)('%s is InvalidInput', async (_, name, input) => {
    await expect((steps[name] as (given: unknown) => Promise<unknown>)(input)).rejects.toThrow(InvalidInput);
  });
});
