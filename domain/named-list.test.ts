import { describe, expect, test } from '@jest/globals';
import { namedList } from './named-list.js';

describe('namedList', () => {
  test.each([
    [[], ''],
    [['DRFT'], 'DRFT'],
    [['DRFT', 'SOFI'], 'DRFT and SOFI'],
    [['A', 'B', 'C', 'D', 'E'], 'A, B, C, D and E'],
    [['A', 'B', 'C', 'D', 'E', 'F'], 'A, B, C, D and 2 more'],
  ])('%j is "%s"', (names, text) => {
    expect(namedList(names)).toBe(text);
  });
});
