import { describe, expect, test } from '@jest/globals';
import { V3_3 } from '../../domain/algorithm/algorithm-parameters.js';
import { decimal, toNumber } from '../../domain/number/decimal.js';
import type { Recommendation } from '../../domain/records/records.js';
import { advice } from '../../test/trade-examples.js';
import { habitSchema } from './habit.js';
import { wishOf, type Matter, type Wish } from './wish.js';

/** A Wednesday. */
const MORNING = { date: '2025-01-08', earningsIn: null, increments: V3_3.strikeIncrements };

const open = (fields: object = {}) =>
  advice({
    action: 'sell_to_open',
    strike: 15,
    expiration: '2025-01-17',
    premium: 0.4,
    quantity: 4,
    ...fields,
  });
const held = { strike: 14, expiration: '2025-01-10', quantity: 4, premium: 0.2 };
const roll = (fields: object = {}) =>
  advice({
    ...{ action: 'roll', from_strike: 14, from_expiration: '2025-01-10', from_right: 'call' },
    ...{ strike: 15, expiration: '2025-01-17', premium: 0.3, quantity: 4 },
    ...fields,
  });
const close = (fields: object = {}) => advice({ action: 'buy_to_close', ...held, ...fields });
const hold = (captured: number) =>
  advice({ action: 'hold', ...held, context: JSON.stringify({ profit_captured: captured }) });
const wait = (fields: object = {}) => ({ ...open(fields), action: 'wait' as const });

function wish(habits: object[], advised: Recommendation | undefined, first = advised, morning = {}): Wish {
  const matter: Matter = { advice: advised, first };
  const followed = habits.map((habit, index) => ({ index, habit: habitSchema.parse(habit) }));
  return wishOf(matter, followed, { ...MORNING, ...morning });
}

/** What is traded, in a few words; null where nothing is. */
function traded({ trade }: Wish): string | null {
  if (trade === null) return null;
  const { strike, expiration } = trade.contract;
  return `${trade.action} ${toNumber(trade.quantity)} ${toNumber(strike)} ${expiration}`;
}

const WEEK = { kind: 'expiration_shift', weeks: 1 };
const TWO_STRIKES = { kind: 'strike_shift', steps: 2 };

describe('wishOf(matter, habits, morning)', () => {
  test('without habits is what is advised', () => {
    expect(traded(wish([], open()))).toBe('open 4 15 2025-01-17');
    expect(traded(wish([], roll()))).toBe('roll 4 15 2025-01-17');
    expect(traded(wish([], close()))).toBe('close 4 14 2025-01-10');
    expect(traded(wish([], hold(0.9)))).toBeNull();
    expect(traded(wish([], wait()))).toBeNull();
  });

  test.each<[string, object[], Recommendation, string | null]>([
    ['a week more on opens and rolls', [WEEK], open(), 'open 4 15 2025-01-24'],
    ['a week more on opens only', [{ ...WEEK, action: 'open' }], roll(), 'roll 4 15 2025-01-17'],
    [
      'a week less, but not before the call that is rolled',
      [{ ...WEEK, weeks: -1 }],
      roll(),
      'roll 4 15 2025-01-17',
    ],
    ['two strikes more', [TWO_STRIKES], roll(), 'roll 4 16 2025-01-17'],
    ['both', [WEEK, TWO_STRIKES], open(), 'open 4 16 2025-01-24'],
    ['half', [{ kind: 'quantity_share', share_of_advised: 0.4 }], open(), 'open 1 15 2025-01-17'],
    ['a floor above the premium', [{ kind: 'premium_floor', premium: 0.41 }], open(), null],
    ['a floor at the premium', [{ kind: 'premium_floor', premium: 0.4 }], open(), 'open 4 15 2025-01-17'],
    ['a weekday', [{ kind: 'weekday_refusal', weekday: 3 }], roll(), null],
    [
      'the weekday of opens',
      [{ kind: 'weekday_refusal', weekday: 3, action: 'open' }],
      roll(),
      'roll 4 15 2025-01-17',
    ],
    ['no rolls', [{ kind: 'no_roll' }], roll(), null],
    ['an underlying', [{ kind: 'underlying_refusal' }], close(), null],
    ['a floor of buying back', [{ kind: 'buy_back_floor', premium: 0.25 }], close(), null],
    ['early exit', [{ kind: 'early_exit', captured: 0.5 }], hold(0.5), 'close 4 14 2025-01-10'],
    ['early exit, too early', [{ kind: 'early_exit', captured: 0.5 }], hold(0.49), null],
  ])('with %s', (_name, habits, advised, expected) => {
    const wanted = wish(habits, advised);
    expect(traded(wanted)).toBe(expected);
    const isOther = expected !== traded(wish([], advised));
    expect(wanted.applied).toEqual(isOther ? habits.map((_habit, index) => index) : []);
  });

  test('before earnings leaves opens, in so many sessions', () => {
    const quiet = { kind: 'earnings_quiet', sessions: 3 };
    expect(traded(wish([quiet], open(), open(), { earningsIn: 3 }))).toBeNull();
    expect(traded(wish([quiet], open(), open(), { earningsIn: 4 }))).not.toBeNull();
  });

  test('is counted from the first version: advice that is as wanted is followed', () => {
    const later = open({ expiration: '2025-01-24' });
    expect(wish([WEEK], later, open())).toMatchObject({ applied: [], satisfied: [0] });
    expect(traded(wish([WEEK], later, open()))).toBe('open 4 15 2025-01-24');
    expect(traded(wish([], later, open()))).toBe('open 4 15 2025-01-17');
    expect(traded(wish([{ ...WEEK, relative: true }], later, open()))).toBe('open 4 15 2025-01-31');
  });

  test('is what a refusal wants where the first version’s advice is not given', () => {
    const floor = { kind: 'premium_floor', premium: 1 };
    expect(wish([floor], wait(), open())).toEqual({ trade: null, applied: [], satisfied: [0] });
    expect(wish([{ kind: 'underlying_refusal' }], undefined, open()).satisfied).toEqual([0]);
    expect(wish([{ kind: 'weekday_refusal', weekday: 5 }], wait(), open()).satisfied).toEqual([]);
  });

  test('is nothing where only a later version acts, but for a habit that wants it', () => {
    const [bought, kept] = [close({ context: '{"profit_captured":0.6}' }), hold(0.6)];
    expect(traded(wish([], bought, kept))).toBeNull();
    const exits = wish([{ kind: 'early_exit', captured: 0.5 }], bought, kept);
    expect([traded(exits), exits.satisfied]).toEqual(['close 4 14 2025-01-10', [0]]);
    expect(traded(wish([], open({ premium: 0.09 }), wait({ premium: 0.05 })))).toBeNull();
    const later = roll({ expiration: '2025-01-24' });
    expect(wish([WEEK], later, hold(0.1))).toMatchObject({ applied: [], satisfied: [0] });
    expect(traded(wish([WEEK], later, hold(0.1)))).toBe('roll 4 15 2025-01-24');
    expect(traded(wish([], later, hold(0.1)))).toBeNull();
    expect(traded(wish([{ ...WEEK, relative: true }], later, hold(0.1)))).toBe('roll 4 15 2025-01-31');
    expect(traded(wish([WEEK], open({ expiration: '2025-01-24' }), wait()))).toBe('open 4 15 2025-01-24');
  });

  test('is at least one contract', () => {
    const few = wish([{ kind: 'quantity_share', share_of_advised: 0.1 }], open({ quantity: 2 }));
    expect(few.trade?.quantity).toBe(decimal(1));
  });
});
