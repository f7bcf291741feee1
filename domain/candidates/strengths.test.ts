import { describe, expect, test } from '@jest/globals';
import { V3_3 } from '../algorithm/algorithm-parameters.js';
import type { JsonObject } from '../algorithm/canonical-json.js';
import { habitChanges, type FoundHabit } from '../algorithm/habit-changes.js';
import { withoutDefaults } from '../algorithm/parameter-set.js';
import { atStrength } from './strengths.js';

const V3 = withoutDefaults(V3_3);

function half(habit: Partial<FoundHabit>, parameters: JsonObject = V3) {
  const found: FoundHabit = {
    ...{
      kind: 'strike_shift',
      action: 'open',
      effect: 2,
      underlyings: [],
      regime: null,
      rollsShiftToo: false,
    },
    ...habit,
  };
  const changes = habitChanges(found, { algorithm: 'reference', parameters });
  return atStrength(changes, parameters, 0.5).map(({ path, to }) => [path, to]);
}

describe('atStrength(changes, parameters, strength)', () => {
  test.each<[Partial<FoundHabit>, [string, unknown][]]>([
    [{ effect: 2 }, [['strikeSteps', 1]]],
    [{ effect: -4, action: 'roll' }, [['roll.strikeSteps', -2]]],
    [{ kind: 'premium_floor', effect: 0.25 }, [['minimumPremium', 0.175]]],
    [{ kind: 'quantity_share', effect: 0.5 }, [['quantityShare', 0.75]]],
    [{ kind: 'early_exit', action: 'hold', effect: 0.5 }, [['profitTarget', 0.65]]],
    [
      { kind: 'expiration_shift', effect: 2 },
      [
        ['dte.min', 14],
        ['dte.max', 21],
        ['roll.dte', { min: 7, max: 14 }],
      ],
    ],
    [{ kind: 'expiration_shift', effect: 2, action: 'roll' }, [['roll.dte', { min: 14, max: 21 }]]],
    [{ kind: 'premium_floor', effect: 0.3, underlyings: ['SOFI'] }, [['bySymbol.SOFI.minimumPremium', 0.2]]],
  ])('goes half of the way of %j', (habit, expected) => {
    expect(half(habit)).toEqual(expected);
  });

  test('makes a switch or a list whole or not at all, of several half of them', () => {
    expect(half({ kind: 'no_roll', action: 'roll', effect: null })).toEqual([]);
    expect(half({ kind: 'weekday_refusal', effect: 5 })).toEqual([]);
    const refused = {
      kind: 'underlying_refusal',
      action: 'any',
      effect: null,
      underlyings: ['A', 'B', 'C'],
    } as const;
    expect(half(refused)).toEqual([['bySymbol.A.advises', false]]);
  });

  test('whole is the patch itself', () => {
    const habit = { kind: 'expiration_shift', effect: 1, underlyings: ['SOFI'], action: 'open' } as const;
    const changes = habitChanges(
      { ...habit, regime: null, rollsShiftToo: false },
      { algorithm: 'reference', parameters: V3 },
    );
    expect(atStrength(changes, V3, 1)).toEqual(changes);
  });
});
