import { describe, expect, test } from '@jest/globals';
import { call, storedExecution } from '../../test/stored-execution.js';
import { decimal, formatDecimal } from '../number/decimal.js';
import type { StoredExecution } from '../records/execution-order.js';
import { heldSide, heldWhenAdvised, type AskedToClose } from './held-when-advised.js';

const DAY = '2024-01-10';
const PREOPEN = '2024-01-10T14:00:00Z';
const AFTERNOON = '2024-01-10T19:00:00Z';

function asked(fields: Partial<AskedToClose> = {}): AskedToClose {
  const contract = { right: 'call' as const, strike: decimal(100), expiration: '2024-01-19' };
  return {
    id: 'a',
    account: 'main',
    underlying: 'AAPL',
    ...contract,
    trading_date: DAY,
    sent_at: PREOPEN,
    ...fields,
  };
}

/** `quantity side` of the lots that one piece of advice finds. */
function held(ask: AskedToClose, ...executions: StoredExecution[]): string[] {
  return (heldWhenAdvised([ask], executions).get(ask.id) ?? []).map(
    ({ quantity, side }) => `${formatDecimal(quantity)} ${side}`,
  );
}

const bought = (at: string, quantity = 1) => call(at, 'buy_to_open', quantity, 1);
const conversion = (at: string, fields: object) =>
  storedExecution({
    ...{ executed_at: at, action: 'symbol_change', right: 'call', strike: 100, expiration: '2024-01-19' },
    ...{ quantity: 1, underlying: 'OLD', to_underlying: 'AAPL', ...fields },
  });

describe('heldWhenAdvised(asked, executions)', () => {
  test('counts what is known to have come before, whatever else of the day is not', () => {
    const some = call(DAY, 'buy', 1, 1);
    expect(held(asked({ sent_at: AFTERNOON }), bought('2024-01-10T15:00:00Z'), some)).toEqual(['1 long']);
  });

  test.each([
    ['of the day before', '2024-01-09', PREOPEN, true],
    ['after the close of the day before, known by its time', '2024-01-09T22:00:00Z', PREOPEN, true],
    ['of the same day, for advice before the open', DAY, PREOPEN, false],
    ['of the same day, for advice of that date', DAY, DAY, false],
    ['of the same day, for advice at the open', DAY, '2024-01-10T14:30:00Z', false],
    ['of the same day, for advice a second after the open', DAY, '2024-01-10T14:30:01Z', true],
    ['of the same day, for advice in the session', DAY, AFTERNOON, true],
    ['earlier the same day', '2024-01-10T18:59:59Z', AFTERNOON, true],
    ['a second before the advice', '2024-01-10T19:00:01Z', '2024-01-10T19:00:02Z', true],
    ['later the same day', '2024-01-10T19:00:00Z', AFTERNOON, false],
    ['half a second after the advice', '2024-01-10T19:00:00.5Z', AFTERNOON, false],
    ['in the first hours of a day in New York, for advice of its date', '2024-01-10T05:30:00Z', DAY, false],
    [
      'in the last hours of the day before in New York, for advice of a date',
      '2024-01-10T04:30:00Z',
      DAY,
      true,
    ],
    ['of the day before, for advice of a date', '2024-01-09T22:00:00Z', DAY, true],
  ])('of an opening %s', (_, at, sent_at, isHeld) => {
    expect(held(asked({ sent_at }), bought(at))).toEqual(isHeld ? ['1 long'] : []);
  });

  test('takes a closing at an unknown time of the day for one that came after the advice', () => {
    const closed = call(DAY, 'sell_to_close', 1, 2);
    expect(held(asked({ sent_at: AFTERNOON }), bought('2024-01-09'), closed)).toEqual(['1 long']);
    expect(held(asked({ trading_date: '2024-01-11' }), bought('2024-01-09'), closed)).toEqual([]);
  });

  test('takes a trade of the day without a label for one that came after the advice, since it may be the answer', () => {
    const sold = call(DAY, 'sell', 1, 2);
    const more = bought(DAY, 5);
    for (const own of [
      [sold, more],
      [{ ...more, record_id: 'a' }, sold],
    ])
      expect(held(asked({ sent_at: AFTERNOON }), bought('2024-01-09'), ...own)).toEqual(['1 long', '5 long']);
  });

  test('takes a sale after the advice of an evening for its answer, and one of the weekend too', () => {
    const friday = { sent_at: '2024-01-12T22:00:00Z', trading_date: '2024-01-16' };
    const sold = (at: string) => call(at, 'sell_to_close', 1, 2);
    expect(held(asked(friday), bought('2024-01-09'), sold('2024-01-12T22:30:00Z'))).toEqual(['1 long']);
    expect(held(asked(friday), bought('2024-01-09'), sold('2024-01-13'))).toEqual(['1 long']);
    expect(held(asked(friday), bought('2024-01-09'), sold('2024-01-12'))).toEqual([]);
  });

  test('knows what was bought under another name, from the morning of the change on', () => {
    const old = { ...bought('2024-01-05'), underlying: 'OLD', root: 'OLD' };
    const before = asked({ underlying: 'OLD', trading_date: '2024-01-09', sent_at: '2024-01-09' });
    const told = heldWhenAdvised(
      [asked(), { ...before, id: 'b' }, { ...before, id: 'c', underlying: 'AAPL' }],
      [old, conversion(DAY, {})],
    );
    expect([...told].map(([id, lots]) => [id, lots.length])).toEqual([
      ['a', 1],
      ['b', 1],
      ['c', 0],
    ]);
  });

  test('follows several changes of name, and a split that makes other strikes', () => {
    const first = { ...bought('2024-01-03'), underlying: 'OLDEST', root: 'OLDEST', strike: decimal(200) };
    const renamed = conversion('2024-01-04', { underlying: 'OLDEST', to_underlying: 'OLD', strike: 200 });
    const split = {
      action: 'split',
      ratio: 2,
      to_strike: 100,
      strike: 200,
      underlying: 'OLD',
      to_underlying: null,
    };
    const changed = [conversion('2024-01-05', split), conversion('2024-01-08', {})];
    expect(held(asked(), first, renamed, ...changed)).toEqual(['2 long']);
  });

  test('follows a split that leaves the contract its name', () => {
    const split = conversion('2024-01-08', {
      action: 'split',
      ratio: 2,
      underlying: 'AAPL',
      to_underlying: null,
    });
    expect(held(asked(), bought('2024-01-05'), split)).toEqual(['2 long']);
  });

  test('knows a split in pieces as a whole from the first of them on', () => {
    const piece = (at: string) =>
      conversion(at, { action: 'split', underlying: 'AAPL', to_underlying: null, quantity: 1 });
    const pieces = [piece('2024-01-10T18:00:00Z'), piece('2024-01-10T20:00:00Z')];
    expect(held(asked({ sent_at: AFTERNOON }), bought('2024-01-05'), ...pieces)).toEqual(['3 long']);
    expect(held(asked(), bought('2024-01-05'), ...pieces)).toEqual(['1 long']);
  });

  test('knows in a new century what was bought in the old one', () => {
    const expiration = '2000-01-21';
    const old = { ...bought('1999-12-31T15:00:00Z'), expiration };
    const ask = asked({ expiration, trading_date: '2000-01-03', sent_at: '2000-01-03T14:00:00Z' });
    expect(held(ask, old)).toEqual(['1 long']);
  });

  test('of what was assigned or has expired holds nothing', () => {
    expect(held(asked(), bought('2024-01-05'), call('2024-01-09', 'exercise', 1))).toEqual([]);
    expect(held(asked({ trading_date: '2024-01-22' }), bought('2024-01-05'))).toEqual([]);
  });

  test('looks into the account it is for, or into all', () => {
    const other = { ...call('2024-01-05', 'sell_to_open', 2, 1), account: 'other' };
    const executions = [bought('2024-01-05'), other];
    expect(held(asked(), ...executions)).toEqual(['1 long']);
    expect(held(asked({ account: null }), ...executions)).toEqual(['1 long', '2 short']);
  });

  test('lets what is known of other contracts and accounts say nothing of the order in this one', () => {
    const evening = { ...bought('2024-01-09T22:30:00Z'), strike: decimal(105) };
    const friday = { sent_at: '2024-01-09T22:00:00Z' };
    const closed = call('2024-01-09', 'sell_to_close', 1, 2);
    expect(held(asked(friday), bought('2024-01-05'), evening, closed)).toEqual([]);
    expect(held(asked(friday), bought('2024-01-05'), { ...evening, account: 'x' }, closed)).toEqual([]);
  });

  test('gives each advice what was held when it came, whatever was closed of it later', () => {
    const early = asked({ id: 'early', trading_date: '2024-01-08', sent_at: '2024-01-08' });
    const some = [bought('2024-01-05', 5), call('2024-01-09', 'sell_to_close', 3, 2)];
    const told = heldWhenAdvised([early, asked({ id: 'late' })], some);
    expect(
      [...told].map(([id, lots]) => [id, ...lots.map(({ quantity }) => formatDecimal(quantity))]),
    ).toEqual([
      ['early', '5'],
      ['late', '2'],
    ]);
  });

  test('gives each advice what it asked of, in whatever order', () => {
    const early = asked({ id: 'early', trading_date: '2024-01-08', sent_at: '2024-01-08' });
    const late = asked({ id: 'late' });
    const executions = [bought('2024-01-05'), bought('2024-01-09', 3)];
    const sizes = (list: AskedToClose[]) =>
      [...heldWhenAdvised(list, executions)].map(([id, lots]) => `${id} ${lots.length}`).toSorted();
    expect(sizes([late, early])).toEqual(['early 1', 'late 2']);
    expect(sizes([early, late])).toEqual(['early 1', 'late 2']);
    const [morning, evening] = [{ ...late, id: 'early' }, asked({ id: 'late', sent_at: AFTERNOON })];
    const noon = bought('2024-01-10T17:00:00Z');
    const ofDay = (list: AskedToClose[]) =>
      [...heldWhenAdvised(list, [noon])].map(([id, lots]) => `${id} ${lots.length}`).toSorted();
    for (const list of [
      [morning, evening],
      [evening, morning],
    ])
      expect(ofDay(list)).toEqual(['early 0', 'late 1']);
  });
});

describe('heldSide(lots)', () => {
  test('is short where any account is, else long, and none of nothing', () => {
    const other = { ...call('2024-01-05', 'sell_to_open', 2, 1), account: 'other' };
    const sideOf = (...executions: StoredExecution[]) =>
      heldSide(heldWhenAdvised([asked({ account: null })], executions).get('a') ?? []);
    expect([sideOf(bought('2024-01-05'), other), sideOf(bought('2024-01-05')), sideOf()]).toEqual([
      'short',
      'long',
      null,
    ]);
  });
});
