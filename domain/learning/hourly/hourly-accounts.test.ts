import { describe, expect, test } from '@jest/globals';
import { hourlyAccounts, NOTHING_SWITCHED, parseHours, type Closings } from './hourly-accounts.js';

const closingsOn = (account: string, days: readonly number[], closings: number): Closings[] =>
  days.map((day) => ({ account, session: `2025-01-${String(day).padStart(2, '0')}`, closings }));

describe('hourlyAccounts(accounts, closings, switched)', () => {
  test('twenty closings on four of twenty sessions: on; on three, or nineteen on each: off', () => {
    const closings = [
      ...closingsOn('four', [6, 7, 8, 9], 20),
      ...closingsOn('three', [6, 7, 8], 200),
      ...closingsOn('few', [6, 7, 8, 9, 10, 13], 19),
    ];
    expect(hourlyAccounts(['three', 'few', 'four', 'none'], closings, NOTHING_SWITCHED)).toEqual([
      { account: 'few', on: false, sessions: 0, switched: null },
      { account: 'four', on: true, sessions: 4, switched: null },
      { account: 'none', on: false, sessions: 0, switched: null },
      { account: 'three', on: false, sessions: 3, switched: null },
    ]);
  });

  test('what a person said wins, also of an account that nothing is known of', () => {
    const closings = closingsOn('busy', [6, 7, 8, 9], 50);
    const accounts = { busy: 'off', new: 'on' } as const;
    expect(hourlyAccounts(['busy'], closings, { hours: 1, accounts })).toEqual([
      { account: 'busy', on: false, sessions: 4, switched: 'off' },
      { account: 'new', on: true, sessions: 0, switched: 'on' },
    ]);
  });
});

describe('parseHours(value)', () => {
  test('gives what was said, or the path and the value of what may not stand there', () => {
    const said = { hours: 1, accounts: { main: 'on' } };
    expect(parseHours(said)).toEqual(said);
    expect(parseHours({ ...said, accounts: { main: 'yes' } })).toMatchObject({
      refused: expect.stringContaining('accounts.main: "yes"') as unknown,
    });
    expect(parseHours({ ...said, minutes: 5 })).toHaveProperty('refused');
  });
});
