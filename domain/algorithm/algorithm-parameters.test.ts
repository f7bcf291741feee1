import { describe, expect, test } from '@jest/globals';
import { algorithmParametersSchema, V3_3 } from './algorithm-parameters.js';
import { withoutDefaults } from './parameter-set.js';

function problem(change: object): string | undefined {
  return algorithmParametersSchema.safeParse({ ...V3_3, ...change }).error?.issues[0]?.message;
}

const NO_BOUND = { below: null, increment: 5 };

describe('algorithmParametersSchema', () => {
  test('takes its own JSON back', () => {
    expect(algorithmParametersSchema.parse(JSON.parse(JSON.stringify(V3_3)))).toEqual(V3_3);
  });

  test('takes versions of several digits, shares of nothing and of all, and one step alone', () => {
    for (const change of [
      { version: 'v13.30' },
      { strikeDistance: 0, profitTarget: 1 },
      { volatility: { lookbackReturns: 2 } },
      { dte: { min: 0, max: 7 } },
      { strikeIncrements: [NO_BOUND] },
      { strikeIncrements: [{ below: 1, increment: 0.05 }, NO_BOUND] },
    ])
      expect(problem(change)).toBeUndefined();
  });

  test('version v3.3 is what it was published as', () => {
    expect(withoutDefaults(V3_3)).toEqual({
      version: 'v3.3',
      dte: { min: 7, max: 14 },
      ...{ strikeDistance: 0.05, minimumPremium: 0.1, profitTarget: 0.8, rate: 0.04 },
      roll: { daysLeft: 1, testedWithin: 0.01, minimumNetCredit: 0.05 },
      volatility: { lookbackReturns: 20 },
      strikeIncrements: [
        { below: 25, increment: 0.5 },
        { below: 100, increment: 1 },
        { below: 250, increment: 2.5 },
        { below: null, increment: 5 },
      ],
    });
  });

  test.each<[object, string]>([
    [{ version: '3.3' }, 'not a version like v3.3'],
    [{ version: 'my v3.3' }, 'not a version like v3.3'],
    [{ version: 'v3.3 beta' }, 'not a version like v3.3'],
    [{ strikeDistance: 1.01 }, 'Too big: expected number to be <=1'],
    [{ profitTarget: -0.01 }, 'Too small: expected number to be >=0'],
    [{ volatility: { lookbackReturns: 1 } }, 'Too small: expected number to be >=2'],
    [{ strikeIncrements: [] }, 'Too small: expected array to have >=1 items'],
    [{ strikeIncrements: [NO_BOUND, NO_BOUND] }, 'the last step alone has no bound'],
    [
      { strikeIncrements: [NO_BOUND, { below: 25, increment: 1 }, NO_BOUND] },
      'the last step alone has no bound',
    ],
    [{ dte: { min: 7, max: 13 } }, 'narrower than a week'],
    [{ strikeIncrements: [{ below: 25, increment: 1 }] }, 'the last step alone has no bound'],
    [
      {
        strikeIncrements: [
          { below: 25, increment: 0.5 },
          { below: 25, increment: 1 },
          { below: null, increment: 5 },
        ],
      },
      'bounds not ascending',
    ],
    [{ colour: 'red' }, 'Unrecognized key: "colour"'],
  ])('refuses %j', (change, message) => {
    expect(problem(change)).toBe(message);
  });
});
