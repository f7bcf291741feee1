import { describe, expect, test } from '@jest/globals';
import { parsedFidelity, plainFidelity } from '../../test/fidelity-rows.js';
import { inputRecords, plainRecords, recordsIn, statedCash } from '../../test/parsed-file.js';

describe('fidelity.open(…) parses', () => {
  test('shares that come and go in kind without cash, whatever value stands beside them', () => {
    const events = parsedFidelity(
      {
        action: 'TRANSFER OF ASSETS ACAT RECEIVE ABC CORP (ABC) (Cash)',
        symbol: 'ABC',
        quantity: '86',
        price: '10',
        amount: '860',
      },
      { action: 'TRANSFER OF ASSETS EST SETTLE 02-04-21 ABC (ABC) (Cash)', symbol: 'ABC', quantity: '-20' },
      { action: 'TRANSFER OF ASSETS ACAT RES.CREDIT (Cash)', amount: '12' },
      { action: 'DISTRIBUTION XYZ SPINOFF FROM ABC (XYZ) (Cash)', symbol: 'XYZ', quantity: '5' },
      { action: 'DISTRIBUTION ABC CORP (ABC) (Cash)', symbol: 'ABC', quantity: '90' },
    );
    expect(plainRecords(events)).toMatchObject([
      { action: 'transfer', direction: 'in', quantity: '86' },
      { action: 'transfer', direction: 'out', quantity: '20' },
      { kind: 'transfer', amount: '12' },
      { action: 'transfer', direction: 'in', underlying: 'XYZ' },
      { action: 'split', quantity: '90' },
    ]);
    expect(statedCash(events)).toBe('12');
  });

  test('shares that are rolled over, contributed or distributed in kind without cash too', () => {
    const moved = (action: string, quantity: string, amount: string) => ({
      action: `${action} ABC CORP (ABC) (Cash)`,
      symbol: 'ABC',
      quantity,
      amount,
    });
    const events = parsedFidelity(
      moved('ROLLOVER SHARES', '5', '300'),
      moved('NORMAL DISTR SHARES', '-2', '-120'),
    );
    expect(plainRecords(events)).toMatchObject([
      { action: 'transfer', direction: 'in', quantity: '5' },
      { action: 'transfer', direction: 'out', quantity: '2' },
    ]);
    expect(statedCash(events)).toBe('0');
  });

  test("shares of an employer's plan as a transfer at what they were worth, bought ones as a purchase", () => {
    const plan = (name: string, amount: string) => ({
      action: `YOU BOUGHT ${name} AS OF 02-28-24 ABC CORP (ABC) (Cash)`,
      symbol: 'ABC',
      quantity: '10',
      price: '60',
      amount,
    });
    const events = parsedFidelity(plan('RSU1234', '0'), plan('RSU1234', ''), plan('ESPP###', '-600'));
    const vested = { action: 'transfer', direction: 'in', price: '60', executed_at: '2024-02-28' };
    expect(plainRecords(events)).toEqual(
      expect.arrayContaining([
        expect.objectContaining(vested),
        expect.objectContaining(vested),
        expect.objectContaining({ action: 'buy', amount: '-600' }),
      ]),
    );
    expect(statedCash(events)).toBe('-600');
  });

  test('shares journaled from one side of an account to the other as what changes nothing, to elsewhere as a transfer', () => {
    const journaled = (symbol: string, quantity: string) => ({
      action: `JOURNALED ${symbol} (Margin)`,
      symbol,
      quantity,
      amount: '860',
    });
    const events = parsedFidelity(journaled('ABC', '-86'), journaled('XYZ', '-3'), journaled('ABC', '86'));
    expect(plainRecords(events)).toMatchObject([
      { action: 'split', underlying: 'ABC', ratio: '1' },
      { action: 'transfer', direction: 'out', underlying: 'XYZ' },
    ]);
    expect(statedCash(events)).toBe('0');
  });

  test('the two rows of a reverse split or merger as one change, money for shares as a sale', () => {
    const events = parsedFidelity(
      { action: 'REVERSE SPLIT R/S FROM 100#REOR M0051311040001 ABC (Cash)', symbol: 'ABC', quantity: '130' },
      { action: 'REVERSE SPLIT R/S TO 200#REOR M0051311040000 ABC (Cash)', symbol: 'ABC', quantity: '-1300' },
      {
        action: 'MERGER MER FROM 54#REOR M0051702100001 NEW (Cash)',
        symbol: 'NEW',
        quantity: '50',
        amount: '99',
      },
      { action: 'MERGER MER PAYOUT #REOR M0051702100000 OLD (Cash)', symbol: 'OLD', quantity: '-100' },
      {
        action: 'MERGER MER PAYOUT #REOR M0000000030000 GONE (Cash)',
        symbol: 'GONE',
        quantity: '-10',
        amount: '250',
      },
    );
    expect(plainRecords(events)).toMatchObject([
      { action: 'split', underlying: 'ABC', quantity: '1300', ratio: '0.1' },
      { action: 'symbol_change', underlying: 'OLD', to_underlying: 'NEW', quantity: '100', ratio: '0.5' },
      { action: 'sell', underlying: 'GONE', quantity: '10', amount: '250' },
    ]);
    expect(recordsIn(events).map(({ lines }) => lines)).toEqual([[6, 7], [8, 9], [10]]);
    expect(statedCash(events)).toBe('250');
  });

  describe('a reverse split of what leaves by its CUSIP', () => {
    const split = [
      {
        action: 'REVERSE SPLIT R/S FROM 2#REOR M0051311040001 ABC (ABC) (Cash)',
        symbol: 'ABC',
        quantity: '5',
      },
      {
        action: 'REVERSE SPLIT R/S TO 1#REOR M0051311040000 ABC (Cash)',
        symbol: '001234567',
        quantity: '-100',
      },
    ];

    test('as a split of the position that came, where nothing else is told of the old one', () => {
      const events = parsedFidelity(...split);
      expect(plainRecords(events)).toMatchObject([
        { action: 'split', underlying: 'ABC', quantity: '100', ratio: '0.05' },
      ]);
    });

    test('as a change of symbol that counts before it, where older rows are told by the CUSIP too', () => {
      const bought = {
        action: 'YOU BOUGHT ABC (Cash)',
        symbol: '001234567',
        quantity: '100',
        price: '1',
        amount: '-100',
      };
      const [change] = recordsIn(parsedFidelity(...split, { ...bought, date: '03/01/2024' })).filter(
        ({ record }) => 'to_underlying' in record && record.to_underlying !== null,
      );
      expect(change?.record).toMatchObject({
        action: 'symbol_change',
        underlying: '001234567',
        to_underlying: 'ABC',
      });
      const [alone] = recordsIn(parsedFidelity(...split));
      expect(change?.identity).toBe(alone?.identity);
      expect([change?.coarseness, alone?.coarseness]).toEqual([0, 1]);
    });
  });

  test('one fund exchanged for another as sale and purchase, shares for rights and money as a purchase', () => {
    const exchange = (action: string, symbol: string, quantity: string, amount: string) => ({
      action: `${action} ${symbol} (Cash)`,
      symbol,
      quantity,
      amount,
    });
    expect(
      plainFidelity(
        exchange('EXCHANGED FROM', 'ABCFX', '-10', '100'),
        exchange('EXCHANGED TO', 'XYZFX', '20', '-100'),
        exchange('CONVERSION', 'ABC', '5', '-50'),
      ),
    ).toMatchObject([
      { action: 'sell', underlying: 'ABCFX', amount: '100' },
      { action: 'buy', underlying: 'XYZFX', amount: '-100' },
      { action: 'buy', underlying: 'ABC', amount: '-50' },
    ]);
  });

  test('money beside shares that are exchanged one for one as an adjustment', () => {
    const events = parsedFidelity(
      { action: 'MERGER MER FROM 54#REOR M0051702100001 NEW (Cash)', symbol: 'NEW', quantity: '100' },
      {
        action: 'MERGER MER PAYOUT #REOR M0051702100000 OLD (Cash)',
        symbol: 'OLD',
        quantity: '-100',
        amount: '7',
      },
    );
    const [change, money] = plainRecords(events);
    expect(change).toMatchObject({ action: 'symbol_change', underlying: 'OLD', to_underlying: 'NEW' });
    expect(change).not.toHaveProperty('ratio');
    expect(money).toMatchObject({ kind: 'adjustment', amount: '7', underlying: 'OLD' });
    expect(inputRecords(events).accepted).toBe(2);
  });
});
