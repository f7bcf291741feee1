import { expect, test } from '@jest/globals';
import { figure } from './figure.js';

test('figure(value, decimals) has a minus sign, and none of what is rounded to 0', () => {
  expect([figure(-1.25, 1), figure(-0.0004, 3), figure(12.5, 2)]).toEqual(['−1.3', '0.000', '12.50']);
});
