import { describe, expect, test } from '@jest/globals';
import { nestingOf } from './nesting.js';

describe('nestingOf(json)', () => {
  test.each([
    ['1', 0],
    ['{}', 1],
    ['{"a":[1,{"b":[]}],"c":[]}', 4],
    [String.raw`{"a":"[[[\"[["}`, 1],
    [`${'['.repeat(30_000)}${']'.repeat(30_000)}`, 30_000],
  ])('%j', (json, depth) => {
    expect(nestingOf(json)).toBe(depth);
  });
});
