import { describe, expect, test } from '@jest/globals';
import { readTexts } from '../../../test/read-texts.js';
import type { PolicyRule } from './policy-rules.js';
import { weighedLog } from './weighed-log.js';

const TARGET: PolicyRule[] = [
  { when: { mood: 'calm' }, probabilities: { follow: 0.75, skip: 0.25 } },
  { when: { mood: 'wild', hour: 9 }, probabilities: { skip: 1 } },
];
const FIRST = { id: 'd', context: { mood: 'calm' }, action: 'follow', propensity: 0.5, reward: 1 };
const line = (more: object) => JSON.stringify({ ...FIRST, id: 'e', ...more });

const read = (...texts: string[]) => readTexts(weighedLog(TARGET), texts);

describe('weighedLog(target)', () => {
  test('gives rules, actions, weights and rewards by column, whatever else a line has', () => {
    const wild = { context: { mood: 'wild', hour: 9, seen: [1] }, action: 'skip', reward: -2, note: 'x' };
    expect(read(JSON.stringify(FIRST), line(wild), line({ id: 3, action: 'constructor' }))).toEqual({
      rule: Int32Array.of(0, 1, 0),
      action: Int32Array.of(0, 1, 2),
      weight: Float64Array.of(1.5, 2, 0),
      reward: Float64Array.of(1, -2, 1),
      actions: new Map([
        ['follow', 0],
        ['skip', 1],
        ['constructor', 2],
      ]),
      loggedWhere: [new Set(['follow', 'constructor']), new Set(['skip'])],
    });
  });

  test.each([
    [line({ propensity: 0 }), 'propensity: 0: '],
    [line({ propensity: 1.2 }), 'propensity: 1.2: '],
    [line({ propensity: '0.5' }), 'propensity: "0.5": '],
    [line({ propensity: undefined }), 'propensity: missing: '],
    [line({ propensity: 1e-320 }), 'propensity: 1e-320: too small to be divided by'],
    [line({ reward: 'much' }), 'reward: "much": '],
    [line({ reward: null }), 'reward: null: '],
    [line({ reward: 1e51 }), 'reward: 1e+51: '],
    [line({ context: 1 }), 'context: 1: expected an object'],
    [line({ context: [] }), 'context: []: expected an object'],
    [
      line({ context: { mood: 'wild', hour: '9' } }),
      'context: {"mood":"wild","hour":"9"}: the target has no rule for it',
    ],
    [line({ action: '' }), 'action: "": '],
    [line({ id: 'd' }), 'id: "d": an earlier line has it'],
    [line({ id: null }), 'id: null: '],
    ['{"id":', 'no JSON: {"id":'],
    ['{"id": "e", "reward": NaN}', 'no JSON: {"id": "e", "reward": NaN}'],
    ['7', 'the whole: 7: '],
  ])('refuses %s with line, path and value', (bad, refused) => {
    expect(read(JSON.stringify(FIRST), bad)).toEqual({
      refused: expect.stringContaining(`line 2: ${refused}`) as unknown,
    });
  });

  test('refuses an empty log', () => {
    expect(read()).toEqual({ refused: 'no lines' });
  });
});
