import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isPrintable, printable, printableLines } from './printable.js';

describe('printable(text)', () => {
  test.each([
    ['a colour', 'a\u001b[31mb', 'a\\u001b[31mb'],
    ['a control sequence of one character', 'a\u009b31mb', 'a\\u009b31mb'],
    ['another line', 'done\nfailed: none', 'done\\u000afailed: none'],
    ['a line that is written over', 'secret\rpublic', 'secret\\u000dpublic'],
    ['a line separator', 'a\u2028b', 'a\\u2028b'],
    ['writing from right to left', 'gpj.\u202eexe', 'gpj.\\u202eexe'],
    ['an isolate and a mark', '\u2067\u200f\u061c', '\\u2067\\u200f\\u061c'],
    ['a word in another script', 'Ölförderung ☃ 株式', 'Ölförderung ☃ 株式'],
  ])('%s', (_, text, shown) => {
    expect(printable(text)).toBe(shown);
    expect(isPrintable(text)).toBe(text === shown);
  });

  test('of anything is all seen, and the same once more', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = printable(text);
        expect(isPrintable(shown)).toBe(true);
        expect(printable(shown)).toBe(shown);
      }),
    );
  });

  test('of JSON is JSON of the same', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(JSON.parse(printable(JSON.stringify(text)))).toBe(text);
      }),
    );
  });
});

test('printableLines(text) keeps line breaks only', () => {
  expect(printableLines('a\nb\r\u001bc')).toBe('a\nb\\u000d\\u001bc');
});
