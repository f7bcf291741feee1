import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FileRefused } from '../domain/errors.js';
import { brokenBytes, brokenText } from '../test/broken-files.js';
import type { FormatSample } from '../test/format-sample.js';
import { inputRecords, parsedText } from '../test/parsed-file.js';
import { SAMPLES } from '../test/samples.js';
import { sharedData } from '../test/shared-data.js';
import { atMost, runs } from '../test/runs.js';
import { detectFormat, formats } from './formats.js';
import type { SourceFormat } from './source-format.js';

const RUNS = 60;

/** The first bytes of real exports, where they are there. */
function realHeads(): string[] {
  const [robinhood, tastytrade] = ['robinhood-covered-calls-2018-2023', 'tastytrade-2018-2024'].map(
    sharedData,
  );
  const paths = [
    ...(robinhood === undefined ? [] : [join(robinhood, 'robinhood.csv')]),
    ...(tastytrade === undefined
      ? []
      : [join(tastytrade, '2018 - 2020-05.csv'), join(tastytrade, 'uso.csv')]),
  ];
  return paths.map((path) => readFileSync(path, 'utf8').slice(0, 8_000));
}

const bytesOf = (text: string) => new TextEncoder().encode(text);

const READ = SAMPLES.filter(({ format }) => formats.includes(format));
const REAL = realHeads();
const broken = (file: string | Uint8Array) =>
  typeof file === 'string' ? brokenText([file]).map(bytesOf) : brokenBytes(file);
const anyFile = fc.oneof(...[...READ.flatMap(({ files }) => files), ...REAL].map(broken));

/** Files of a format, its own samples and real ones, with something wrong. */
function brokenFiles({ format, files, broken: further }: FormatSample): fc.Arbitrary<Uint8Array>[] {
  const real = REAL.filter((text) => detectFormat(bytesOf(text), 'AAPL.csv') === format);
  return [...[...files, ...real].map(broken), ...(further === undefined ? [] : [further])];
}

/** Parses a file by a format; it either refuses the file by name or accounts for every input record. */
function expectAccounted({ format, fileName, recordsIn }: FormatSample, bytes: Uint8Array): void {
  try {
    const { accepted, rejected, ignored } = inputRecords(parsedText(format, bytes, fileName));
    expect(accepted + rejected + ignored).toBe(recordsIn(bytes));
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
  }
}

function expectDetected(bytes: Uint8Array): void {
  try {
    expect(formats).toContain(detectFormat(bytes, 'AAPL.csv'));
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
  }
}

test('every format has its sample, of files that are known for its own', () => {
  const names = (list: readonly SourceFormat[]) => list.map(({ name }) => name).sort();
  expect(names(READ.map(({ format }) => format))).toEqual(names(formats));
  for (const { format, fileName, files } of READ) {
    const known = files.map((file) =>
      detectFormat(typeof file === 'string' ? bytesOf(file) : file, fileName),
    );
    expect([format.name, ...names(known)]).toEqual([format.name, ...files.map(() => format.name)]);
    expect(files).not.toEqual([]);
  }
});

describe('whatever bytes come, every format either refuses the file or accounts for each of its records', () => {
  test.each(READ.map((sample) => [sample.format.name, sample] as const))(
    '%s',
    (_, sample) => {
      const own = brokenFiles(sample);
      fc.assert(
        fc.property(fc.oneof(fc.uint8Array({ maxLength: 400 }), anyFile, ...own, ...own), (bytes) => {
          expectDetected(bytes);
          expectAccounted(sample, bytes);
        }),
        runs(RUNS, { sharing: formats.length }),
      );
    },
    atMost(30_000),
  );
});
