import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { wrapped } from './wrapped.js';

describe('wrapped(text, width)', () => {
  test('breaks between words, and a word only where it is longer than a line', () => {
    expect(wrapped('You go 2 strikes higher.', 10)).toEqual(['You go 2', 'strikes', 'higher.']);
    expect(wrapped('ab 123456789', 4)).toEqual(['ab', '1234', '5678', '9']);
    expect(wrapped('You go 2 strikes higher.', Infinity)).toEqual(['You go 2 strikes higher.']);
    expect(wrapped('', 10)).toEqual(['']);
  });

  test('loses no character but the spaces at the breaks, and has no line that is too long', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 30 }), (text, width) => {
        const lines = wrapped(text, width);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
        for (const line of lines) expect([...line].length).toBeLessThanOrEqual(width);
      }),
    );
  });
});
