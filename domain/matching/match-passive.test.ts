import { describe, expect, test } from '@jest/globals';
import { matches, only, opened, SHARES, toClose, types } from '../../test/match-examples.js';
import { advice, execution } from '../../test/trade-examples.js';

describe('matchUnderlying(inputs): hold and wait', () => {
  const hold = advice({ action: 'hold', quantity: null, premium: null });
  const wait = advice({ action: 'wait', strike: null, expiration: null, right: null });

  test('doing nothing is passive consent', () => {
    expect(only([hold], [])).toMatchObject({ match_type: 'consent', passive: true });
    expect(only([wait], [])).toMatchObject({ match_type: 'consent', passive: true });
  });

  test('closing or rolling the held contract contradicts hold; the trade stays free for other advice', () => {
    const close = execution({ action: 'buy_to_close' });
    const other = toClose({ recommendation_id: 'r2', account: null });
    expect(types([hold, other], [close])).toEqual({ r1: 'reject', r2: 'consent' });
    const roll = [close, opened({ strike: 16, expiration: '2025-01-24' })];
    expect(matches([hold], roll)[0]).toMatchObject({
      match_type: 'reject',
      cause: 'contradicted',
      execution_ids: [],
    });
  });

  test('closing another contract does not contradict hold', () => {
    expect(types([hold], [execution({ action: 'buy_to_close', strike: 16 })])['r1']).toBe('consent');
  });

  test.each([
    ['buying back what is held short', {}, { action: 'buy_to_close' }, 'reject'],
    ['selling what is held long', {}, { action: 'sell_to_close' }, 'reject'],
    ['adding to it', {}, { action: 'sell_to_open' }, 'consent'],
    ['selling it without a label, when nothing of it is known', {}, { action: 'sell' }, 'consent'],
    ['closing a contract of another right', {}, { action: 'buy_to_close', right: 'put' }, 'consent'],
    ['closing another expiration', {}, { action: 'buy_to_close', expiration: '2025-01-24' }, 'consent'],
    ['selling the shares, of advice to hold shares', SHARES, { ...SHARES, action: 'sell' }, 'reject'],
    ['buying more, of advice to hold shares', SHARES, { ...SHARES, action: 'buy' }, 'consent'],
    ['selling calls, of advice to hold shares', SHARES, { action: 'sell' }, 'consent'],
    ['selling the shares, of advice to hold a call', {}, { ...SHARES, action: 'sell' }, 'consent'],
  ])('%s: hold', (_, held, traded, expected) => {
    expect(
      types([advice({ action: 'hold', quantity: null, premium: null, ...held })], [execution(traded)])['r1'],
    ).toBe(expected);
  });

  test('rolling another contract does not contradict hold, nor does rolling into the held one', () => {
    const out = [
      opened({ strike: 16, expiration: '2025-01-24' }),
      execution({ action: 'buy_to_close', strike: 14 }),
    ];
    expect(types([hold], out)['r1']).toBe('consent');
    const into = [opened(), execution({ action: 'buy_to_close', strike: 14 })];
    expect(types([hold], into)['r1']).toBe('consent');
  });

  test.each([
    ['selling to open', { action: 'sell_to_open' }, 'reject'],
    ['buying to open', { action: 'buy_to_open' }, 'reject'],
    ['buying shares', { ...SHARES, action: 'buy' }, 'reject'],
    ['buying a contract without a label', { action: 'buy' }, 'reject'],
    ['selling a contract without a label', { action: 'sell' }, 'reject'],
    ['selling to close', { action: 'sell_to_close' }, 'consent'],
    ['selling shares', { ...SHARES, action: 'sell' }, 'consent'],
  ])('%s: wait', (_, traded, expected) => {
    expect(types([wait], [execution(traded)])['r1']).toBe(expected);
  });

  test('the first trade that contradicts a hold is when it was answered', () => {
    const closes = ['15:00', '17:00'].map((time) =>
      execution({ action: 'buy_to_close', execution_id: time, executed_at: `2025-01-06T${time}:00Z` }),
    );
    expect(matches([hold], closes)[0]?.answered_at).toBe('2025-01-06T15:00:00Z');
    const nextDay = execution({ action: 'buy_to_close', executed_at: '2025-01-07T15:00:00Z' });
    expect(matches([hold], [nextDay])[0]?.answered_at).toBe('2025-01-07T15:00:00Z');
  });

  test('opening on that underlying contradicts wait, on another right it does not', () => {
    expect(types([wait], [execution()])['r1']).toBe('reject');
    expect(types([wait], [execution({ action: 'buy_to_close' })])['r1']).toBe('consent');
    const waitFor = (right: string) =>
      advice({ action: 'wait', right, strike: null, expiration: null, premium: null });
    expect(types([waitFor('put')], [execution()])['r1']).toBe('consent');
    expect(types([waitFor('call')], [execution()])['r1']).toBe('reject');
  });

  test('later advice on the held contract takes the place of hold: following it contradicts nothing', () => {
    const close = advice({
      recommendation_id: 'r2',
      sent_at: '2025-01-07T14:00:00Z',
      action: 'buy_to_close',
    });
    const closed = execution({ action: 'buy_to_close', executed_at: '2025-01-07T15:00:00Z' });
    expect(types([hold, close], [closed])).toEqual({ r1: 'consent', r2: 'consent' });
    const early = execution({ action: 'buy_to_close', executed_at: '2025-01-07T13:00:00Z' });
    expect(types([hold, close], [early])['r1']).toBe('reject');
  });

  test('later advice to open takes the place of wait, and waiting for another contract is to wait again', () => {
    const open = advice({ recommendation_id: 'r2', sent_at: '2025-01-07T14:00:00Z' });
    const opened = execution({ executed_at: '2025-01-07T15:00:00Z' });
    expect(types([wait, open], [opened])).toEqual({ r1: 'consent', r2: 'consent' });
    const waits = ['2025-01-06T14:00:00Z', '2025-01-07T14:00:00Z'].map((sent_at, i) =>
      advice({ recommendation_id: `r${i + 1}`, sent_at, action: 'wait', strike: 15 + i }),
    );
    expect(types(waits, [])).toEqual({ r1: 'no_action', r2: 'consent' });
  });

  test('the same hold again counts once', () => {
    const again = { ...hold, recommendation_id: 'r2', sent_at: '2025-01-07T14:00:00Z' };
    expect(types([hold, again], [])).toEqual({ r1: 'no_action', r2: 'consent' });
  });
});

describe('matchUnderlying(inputs): the same advice again', () => {
  const again = advice({ recommendation_id: 'r2', sent_at: '2025-01-06T16:00:00Z' });
  const superseded = { match_type: 'no_action', excluded: true, exclusion_reason: 'superseded' };

  test('after it was executed is no_action, superseded', () => {
    const rows = matches([advice(), again], [execution()]);
    expect(rows.find(({ recommendation_id }) => recommendation_id === 'r1')).toMatchObject({
      match_type: 'consent',
    });
    expect(rows.find(({ recommendation_id }) => recommendation_id === 'r2')).toMatchObject(superseded);
  });

  test('before, only the last one counts', () => {
    const rows = matches([advice(), again], [execution({ executed_at: '2025-01-06T16:30:00Z' })]);
    expect(rows.find(({ recommendation_id }) => recommendation_id === 'r1')).toMatchObject(superseded);
    expect(rows.find(({ recommendation_id }) => recommendation_id === 'r2')).toMatchObject({
      match_type: 'consent',
    });
    expect(types([advice(), again], [])).toEqual({ r1: 'no_action', r2: 'reject' });
  });

  test('answered by a trade of its own counts as well', () => {
    const second = execution({ execution_id: 'e2', executed_at: '2025-01-06T16:30:00Z' });
    expect(types([advice(), again], [execution(), second])).toEqual({ r1: 'consent', r2: 'consent' });
  });

  test('after the window of the first is new advice', () => {
    const later = advice({ recommendation_id: 'r2', sent_at: '2025-01-08T14:00:00Z' });
    expect(types([advice(), later], [execution()])).toEqual({ r1: 'consent', r2: 'reject' });
  });

  test('sent in the last moment of the window of the first, which was executed, is superseded', () => {
    const first = advice({ valid_until: '2025-01-06T16:00:00Z' });
    expect(types([first, again], [execution()])).toEqual({ r1: 'consent', r2: 'no_action' });
    const ended = advice({ valid_until: '2025-01-06T15:59:59Z' });
    expect(types([ended, again], [execution()])).toEqual({ r1: 'consent', r2: 'reject' });
  });

  test('on another contract is other advice', () => {
    const other = advice({ recommendation_id: 'r2', sent_at: '2025-01-06T16:00:00Z', strike: 16 });
    expect(types([advice(), other], [execution()])).toEqual({ r1: 'consent', r2: 'reject' });
    expect(matches([advice(), other], [execution()])[1]).toMatchObject({ cause: null, answered_at: null });
  });
});
