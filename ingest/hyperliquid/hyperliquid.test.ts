import { describe, expect, test } from '@jest/globals';
import {
  inputRecords,
  parsedText,
  plainRecords,
  reasonsIn,
  recordsIn,
  statedCash,
} from '../../test/parsed-file.js';
import { hyperliquid } from './hyperliquid.js';

const FILL = {
  coin: 'ABC',
  px: '10',
  sz: '3',
  side: 'B',
  time: 1704290400123,
  startPosition: '0.0',
  dir: 'Open Long',
  closedPnl: '0.0',
  hash: '0x1',
  oid: 7,
  crossed: true,
  fee: '0.02',
  tid: 99,
  feeToken: 'USDC',
};

const parse = (value: unknown) => parsedText(hyperliquid, JSON.stringify(value), 'fills.json');
const told = (...fills: object[]) => plainRecords(parse(fills.map((fill) => ({ ...FILL, ...fill }))));

describe('hyperliquid', () => {
  test('reads a fill with its ids and its time; its price decides, its cash is what it closed less the fee', () => {
    const events = parse([{ ...FILL, closedPnl: '1.5' }]);
    expect(plainRecords(events)).toEqual([
      {
        execution_id: '99',
        order_id: '7',
        account: 'main',
        executed_at: '2024-01-03T14:00:00.123Z',
        action: 'buy_to_open',
        underlying: 'ABC',
        multiplier: '1',
        quantity: '3',
        price: '10',
        fees: '0.02',
        currency: 'USDC',
        extra: '{"dir":"Open Long","closed_pnl":"1.5"}',
      },
    ]);
    expect(statedCash(events)).toBe('1.48');
  });

  test.each([
    ['0.0', 'B', 'buy_to_open'],
    ['-3.0', 'B', 'buy_to_close'],
    ['-2.0', 'B', 'buy_to_open'],
    ['2.0', 'B', 'buy_to_open'],
    ['3.0', 'A', 'sell_to_close'],
    ['2.0', 'A', 'sell_to_open'],
    ['-2.0', 'A', 'sell_to_open'],
  ])('takes 3 on a position of %s, side %s, as %s, whatever its words', (startPosition, side, action) => {
    expect(told({ startPosition, side, dir: 'Net Child Vaults' })).toMatchObject([{ action }]);
  });

  test('keeps how a position was liquidated', () => {
    const liquidation = { liquidatedUser: '0x2', markPx: '9', method: 'market' };
    const [record] = told({ side: 'A', startPosition: '3.0', dir: 'Liquidated Cross Long', liquidation });
    expect(record).toMatchObject({ action: 'sell_to_close' });
    expect(JSON.parse((record as { extra: string }).extra)).toMatchObject({ liquidation });
  });

  test('counts a rebate to what the fill brought', () => {
    const events = parse([{ ...FILL, fee: '-0.01' }]);
    expect(plainRecords(events)).toMatchObject([{ amount: '-29.99' }]);
    expect(plainRecords(events)[0]).not.toHaveProperty('fees');
    expect(statedCash(events)).toBe('0.01');
  });

  test('takes a fee in the coin that was bought off the quantity, in the coin that was paid off the cash', () => {
    const spot = { coin: '@9', dir: 'Buy', startPosition: '1.0' };
    expect(
      told(
        { ...spot, feeToken: 'ABC', fee: '0.003' },
        { ...spot, side: 'A', feeToken: 'USDH', fee: '0.03', dir: 'Sell' },
        { ...spot, coin: 'ABC/USDH' },
      ),
    ).toMatchObject([
      { action: 'buy', quantity: '2.997', fees: '0.03', amount: '-30', currency: 'USDC' },
      { action: 'sell', quantity: '3', fees: '0.03', amount: '29.97', currency: 'USDH' },
      { action: 'buy', quantity: '2.98', amount: '-30', currency: 'USDH' },
    ]);
  });

  test('names fills that the venue numbers 0 by their content', () => {
    const events = parse([
      { ...FILL, tid: 0 },
      { ...FILL, tid: 0, oid: 8 },
    ]);
    const identities = recordsIn(events).map(({ identity }) => identity);
    expect(new Set(identities).size).toBe(2);
    expect(plainRecords(events)[0]).not.toHaveProperty('execution_id');
    expect(recordsIn(parse([FILL]))[0]?.identity).toBeUndefined();
  });

  test('reads funding payments as interest, in each of the forms in which they come', () => {
    const paid = { coin: 'ABC', usdc: '-3.62', szi: '4', fundingRate: '0.0000417' };
    const flow = {
      account: 'main',
      at: '2024-01-03T14:00:00Z',
      kind: 'interest',
      amount: '-3.62',
      currency: 'USDC',
      underlying: 'ABC',
      description: 'funding of 4 ABC at 0.0000417',
    };
    expect(
      plainRecords(parse([{ time: 1704290400000, hash: '0x0', delta: { type: 'funding', ...paid } }])),
    ).toEqual([flow]);
    const message = {
      channel: 'userFundings',
      data: { user: '0xab', fundings: [{ time: 1704290400000, ...paid }] },
    };
    expect(plainRecords(parse(message))).toEqual([{ ...flow, account: '0xab' }]);
  });

  test('reads messages, one a line, of which each fill is a record', () => {
    const message = (...fills: object[]) =>
      JSON.stringify({ channel: 'userFills', data: { user: '0xab', fills } });
    const events = parsedText(
      hyperliquid,
      `${message(FILL, { ...FILL, tid: 100, px: 'x' })}\n${message({ ...FILL, tid: 101 })}\n${message()}\n`,
    );
    expect(plainRecords(events)).toMatchObject([
      { account: '0xab', execution_id: '99' },
      { execution_id: '101' },
    ]);
    expect(reasonsIn(events)).toEqual(['px not a number: "x"']);
    expect(inputRecords(events)).toEqual({ accepted: 2, rejected: 1, ignored: 1 });
  });

  test.each([
    [{ side: 'X' }, 'side not known: "X"'],
    [{ fee: 'x' }, 'fee not a number: "x"'],
    [{ closedPnl: '' }, 'closedPnl not a number: ""'],
    [{ time: 'noon' }, 'executed_at not a time: "noon"'],
    [{ sz: '0' }, 'quantity not above zero: "0"'],
  ])('names what it cannot read of %j', (broken, reason) => {
    expect(reasonsIn(parse([{ ...FILL, ...broken }]))).toEqual([reason]);
  });

  test('names a record that is neither a fill nor a payment, and refuses the rates of a coin', () => {
    expect(reasonsIn(parse([FILL, { time: 1, delta: { type: 'vaultDeposit', usdc: '5' } }, 3]))).toEqual([
      'no fill and no funding payment: "{\\"time\\":1,\\"delta\\":{\\"type\\":\\"vaultDeposit\\",\\"usdc\\":\\"5\\"}}"',
      'not a JSON object: "3"',
    ]);
    expect(() => parse([{ coin: 'ABC', fundingRate: '0.1', premium: '0', time: 1 }])).toThrow('userFunding');
  });
});
