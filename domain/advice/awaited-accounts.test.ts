import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../time/dates.js';
import { answersKnownThrough, awaitedAccounts, hadRecordLately, waitedFor } from './awaited-accounts.js';

const LEFT = { account: 'left', covered_through: '2025-01-31', in_use: false };
const MAIN = { account: 'main', covered_through: '2025-06-30', in_use: true };

describe('hadRecordLately(lastRecord, coveredThrough)', () => {
  test('on the thirtieth day before the end, and not the day before that; never without a record', () => {
    expect(hadRecordLately('2025-01-01', '2025-01-31')).toBe(true);
    expect(hadRecordLately('2024-12-31', '2025-01-31')).toBe(false);
    expect(hadRecordLately(null, '2025-01-31')).toBe(false);
  });
});

describe('awaitedAccounts(accounts)', () => {
  test('those in use', () => {
    expect(awaitedAccounts([LEFT, MAIN])).toEqual([MAIN]);
    const further = { ...LEFT, covered_through: '2025-07-31' };
    expect(awaitedAccounts([further, MAIN])).toEqual([MAIN]);
  });

  test('where none is in use: those that are covered furthest', () => {
    const further = { ...LEFT, account: 'further', covered_through: '2025-02-28' };
    expect(awaitedAccounts([LEFT, further])).toEqual([further]);
    expect(awaitedAccounts([])).toEqual([]);
  });
});

describe('answersKnownThrough(accounts, account)', () => {
  test('an account: its coverage, in use or not; one that nothing is imported of: null', () => {
    expect(answersKnownThrough([LEFT, MAIN], 'left')).toBe('2025-01-31');
    expect(answersKnownThrough([LEFT, MAIN], 'other')).toBeNull();
  });

  test('any account: the least coverage of the awaited ones; without accounts: null', () => {
    expect(answersKnownThrough([LEFT, MAIN], null)).toBe('2025-06-30');
    expect(answersKnownThrough([{ ...LEFT, in_use: true }, MAIN], null)).toBe('2025-01-31');
    expect(answersKnownThrough([], null)).toBeNull();
  });

  test('any account: an account that is not in use never holds it back, and none brings it past the furthest', () => {
    const day = fc.nat(400).map((n) => addDays('2024-01-01', n));
    const anyAccount = fc.record({ account: fc.string(), covered_through: day, in_use: fc.boolean() });
    fc.assert(
      fc.property(fc.array(anyAccount, { minLength: 1 }), day, (accounts, end) => {
        const all = [...accounts, { account: 'left', covered_through: end, in_use: false }];
        const [without, known] = [
          answersKnownThrough(accounts, null) ?? '',
          answersKnownThrough(all, null) ?? '',
        ];
        expect(known >= without).toBe(true);
        expect(all.map(({ covered_through }) => covered_through)).toContain(known);
      }),
    );
  });
});

describe('waitedFor(pending, accounts, asOf)', () => {
  const pending = (account: string | null, closes_on: string, matches = 1) => ({
    account,
    closes_on,
    matches,
  });

  test('adds up what an account keeps pending, with the first day that is wanting', () => {
    const days = [
      pending('left', '2025-02-11', 2),
      pending('left', '2025-02-04'),
      pending('left', '2025-01-31'),
    ];
    expect(waitedFor(days, [LEFT, MAIN], '2025-06-30')).toEqual([
      { account: 'left', covered_through: '2025-01-31', matches: 3, since: '2025-02-04' },
    ]);
  });

  test('names accounts in the order of their names', () => {
    const days = ['c', 'a', 'd', 'b'].map((account) => pending(account, '2025-02-04'));
    const names = (given: typeof days) => waitedFor(given, [], '2025-06-30').map(({ account }) => account);
    expect([names(days), names(days.toReversed())]).toEqual([
      ['a', 'b', 'c', 'd'],
      ['a', 'b', 'c', 'd'],
    ]);
  });

  test('advice for any account waits for the awaited ones; what closes after `asOf` waits for its day', () => {
    const days = [pending(null, '2025-07-01'), pending(null, '2025-07-02'), pending('main', '2025-07-03')];
    expect(waitedFor(days, [LEFT, MAIN], '2025-07-01')).toEqual([
      { account: 'main', covered_through: '2025-06-30', matches: 1, since: '2025-07-01' },
    ]);
    expect(waitedFor([pending('none', '2025-02-04')], [MAIN], '2025-06-30')).toEqual([
      { account: 'none', covered_through: null, matches: 1, since: '2025-02-04' },
    ]);
  });
});
