import { describe, expect, test } from '@jest/globals';
import { matches, only, toClose, toRoll, type Trade } from '../../test/match-examples.js';
import { advice, execution } from '../../test/trade-examples.js';

describe('matchUnderlying(inputs): what could not be done, and why it was not', () => {
  test('withdrawn before anyone acted is no_action, withdrawn', () => {
    const withdrawn = advice({ withdrawn_at: '2025-01-06T14:30:00Z' });
    expect(matches([withdrawn], [execution()])[0]).toMatchObject({
      match_type: 'no_action',
      excluded: true,
      exclusion_reason: 'withdrawn',
    });
    expect(only([withdrawn], [execution({ executed_at: '2025-01-06T14:20:00Z' })]).match_type).toBe(
      'consent',
    );
  });

  test('withdrawn on a day is withdrawn for the whole of it, and on the days of its window', () => {
    const type = (day: string) => only([advice({ withdrawn_at: day })], []).exclusion_reason;
    expect(['2025-01-06', '2025-01-07', '2025-01-08'].map(type)).toEqual(['withdrawn', 'withdrawn', null]);
  });

  test('withdrawn after its window is a reject like any', () => {
    expect(only([advice({ withdrawn_at: '2025-01-09T14:30:00Z' })], [])).toMatchObject({
      match_type: 'reject',
      excluded: false,
    });
  });

  test('advice to close what had expired is no_action', () => {
    const late = toClose({ sent_at: '2025-01-17T22:00:00Z' });
    expect(only([late], [])).toMatchObject({ match_type: 'no_action', excluded: false, cause: 'expired' });
  });

  test('advice that was withdrawn before it came, or is valid until then, is no_action without a cause', () => {
    const stale = advice({ valid_until: '2025-01-05T00:00:00Z' });
    expect(only([stale], [])).toMatchObject({ match_type: 'no_action', cause: null });
    const ended = toClose({ valid_until: '2025-01-05T00:00:00Z' });
    expect(only([ended], [])).toMatchObject({ match_type: 'no_action', cause: null });
    const lastDay = toClose({ sent_at: '2025-01-17T15:00:00Z', valid_until: '2025-01-17T14:00:00Z' });
    expect(only([lastDay], [])).toMatchObject({ match_type: 'no_action', cause: null });
  });

  test('advice to close a contract on its last day is a reject like any', () => {
    const lastDay = toClose({ sent_at: '2025-01-17T14:00:00Z' });
    expect(only([lastDay], [])).toMatchObject({ match_type: 'reject' });
  });

  test.each([
    ['in another account', { account: 'other' }, null],
    ['before the advice', { executed_at: '2025-01-14' }, null],
    ['two sessions after its window', { executed_at: '2025-01-22' }, null],
    ['a session after its window', { executed_at: '2025-01-21' }, 'assigned'],
    ['of another contract', { strike: 16 }, null],
    ['of another right', { right: 'put' }, null],
  ])('an assignment %s', (_, fields, cause) => {
    const end = execution({ action: 'assign', price: null, executed_at: '2025-01-17', ...fields });
    expect(only([toClose({ sent_at: '2025-01-17T15:00:00Z' })], [end])).toMatchObject({ cause });
  });

  test('an assignment is the cause before an exercise, and either before an expiration', () => {
    const ends = ['expire', 'exercise', 'assign'].map((action) =>
      execution({ action, price: null, executed_at: '2025-01-17', execution_id: action }),
    );
    const causeOf = (...records: Trade[]) =>
      only([toClose({ sent_at: '2025-01-17T15:00:00Z' })], records).cause;
    expect(causeOf(...ends)).toBe('assigned');
    expect(causeOf(...ends.slice(0, 2))).toBe('exercised');
    expect(causeOf(...ends.slice(0, 1))).toBe('let_expire');
  });

  test('advice for any account has the cause that any account shows, and of a roll the contract it was to close', () => {
    const assigned = execution({
      action: 'assign',
      price: null,
      executed_at: '2025-01-17',
      account: 'other',
    });
    const lastDay = { sent_at: '2025-01-17T15:00:00Z' };
    expect(only([toClose({ ...lastDay, account: null })], [assigned]).cause).toBe('assigned');
    const toPut = { action: 'roll', from_strike: 15, from_expiration: '2025-01-17', right: 'put' };
    const roll = advice({ ...lastDay, ...toPut, from_right: 'call', expiration: '2025-01-31' });
    const own = execution({ action: 'assign', price: null, executed_at: '2025-01-17' });
    expect(only([roll], [own]).cause).toBe('assigned');
  });

  test('advice to open has no cause, though what is held of the contract was assigned', () => {
    const assigned = execution({ action: 'assign', price: null, executed_at: '2025-01-17' });
    expect(only([advice({ sent_at: '2025-01-17T15:00:00Z' })], [assigned])).toMatchObject({
      match_type: 'reject',
      cause: null,
    });
  });

  test('advice to open that was not taken is contradicted by no other trade', () => {
    const early = execution({ executed_at: '2025-01-07T15:00:00Z', strike: 15 });
    const advised = [advice({ strike: 15 }), advice({ recommendation_id: 'r2', strike: 16 })];
    expect(matches(advised, [early]).map(({ cause }) => cause)).toEqual([null, null]);
  });

  test('letting a contract expire against advice to close or roll it is a reject, let_expire', () => {
    const lastDay = { sent_at: '2025-01-17T15:00:00Z' };
    const expired = execution({ action: 'expire', price: null, executed_at: '2025-01-17' });
    expect(only([toClose(lastDay)], [expired])).toMatchObject({ match_type: 'reject', cause: 'let_expire' });
    const roll = toRoll({ ...lastDay, from_expiration: '2025-01-17', expiration: '2025-01-31' });
    const fromExpired = { ...expired, strike: roll.from_strike };
    expect(only([roll], [fromExpired])).toMatchObject({ match_type: 'reject', cause: 'let_expire' });
    expect(only([toClose({ sent_at: '2025-01-14T15:00:00Z' })], [])).toMatchObject({ cause: null });
  });

  test('a contract of which no record says that it expired has no cause, on its last day either', () => {
    expect(only([toClose({ sent_at: '2025-01-17T15:00:00Z' })], [])).toMatchObject({
      match_type: 'reject',
      cause: null,
    });
  });

  test('a contract that was assigned instead is a reject, assigned', () => {
    const assigned = execution({ action: 'assign', price: null, executed_at: '2025-01-21' });
    expect(only([toClose({ sent_at: '2025-01-17T15:00:00Z' })], [assigned])).toMatchObject({
      match_type: 'reject',
      cause: 'assigned',
    });
  });
});
