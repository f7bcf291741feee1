import { describe, expect, test } from '@jest/globals';
import { algorithmParametersSchema, V3_3 } from './algorithm-parameters.js';

function problem(change: object): string | undefined {
  return algorithmParametersSchema.safeParse({ ...V3_3, ...change }).error?.issues[0]?.message;
}

describe('algorithmParametersSchema', () => {
  test('takes its own JSON back', () => {
    expect(algorithmParametersSchema.parse(JSON.parse(JSON.stringify(V3_3)))).toEqual(V3_3);
  });

  test.each<[object, string]>([
    [{ version: '3.3' }, 'not a version like v3.3'],
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
