import { describe, expect, test } from '@jest/globals';
import { checkAdjustments } from './adjustments.js';
import type { Json } from './canonical-json.js';
import { problemText } from './check-parameters.js';
import { DEFAULTS } from './parameter-fields.js';
import { withoutDefaults } from './parameter-set.js';

function problemsOf(raw: Json): string[] {
  const checked = checkAdjustments(raw);
  return checked.ok ? [] : checked.problems.map(problemText);
}

describe('checkAdjustments', () => {
  test('takes nothing for what changes nothing', () => {
    const { dte: _dte, ...roll } = DEFAULTS.roll;
    expect(checkAdjustments({})).toEqual({ ok: true, value: { ...DEFAULTS, roll, bySymbol: {} } });
  });

  test('takes adjustments, and parameters of which it knows nothing', () => {
    const raw = {
      shiftDays: 7,
      roll: { shiftDays: -7, delta: 0.3 },
      bySymbol: { DRFT: { shiftDays: 14, minimumPremium: 0.25, roll: { shiftDays: 7 } } },
      lookback: { days: 5 },
    };
    const checked = checkAdjustments(raw);
    expect(checked.ok && withoutDefaults(checked.value as never)).toEqual(raw);
  });

  test.each<[Json, string]>([
    [{ shiftDays: 1.5 }, 'shiftDays: Invalid input: expected int, received number: 1.5'],
    [{ shiftDays: 366 }, 'shiftDays: Too big: expected number to be <=365: 366'],
    [{ roll: { shiftDays: -366 } }, 'roll.shiftDays: Too small: expected number to be >=-365: -366'],
    [
      { bySymbol: { DRFT: { dte: { min: 7, max: 14 } } } },
      'bySymbol.DRFT.dte: no such parameter: {"min":7,"max":14}',
    ],
    [{ risk: { most: null } }, 'risk.most: null: leave the field out: null'],
    [{ strikeSteps: 11 }, 'strikeSteps: Too big: expected number to be <=10: 11'],
  ])('refuses %j by its path and value', (raw, problem) => {
    expect(problemsOf(raw)).toEqual([problem]);
  });
});
