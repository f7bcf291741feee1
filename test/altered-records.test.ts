import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FileRefused } from '../domain/errors.js';
import { detectFormat } from '../ingest/formats.js';
import { mappedTable } from '../ingest/mapping/mapped-table.js';
import { parseMapping } from '../ingest/mapping/mapping.js';
import { withDefaults } from '../ingest/mapping/suggest-defaults.js';
import { suggestMapping } from '../ingest/mapping/suggest-mapping.js';
import type { Parsed } from '../ingest/source-format.js';
import { tableRecords } from '../ingest/text/table-records.js';
import { COINS_AND_ABROAD } from './broker-tables/coins-and-abroad.js';
import { OTHERS } from './broker-tables/others.js';
import { SHARES } from './broker-tables/shares.js';
import { parsedText } from './parsed-file.js';
import { atMost, runs } from './runs.js';
import { SAMPLES } from './samples.js';
import { sharedFolder } from './shared-data.js';

const RUNS = 80;
const SHARING = 2;
/** Larger files are read in another test. */
const MOST_BYTES = 200_000;

function realFiles(): string[] {
  const root = sharedFolder('data');
  if (root === undefined) return [];
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).map((path) => join(root, path));
  return paths
    .filter((path) => /\.(csv|xml|json)$/.test(path) && statSync(path).size < MOST_BYTES)
    .map((path) => readFileSync(path, 'utf8'));
}

/** What no record has: hours, days and numbers that are none, nothing, and words. */
const ODD = fc.oneof(
  fc.constantFrom(
    '32',
    '0',
    '00',
    '24',
    '99',
    '60',
    '31',
    '02/30/2025',
    '24:00:00',
    '',
    '-',
    '1e400',
    '.',
    'NaN',
  ),
  fc.stringMatching(/^[0-9A-Za-z.,:;/+$%"'()-]{1,6}$/),
);

/** The text with some of its runs of digits replaced. */
function altered(text: string): fc.Arbitrary<string> {
  const places = [...text.matchAll(/\d+/g)].map(({ index, 0: digits }) => [index, digits.length] as const);
  if (places.length === 0) return fc.constant(text);
  return fc.array(fc.tuple(fc.nat(places.length - 1), ODD), { minLength: 1, maxLength: 5 }).map((changes) => {
    const sorted = [...new Map(changes)].toSorted(([a], [b]) => b - a);
    return sorted.reduce((whole, [place, other]) => {
      const [at = 0, length = 0] = places[place] ?? [];
      return whole.slice(0, at) + other + whole.slice(at + length);
    }, text);
  });
}

/** What reads it may refuse the file by name, and nothing else. */
function refusesAtMost(read: () => void): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
  }
}

/** Every record of the file but its header became something. */
function expectAccounted(events: readonly Parsed[], text: string): void {
  const reader = tableRecords();
  const bytes = new TextEncoder().encode(text);
  const lines = [...reader.push(bytes), ...reader.end()].map(({ line }) => line);
  const told = new Set(
    events.flatMap((event) =>
      event.kind === 'record' ? event.lines : event.kind === 'note' ? [] : [event.line],
    ),
  );
  expect(lines.filter((line) => !told.has(line))).toHaveLength(1);
}

describe('a file with impossible hours, days and numbers in its records', () => {
  const known = [
    ...SAMPLES.flatMap(({ files, fileName }) =>
      files.flatMap((file) => (typeof file === 'string' ? [{ text: file, fileName }] : [])),
    ),
    ...realFiles().map((text) => ({ text, fileName: 'export.csv' })),
  ];

  test(
    'of a known format throws nothing but a refusal by name',
    () => {
      const file = fc
        .constantFrom(...known)
        .chain(({ text, fileName }) => fc.tuple(altered(text), fc.constant(fileName)));
      fc.assert(
        fc.property(file, ([text, fileName]) => {
          refusesAtMost(() => {
            const bytes = new TextEncoder().encode(text);
            parsedText(detectFormat(bytes.subarray(0, 65_536), fileName), bytes, fileName);
          });
        }),
        runs(RUNS, { sharing: SHARING }),
      );
    },
    atMost(120_000),
  );

  test(
    'of any table gives a mapping, which reads it or asks for what is missing',
    () => {
      const tables = [...SHARES, ...COINS_AND_ABROAD, ...OTHERS].map((made) => made(1).text);
      fc.assert(
        fc.property(fc.constantFrom(...tables).chain(altered), (text) => {
          refusesAtMost(() => {
            const parsed = parseMapping(
              JSON.stringify(withDefaults(suggestMapping(new TextEncoder().encode(text)))),
            );
            if (parsed.ok) expectAccounted(parsedText(mappedTable(parsed.mapping), text), text);
            else expect(parsed.problem).toMatch(/to be filled in|missing/);
          });
        }),
        runs(RUNS, { sharing: SHARING }),
      );
    },
    atMost(120_000),
  );
});
