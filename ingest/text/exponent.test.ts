import { describe, expect, test } from '@jest/globals';
import { withoutExponent } from './exponent.js';

describe('withoutExponent(written)', () => {
  test.each([
    ['1.5E+07', '15000000'],
    ['3.2E-07', '0.00000032'],
    ['3E-05', '0.00003'],
    ['-1.25e1', '-12.5'],
    ['1,5E3', '1500'],
    ['12.345e2', '1234.5'],
    ['1e5', '100000'],
    ['1E400', '1E400'],
    ['E5', 'E5'],
    ['12.5', '12.5'],
    ['2.0ETH', '2.0ETH'],
  ])('%j is %j', (written, plain) => {
    expect(withoutExponent(written)).toBe(plain);
  });
});
