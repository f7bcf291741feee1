import { expect, test } from '@jest/globals';
import { futuresMultiplier, withoutTicks } from './futures-multipliers.js';

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

const ENDLESS = `${'9'.repeat(42)}'2`;
test.each([
  ["115'26", '115.8125'],
  ["115'265", '115.828125'],
  ["450'2", '450.25'],
  ["-3'16", '-2.5'],
  ['4700.25', '4700.25'],
  [ENDLESS, ENDLESS],
])('withoutTicks(%j) is %s', (written, price) => {
  expect(withoutTicks(written)).toBe(price);
});
