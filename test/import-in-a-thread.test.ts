/**
 * Files so large that the built program reads them in a thread of its own, beside the same files read in one thread
 * from the source.
 */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openSteps } from '../activities/make-steps.js';
import type { FileReport } from '../activities/import-reports.js';
import { homePaths } from '../store/home/home.js';
import { makeHome, removeHome, tradeloop } from './system.js';

let homes: { threaded: string; plain: string };
beforeEach(async () => {
  homes = { threaded: await makeHome(), plain: await makeHome() };
});
afterEach(async () => {
  await removeHome(homes.threaded);
  await removeHome(homes.plain);
});

const HEADER =
  '"Activity Date","Process Date","Settle Date","Instrument","Description","Trans Code","Quantity","Price","Amount"\n';
/** Trades, every hundredth of them for no number of shares, and interest. */
const row = (index: number) => {
  const day = `"${1 + (index % 12)}/${1 + (index % 28)}/2023"`;
  const told =
    index % 50 === 1
      ? '"","Interest Payment","INT","","","$1.00"'
      : `"ABC","Abc","Buy","${index % 100 === 0 ? 'many' : 1 + (index % 9)}","$2.00","($${2 + 2 * (index % 9)}.00)"`;
  return `${day},${day},${day},${told}\n`;
};
const rows = Array.from({ length: 4_000 }, (_, index) => row(index)).join('');

async function fileOf(content: string): Promise<string> {
  const path = join(homes.threaded, 'export.csv');
  await writeFile(path, content);
  return path;
}

/** The built program's import. */
async function imported(path: string): Promise<{ status: number; document: Record<string, unknown> }> {
  const { status, stdout } = await tradeloop(
    homes.threaded,
    ...['import', path, '--account', 'main', '--local', '--json'],
  );
  return { status, document: JSON.parse(stdout) as Record<string, unknown> };
}

/** The import from the source, where no thread is. */
async function importedHere(path: string): Promise<FileReport> {
  const { steps, close } = await openSteps(homes.plain);
  try {
    return await steps.importFile({ path, givenPath: path, account: 'main', coveredThrough: null });
  } finally {
    await close();
  }
}

async function landed(dir: string): Promise<unknown> {
  const { manifest } = homePaths(dir);
  const { files, counts, reasons, cash } = JSON.parse(await readFile(manifest, 'utf8')) as Record<
    string,
    unknown
  >;
  return { files, counts, reasons, cash };
}

describe('a file that is read in a thread', () => {
  test('lands the same bytes, counts and rejects as in one thread', async () => {
    const path = await fileOf(HEADER + rows);
    const { status } = await imported(path);
    const here = await importedHere(path);
    expect(status).toBe(0);
    expect(here.rejected).toBe(40);
    expect(await landed(homes.threaded)).toEqual(await landed(homes.plain));
    const rejects = (dir: string) => readFile(join(homePaths(dir).rejects, `${here.sha256}.csv`), 'utf8');
    expect(await rejects(homes.threaded)).toBe(await rejects(homes.plain));
  }, 60_000);

  test('is refused by name where it ends as no text does, and leaves nothing', async () => {
    const path = await fileOf(`${HEADER}${rows}\0`);
    const { document } = await imported(path);
    const message = 'binary data: a NUL byte, which no text file has';
    expect(document).toMatchObject({ refused: [{ name: 'FileRefused', message }] });
    const { raw, rejects, lake } = homePaths(homes.threaded);
    expect([await readdir(raw), await readdir(rejects), await readdir(lake)]).toEqual([
      [],
      [],
      ['manifest.jsonl'],
    ]);
    await expect(importedHere(path)).rejects.toThrow(message);
  }, 60_000);
});
