import { describe, expect, test } from '@jest/globals';
import { answeredAdvice } from '../../test/answered-advice.js';
import { decimal } from '../number/decimal.js';
import { remainders } from './remainders.js';
import type { WeekDecision } from './week-decision.js';
import { weekDecisions, type AnsweredAdvice } from './week-decisions.js';

/** Two of four are sold on a Monday, until the Friday of the week after. */
const HALF: Partial<AnsweredAdvice> = {
  ...{ match_type: 'modify', modified_fields: ['quantity'], answered_on: '2025-01-13' },
  ...{ advised_expiration: '2025-01-17', expiration_diff_days: 7, traded_quantity: decimal(2) },
};

function decided(day: string, given: Partial<AnsweredAdvice> = {}): WeekDecision {
  return weekDecisions([answeredAdvice(day, given)])[0] as WeekDecision;
}

describe('remainders()(week, decisions)', () => {
  const half = decided('2025-01-13', HALF);
  const [next, later, after] = ['2025-01-14', '2025-01-22', '2025-01-27'].map((day) => decided(day));
  const other = decided('2025-01-14', { account: 'ira' });

  test('are what of a matter is asked for after it was answered by less, until the end of what was sold', () => {
    const restsOf = remainders();
    expect([...restsOf('2025-W03', [half, next, other] as WeekDecision[])]).toEqual([next]);
    expect([...restsOf('2025-W04', [later] as WeekDecision[])]).toEqual([later]);
    expect([...restsOf('2025-W05', [after] as WeekDecision[])]).toEqual([]);
  });

  test('are the same where the last week is given again, and forget what is no longer in it', () => {
    const restsOf = remainders();
    for (const _again of [1, 2])
      expect([...restsOf('2025-W03', [half, next] as WeekDecision[])]).toEqual([next]);
    expect([...restsOf('2025-W03', [next] as WeekDecision[])]).toEqual([]);
  });

  test('end where what was left is done', () => {
    const restsOf = remainders();
    const done = decided('2025-01-14', {
      ...{ match_type: 'consent', answered_on: '2025-01-14', traded_quantity: decimal(4) },
    });
    expect([...restsOf('2025-W03', [half, done] as WeekDecision[])]).toEqual([done]);
    expect([...restsOf('2025-W04', [later] as WeekDecision[])]).toEqual([]);
  });

  test('are none after an answer of all that was advised', () => {
    const whole = decided('2025-01-13', { ...HALF, traded_quantity: decimal(4) });
    expect(whole.leaves).toBeNull();
    expect([...remainders()('2025-W03', [whole, next] as WeekDecision[])]).toEqual([]);
  });
});
