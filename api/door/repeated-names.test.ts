import { describe, expect, test } from '@jest/globals';
import { hasRepeatedNames } from './repeated-names.js';

describe('hasRepeatedNames(json, value)', () => {
  test.each([
    ['{}', false],
    ['{"a":1,"b":[{"a":2},{"a":3}]}', false],
    [String.raw`{"a" : "\"b\":1, \"b\":2", "__proto__": {"a": 1}}`, false],
    ['["a", "a"]', false],
    ['{"a":1,"a":1}', true],
    ['{"a":[{"b":1,\n"b" :2}]}', true],
    ['{"__proto__":1,"__proto__":2}', true],
    [String.raw`{"a":1,"\u0061":2}`, true],
  ])('%s: %j', (json, is) => {
    expect(hasRepeatedNames(json, JSON.parse(json))).toBe(is);
  });
});
