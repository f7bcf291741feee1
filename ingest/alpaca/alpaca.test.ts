import { describe, expect, test } from '@jest/globals';
import {
  inputRecords,
  parsedText,
  plainRecords,
  reasonsIn,
  recordsIn,
  statedCash,
} from '../../test/parsed-file.js';
import { alpaca } from './alpaca.js';

const FILL = {
  activity_type: 'FILL',
  id: '20240103140000123::a',
  transaction_time: '2024-01-03T14:00:00.123456Z',
  type: 'partial_fill',
  price: '10.5',
  qty: '3',
  side: 'buy',
  symbol: 'ABC',
  leaves_qty: '2',
  cum_qty: '3',
  order_id: 'o1',
};

const parse = (...activities: unknown[]) => parsedText(alpaca, JSON.stringify(activities), 'a.json');
const told = (...activities: object[]) => plainRecords(parse(...activities));
let ids = 0;
const nta = (activity_type: string, fields: object) => ({
  activity_type,
  id: `n${++ids}`,
  date: '2024-01-19',
  net_amount: '0',
  ...fields,
});

describe('alpaca', () => {
  test('reads fills of shares, options and coins with their ids and their times', () => {
    const common = {
      account: 'main',
      executed_at: '2024-01-03T14:00:00.123456Z',
      order_id: 'o1',
      quantity: '3',
      price: '10.5',
      currency: 'USD',
    };
    expect(
      told(
        FILL,
        { ...FILL, id: 'b', side: 'sell_short' },
        { ...FILL, id: 'c', side: 'sell', symbol: 'SPXW240119P04700500', type: 'fill' },
        { ...FILL, id: 'd', side: 'sell', position_intent: 'sell_to_open', symbol: 'ABC1240119C00005000' },
        { ...FILL, id: 'e', symbol: 'ETHUSD' },
        { ...FILL, id: 'f', symbol: 'ETH/USD' },
      ),
    ).toEqual([
      { ...common, execution_id: FILL.id, action: 'buy', underlying: 'ABC', multiplier: '1' },
      { ...common, execution_id: 'b', action: 'sell_to_open', underlying: 'ABC', multiplier: '1' },
      {
        ...common,
        execution_id: 'c',
        action: 'sell',
        underlying: 'SPX',
        root: 'SPXW',
        right: 'put',
        strike: '4700.5',
        expiration: '2024-01-19',
        multiplier: '100',
      },
      {
        ...common,
        execution_id: 'd',
        action: 'sell_to_open',
        underlying: 'ABC',
        root: 'ABC1',
        right: 'call',
        strike: '5',
        expiration: '2024-01-19',
        multiplier: '100',
      },
      { ...common, execution_id: 'e', action: 'buy', underlying: 'ETH/USD', multiplier: '1' },
      { ...common, execution_id: 'f', action: 'buy', underlying: 'ETH/USD', multiplier: '1' },
    ]);
  });

  test('ends contracts by day and takes the shares that they move at what was paid for them', () => {
    const contract = { symbol: 'ABC240119C00150000', description: 'words' };
    const events = parse(
      nta('OPASN', { ...contract, qty: '2' }),
      nta('OPTRD', { symbol: 'ABC', qty: '-200', price: '90', net_amount: '30000' }),
      nta('OPEXC', { ...contract, qty: '-1' }),
      nta('OPXRC', { ...contract, qty: '-1' }),
      nta('OPEXP', { ...contract, qty: '4' }),
    );
    expect(plainRecords(events)).toMatchObject([
      {
        action: 'assign',
        executed_at: '2024-01-19',
        underlying: 'ABC',
        right: 'call',
        strike: '150',
        quantity: '2',
      },
      {
        action: 'sell',
        executed_at: '2024-01-19',
        underlying: 'ABC',
        quantity: '200',
        price: '150',
        amount: '30000',
      },
      { action: 'exercise', quantity: '1' },
      { action: 'exercise', quantity: '1' },
      { action: 'expire', quantity: '4' },
    ]);
    expect(statedCash(events)).toBe('30000');
  });

  test.each([
    ['DIV', '12.5', 'dividend'],
    ['DIVNRA', '-1.9', 'fee'],
    ['INT', '-3', 'interest'],
    ['FEE', '-0.02', 'fee'],
    ['CSD', '100', 'deposit'],
    ['CSD', '-100', 'withdrawal'],
    ['CSW', '-100', 'withdrawal'],
    ['JNLC', '5', 'transfer'],
    ['OPCSH', '120', 'adjustment'],
    ['NEW', '7', 'adjustment'],
  ])('keeps the money of %s %s as %s', (type, net_amount, kind) => {
    const events = parse(nta(type, { net_amount, symbol: 'ABC', description: 'some\nwords' }));
    expect(plainRecords(events)).toEqual([
      {
        account: 'main',
        at: '2024-01-19',
        kind,
        amount: net_amount,
        currency: 'USD',
        underlying: 'ABC',
        description: `${type} some words`,
      },
    ]);
    expect(statedCash(events)).toBe(net_amount);
  });

  test('moves what comes and goes in kind', () => {
    expect(
      told(
        nta('ACATS', { symbol: 'ABC', qty: '10' }),
        nta('JNLS', { symbol: 'ABC', qty: '-4' }),
        nta('SSO', { symbol: 'NEW', qty: '2' }),
        nta('CFEE', { symbol: 'BTCUSD', qty: '-0.0001', price: '40000' }),
      ),
    ).toMatchObject([
      { action: 'transfer', direction: 'in', quantity: '10' },
      { action: 'transfer', direction: 'out', quantity: '4' },
      { action: 'transfer', direction: 'in', underlying: 'NEW', quantity: '2' },
      { action: 'transfer', direction: 'out', underlying: 'BTC/USD', quantity: '0.0001' },
    ]);
  });

  test('pairs the halves of splits, symbol changes and mergers, in either order', () => {
    const events = parse(
      nta('SPLIT', { symbol: 'ABC', qty: '40' }),
      nta('NC', { symbol: 'OLD', qty: '-5' }),
      FILL,
      nta('SC', { symbol: 'WEN', qty: '7' }),
      nta('SC', { symbol: 'NEW', qty: '5' }),
      nta('SC', { symbol: 'DLO', qty: '-7' }),
      nta('SSP', { symbol: 'ABC', qty: '-10' }),
      nta('MA', { symbol: 'TGT', qty: '-8', date: '2024-01-20', net_amount: '16' }),
      nta('MA', { symbol: 'ACQ', qty: '2', date: '2024-01-20' }),
      nta('MA', { symbol: 'GONE', qty: '-8', date: '2024-01-21', net_amount: '80' }),
      nta('SPLIT', { symbol: 'ABC', qty: '40', date: '2024-01-22' }),
    );
    expect(plainRecords(events)).toMatchObject([
      { action: 'buy' },
      { action: 'split', underlying: 'ABC', quantity: '10', ratio: '4' },
      { action: 'symbol_change', underlying: 'OLD', to_underlying: 'NEW', quantity: '5' },
      { action: 'symbol_change', underlying: 'DLO', to_underlying: 'WEN', quantity: '7' },
      { action: 'symbol_change', underlying: 'TGT', to_underlying: 'ACQ', quantity: '8', ratio: '0.25' },
      { kind: 'adjustment', amount: '16', underlying: 'TGT' },
      { action: 'sell', underlying: 'GONE', quantity: '8', price: '10', amount: '80' },
    ]);
    expect(reasonsIn(events)).toEqual(['conversion without its other half: "SPLIT ABC"']);
    expect(inputRecords(events)).toEqual({ accepted: 10, rejected: 1, ignored: 0 });
    expect(statedCash(events)).toBe('96');
  });

  test.each([
    [{ ...FILL, side: 'x' }, 'side not known: "x"'],
    [{ ...FILL, type: 'trade_bust' }, 'type of fill not known: "trade_bust"'],
    [{ ...FILL, qty: 'x' }, 'qty not a number: "x"'],
    [{ ...FILL, price: null }, 'price missing'],
    [{ ...FILL, transaction_time: 'noon' }, 'executed_at not a time: "noon"'],
    [{ id: 'x' }, 'activity_type missing'],
    [{ activity_type: 'VOF', id: 'x', date: '2024-01-19' }, 'activity_type not known, without money: "VOF"'],
    [{ activity_type: 'MA', id: 'x', qty: 'x' }, 'qty not a number: "x"'],
    [7, 'not a JSON object: "7"'],
  ])('names what it cannot read of %j', (broken, reason) => {
    expect(reasonsIn(parse(broken))).toEqual([reason]);
  });

  test('leaves out what was cancelled; names other activities by their ids', () => {
    const events = parse(
      nta('CSD', { net_amount: '5', status: 'canceled' }),
      nta('CSD', { net_amount: '5' }),
      nta('CSD', { net_amount: '5' }),
    );
    expect(inputRecords(events)).toEqual({ accepted: 2, rejected: 0, ignored: 1 });
    expect(new Set(recordsIn(events).map(({ identity }) => identity)).size).toBe(2);
  });

  test('reads an array, pages of it, or one activity a line; the account that is named wins', () => {
    const [one, two] = [FILL, { ...FILL, id: 'b', account_id: 'named' }].map((fill) => JSON.stringify(fill));
    for (const text of [`[${one},${two}]`, `[${one}]\n[${two}]`, `${one}\n${two}\n`])
      expect(plainRecords(parsedText(alpaca, text))).toMatchObject([
        { account: 'main' },
        { account: 'named' },
      ]);
  });
});
