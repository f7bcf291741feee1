import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { textTable, type TableColumn } from './text-table.js';

interface Trade {
  name: string;
  price: string;
  note: string;
}
const COLUMNS: TableColumn<Trade>[] = [
  { heading: 'name', of: ({ name }) => name },
  { heading: 'price', right: true, of: ({ price }) => price },
  { heading: 'note', of: ({ note }) => note },
];

describe('textTable(rows, columns, width)', () => {
  test('writes rows under their headings, numbers at the right, and no column that is empty', () => {
    const rows = [
      { name: 'NIO', price: '0.55', note: '' },
      { name: 'SOFI', price: '10.00', note: '' },
    ];
    expect(textTable(rows, COLUMNS, 80)).toEqual(['name  price', 'NIO    0.55', 'SOFI  10.00']);
  });

  test('cuts long texts, and never a number', () => {
    const rows = [{ name: 'a name that is long', price: '1234567.89', note: 'a note that is longer still' }];
    expect(textTable(rows, COLUMNS, 40)).toEqual([
      'name                price  note',
      'a name that…   1234567.89  a note that…',
    ]);
  });

  test('lets sentences go on below, where their column says so', () => {
    const rows = [
      { name: 'NIO', price: '0.55', note: 'a note that is longer' },
      { name: 'SOFI', price: '1.00', note: 'short' },
    ];
    const columns = COLUMNS.map((column) => ({ ...column, wraps: column.heading === 'note' }));
    expect(textTable(rows, columns, 25)).toEqual([
      'name  price  note',
      'NIO    0.55  a note that',
      '             is longer',
      'SOFI   1.00  short',
    ]);
  });

  test('leaves out the last columns where they do not fit, and says which', () => {
    const rows = [{ name: 'a name that is long', price: '1234567.89', note: 'a note' }];
    expect(textTable(rows, COLUMNS, 24)).toEqual([
      'name               price',
      'a name that…  1234567.89',
      'not shown: note',
    ]);
  });

  test('shows control characters and those that turn text around as what they are', () => {
    const rows = [{ name: 'a\u001b[2Jb\u202ec\n', price: '', note: '' }];
    expect(textTable(rows, COLUMNS, 80)).toEqual(['name', 'a\\u001b[2Jb\\u202ec\\u000a']);
  });

  test('has no line that is wider than the terminal, whatever the rows', () => {
    const cell = fc.string({ maxLength: 60 });
    fc.assert(
      fc.property(
        fc.array(fc.record({ name: cell, price: fc.constantFrom('', '1', '-23.45'), note: cell }), {
          minLength: 1,
        }),
        fc.integer({ min: 20, max: 200 }),
        fc.boolean(),
        (rows, width, wraps) => {
          const columns = COLUMNS.map((column) => ({ ...column, wraps: wraps && column.heading === 'note' }));
          for (const line of textTable(rows, columns, width))
            expect([...line].length).toBeLessThanOrEqual(width);
        },
      ),
    );
  });
});
