import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parsedText } from '../test/parsed-file.js';
import { SAMPLES } from '../test/samples.js';
import { sharedData } from '../test/shared-data.js';
import { csvRecords } from './text/csv-records.js';
import { detectFormat, formats } from './formats.js';

const SAMPLE = join(import.meta.dirname, '..', 'data', 'sample');
const FILES = [
  join(SAMPLE, 'main.executions.csv'),
  join(SAMPLE, 'daily.bars.csv'),
  ...[
    ['robinhood-covered-calls-2018-2023', 'robinhood.csv'],
    ['tastytrade-2018-2024', 'tastytrade_transactions_history_180201_to_240817.csv'],
    ['tastytrade-and-fidelity-options-2022-2023', '2023-01-01_2023-01-13.csv'],
    ['yahoo-daily', 'ASTR.csv'],
  ].flatMap(([folder = '', file = '']) => {
    const path = sharedData(folder);
    return path !== undefined && existsSync(join(path, file)) ? [join(path, file)] : [];
  }),
];

/** The first records of a file, divided by `delimiter`. */
function divided(bytes: Uint8Array, delimiter: string): string {
  const records = csvRecords();
  return [...records.push(bytes), ...records.end()]
    .slice(0, 500)
    .map(({ fields }) => fields.map((field) => `"${field.replaceAll('"', '""')}"`).join(delimiter))
    .join('\r\n');
}

const TABLES = SAMPLES.filter(({ format, tables }) => tables !== undefined && formats.includes(format));

describe('a format reads the same whatever divides the fields and encodes the text', () => {
  test.each([
    ...FILES.map((path) => [path.split('/').at(-1) ?? '', readFileSync(path)] as const),
    ...TABLES.flatMap(({ fileName, files }) => files.map((file) => [fileName, Buffer.from(file)] as const)),
  ])('%s', (name, bytes) => {
    const told = (file: Uint8Array) =>
      parsedText(detectFormat(file.subarray(0, 65_536), name), file, name).map((event) =>
        'raw' in event ? { ...event, raw: '' } : event,
      );
    const expected = told(Buffer.from(divided(bytes, ',')));
    expect(expected.length).toBeGreaterThan(0);
    for (const delimiter of [';', '\t']) {
      const text = divided(bytes, delimiter);
      expect(told(Buffer.from(text))).toEqual(expected);
      expect(told(Buffer.from(`\ufeff${text}`, 'utf16le'))).toEqual(expected);
    }
  });
});
