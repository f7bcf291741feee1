import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FileRefused } from '../../domain/errors.js';
import { csvRecords, type CsvRecord } from './csv-records.js';
import { LONGEST_RECORD } from './plain-text.js';

/** A record of 1,024 characters with its line break. */
const LONG_LINE = `${'y'.repeat(1_023)}\n`;

const bytes = (text: string) => new TextEncoder().encode(text);

function read(chunks: Iterable<Uint8Array>): CsvRecord[] {
  const reader = csvRecords();
  return [...[...chunks].flatMap((chunk) => reader.push(chunk)), ...reader.end()];
}

const fieldsOf = (records: CsvRecord[]) => records.map(({ fields }) => fields);

describe('csvRecords()', () => {
  test('gives fields with the line on which each record begins', () => {
    expect(read([bytes('a,b\n1,"two\nlines"\n3,4')])).toEqual([
      { line: 1, fields: ['a', 'b'], raw: 'a,b' },
      { line: 2, fields: ['1', 'two\nlines'], raw: '1,"two\nlines"' },
      { line: 4, fields: ['3', '4'], raw: '3,4' },
    ]);
  });

  test('blank records are left out, and their lines counted', () => {
    const records = read([bytes('a,b\n\n""\n,\n  \n1,2\n')]);
    expect(records.map(({ line }) => line)).toEqual([1, 6]);
  });

  test('a byte-order mark is no part of the first field; any line break ends a record', () => {
    expect(fieldsOf(read([bytes('\ufeffa,b\r\n"1",2\r3,"4"\r\n')]))).toEqual([
      ['a', 'b'],
      ['1', '2'],
      ['3', '4'],
    ]);
  });

  test('a quotation mark that is not closed costs its own line only', () => {
    const records = read([bytes('a,b\n1,"two\n"3",4\n5,6\n')]);
    expect(records).toEqual([
      { line: 1, fields: ['a', 'b'], raw: 'a,b' },
      { line: 2, fields: [], raw: '1,"two', problem: 'quotation mark not closed' },
      { line: 3, fields: ['3', '4'], raw: '"3",4' },
      { line: 4, fields: ['5', '6'], raw: '5,6' },
    ]);
  });

  test('also when more follows than a record may have, and however it is cut', () => {
    const lines = (2 * LONGEST_RECORD) / 1_024;
    const whole = bytes(`"a,b\n${LONG_LINE.repeat(lines)}`);
    const cut = [
      whole.subarray(0, 70_000),
      whole.subarray(70_000, LONGEST_RECORD),
      whole.subarray(LONGEST_RECORD),
    ];
    for (const chunks of [[whole], cut]) {
      const records = read(chunks);
      expect(records).toHaveLength(1 + lines);
      expect(records.filter(({ problem }) => problem)).toHaveLength(1);
    }
  });

  test('a record longer than is read is no record, however it is cut', () => {
    const whole = bytes(`1,"${LONG_LINE.repeat(LONGEST_RECORD / 1_024)}"\n5,6\n`);
    const cut = [whole.subarray(0, LONGEST_RECORD), whole.subarray(LONGEST_RECORD)];
    expect(read([whole])[0]).toMatchObject({ line: 1, fields: [], raw: `1,"${LONG_LINE.trim()}` });
    expect(read(cut)).toEqual(read([whole]));
  });

  test('refuses an endless line, NUL bytes and a file of unclosed quotes', () => {
    const endless = csvRecords();
    const chunk = bytes('x'.repeat(65_536));
    expect(() => {
      for (let i = 0; i < 20; i++) endless.push(chunk);
    }).toThrow(FileRefused);
    expect(() => csvRecords().push(new Uint8Array(10))).toThrow('NUL byte');
    expect(() => read([bytes('a\n'.concat('"b\n'.repeat(1_002)))])).toThrow('quotation marks');
  });

  test('bytes that are no UTF-8 are Windows-1252', () => {
    expect(fieldsOf(read([Uint8Array.of(0x61, 0x93, 0x2c, 0x62)]))).toEqual([['a“', 'b']]);
  });

  test.each([
    ['semicolons', 'a;b,c;d\n1;2,50;3\n'],
    ['tabs', 'a\tb,c\td\n1\t2,50\t3\n'],
    ['semicolons below a title with a comma', 'Brokerage, Inc.\n\na;"b,c";d\n1;2,50;3\n'],
    ['semicolons beside quoted commas', '"a";"b,c";"d"\n1;"2,50";3\n'],
    ['what Excel says they are', 'sep=;\na;b,c;d\n1;2,50;3\n'],
  ])('reads fields divided by %s', (_, file) => {
    const table = [
      ['a', 'b,c', 'd'],
      ['1', '2,50', '3'],
    ];
    expect(fieldsOf(read([bytes(file)])).slice(-2)).toEqual(table);
  });

  test('two columns stay as their header divides them', () => {
    expect(fieldsOf(read([bytes('day;total\n2025-01-06;1,50\n2025-01-07;1,234,50\n')]))).toEqual([
      ['day', 'total'],
      ['2025-01-06', '1,50'],
      ['2025-01-07', '1,234,50'],
    ]);
  });

  test('what Excel protects from itself is the text it protects', () => {
    expect(fieldsOf(read([bytes('a,b,c\n="0012","=""x""""y""",=1+1\n')]))[1]).toEqual([
      '0012',
      'x"y',
      '=1+1',
    ]);
  });

  test('refuses more columns than a spreadsheet has', () => {
    expect(() => read([bytes(`${'a,'.repeat(20_000)}b\n`)])).toThrow('line 1 has 20001 columns');
    expect(() => read([bytes(`${'a,'.repeat(1_000_000)}b\n`)])).toThrow('line 1 is longer than');
  });

  const field = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', ' ', 'é', '€', '🙂'), maxLength: 6 });
  const rows = fc.array(fc.array(field, { minLength: 1, maxLength: 4 }), { maxLength: 8 });
  const quoted = (value: string) => `"${value.replaceAll('"', '""')}"`;

  test('any table, quoted and in any line break, comes back as it was', () => {
    fc.assert(
      fc.property(rows, fc.constantFrom('\n', '\r\n', '\r'), (table, lineBreak) => {
        const file = table.map((row) => row.map(quoted).join(',')).join(lineBreak);
        const filled = table.filter((row) => row.some((value) => value.trim() !== ''));
        expect(fieldsOf(read([bytes(file)]))).toEqual(filled);
      }),
    );
  });

  test('any text cut into any chunks gives the same records', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', '"', ',', ';', '\t', '=', '\n', '\r', '\r\n', ' ', 'é', '🙂'),
      maxLength: 60,
    });
    const encoded = fc.tuple(text, fc.constantFrom<BufferEncoding>('utf8', 'utf16le', 'latin1'));
    fc.assert(
      fc.property(encoded, fc.array(fc.nat(80), { maxLength: 6 }), ([file, encoding], cuts) => {
        const all = new Uint8Array(Buffer.from(encoding === 'utf16le' ? `\ufeff${file}` : file, encoding));
        const at = [0, ...cuts.map((cut) => Math.min(cut, all.length)).sort((a, b) => a - b), all.length];
        const chunks = at.slice(1).map((end, i) => all.subarray(at[i], end));
        expect(read(chunks)).toEqual(read([all]));
      }),
      { numRuns: 500 },
    );
  });

  test('lines and raw text account for the whole file', () => {
    fc.assert(
      fc.property(rows, (table) => {
        const file = table.map((row) => row.map(quoted).join(',')).join('\n');
        for (const { line, raw } of read([bytes(file)])) {
          const begins =
            file
              .split('\n')
              .slice(0, line - 1)
              .join('\n').length + (line > 1 ? 1 : 0);
          expect(file.slice(begins, begins + raw.length)).toBe(raw);
        }
      }),
    );
  });
});
