import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FileRefused } from '../../domain/errors.js';
import { tableRecords } from './table-records.js';

const read = (text: string, cutOff = false) => {
  const reader = tableRecords({ cutOff });
  return [...reader.push(Buffer.from(text)), ...reader.end()];
};
const fieldsOf = (text: string, cutOff = false) => read(text, cutOff).map(({ fields }) => fields);

const FILLS = [
  { px: '1.5', sz: 2, liquidation: { method: 'market' } },
  { px: 0.00000012, sz: null, side: 'B' },
];
const TABLE = [
  ['px', 'sz', 'liquidation.method', 'side'],
  ['1.5', '2', 'market', ''],
  ['0.00000012', '', '', 'B'],
];

describe('tableRecords() of JSON', () => {
  test.each([
    ['a list', JSON.stringify(FILLS, null, 2)],
    ['a list in an object', JSON.stringify({ cursor: '', data: { fills: FILLS } })],
    ['an object a line', FILLS.map((fill) => JSON.stringify(fill)).join('\n')],
  ])('reads %s as a table', (_, text) => {
    expect(fieldsOf(text)).toEqual(TABLE);
    expect(read(text).map(({ line }) => line)).toEqual([1, 1, 2]);
  });

  test('keeps every digit of an id', () => {
    expect(fieldsOf('[{"id": 12345678901234567890, "text": "a: 12345678901234567890, b"}]')[1]).toEqual([
      '12345678901234567890',
      'a: 12345678901234567890, b',
    ]);
  });

  test('what is no object is a problem of its own record', () => {
    expect(read('[{"a": 1}, 2]')[2]).toMatchObject({ line: 2, problem: 'not a JSON object', raw: '2' });
  });

  test('refuses what breaks off, unless it is the head of a file', () => {
    const text = JSON.stringify({ data: FILLS });
    const cut = text.slice(0, text.indexOf('"side"'));
    expect(() => read(cut)).toThrow(FileRefused);
    expect(fieldsOf(cut, true)[1]).toEqual(['1.5', '2', 'market']);
  });

  test.each(['[]', '{"a"}', `[{"a": ${'['.repeat(100_000)}`])('refuses %.20s…', (text) => {
    expect(() => read(text)).toThrow(FileRefused);
  });

  test('any list cut into any chunks gives the same records', () => {
    const object = fc.dictionary(
      fc.string({ maxLength: 3 }),
      fc.oneof(fc.string(), fc.integer(), fc.constant(null)),
    );
    fc.assert(
      fc.property(fc.array(object, { minLength: 1, maxLength: 20 }), fc.nat(400), (list, cut) => {
        const bytes = Buffer.from(JSON.stringify(list));
        const reader = tableRecords();
        const pieces = [reader.push(bytes.subarray(0, cut)), reader.push(bytes.subarray(cut)), reader.end()];
        expect(pieces.flat()).toEqual(read(bytes.toString()));
      }),
    );
  });
});
