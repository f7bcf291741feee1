import { describe, expect, test } from '@jest/globals';
import { sessionsBetween } from '../../domain/time/calendar.js';
import { plantedPerson } from './person.js';
import { FIRST_VERSION, plantedSeason } from './season.js';

const DAYS = { from: '2024-01-02', to: '2024-03-28' };

function costsOf(habits: object[], volatility_premium: number): (number | null)[] {
  const person = plantedPerson({
    ...{ schema: 1, name: 'somebody', start: DAYS.from, habits },
    accounts: [{ account: 'main', commission: 0 }],
    market: { underlyings: { count: 6 }, volatility_premium, half_spread: 0 },
  });
  const season = plantedSeason(person, 5, DAYS);
  for (const date of sessionsBetween(DAYS.from, DAYS.to)) season.play(date, 1, FIRST_VERSION);
  return season.trueCosts();
}

const HIGHER = { kind: 'strike_shift', action: 'open', steps: 4 };
const FLOOR = { kind: 'premium_floor', premium: 0.5 };

describe('season.trueCosts(): % of price a decision', () => {
  test('lose where options are dear what is left unsold, and a habit that changes nothing has none', () => {
    const never = { kind: 'strike_shift', steps: 0 };
    const [higher, floor, nothing] = costsOf([HIGHER, FLOOR, never], 1.8);
    expect(higher).toBeLessThan(-0.3);
    expect(floor).toBeLessThan(-0.1);
    expect(nothing).toBeNull();
  });

  test('are near nothing where they are fair, by the same paths for the same seed', () => {
    const [higher] = costsOf([HIGHER], 1);
    expect(Math.abs(higher as number)).toBeLessThan(0.3);
    expect(costsOf([HIGHER], 1)).toEqual([higher]);
  });
});
