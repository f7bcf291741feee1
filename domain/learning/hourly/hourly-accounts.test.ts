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
    const advised = ['three', 'few', 'four', 'none'];
    expect(hourlyAccounts({ advised, imported: advised }, closings, NOTHING_SWITCHED)).toEqual([
      { account: 'few', on: false, sessions: 0, switched: null, known: true },
      { account: 'four', on: true, sessions: 4, switched: null, known: true },
      { account: 'none', on: false, sessions: 0, switched: null, known: true },
      { account: 'three', on: false, sessions: 3, switched: null, known: true },
    ]);
  });

  test('what a person said wins, but not of a name that nothing is imported of', () => {
    const closings = closingsOn('busy', [6, 7, 8, 9], 50);
    const accounts = { busy: 'off', calm: 'on', bsuy: 'on' } as const;
    expect(
      hourlyAccounts({ advised: ['busy'], imported: ['busy', 'calm'] }, closings, { hours: 1, accounts }),
    ).toEqual([
      { account: 'bsuy', on: false, sessions: 0, switched: 'on', known: false },
      { account: 'busy', on: false, sessions: 4, switched: 'off', known: true },
      { account: 'calm', on: true, sessions: 0, switched: 'on', known: true },
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
