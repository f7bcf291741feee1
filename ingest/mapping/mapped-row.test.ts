import { describe, expect, test } from '@jest/globals';
import { inputRecords, parsedText, plainRecords, reasonsIn, statedCash } from '../../test/parsed-file.js';
import { mappedTable } from './mapped-table.js';
import { parseMapping } from './mapping.js';

function parse(mapping: object, ...lines: string[]) {
  const parsed = parseMapping(JSON.stringify({ dataset: 'executions', ...mapping }));
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsedText(mappedTable(parsed.mapping), lines.join('\n'));
}

const records = (mapping: object, ...lines: string[]) => plainRecords(parse(mapping, ...lines));

const TRADE = {
  executed_at: { column: 'Time' },
  action: { column: 'Side' },
  underlying: { column: 'Pair' },
  quantity: { column: 'Qty', suffix: '*' },
  price: { column: 'Price' },
  currency: { column: 'Pair', of_pair: 'quote' },
};
const HEADER = 'Time,Side,Pair,Qty,Price,Fee,Coin';
const at = (day: number) => `2026-03-0${day}T10:00:00Z`;

describe('mappedTable(mapping) reads', () => {
  test('fees by the coin they are in: of the money, of what is traded, of another one', () => {
    for (const fees of [
      { column: 'Fee', coin: { column: 'Coin' } },
      { column: 'Fee', coin: 'behind', suffix: '*' },
    ]) {
      const fee = (amount: string, coin: string) =>
        fees.coin === 'behind' ? `${amount}${coin},` : `${amount},${coin}`;
      const rows = records(
        { fields: { ...TRADE, fees } },
        HEADER,
        `${at(1)},buy,ETHUSDT,2ETH,2500,${fee('0.002', 'ETH')}`,
        `${at(2)},sell,ETHUSDT,1ETH,2600,${fee('0.001', 'ETH')}`,
        `${at(3)},sell,ETHUSDT,0.5ETH,2600,${fee('1.3', 'USDT')}`,
        `${at(4)},buy,BTC/EUR,0.01BTC,60000,${fee('0.0008', 'BNB')}`,
      );
      expect(rows).toMatchObject([
        { action: 'buy', quantity: '1.998', amount: '-5000', currency: 'USDT' },
        { action: 'sell', quantity: '1.001', amount: '2600' },
        { action: 'sell', quantity: '0.5', fees: '1.3' },
        { action: 'buy', quantity: '0.01', currency: 'EUR' },
        { kind: 'fee', amount: '-0.0008', currency: 'BNB', at: at(4) },
      ]);
      expect([rows[0], rows[3]].some((row) => row && 'fees' in row)).toBe(false);
    }
  });

  test('pence as pounds, and an amount that is in pounds already as it is', () => {
    const fields = {
      ...TRADE,
      quantity: { column: 'Qty' },
      currency: { column: 'Coin' },
      fees: { column: 'Fee' },
    };
    const amount = { column: 'Amount' };
    expect(records({ fields }, HEADER, `${at(1)},buy,ULQ,40,425.5,85,GBX`)).toMatchObject([
      { price: '4.255', fees: '0.85', currency: 'GBP' },
    ]);
    expect(
      records(
        { fields: { ...fields, amount } },
        `${HEADER},Amount`,
        `${at(1)},buy,ULQ,40,425.5,0.85,GBp,-171.05`,
      ),
    ).toMatchObject([{ price: '4.255', fees: '0.85', amount: '-171.05', currency: 'GBP' }]);
  });

  test('amounts with the sign of their side, and of cash that leaves', () => {
    const amount = { column: 'Price', sign: 'by_action' };
    const { price: _, ...fields } = { ...TRADE, amount };
    const cash_flows = {
      where: [{ column: 'Side', is: ['wired', 'paid'] }],
      fields: {
        at: { column: 'Time' },
        kind: { column: 'Side', values: { wired: 'deposit', paid: 'withdrawal' } },
        amount,
      },
    };
    const events = parse(
      { cash_flows, fields },
      HEADER,
      `${at(1)},wired,,,500,,`,
      `${at(2)},buy,BTCUSD,1,300,,`,
      `${at(3)},sell,BTCUSD,1,-310,,`,
      `${at(4)},paid,,,20,,`,
      `${at(4)},other,,,20,,`,
    );
    expect(statedCash(events)).toBe('490');
    expect(inputRecords(events)).toEqual({ accepted: 4, rejected: 1, ignored: 0 });
  });

  test('parts of texts, and names the text that is not so', () => {
    const part = (pattern: string) => ({ column: 'What', part: pattern });
    const fields = {
      executed_at: { column: 'Time' },
      action: { ...part('{} *'), values: { Bought: 'buy', Sold: 'sell' } },
      underlying: part('* of {} at *'),
      quantity: part('* {} of *'),
      price: part('* at {}'),
      currency: { value: 'USD' },
    };
    const events = parse({ fields }, 'Time,What', `${at(1)},Bought 12 of ABC at 10.50`, `${at(2)},Moved`);
    expect(plainRecords(events)).toMatchObject([
      { action: 'buy', quantity: '12', underlying: 'ABC', price: '10.5' },
    ]);
    expect(reasonsIn(events)).toEqual([
      'action from column "What" not written as the mapping says ("part"): "Moved"',
    ]);
  });

  test('a row that has both how a position was opened and how it was closed as two executions', () => {
    const fields = {
      executed_at: { column: 'Opened' },
      action: { value: 'buy' },
      underlying: { column: 'Symbol' },
      quantity: { column: 'Qty' },
      price: { column: 'Entry' },
    };
    const also = [
      { fields: { executed_at: { column: 'Closed' }, action: { value: 'sell' }, price: { column: 'Exit' } } },
    ];
    expect(
      records({ fields, also }, 'Symbol,Qty,Opened,Entry,Closed,Exit', `ABC,5,${at(1)},10,${at(2)},11`),
    ).toMatchObject([
      { action: 'buy', executed_at: at(1), price: '10' },
      { action: 'sell', executed_at: at(2), price: '11', quantity: '5' },
    ]);
  });

  test('codes that end options, of options alone', () => {
    const fields = { ...TRADE, currency: { value: 'USD' }, quantity: { column: 'Qty' } };
    const { underlying: _, ...others } = fields;
    const mapping = {
      instrument: { column: 'Pair' },
      ends: { column: 'Coin', values: { A: 'assign', Ep: 'expire' } },
      fields: others,
    };
    expect(
      records(
        mapping,
        HEADER,
        `${at(1)},buy,ABC 260320C00022000,3,0,,C;A`,
        `${at(2)},sell,ABC,300,22,,C;A`,
        `${at(3)},buy,ABC 260320C00022000,1,0.5,,C`,
      ),
    ).toMatchObject([
      { action: 'sell', underlying: 'ABC', price: '22' },
      { action: 'assign', right: 'call', quantity: '3' },
      { action: 'buy_to_open', right: 'call', price: '0.5' },
    ]);
  });

  test('times of the zone that a column names', () => {
    const fields = { ...TRADE, executed_at: { column: 'Time', zone: { column: 'Coin' } } };
    const events = parse(
      { fields },
      HEADER,
      '2026-01-10 00:30:00,buy,ETHEUR,1,1,,Europe/Amsterdam',
      '2026-01-10 00:30:00,buy,ETHEUR,1,1,,EST',
      '2026-01-10 00:30:00,buy,ETHEUR,1,1,,GMT+2',
      '2026-01-10 00:30:00,buy,ETHEUR,1,1,,nowhere',
    );
    expect(plainRecords(events).map((one) => (one as { executed_at: string }).executed_at)).toEqual([
      '2026-01-09T23:30:00Z',
      '2026-01-10T05:30:00Z',
      '2026-01-09T22:30:00Z',
    ]);
    expect(reasonsIn(events)[0]).toContain('executed_at from column "Time" of no time zone of that name');
  });

  test('numbers with an exponent or the code of a currency beside them, and the currency of each', () => {
    const fields = {
      ...TRADE,
      quantity: { column: 'Qty' },
      currency: { column: 'Price', of_amount: true },
    };
    const events = parse(
      { fields },
      HEADER,
      `${at(1)},buy,SATS,1.5E+07,USD 3.2E-07,,`,
      `${at(2)},buy,ABC,1,"12,50 €",,`,
      `${at(3)},buy,ABC,1,10.5 CHF,,`,
      `${at(4)},buy,ABC,1,10.5,,`,
    );
    expect(plainRecords(events)).toMatchObject([
      { quantity: '15000000', price: '0.00000032', currency: 'USD' },
      { price: '12.5', currency: 'EUR' },
      { price: '10.5', currency: 'CHF' },
    ]);
    expect(reasonsIn(events)[0]).toContain(
      'currency from column "Price" without a sign or code of a currency',
    );
  });

  test('rows above a number alone, and says by which word others were left out', () => {
    const events = parse(
      {
        where: [
          { column: 'Coin', is: ['Fill'] },
          { column: 'Qty', above: 0 },
        ],
        fields: TRADE,
      },
      HEADER,
      `${at(1)},buy,ETHEUR,2 ETH,1,,Fill`,
      `${at(1)},buy,ETHEUR,0,1,,Fill`,
      `${at(1)},buy,ETHEUR,2,1,,New`,
    );
    expect(inputRecords(events)).toEqual({ accepted: 1, rejected: 0, ignored: 2 });
    expect(events.flatMap((event) => (event.kind === 'ignored' ? event.reason : []))).toEqual([
      'left out by where: Qty',
      'left out by where: Coin New',
    ]);
  });

  test('what it assumes, and that there is no currency, into the report', () => {
    const { currency: _, ...fields } = TRADE;
    const notes = (more: object) =>
      parse({ fields: { ...fields, ...more } }, HEADER, `${at(1)},buy,ETHEUR,2,1,,`).flatMap((event) =>
        event.kind === 'note' ? event.reason : [],
      );
    expect(notes({})).toEqual(['no currency in the mapping: taken for USD']);
    const zone = 'America/New_York';
    expect(
      notes({
        currency: { value: 'USD', assumed: true },
        executed_at: { column: 'Time', zone, assumed: ['zone'] },
      }),
    ).toEqual([
      'the clock of America/New_York is assumed: nothing in the table says whose it is',
      'currency USD is assumed: nothing in the table says it',
    ]);
  });
});
