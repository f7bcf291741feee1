import { describe, expect, test } from '@jest/globals';
import { algorithmParametersSchema, V3_3 } from './algorithm-parameters.js';
import { parametersHash, parametersText, withoutDefaults } from './parameter-set.js';

const BYTES =
  '{"dte":{"max":14,"min":7},"minimumPremium":0.1,"profitTarget":0.8,"rate":0.04,' +
  '"roll":{"daysLeft":1,"minimumNetCredit":0.05,"testedWithin":0.01},"strikeDistance":0.05,' +
  '"strikeIncrements":[{"below":25,"increment":0.5},{"below":100,"increment":1},{"below":250,"increment":2.5},' +
  '{"below":null,"increment":5}],"version":"v3.3","volatility":{"lookbackReturns":20}}';

describe('parametersText', () => {
  test('of v3.3 has none of the fields that came later', () => {
    expect(parametersText(V3_3)).toBe(BYTES);
    // By sha256sum of the text above.
    expect(parametersHash(V3_3)).toBe('f344df102c23554461c589cdf8067d90878640a7bb5df3f39004bb39bb9c5920');
  });

  test('is the same with a field at its default and without it', () => {
    const spelled = { ...V3_3, byRegime: [], bySymbol: { DRFT: { roll: {} } } };
    expect(parametersText(spelled)).toBe(BYTES);
  });

  test('has what is not at its default, and all that an override says', () => {
    const parameters = algorithmParametersSchema.parse({
      ...V3_3,
      strikeSteps: 2,
      quiet: { openWeekdays: [5] },
      bySymbol: { DRFT: { strikeSteps: 0, advises: true } },
    });
    expect(withoutDefaults(parameters)).toEqual({
      ...JSON.parse(BYTES),
      strikeSteps: 2,
      quiet: { openWeekdays: [5] },
      bySymbol: { DRFT: { strikeSteps: 0, advises: true } },
    });
    expect(algorithmParametersSchema.parse(withoutDefaults(parameters))).toEqual(parameters);
  });
});
