import { describe, expect, test } from '@jest/globals';
import { V3_3 } from './algorithm-parameters.js';
import { checkParameters, problemText } from './check-parameters.js';
import { REGIME_NAMES } from './parameter-fields.js';
import { withoutDefaults } from './parameter-set.js';

const BASE = withoutDefaults(V3_3);

function problemsOf(change: object): string[] {
  const checked = checkParameters({ ...BASE, ...change });
  return checked.ok ? [] : checked.problems.map(problemText);
}

describe('checkParameters', () => {
  test('gives the parameters with their defaults', () => {
    expect(checkParameters(BASE)).toEqual({ ok: true, value: V3_3 });
  });

  test('takes what is as far as it may be', () => {
    for (const change of [
      { strikeSteps: -10 },
      { strikeSteps: 10, quantityShare: 0.01 },
      { quiet: { openWeekdays: [1, 2, 3, 4, 5], beforeEarningsSessions: 10 } },
      { roll: { ...V3_3.roll, dte: { min: 14, max: 21 } } },
      { bySymbol: { DRFT: { dte: { min: 14, max: 21 }, roll: { enabled: false } } } },
      { byRegime: [{ when: 'volatility_high', set: { quiet: { rollWeekdays: [5] } } }] },
    ])
      expect(problemsOf(change)).toEqual([]);
  });

  test.each<[object, string]>([
    [{ strikeSteps: 11 }, 'strikeSteps: Too big: expected number to be <=10: 11'],
    [{ strikeSteps: 1.5 }, 'strikeSteps: Invalid input: expected int, received number: 1.5'],
    [{ quantityShare: 0 }, 'quantityShare: Too small: expected number to be >0: 0'],
    [{ quantityShare: 1.01 }, 'quantityShare: Too big: expected number to be <=1: 1.01'],
    [{ quiet: { openWeekdays: [6] } }, 'quiet.openWeekdays.0: Too big: expected number to be <=5: 6'],
    [{ quiet: { openWeekdays: [5, 1] } }, 'quiet.openWeekdays: weekdays not ascending: [5,1]'],
    [{ quiet: { openWeekdays: [5, 5] } }, 'quiet.openWeekdays: weekdays not ascending: [5,5]'],
    [
      { quiet: { beforeEarningsSessions: 11 } },
      'quiet.beforeEarningsSessions: Too big: expected number to be <=10: 11',
    ],
    [{ quiet: { fridays: true } }, 'quiet.fridays: no such parameter: true'],
    [
      { roll: { ...V3_3.roll, dte: { min: 7, max: 8 } } },
      'roll.dte: narrower than a week: {"min":7,"max":8}',
    ],
    [{ bySymbol: { DRFT: { rate: 0.1 } } }, 'bySymbol.DRFT.rate: no such parameter: 0.1'],
    [
      { bySymbol: { DRFT: { dte: { min: 14 } } } },
      'bySymbol.DRFT.dte.max: Invalid input: expected number, received undefined',
    ],
    [
      { byRegime: [{ when: 'always', set: {} }] },
      `byRegime.0.when: Invalid option: expected one of ${REGIME_NAMES.map((name) => JSON.stringify(name)).join('|')}: "always"`,
    ],
    [{ shiftDays: 7 }, 'shiftDays: no such parameter: 7'],
  ])('refuses %j by its path and value', (change, problem) => {
    expect(problemsOf(change)).toEqual([problem]);
  });

  test('refuses what is no object', () => {
    const checked = checkParameters([1]);
    expect(checked.ok ? [] : checked.problems.map(problemText)).toEqual([
      'Invalid input: expected object, received array: [1]',
    ]);
  });
});
