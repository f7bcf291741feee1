import { describe, expect, test } from '@jest/globals';
import { decimal } from '../number/decimal.js';
import { contractText, decimalIn, priceText, tradeText } from './trade-text.js';

const CALL = { right: 'call', strike: decimal(20), expiration: '2022-03-18' } as const;
const WORDS = { action: 'sell_to_open', ...CALL, quantity: decimal(2), price: decimal('0.55') };

describe('tradeText(words, beside)', () => {
  test.each([
    [WORDS, 'sell 2× 20C 18 Mar 0.55'],
    [{ ...WORDS, quantity: decimal(1), price: null }, 'sell 20C 18 Mar'],
    [{ ...WORDS, action: 'buy_to_close', right: 'put' as const, quantity: null }, 'buy back 20P 18 Mar 0.55'],
    [{ ...WORDS, action: 'roll' }, 'roll → 2× 20C 18 Mar 0.55'],
    [
      { ...WORDS, action: 'roll', from: { ...CALL, strike: decimal('22.5'), expiration: '2022-03-11' } },
      'roll 22.5C 11 Mar → 2× 20C 18 Mar 0.55',
    ],
    [
      { ...WORDS, action: 'buy', right: null, strike: null, expiration: null, quantity: decimal(100) },
      'buy 100 shares 0.55',
    ],
    [{ ...WORDS, action: 'sell', right: null, strike: null, expiration: null, quantity: null }, 'sell 0.55'],
    [{ ...WORDS, action: 'buy_to_open' }, 'buy 2× 20C 18 Mar 0.55'],
    [{ ...WORDS, action: 'sell_to_close' }, 'sell off 2× 20C 18 Mar 0.55'],
    [{ ...WORDS, action: 'hold' }, 'hold 20C 18 Mar'],
    [{ ...WORDS, action: 'wait' }, 'wait 20C 18 Mar'],
    [
      { ...WORDS, action: 'wait', right: null, strike: null, expiration: null, quantity: null, price: null },
      'wait',
    ],
  ])('%# says it in a few words', (words, text) => {
    expect(tradeText(words, '2022-03-07')).toBe(text);
  });
});

test('contractText(contract, beside) says as much as is known', () => {
  expect(contractText({ ...CALL, expiration: '2023-01-20' }, '2022-03-07')).toBe('20C 20 Jan 2023');
  expect(contractText({ right: null, strike: null, expiration: null }, '2022-03-07')).toBe('');
});

test('priceText(price) has two to four decimal places', () => {
  expect(['1', '0.5', '0.125', '0.12345', '-0.3', '0'].map((text) => priceText(decimal(text)))).toEqual([
    '1.00',
    '0.50',
    '0.125',
    '0.1235',
    '-0.30',
    '0.00',
  ]);
});

test('decimalIn(value) reads a number of a row, also one that is written as text', () => {
  expect([decimalIn(0.55), decimalIn('12345678901234567.5'), decimalIn(null)]).toEqual([
    decimal('0.55'),
    decimal('12345678901234567.5'),
    null,
  ]);
  for (const other of ['none', true, undefined, [1]]) expect(decimalIn(other)).toBeNull();
});
