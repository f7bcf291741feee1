import { expect, test } from '@jest/globals';
import { actionOf } from './action-words.js';

test.each([
  ['SHRT', 'sell_to_open'],
  ['Sell Short', 'sell_to_open'],
  ['BTC', 'buy_to_close'],
  ['Market buy', 'buy'],
  ['SHIRT', undefined],
])('actionOf(%j) is %j', (written, action) => {
  expect(actionOf(written)).toBe(action);
});
