import { describe, expect, test } from '@jest/globals';
import { kept } from './kept.js';

/** Something that is made when the test says so, and each time that it began. */
function slowly() {
  const begun: Deciding[] = [];
  const make = () => new Promise<string>((resolve, reject) => void begun.push({ resolve, reject }));
  return { begun, make };
}

interface Deciding {
  resolve: (made: string) => void;
  reject: (error: Error) => void;
}

describe('kept(moment, what, make)', () => {
  test('makes a thing of a generation once, also for who asks while it is being made', async () => {
    const { begun, make } = slowly();
    const asked = [1, 2, 3].map(() => kept({ generation: 'a-1' }, 'thing', make));
    const other = kept({ generation: 'a-2' }, 'thing', make);
    await new Promise(setImmediate);
    expect(begun).toHaveLength(2);
    begun[0]?.resolve('of the first');
    expect(await Promise.all(asked)).toEqual(['of the first', 'of the first', 'of the first']);
    begun[1]?.resolve('of the second');
    expect(await other).toBe('of the second');
    expect(await kept({ generation: 'a-2' }, 'thing', make)).toBe('of the second');
    expect(begun).toHaveLength(2);
  });

  test('makes it again for the next where it failed for the first', async () => {
    const { begun, make } = slowly();
    const [first, second] = [1, 2].map(() => kept({ generation: 'b-1' }, 'thing', make));
    begun[0]?.reject(new Error('gone'));
    await expect(first).rejects.toThrow('gone');
    while (begun.length < 2) await new Promise(setImmediate);
    begun[1]?.resolve('made');
    expect(await second).toBe('made');
  });
});
