import { describe, expect, test } from '@jest/globals';
import type { ToldMatch } from '../matching/match-words.js';
import { decimal } from '../number/decimal.js';
import { morningMessage, type MorningFacts } from './morning-message.js';

const MATCH: ToldMatch = {
  ...{ recommendation_id: 'r1', underlying: 'NIO', match_type: 'modify', trading_date: '2022-03-07' },
  ...{ action: 'sell_to_open', flags: [], execution_ids: ['e1'], modified_fields: ['expiration', 'premium'] },
  ...{ advised_right: 'call', advised_strike: 20, advised_expiration: '2022-03-18' },
  ...{ advised_premium: 0.55, advised_quantity: 1 },
  ...{ traded_right: 'call', traded_strike: 20, traded_expiration: '2022-03-11' },
  ...{ traded_price: 0.25, traded_quantity: 1 },
  ...{ strike_diff: 0, expiration_diff_days: -7, premium_diff: -0.3, quantity_diff: 0 },
};
const UNANSWERED: ToldMatch = { ...MATCH, execution_ids: [] };
const NOTHING: MorningFacts = { day: '2022-03-07', advice: [], open: [], problems: [] };
const CALL = { underlying: 'NIO', right: 'call', strike: decimal(20), quantity: decimal(-1) } as const;

const adviceLineOf = (match: ToldMatch) =>
  morningMessage({ ...NOTHING, advice: [match] })
    ?.split('\n')[3]
    ?.trim();

describe('morningMessage(facts)', () => {
  test('has the advice, what expires within two sessions, and what is wrong', () => {
    const open = [
      { ...CALL, expiration: '2022-03-09' },
      { ...CALL, underlying: 'F', expiration: '2022-03-08' },
      { ...CALL, underlying: 'LATER', expiration: '2022-03-10' },
      { ...CALL, underlying: 'SOFI', right: null, strike: null, expiration: null },
    ];
    const problems = ['account main is known through 2022-03-04: import its newer files'];
    expect(morningMessage({ ...NOTHING, advice: [MATCH], open, problems })).toBe(`After Monday, 7 March 2022

Advice
  NIO  sell 20C 18 Mar 0.55: you sell 20C 11 Mar 0.25 (-7 days, premium -55 %)

Expires within two sessions
  Tuesday, 8 Mar: -1 F 20C
  Wednesday, 9 Mar: -1 NIO 20C

To look at
  account main is known through 2022-03-04: import its newer files
`);
  });

  test('is null where there is nothing to say', () => {
    expect(morningMessage(NOTHING)).toBeNull();
    expect(morningMessage({ ...NOTHING, open: [{ ...CALL, expiration: '2022-03-18' }] })).toBeNull();
  });

  test('on a Friday looks over the weekend', () => {
    const open = [{ ...CALL, expiration: '2022-03-15' }];
    expect(morningMessage({ ...NOTHING, day: '2022-03-11', open })).toContain('Tuesday, 15 Mar: -1 NIO 20C');
    expect(morningMessage({ ...NOTHING, day: '2022-03-10', open })).toBeNull();
  });

  test.each<[Partial<ToldMatch>, string]>([
    [{ ...UNANSWERED, match_type: 'pending' }, 'pending, no trade yet'],
    [{ match_type: 'pending' }, 'you sell 20C 11 Mar 0.25 (-7 days, premium -55 %), pending'],
    [{ ...UNANSWERED, match_type: 'pending', action: 'hold' }, 'pending, kept so far'],
    [{ ...UNANSWERED, match_type: 'pending', action: 'wait' }, 'pending, kept so far'],
    [{ ...UNANSWERED, match_type: 'reject' }, 'rejected'],
    [{ ...UNANSWERED, match_type: 'reject', cause: 'contradicted' }, 'rejected: you did the contrary'],
    [{ ...UNANSWERED, match_type: 'consent', passive: true }, 'consent, kept'],
    [{ ...UNANSWERED, match_type: 'no_action' }, 'no action possible'],
    [
      {
        match_type: 'consent',
        expiration_diff_days: 0,
        premium_diff: 0,
        traded_expiration: '2022-03-18',
        traded_price: 0.55,
      },
      'you sell 20C 18 Mar 0.55 (as advised)',
    ],
    [
      { strike_diff: 2, quantity_diff: -1, traded_strike: 22 },
      'you sell 22C 11 Mar 0.25 (strike +2, -7 days, quantity -1, premium -55 %)',
    ],
    [
      { strike_diff: -0.5, expiration_diff_days: 7, quantity_diff: 2, premium_diff: 0.1 },
      'you sell 20C 11 Mar 0.25 (strike -0.5, +7 days, quantity +2, premium +18 %)',
    ],
    [{ strike_diff: null, quantity_diff: null, advised_premium: 0 }, 'you sell 20C 11 Mar 0.25 (-7 days)'],
    [{ advised_premium: -0.2, premium_diff: 0.05 }, 'you sell 20C 11 Mar 0.25 (-7 days, premium +25 %)'],
    [{ expiration_diff_days: 1, premium_diff: 1.1 }, 'you sell 20C 11 Mar 0.25 (+1 days, premium +200 %)'],
    [{ advised_premium: null }, 'you sell 20C 11 Mar 0.25 (-7 days)'],
    [
      { action: 'roll', flags: ['close_only'], premium_diff: null, expiration_diff_days: null },
      'you closed only 20C 11 Mar 0.25 (not rolled)',
    ],
  ])('%#: what became of the advice', (fields, became) => {
    const line = adviceLineOf({ ...MATCH, ...fields });
    expect(line?.slice(line.indexOf(': ') + 2)).toBe(became);
  });
});
