import { expect, test } from '@jest/globals';
import { once } from './once.js';

test('once(make) makes a value when it is first asked for, undefined too, and not again', () => {
  let made = 0;
  const value = once(() => {
    made++;
    return undefined;
  });
  expect(made).toBe(0);
  expect([value(), value(), made]).toEqual([undefined, undefined, 1]);
});
