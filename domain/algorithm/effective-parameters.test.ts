import { describe, expect, test } from '@jest/globals';
import { algorithmParametersSchema, V3_3 } from './algorithm-parameters.js';
import { effectiveParameters } from './effective-parameters.js';

const parameters = algorithmParametersSchema.parse({
  ...V3_3,
  byRegime: [
    { when: 'volatility_high', set: { minimumPremium: 0.3, roll: { enabled: false } } },
    { when: 'dte_short', set: { minimumPremium: 0.2, quiet: { rollWeekdays: [5] } } },
  ],
  bySymbol: { DRFT: { minimumPremium: 0.05, roll: { strikeSteps: 2 }, quiet: { openWeekdays: [1] } } },
});

describe('effectiveParameters', () => {
  test('are the base where nothing else holds, for an underlying of any name', () => {
    expect(effectiveParameters(parameters, { underlying: 'constructor', regimes: ['dte_long'] })).toEqual(
      parameters,
    );
  });

  test('are those of regimes in the order of the list, then those of the underlying, field by field', () => {
    const effective = effectiveParameters(parameters, {
      underlying: 'DRFT',
      regimes: ['dte_short', 'volatility_high'],
    });
    expect(effective).toEqual({
      ...parameters,
      minimumPremium: 0.05,
      roll: { ...V3_3.roll, enabled: false, strikeSteps: 2 },
      quiet: { ...V3_3.quiet, openWeekdays: [1], rollWeekdays: [5] },
    });
    const other = effectiveParameters(parameters, {
      underlying: 'SOFI',
      regimes: ['dte_short', 'volatility_high'],
    });
    expect(other.minimumPremium).toBe(0.2);
  });
});
