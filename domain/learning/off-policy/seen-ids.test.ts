import { expect, test } from '@jest/globals';
import { seenIds } from './seen-ids.js';

test('seenIds(2) knows an id again however many came since; a text is no number', () => {
  const isNew = seenIds(2);
  expect(['a', 'b', 'c', 'd', 'e', '1', 1].map(isNew)).toEqual(Array.from({ length: 7 }, () => true));
  expect(['a', 'c', 'e', 1, 'f'].map(isNew)).toEqual([false, false, false, false, true]);
});
