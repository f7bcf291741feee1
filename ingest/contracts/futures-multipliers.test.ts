import { expect, test } from '@jest/globals';
import { futuresMultiplier } from './futures-multipliers.js';

test.each([
  ['ESH5', '50'],
  ['/ESH26', '50'],
  ['MNQ 03-25', '2'],
  ['CME_MINI:MES1!', '5'],
  ['CLZ2025', '1000'],
  ['GCJ5.COMEX', '100'],
  ['XYZH5', undefined],
  ['ES', undefined],
  ['AAPL', undefined],
  ['BRK.B', undefined],
])('futuresMultiplier(%j) is %s', (symbol, multiplier) => {
  expect(futuresMultiplier(symbol)).toBe(multiplier);
});
