import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  fallback,
  promotion,
  rollback,
  servingAfter,
  shadowing,
  wholeChanges,
  type ChangeSaid,
  type RegistryLine,
} from './registry.js';

const said: ChangeSaid = {
  evaluation_id: null,
  at: '2025-01-06T15:00:00Z',
  by: 'user',
  reason: null,
  as_of: '2025-01-03',
};
const named = (name: string) => ({ model_id: name, manifest_sha256: `sha of ${name}` });

function servingIds(lines: readonly RegistryLine[]) {
  const { champion, shadow, previous } = servingAfter(lines);
  return [champion, shadow, previous].map((one) => one?.model_id ?? null);
}

const first = promotion([], named('a'), said);
const shadowed = [...first, ...shadowing(first, named('b'), said)];
const second = [...shadowed, ...promotion(shadowed, named('b'), said)];

describe('promotion', () => {
  test('moves the champion to previous and the shadow to champion, as lines of one number', () => {
    expect(servingIds(first)).toEqual(['a', null, null]);
    expect(servingIds(shadowed)).toEqual(['a', 'b', null]);
    expect(servingIds(second)).toEqual(['b', null, 'a']);
    expect(second.slice(3).map(({ seq, alias }) => [seq, alias])).toEqual([
      [3, 'previous'],
      [3, 'shadow'],
      [3, 'champion'],
    ]);
  });

  test('leaves another shadow where it is', () => {
    expect(servingIds([...shadowed, ...promotion(shadowed, named('c'), said)])).toEqual(['c', 'b', 'a']);
  });
});

describe('rollback', () => {
  test('swaps champion and previous; twice is as before', () => {
    const back = [...second, ...(rollback(second, said) ?? [])];
    expect(servingIds(back)).toEqual(['a', null, 'b']);
    expect(servingIds([...back, ...(rollback(back, said) ?? [])])).toEqual(['b', null, 'a']);
  });

  test('of a first champion leaves none; again, it is back', () => {
    const back = [...first, ...(rollback(first, said) ?? [])];
    expect(servingIds(back)).toEqual([null, null, 'a']);
    expect(servingIds([...back, ...(rollback(back, said) ?? [])])).toEqual(['a', null, null]);
  });

  test('is null where no model ever served', () => {
    expect(rollback([], said)).toBeNull();
  });
});

test('fallback takes the broken champion out of all names', () => {
  const { previous } = servingAfter(second);
  expect(servingIds([...second, ...fallback(second, previous, said)])).toEqual(['a', null, null]);
  expect(servingIds([...second, ...fallback(second, null, said)])).toEqual([null, null, null]);
});

describe('wholeChanges', () => {
  test('leaves out a change that was cut short, wherever that was', () => {
    expect(wholeChanges(second.slice(0, 4))).toEqual(shadowed);
    expect(wholeChanges(second.slice(0, 5))).toEqual(shadowed);
    expect(wholeChanges(second)).toEqual(second);
  });

  test('keeps every whole history of changes', () => {
    const step = fc.constantFrom('a', 'b', 'c', 'back', 'shadow', 'broken');
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        let lines: RegistryLine[] = [];
        for (const one of steps) {
          const before = lines;
          const change =
            one === 'back'
              ? (rollback(lines, said) ?? [])
              : one === 'shadow'
                ? shadowing(lines, named('d'), said)
                : one === 'broken'
                  ? fallback(lines, null, said)
                  : promotion(lines, named(one), said);
          lines = [...before, ...change];
          expect(wholeChanges(lines)).toEqual(lines);
          for (let cut = 1; cut < change.length; cut++)
            expect(wholeChanges([...before, ...change.slice(0, cut)])).toEqual(before);
        }
      }),
    );
  });
});
