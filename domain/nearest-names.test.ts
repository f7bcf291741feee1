import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { editsBetween, nearestNames } from './nearest-names.js';

describe('nearestNames(written, names)', () => {
  test('puts those first that are spelled most like it, in whatever case', () => {
    expect(nearestNames('mian', ['ira', 'main', 'roth'])).toBe('main, ira, roth');
    expect(nearestNames('nii', ['TSLA', 'NIO'])).toBe('NIO, TSLA');
    expect(nearestNames('MAIN', ['ira', 'mile', 'main'])).toBe('main, mile, ira');
    expect(nearestNames('x', ['c', 'a', 'b'])).toBe('a, b, c');
  });

  test('writes eight of them out and says how many there are', () => {
    const names = Array.from({ length: 10 }, (_, at) => `A${at}`);
    expect(nearestNames('A', names)).toBe('A0, A1, A2, A3, A4, A5, A6, A7, … (10 in all)');
    expect(nearestNames('A', names.slice(0, 8))).toBe('A0, A1, A2, A3, A4, A5, A6, A7');
  });
});

describe('editsBetween(a, b)', () => {
  test.each([
    ['main', 'main', 0],
    ['mian', 'main', 1],
    ['man', 'main', 1],
    ['mains', 'main', 1],
    ['moin', 'main', 1],
    ['', 'main', 4],
    ['main', '', 4],
    ['kitten', 'sitting', 3],
    ['ab', 'ba', 1],
    ['xab', 'xba', 1],
    ['abcd', 'badc', 2],
    ['ca', 'abc', 3],
    ['aab', 'ba', 2],
    ['acb', 'bca', 2],
    ['abx', 'bay', 2],
    ['cab', 'cba', 1],
    ['aa', 'ab', 1],
    ['ba', 'aa', 1],
    ['ax', 'bx', 1],
  ])('%j to %j: %i', (a, b, edits) => {
    expect(editsBetween(a, b)).toBe(edits);
  });

  test('is the same both ways, and none only for equal texts', () => {
    const text = fc.string({ maxLength: 6, unit: fc.constantFrom('a', 'b', 'c') });
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(editsBetween(a, b)).toBe(editsBetween(b, a));
        expect(editsBetween(a, b) === 0).toBe(a === b);
        expect(editsBetween(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });
});
