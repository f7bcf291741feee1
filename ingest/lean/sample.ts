import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { brokenText } from '../../test/broken-files.js';
import type { FormatSample } from '../../test/format-sample.js';
import { textLines } from '../text/text-lines.js';
import { zipEntries } from '../text/zip-entries.js';
import { lean } from './lean.js';

const ENTRIES = {
  'abc.csv': '20240308 00:00,136300,162550,135000,162500,6315000\n20240311 00:00,1,1,1,1,5\n',
  '20240308_abc_minute_quote_american_put_475000_20240621.csv':
    '34200000,100,300,100,200,7,400,600,400,500,8\n34260000,,,,,,400,600,400,500,8\n',
};
const zip = (entries: Readonly<Record<string, string>>) =>
  zipSync(Object.fromEntries(Object.entries(entries).map(([name, text]) => [name, strToU8(text)])));

/** Archives that are sound, of entries that are not. */
const brokenArchive = fc
  .array(fc.tuple(fc.constantFrom(...Object.keys(ENTRIES)), brokenText(Object.values(ENTRIES))), {
    minLength: 1,
    maxLength: 3,
  })
  .map((entries) => zip(Object.fromEntries(entries)));

function linesOfEntries(bytes: Uint8Array): number {
  const archive = zipEntries();
  let records = 0;
  let lines = textLines();
  for (const { data, last } of archive.push(bytes)) {
    records += lines.push(data).length + (last ? lines.end().length : 0);
    if (last) lines = textLines();
  }
  archive.end();
  return records;
}

export const samples: readonly FormatSample[] = [
  {
    format: lean,
    fileName: 'abc.zip',
    files: [zip(ENTRIES)],
    broken: brokenArchive,
    recordsIn: linesOfEntries,
  },
];
