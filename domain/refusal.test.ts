import { describe, expect, test } from '@jest/globals';
import * as errors from './errors.js';
import { isRefusal, isRefusalNamed } from './refusal.js';

const { TradeloopError: _, ...CLASSES } = errors;
const REFUSING = [
  ...['FileRefused', 'InvalidInput', 'NotFound', 'NotStaged'],
  ...['Conflict', 'Stale', 'Ambiguous', 'CostNotAccepted', 'NotBlessed'],
];

describe('isRefusal(error), isRefusalNamed(name)', () => {
  test.each(Object.entries(CLASSES))('%s', (name, Named) => {
    expect(isRefusal(new Named('why'))).toBe(REFUSING.includes(name));
    expect(isRefusalNamed(name)).toBe(REFUSING.includes(name));
  });

  test('a fault of the program is none', () => {
    expect(isRefusal(new TypeError('x is undefined'))).toBe(false);
    expect(isRefusalNamed('TypeError')).toBe(false);
  });
});
