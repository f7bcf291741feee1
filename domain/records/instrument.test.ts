import { describe, expect, test } from '@jest/globals';
import { decimal } from '../number/decimal.js';
import { instrumentKey, multiplierOf, type Instrument } from './instrument.js';

const shares: Instrument = {
  root: null,
  underlying: 'SOFI',
  right: null,
  strike: null,
  expiration: null,
  multiplier: null,
};
const call: Instrument = {
  root: 'SOFI',
  underlying: 'SOFI',
  right: 'call',
  strike: decimal('12.5'),
  expiration: '2023-08-04',
  multiplier: decimal(100),
};

describe('instrumentKey', () => {
  test('is the symbol of shares and spells a contract out', () => {
    expect(instrumentKey(shares)).toBe('SOFI');
    expect(instrumentKey(call)).toBe('SOFI 2023-08-04 call 12.5');
    expect(instrumentKey({ ...call, root: 'SOFI1', multiplier: decimal(10) })).toBe(
      'SOFI 2023-08-04 call 12.5 root SOFI1 x10',
    );
  });

  test('is the same whether the usual root and multiplier are given or not', () => {
    expect(instrumentKey({ ...call, root: null, multiplier: null })).toBe(instrumentKey(call));
    expect(instrumentKey({ ...shares, multiplier: decimal(1) })).toBe(instrumentKey(shares));
  });

  test.each<Partial<Instrument>>([
    { root: 'SOFI1' },
    { underlying: 'SOF' },
    { right: 'put' },
    { strike: decimal(12) },
    { expiration: '2023-08-11' },
    { multiplier: decimal(1) },
  ])('differs where %p differs', (other) => {
    expect(instrumentKey({ ...call, ...other })).not.toBe(instrumentKey(call));
  });
});

describe('multiplierOf', () => {
  test('is 100 for options and 1 for shares unless given', () => {
    expect(multiplierOf(shares)).toBe(decimal(1));
    expect(multiplierOf({ right: 'put', multiplier: null })).toBe(decimal(100));
    expect(multiplierOf({ right: 'put', multiplier: decimal(10) })).toBe(decimal(10));
  });
});
