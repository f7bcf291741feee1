import { expect, test } from '@jest/globals';
import { computedOnce } from './computed-once.js';

/** Computations that end when they are asked to, and how often each was read for and begun. */
function computations() {
  const read: string[] = [];
  const begun: string[] = [];
  const ends = new Map<string, (error?: Error) => void>();
  const once = computedOnce<string>();
  const ask = async (name: string) => {
    const compute = await once(name, () => {
      read.push(name);
      return Promise.resolve(() => {
        begun.push(name);
        return new Promise<string>((resolve, reject) =>
          ends.set(name, (error) => (error ? reject(error) : resolve(`${name} made`))),
        );
      });
    });
    return compute();
  };
  const end = async (name: string, error?: Error) => {
    await settled();
    ends.get(name)?.(error);
    await settled();
  };
  return { ask, end, read, begun };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('what is asked for again by the same name is neither read nor computed again, under way or done', async () => {
  const { ask, end, read, begun } = computations();
  const both = [ask('a'), ask('a')];
  await settled();
  const third = ask('a');
  await end('a');
  expect(await Promise.all([...both, third, ask('a')])).toEqual(Array(4).fill('a made'));
  expect(begun).toEqual(['a']);
  expect(read).toEqual(['a', 'a']);
});

test('one is computed at a time, and the fourth is busy until one is done', async () => {
  const { ask, end, read, begun } = computations();
  const three = ['a', 'b', 'c'].map(ask);
  await settled();
  expect(begun).toEqual(['a']);
  await expect(ask('d')).rejects.toMatchObject({ slug: 'busy' });
  expect(read).toEqual(['a', 'b', 'c']);
  await end('a');
  expect(begun).toEqual(['a', 'b']);
  const fourth = ask('d');
  for (const name of ['b', 'c', 'd']) await end(name);
  expect(await Promise.all([...three, fourth])).toEqual(['a made', 'b made', 'c made', 'd made']);
});

test('what failed is tried again, and holds up nothing', async () => {
  const { ask, end } = computations();
  const first = expect(ask('a')).rejects.toThrow('no');
  const other = ask('b');
  await end('a', new Error('no'));
  await first;
  await end('b');
  const again = ask('a');
  await end('a');
  expect(await Promise.all([other, again])).toEqual(['b made', 'a made']);
});
