import { expect, test } from '@jest/globals';
import { csvHead } from './csv-head.js';

const fieldsIn = (text: string) => csvHead(Buffer.from(text)).map(({ fields }) => fields);

test('csvHead(head) gives the records of CSV', () => {
  expect(fieldsIn('a,b\n1,"x, y"\n')).toEqual([
    ['a', 'b'],
    ['1', 'x, y'],
  ]);
});

test.each(['{"a":1,"b":"x"}\n{"a":2}', ' [{"a":1}]', '[]', '\ufeff{"a":"x"}'])(
  'csvHead(head) gives none of %s',
  (text) => {
    expect(fieldsIn(text)).toEqual([]);
  },
);
