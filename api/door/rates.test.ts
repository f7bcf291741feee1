import { expect, test } from '@jest/globals';
import { limitedTo } from './rates.js';

test('limitedTo(rate) lets through a burst, then so many a second, each name by itself', () => {
  let now = 0;
  const wait = limitedTo({ aSecond: 2, burst: 5 }, () => now);
  const asked = (name: string, times: number) => Array.from({ length: times }, () => wait(name));
  expect(asked('a', 6)).toEqual([0, 0, 0, 0, 0, 1]);
  expect(asked('b', 1)).toEqual([0]);
  now += 1_000;
  expect(asked('a', 3)).toEqual([0, 0, 1]);
  now += 60_000;
  expect(asked('a', 6)).toEqual([0, 0, 0, 0, 0, 1]);
});

test('says how long to wait', () => {
  const wait = limitedTo({ aSecond: 0.1, burst: 1 }, () => 0);
  expect([wait('a'), wait('a')]).toEqual([0, 10]);
});
