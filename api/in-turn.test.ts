import { expect, test } from '@jest/globals';
import { inTurns } from './in-turn.js';

test('what is about the same goes one after another, whatever becomes of it; what is about another does not wait', async () => {
  const alone = inTurns();
  const done: string[] = [];
  let end = (): void => undefined;
  const long = new Promise<void>((resolve) => (end = resolve));
  const one = alone('a', async () => {
    await long;
    done.push('a1');
    throw new Error('failed');
  });
  const two = alone('a', () => Promise.resolve(done.push('a2')));
  await alone('b', () => Promise.resolve(done.push('b')));
  expect(done).toEqual(['b']);
  end();
  await expect(one).rejects.toThrow('failed');
  await two;
  expect(done).toEqual(['b', 'a1', 'a2']);
});
