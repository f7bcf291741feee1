import { expect, test } from '@jest/globals';
import { turns } from './turns.js';

test('turns() lets a timer fire while a loop that waits for its turns runs', async () => {
  const turn = turns();
  let fired = false;
  setTimeout(() => (fired = true), 1);
  const start = performance.now();
  while (!fired && performance.now() - start < 5_000) await turn();
  expect(fired).toBe(true);
});
