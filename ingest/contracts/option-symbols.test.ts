import { expect, test } from '@jest/globals';
import { optionSymbol } from './option-symbols.js';

const SPY = { underlying: 'SPY', root: 'SPY', right: 'call', strike: '500', expiration: '2025-01-17' };

test.each([
  'SPY   250117C00500000',
  'SPY250117C00500000',
  '-SPY250117C500',
  ' -SPY250117C500',
  '.SPY250117C500',
  'SPY_011725C500',
  'SPY 250117C500',
  'SPY17Jan25C500',
  'SPY 17JAN25 500 C',
  'SPY 17 JAN 25 500 CALL',
  'SPY 100 (Weeklys) 17 JAN 25 500 CALL',
  'SPY 100 17 JAN 25 500 CALL',
  'SPY 01/17/2025 500 C',
  'SPY 1/17/25 Call $500',
  'SPY 01/17/2025 500C',
  'SPY Jan 17 2025 500 Call',
  "SPY Jan 17, '25 $500 Call",
  'SPY 2025-01-17 500 call',
  'SPY $500 Call 1/17/2025',
  'CALL (SPY) SPDR S&P 500 JAN 17 25 $500 (100 SHS)',
  'Call SPY 01/17/25 500',
])('optionSymbol(%j) is the call on SPY at 500', (written) => {
  expect(optionSymbol(written)).toEqual(SPY);
});

test.each([
  ['SPXW  250117P05900500', { underlying: 'SPX', root: 'SPXW', right: 'put', strike: '5900.5' }],
  ['C 1/17/2025 70 PUT', { underlying: 'C', root: 'C', right: 'put', strike: '70' }],
  ['C 17JAN25 70 P', { underlying: 'C', root: 'C', right: 'put', strike: '70' }],
  ['P 17JAN25 70 C', { underlying: 'P', root: 'P', right: 'call', strike: '70' }],
  ['AAPL1 250117C00150000', { underlying: 'AAPL', root: 'AAPL1', right: 'call', strike: '150' }],
  ['SPX 1/17/2025 Put $5,900.50', { underlying: 'SPX', root: 'SPX', right: 'put', strike: '5900.50' }],
])('optionSymbol(%j) knows the underlying of its root', (written, expected) => {
  expect(optionSymbol(written)).toMatchObject(expected);
});

test.each([
  ['ABC 100 (Weeklys) 19 JAN 24 50 CALL', { strike: '50', expiration: '2024-01-19' }],
  ['RUT 100 19 JAN 24 2050 PUT', { strike: '2050', expiration: '2024-01-19' }],
  ['PUT (ABC) SECTOR 12 JAN 19 24 $50 (100 SHS)', { strike: '50', expiration: '2024-01-19' }],
])('optionSymbol(%j) takes no strike for a year and no number of a name for a day', (written, expected) => {
  expect(optionSymbol(written)).toMatchObject(expected);
});

test.each([
  'SPY',
  'BTC-USD',
  '',
  'C',
  'SPY251317C500',
  'SPY Jan 17 2025',
  'SPY 1/17/2025 Call 500 510',
  'Put 1/17/2025',
])('optionSymbol(%j) is none', (written) => {
  expect(optionSymbol(written)).toBeUndefined();
});
