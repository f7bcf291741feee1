import { describe, expect, test } from '@jest/globals';
import { readTexts } from '../../../test/read-texts.js';
import { policyRules, type PolicyRule } from './policy-rules.js';

const RULE: PolicyRule = { when: { mood: 'calm' }, probabilities: { follow: 0.75, skip: 0.25 } };

const read = (...texts: string[]) => readTexts(policyRules(), texts);

describe('policyRules()', () => {
  const rule = (more: object) => JSON.stringify({ ...RULE, ...more });

  test('gives rules in their order; chances add up to 1 but for rounding', () => {
    const thirds = { probabilities: { a: 0.3333333, b: 0.3333333, c: 0.3333333 } };
    expect(read(rule({}), rule(thirds))).toEqual([RULE, { ...RULE, ...thirds }]);
  });

  test.each([
    [rule({ probabilities: { follow: 0.7 } }), 'line 2: probabilities: {"follow":0.7}: does not add up to 1'],
    [rule({ probabilities: {} }), 'line 2: probabilities: {}: does not add up to 1'],
    [rule({ probabilities: { follow: -1, skip: 2 } }), 'line 2: probabilities.follow: -1: '],
    [rule({ probabilities: { follow: '1' } }), 'line 2: probabilities.follow: "1": '],
    [rule({ when: { mood: ['calm'] } }), 'line 2: when.mood: ["calm"]: '],
    [rule({ if: {} }), 'line 2: if: {}: no such key'],
    ['{"when": {}', 'line 2: no JSON: {"when": {}'],
    ['[]', 'line 2: the whole: []: '],
  ])('refuses %s with line, path and value', (bad, refused) => {
    expect(read(rule({}), bad)).toEqual({ refused: expect.stringContaining(refused) as unknown });
  });

  test('refuses a target without rules', () => {
    expect(read()).toEqual({ refused: 'no lines' });
  });
});
