import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { call, shares, storedExecution } from '../../test/stored-execution.js';
import { dailyBars, type Market } from '../market/daily-bars.js';
import { decimal, formatDecimal, sum, ZERO } from '../number/decimal.js';
import type { StoredExecution } from '../records/execution-order.js';
import { hashId } from '../hash.js';
import { spanOf, tellOutcomes, type OutcomeRow } from './outcomes.js';
import { amountOf } from '../records/trade-amount.js';

const far = '2030-01-01';
const noMarket: Market = new Map();

function closes(prices: Readonly<Record<string, number>>): Market {
  const bars = Object.entries(prices).map(([ts, price]) => {
    const at = decimal(price);
    return { ts, open: at, high: at, low: at, close: at, volume: null, adjusted: 'none' as const };
  });
  return new Map([['AAPL', dailyBars(bars, [])]]);
}

function tell(executions: readonly StoredExecution[], market = noMarket, knownThrough = far) {
  return tellOutcomes(executions, { market, knownThrough });
}

function views({ pnl, pnl_tax, pnl_economic }: OutcomeRow) {
  return [pnl, pnl_tax, pnl_economic].map((value) => (value === null ? null : formatDecimal(value)));
}

function byKind(outcomes: readonly OutcomeRow[]) {
  return Object.fromEntries(
    outcomes.map((row) => [`${row.right ?? 'shares'} ${row.close_kind}`, views(row)] as const),
  );
}

describe('tellOutcomes', () => {
  // IRS Publication 550, "Options", "Puts and calls, tables": the writer of a call adds the premium to the amount
  // realised.
  test('moves the premium of an assigned call into the sale of the shares, and settles at the close', () => {
    const { outcomes } = tell(
      [
        shares('2024-01-02', 'buy', 100, 90),
        call('2024-01-02', 'sell_to_open', 1, 2),
        call('2024-01-19', 'assign', 1),
        shares('2024-01-19', 'sell', 100, 100),
      ],
      closes({ '2024-01-19': 105 }),
    );
    expect(byKind(outcomes)).toEqual({
      'call assigned': ['200', '0', '-300'],
      'shares traded': ['1000', '1200', '1500'],
    });
  });

  test('moves the premium of an assigned put into the cost of shares bought on the next session', () => {
    const put = { right: 'put', strike: 100, expiration: '2024-01-19' };
    const { outcomes } = tell(
      [
        storedExecution({ ...put, action: 'sell_to_open', quantity: 2, price: 3, fees: 1 }),
        storedExecution({ ...put, executed_at: '2024-01-19', action: 'assign', quantity: 2 }),
        shares('2024-01-22', 'buy', 200, 100),
        shares('2024-02-01', 'sell', 50, 101),
      ],
      closes({ '2024-01-19': 98 }),
    );
    expect(byKind(outcomes)).toEqual({
      'put assigned': ['599', '0', '199'],
      'shares traded': ['50', '199.75', '150'],
      'shares open': [null, null, null],
    });
  });

  test('settles an option that was assigned out of the money at nothing, its shares at the strike', () => {
    const { outcomes } = tell(
      [
        shares('2024-01-02', 'buy', 100, 90),
        call('2024-01-02', 'sell_to_open', 1, 2),
        call('2024-01-19', 'assign', 1),
        shares('2024-01-19', 'sell', 100, 100),
      ],
      closes({ '2024-01-19': 97 }),
    );
    expect(byKind(outcomes)).toEqual({
      'call assigned': ['200', '0', '200'],
      'shares traded': ['1000', '1200', '1000'],
    });
  });

  test('joins the contracts of a strike that one trade of shares settled, and the trades that settled one contract', () => {
    const assigned = [
      call('2024-01-02', 'sell_to_open', 3, 2),
      call('2024-01-19', 'assign', 1),
      call('2024-01-19', 'assign', 2),
      shares('2024-01-02', 'buy', 300, 90),
      shares('2024-01-19', 'sell', 300, 100),
    ];
    const exercised = [
      storedExecution({
        account: 'main',
        underlying: 'AAPL',
        action: 'buy_to_open',
        quantity: 2,
        price: 4,
        right: 'call',
        strike: 80,
        expiration: '2024-01-26',
      }),
      storedExecution({
        executed_at: '2024-01-26',
        action: 'exercise',
        quantity: 2,
        right: 'call',
        strike: 80,
        expiration: '2024-01-26',
      }),
      shares('2024-01-26', 'buy', 150, 80),
      shares('2024-01-26', 'buy', 50, 80),
    ];
    const { outcomes } = tell([...assigned, ...exercised]);
    expect(outcomes.filter(({ flags }) => flags.length > 0)).toEqual([]);
    expect(outcomes.filter(({ right }) => right !== null).map(({ pnl_tax }) => pnl_tax)).toEqual([
      ZERO,
      ZERO,
      ZERO,
    ]);
    expect(sum(outcomes.map(({ pnl_tax }) => pnl_tax ?? ZERO))).toBe(decimal(3600));
  });

  test('knows the shares of an adjusted contract by what was paid for them', () => {
    const contract = { right: 'put', strike: 22, expiration: '2024-01-19', root: 'AAPL1' };
    const { outcomes } = tell([
      storedExecution({ ...contract, action: 'sell_to_open', quantity: 6, price: 1 }),
      storedExecution({ ...contract, executed_at: '2024-01-19', action: 'assign', quantity: 6 }),
      shares('2024-01-19', 'buy', 66, 200),
      shares('2024-01-22', 'sell', 66, 210),
    ]);
    const [option, stock] = ['put', null].map((right) => outcomes.find((row) => row.right === right));
    expect(option).toMatchObject({ pnl: decimal(600), pnl_tax: ZERO, flags: [] });
    expect(stock).toMatchObject({ pnl: decimal(660), pnl_tax: decimal(1260) });
  });

  test('moves the premiums of two assignments into four sales', () => {
    const { outcomes } = tell(
      [
        shares('2024-01-02', 'buy', 400, 99),
        call('2024-01-02', 'sell_to_open', 4, 2),
        ...[2, 2].map((contracts) => call('2024-01-19', 'assign', contracts)),
        ...[1, 2, 3, 4].map(() => shares('2024-01-19', 'sell', 100, 100)),
      ],
      closes({ '2024-01-19': 105 }),
    );
    const options = outcomes.filter(({ right }) => right !== null);
    expect(options.map(views)).toEqual([
      ['400', '0', '-600'],
      ['400', '0', '-600'],
    ]);
    const totals = (['pnl', 'pnl_tax', 'pnl_economic'] as const).map((view) =>
      sum(outcomes.map((row) => row[view] ?? ZERO)),
    );
    expect(totals).toEqual([decimal(1200), decimal(1200), decimal(1200)]);
  });

  test('keeps the premium in an option whose share trade is not in the data, and says so', () => {
    const [row] = tell(
      [call('2024-01-02', 'sell_to_open', 1, 2), call('2024-01-19', 'assign', 1)],
      closes({ '2024-01-19': 105 }),
    ).outcomes;
    expect(row).toMatchObject({ pnl_tax: decimal(200), pnl_economic: null, flags: ['no_share_leg'] });
  });

  test('takes cash with the assignment for its settlement', () => {
    const settled = { ...call('2024-01-19', 'assign', 1), amount: decimal(-505), fees: decimal(5) };
    const [row] = tell(
      [call('2024-01-02', 'sell_to_open', 1, 2), settled],
      closes({ '2024-01-19': 105 }),
    ).outcomes;
    expect(views(row as OutcomeRow)).toEqual(['-305', '-305', '-305']);
  });

  test('knows no economic result without the close of the session', () => {
    const { outcomes } = tell([
      shares('2024-01-02', 'buy', 100, 90),
      call('2024-01-02', 'sell_to_open', 1, 2),
      call('2024-01-19', 'assign', 1),
      shares('2024-01-19', 'sell', 100, 100),
    ]);
    expect(outcomes.map(({ pnl_economic }) => pnl_economic)).toEqual([null, null]);
  });

  test('gives a closing of what was never opened no result', () => {
    const [row] = tell([call('2024-01-02', 'buy_to_close', 1, 2)]).outcomes;
    expect(row).toMatchObject({
      side: 'short',
      lot_id: null,
      opened_at: null,
      pnl: null,
      pnl_tax: null,
      pnl_economic: null,
      flags: ['no_opening'],
    });
  });

  test('gives shares that came without a cost none either; at a price, what they made since', () => {
    const came = (price: number | null) =>
      storedExecution({ action: 'transfer', direction: 'in', quantity: 10, price });
    const sold = shares('2024-01-03', 'sell', 10, 16);
    const [unknown] = tell([came(null), sold]).outcomes;
    expect(unknown).toMatchObject({ opened_at: '2024-01-02', pnl: null, flags: ['without_cost'] });
    expect(unknown && views(unknown)).toEqual([null, null, null]);
    expect(tell([came(15), sold]).outcomes.map(views)).toEqual([['10', '10', '10']]);
  });

  test('adds no different currencies: a closing takes lots of its own, and has no result against another', () => {
    const trade = (day: string, action: string, price: number, currency: string) =>
      storedExecution({ executed_at: day, action, quantity: 10, price, currency, fees: 1 });
    const bought = [trade('2024-01-02', 'buy', 75, 'USD'), trade('2024-01-03', 'buy', 100, 'CAD')];
    const sold = trade('2024-01-04', 'sell', 101, 'CAD');
    const { lots, outcomes } = tell([...bought, sold], closes({ '2024-01-03': 100, '2024-01-04': 101 }));
    expect(lots).toMatchObject([{ currency: 'USD', cost: decimal(750) }]);
    expect(outcomes.find(({ close_kind }) => close_kind === 'traded')).toMatchObject({
      ...{ pnl: decimal(8), pnl_tax: decimal(8), pnl_economic: decimal(8), fees: decimal(2) },
      ...{ currency: 'CAD', flags: [] },
    });
    const euros = trade('2024-01-04', 'sell', 70, 'EUR');
    const [other] = tell([...bought.slice(0, 1), euros], closes({ '2024-01-03': 75 })).outcomes;
    expect(other).toMatchObject({
      ...{ pnl: null, pnl_tax: null, pnl_economic: null, fees: null, r_multiple: null },
      ...{ max_adverse_excursion: null, currency: 'EUR', flags: ['other_currency'] },
    });
  });

  test('has a row for each currency by which a change of name closed a lot', () => {
    const trade = (action: string, quantity: number, currency: string, underlying: string) =>
      storedExecution({ action, quantity, price: 10, currency, underlying });
    const change = {
      executed_at: '2024-01-03',
      action: 'symbol_change',
      to_underlying: 'BETA',
      quantity: 10,
    };
    const { outcomes } = tell([
      trade('sell_to_open', 10, 'USD', 'BETA'),
      ...['USD', 'CAD'].map((currency) => trade('buy', 5, currency, 'AAPL')),
      storedExecution(change),
    ]);
    expect(outcomes.map(({ currency, pnl }) => [currency, pnl]).toSorted()).toEqual([
      ['CAD', null],
      ['USD', ZERO],
    ]);
    expect(new Set(outcomes.map(({ outcome_id }) => outcome_id)).size).toBe(2);
  });

  test('has the result of an option that expired in the currency in which it was bought', () => {
    const bought = { ...call('2024-01-02', 'buy_to_open', 1, 2), currency: 'EUR' };
    const [row] = tell([bought, call('2024-01-19', 'expire', 1)]).outcomes;
    expect(row).toMatchObject({ pnl: decimal(-200), currency: 'EUR', flags: [] });
  });

  test('splits a half-closed lot into a closed and an open row, fees of both ends with them', () => {
    const opened = storedExecution({ action: 'buy', quantity: 10, price: 10, fees: 1 });
    const closed = storedExecution({
      executed_at: '2024-01-03',
      action: 'sell',
      quantity: 5,
      price: 12,
      fees: 0.2,
    });
    const { lots, outcomes } = tell([opened, closed]);
    expect(lots).toMatchObject([{ quantity: decimal(5), cost: decimal(50), side: 'long' }]);
    expect(outcomes.map(({ close_kind, pnl, fees }) => [close_kind, pnl, fees]).toSorted()).toEqual([
      ['open', null, decimal(0.5)],
      ['traded', decimal(9.3), decimal(0.7)],
    ]);
    expect(new Set(outcomes.map(({ lot_id }) => lot_id))).toEqual(new Set([lots[0]?.lot_id]));
  });

  test('flags an option past its expiration as lapsed where the account is known that far, and leaves it open', () => {
    const opened = [call('2024-01-02', 'sell_to_open', 1, 2)];
    expect(tell(opened, noMarket, '2024-01-18').lots[0]?.flags).toEqual([]);
    const { lots, outcomes } = tell(opened, noMarket, '2024-01-19');
    expect(lots[0]?.flags).toEqual(['lapsed']);
    expect(outcomes).toMatchObject([{ close_kind: 'open', pnl: null, flags: ['lapsed'] }]);
  });

  test('measures a long option against the premium that was risked, and nothing else', () => {
    const long = tell([call('2024-01-02', 'buy_to_open', 1, 2), call('2024-01-03', 'sell_to_close', 1, 5)]);
    expect(long.outcomes[0]?.r_multiple).toBe(1.5);
    const short = tell([call('2024-01-02', 'sell_to_open', 1, 2), call('2024-01-03', 'buy_to_close', 1, 5)]);
    expect(short.outcomes[0]?.r_multiple).toBeNull();
    const euros = { ...call('2024-01-03', 'sell_to_close', 1, 5), currency: 'EUR' };
    expect(tell([call('2024-01-02', 'buy_to_open', 1, 2), euros]).outcomes).toMatchObject([
      { pnl: null, r_multiple: null },
    ]);
  });

  test('tells all of a closing: ids, times, side, fees, excursions', () => {
    const opened = storedExecution({ action: 'buy', quantity: 10, price: 10, fees: 1 });
    const sold = { executed_at: '2024-01-03', action: 'sell', quantity: 10, price: 12, fees: 0.5 };
    const closed = storedExecution(sold);
    const [row] = tell([opened, closed], closes({ '2024-01-02': 9, '2024-01-03': 12 })).outcomes;
    expect(row).toEqual({
      outcome_id: hashId('closed', row?.lot_id ?? '', closed.record_id),
      ...{ lot_id: expect.any(String), account: 'main' },
      ...{
        root: null,
        underlying: 'AAPL',
        right: null,
        strike: null,
        expiration: null,
        multiplier: decimal(1),
      },
      ...{ side: 'long', quantity: decimal(10), opened_at: '2024-01-02', closed_at: '2024-01-03' },
      ...{ close_kind: 'traded', pnl: decimal(18.5), pnl_tax: decimal(18.5), pnl_economic: decimal(18.5) },
      ...{ fees: decimal(1.5), max_adverse_excursion: decimal(-10), max_favourable_excursion: decimal(20) },
      ...{ excursion_source: 'bars', r_multiple: null, currency: 'USD', flags: [] },
      ...{ opening_record_id: opened.record_id, closing_record_id: closed.record_id },
    });
  });

  test('tells of an open lot neither a result nor excursions, and of a closing without bars or opening none', () => {
    const opened = storedExecution({ action: 'buy', quantity: 10, price: 10, fees: 1 });
    const none = {
      ...{ pnl: null, pnl_tax: null, pnl_economic: null, r_multiple: null },
      ...{ max_adverse_excursion: null, max_favourable_excursion: null, excursion_source: null },
    };
    const [open] = tell([opened]).lots;
    expect(tell([opened]).outcomes).toEqual([
      {
        outcome_id: hashId('open', open?.lot_id ?? ''),
        ...{ lot_id: open?.lot_id, account: 'main' },
        ...{
          root: null,
          underlying: 'AAPL',
          right: null,
          strike: null,
          expiration: null,
          multiplier: decimal(1),
        },
        ...{ side: 'long', quantity: decimal(10), opened_at: '2024-01-02', closed_at: null },
        ...{ close_kind: 'open', fees: decimal(1), currency: 'USD', flags: [] },
        ...{ opening_record_id: opened.record_id, closing_record_id: null },
        ...none,
      },
    ]);
    const sold = shares('2024-01-02', 'sell', 1, 2);
    expect(tell([sold]).outcomes).toMatchObject([
      {
        ...{ ...none, opened_at: null, lot_id: null, opening_record_id: null },
        ...{ outcome_id: hashId('closed', '', sold.record_id), closing_record_id: sold.record_id },
      },
    ]);
  });

  test('gives lots and outcomes in the order of their ids', () => {
    const trades = [1, 2, 3, 4, 5, 6, 7, 8].flatMap((strike) => [
      storedExecution({
        ...{ action: 'sell_to_open', right: 'call', strike, expiration: '2024-01-19', quantity: 2, price: 1 },
      }),
      storedExecution({
        ...{ action: 'buy_to_close', right: 'call', strike, expiration: '2024-01-19', quantity: 1, price: 1 },
      }),
    ]);
    const { lots, outcomes } = tell(trades);
    const ids = [lots.map(({ lot_id }) => lot_id), outcomes.map(({ outcome_id }) => outcome_id)];
    expect(ids.map((some) => some.length)).toEqual([8, 16]);
    expect(ids.map((some) => some.toSorted())).toEqual(ids);
  });

  test('measures excursions of assigned shares though the strike lies far from the bars of the day', () => {
    const { outcomes } = tell(
      [
        storedExecution({ ...PUT, action: 'sell_to_open', quantity: 1, price: 3 }),
        storedExecution({ ...PUT, executed_at: '2024-01-19', action: 'assign', quantity: 1 }),
        shares('2024-01-19', 'buy', 100, 100),
        shares('2024-01-22', 'sell', 100, 62),
      ],
      closes({ '2024-01-19': 60, '2024-01-22': 62 }),
    );
    const sold = outcomes.find(({ right }) => right === null);
    expect(sold).toMatchObject({ max_adverse_excursion: decimal(-4000), excursion_source: 'bars' });
  });

  test.each([
    ['buy_to_close', 'short'],
    ['assign', 'short'],
    ['sell_to_close', 'long'],
    ['exercise', 'long'],
    ['expire', null],
  ])('of a contract that was never opened, ended by %s, gives the side %s and one flag', (action, side) => {
    const price = action.endsWith('close') ? 1 : null;
    const [row] = tell([storedExecution({ ...PUT, action, quantity: 1, price })]).outcomes;
    expect(row).toMatchObject({ side, flags: ['no_opening'], r_multiple: null });
  });

  test('gives the side that was held, whatever the label of the closing', () => {
    const closed = call('2024-01-03', 'buy_to_open', 1, 5);
    const [row] = tell([call('2024-01-02', 'sell_to_open', 1, 2), closed]).outcomes;
    expect(row?.side).toBe('short');
    expect(tell([shares('2024-01-03', 'sell', 1, 2)]).outcomes[0]?.side).toBe('long');
  });

  test('says of assignments and exercises alone that their share trade is missing', () => {
    const flagsOf = (opening: string, end: StoredExecution) =>
      tell([call('2024-01-02', opening, 1, 2), end]).outcomes[0]?.flags;
    expect(flagsOf('sell_to_open', call('2024-01-19', 'assign', 1))).toEqual(['no_share_leg']);
    expect(flagsOf('buy_to_open', call('2024-01-19', 'exercise', 1))).toEqual(['no_share_leg']);
    expect(flagsOf('buy_to_open', call('2024-01-19', 'expire', 1))).toEqual([]);
    expect(flagsOf('buy_to_open', call('2024-01-18', 'sell_to_close', 1, 1))).toEqual([]);
    const settled = { ...call('2024-01-19', 'assign', 1), amount: decimal(-505), fees: decimal(5) };
    expect(flagsOf('sell_to_open', settled)).toEqual([]);
    const charged = { ...call('2024-01-19', 'assign', 1), amount: decimal(-5), fees: decimal(5) };
    expect(flagsOf('sell_to_open', charged)).toEqual(['no_share_leg']);
  });

  test('says where the bars that a result needs are off scale: of shares, assignments and exercises', () => {
    const stretch = {
      from: '2024-01-03',
      until: '2024-01-10',
      misfit: '2024-01-03',
      ratio: null,
      shares: null,
    };
    const [[, days] = []] = closes({ '2024-01-02': 10 });
    const off = [{ ...stretch, uncarried: null }];
    const market: Market = new Map([['AAPL', { ...(days as NonNullable<typeof days>), offScale: off }]]);
    const isOff = (...executions: StoredExecution[]) =>
      tell(executions, market).outcomes.map(({ flags }) => flags.includes('bars_off_scale'));
    const bought = (day: string) => shares(day, 'buy', 1, 10);
    const sold = (day: string) => shares(day, 'sell', 1, 10);
    expect(isOff(bought('2024-01-02'), sold('2024-01-04'))).toEqual([true]);
    expect(isOff(bought('2024-01-09'), sold('2024-01-16'))).toEqual([true]);
    expect(isOff(bought('2024-01-10'), sold('2024-01-16'))).toEqual([false]);
    expect(isOff(sold('2024-01-04'))).toEqual([true]);
    expect(isOff(sold('2024-01-10'))).toEqual([false]);
    const short = call('2024-01-02', 'sell_to_open', 1, 2);
    const long = call('2024-01-02', 'buy_to_open', 1, 2);
    expect(isOff(short, call('2024-01-05', 'assign', 1))).toEqual([true]);
    expect(isOff(long, call('2024-01-05', 'exercise', 1))).toEqual([true]);
    expect(isOff(long, call('2024-01-05', 'expire', 1))).toEqual([false]);
    expect(isOff(long, call('2024-01-05', 'sell_to_close', 1, 1))).toEqual([false]);
  });

  test('measures nothing against a long option that cost nothing, or whose cost is not known', () => {
    const sold = call('2024-01-03', 'sell_to_close', 1, 5);
    const given = tell([call('2024-01-02', 'buy_to_open', 1, 0), sold]);
    const arrived = storedExecution({ ...CALL, action: 'transfer', direction: 'in', quantity: 1 });
    for (const { outcomes } of [given, tell([arrived, sold])]) expect(outcomes[0]?.r_multiple).toBeNull();
  });

  test('keeps the flags of a lot while it is open', () => {
    const arrived = storedExecution({ action: 'transfer', direction: 'in', quantity: 10 });
    const { lots, outcomes } = tell([arrived]);
    expect([lots, outcomes].map(([one]) => one?.flags)).toEqual([['without_cost'], ['without_cost']]);
  });

  test('adds up to all amounts in each of the three views once everything is closed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('call', 'put'), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 60, max: 140 }),
        (rights, close) => {
          const executions = wheel(rights);
          const { lots, outcomes } = tell(executions, closes({ '2024-01-19': close }));
          const total = sum(executions.map(amountOf));
          expect(lots).toEqual([]);
          for (const view of ['pnl', 'pnl_tax', 'pnl_economic'] as const)
            expect(sum(outcomes.map((row) => row[view] ?? ZERO))).toBe(total);
        },
      ),
    );
  });
});

describe('spanOf(row)', () => {
  const row = { outcome_id: 'o', lot_id: 'l', opened_at: '2024-01-02', closed_at: '2024-01-05' };
  const option = { ...row, expiration: '2024-01-19', flags: [] };

  test('is how long the lot was held, and is named for the lot', () => {
    expect(spanOf(option)).toEqual({ id: 'l', from: '2024-01-02', to: '2024-01-05' });
    expect(spanOf({ ...option, closed_at: null })).toEqual({ id: 'l', from: '2024-01-02', to: null });
  });

  test('ends with the expiration of an option that lapsed', () => {
    expect(spanOf({ ...option, closed_at: null, flags: ['lapsed'] }).to).toBe('2024-01-19');
  });

  test('of a closing without an opening is its day, named for the outcome', () => {
    const alone = { ...option, lot_id: null, opened_at: null };
    expect(spanOf(alone)).toEqual({ id: 'o', from: '2024-01-05', to: '2024-01-05' });
  });
});

const PUT = { right: 'put', strike: 100, expiration: '2024-01-19' };
const CALL = { ...PUT, right: 'call' };

/** Options of several strikes sold and all assigned on one day, then whatever shares that leaves closed at 101.17. */
function wheel(rights: readonly string[]): StoredExecution[] {
  const rows = rights.flatMap((right, i) => {
    const contract = { right, strike: 90 + i, expiration: '2024-01-19' };
    const leg = right === 'call' ? 'sell_to_open' : 'buy';
    return [
      storedExecution({
        ...contract,
        action: 'sell_to_open',
        quantity: i + 1,
        price: 1.07,
        amount: 107 * (i + 1) - 0.05,
      }),
      storedExecution({ ...contract, executed_at: '2024-01-19', action: 'assign', quantity: i + 1 }),
      shares('2024-01-19', leg, 100 * (i + 1), 90 + i),
    ];
  });
  const net = rights.reduce((total, right, i) => total + (right === 'call' ? -100 : 100) * (i + 1), 0);
  const flat = net === 0 ? [] : [shares('2024-01-22', net > 0 ? 'sell' : 'buy', Math.abs(net), 101.17)];
  return [...rows, ...flat];
}
