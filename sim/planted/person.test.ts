import { describe, expect, test } from '@jest/globals';
import { plantedPerson } from './person.js';

const PERSON = {
  schema: 1,
  name: 'somebody',
  start: '2024-01-02',
  accounts: [{ account: 'main', commission: 0.65 }],
  market: { underlyings: { count: 3 } },
};
const DRFT = { symbol: 'DRFT', price: 88, volatility: 0.42, shares: 300 };
const listed = (...underlyings: object[]) => ({ ...PERSON, market: { underlyings } });

describe('plantedPerson(raw)', () => {
  test('fills in what is left out', () => {
    expect(plantedPerson({ ...PERSON, habits: [{ kind: 'no_roll' }] })).toMatchObject({
      market: { volatility_premium: 1, half_spread: 0.015 },
      habits: [{ action: null, underlyings: null, share: 1, from_week: 1, to_week: null, relative: false }],
      noise: {
        ...{ misses: 0.02, absent_days: 0, wobble: 0.015, mood: 0 },
        ...{ limit_orders: false, typical_delay_minutes: 70 },
      },
    });
    expect(plantedPerson(listed(DRFT)).market.underlyings).toEqual([
      { ...DRFT, drift: 0, market_share: 0.5, account: null, earnings: [] },
    ]);
  });

  test.each<[string, unknown]>([
    ['schema: Invalid input: expected 1: 2', { ...PERSON, schema: 2 }],
    ['start: not a date like 2024-01-02: "2024-13-01"', { ...PERSON, start: '2024-13-01' }],
    ['colour: no such field', { ...PERSON, colour: 'red' }],
    ['market.spread: no such field', { ...PERSON, market: { ...PERSON.market, spread: 1 } }],
    ['market.underlyings.0.beta: no such field', listed({ ...DRFT, beta: 1 })],
    ['market.underlyings.1.symbol: twice: "DRFT"', listed(DRFT, DRFT)],
    ['market.underlyings.0.account: no such account: "ira"', listed({ ...DRFT, account: 'ira' })],
    ['market.underlyings.cuont: no such field', { ...PERSON, market: { underlyings: { cuont: 3 } } }],
    ['noise.misses: Too big: expected number to be <=1: 2', { ...PERSON, noise: { misses: 2 } }],
    [
      'habits.0.steps: Invalid input: expected number, received undefined',
      { ...PERSON, habits: [{ kind: 'strike_shift' }] },
    ],
    [
      'habits.1.size: no such field',
      { ...PERSON, habits: [{ kind: 'no_roll' }, { kind: 'no_roll', size: 2 }] },
    ],
    [
      'habits.0.underlyings.0: no such underlying: "U04"',
      { ...PERSON, habits: [{ kind: 'no_roll', underlyings: ['U04'] }] },
    ],
    [
      'habits.0.to_week: before from_week: 2',
      { ...PERSON, habits: [{ kind: 'no_roll', from_week: 3, to_week: 2 }] },
    ],
    ['accounts.1.account: twice: "main"', { ...PERSON, accounts: [...PERSON.accounts, ...PERSON.accounts] }],
    ['person: Invalid input: expected object, received null: null', null],
  ])('refuses by path: %s', (message, raw) => {
    expect(() => plantedPerson(raw)).toThrow(message);
  });

  test('names the habits that there are where a kind is none', () => {
    expect(() => plantedPerson({ ...PERSON, habits: [{ kind: 'sleeps' }] })).toThrow('habits.0.kind: ');
  });
});
