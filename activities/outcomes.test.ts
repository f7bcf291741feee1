import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decimal } from '../domain/number/decimal.js';
import {
  bars,
  call,
  everythingTold,
  execution,
  expectSameAnew,
  outcomeHomes,
  retract,
  track,
} from '../test/outcome-homes.js';

const { bring, closeHome, openHome } = outcomeHomes();

describe('trackOutcomes', () => {
  test('tells lots and outcomes through the day named, and reports how many', async () => {
    const store = await openHome();
    await bring(store, [
      call('2024-01-03', 'sell_to_open', { price: 2, quantity: 2 }),
      call('2024-01-04', 'buy_to_close', { price: 1.5 }),
      call('2024-01-08', 'buy_to_close', { price: 1 }),
    ]);
    expect(await track(store, '2024-01-05')).toEqual({
      through: '2024-01-05',
      units: 1,
      units_changed: 1,
      lots_open: 1,
      outcomes: 2,
      counterfactuals: 0,
      bars_off_scale: [],
    });
    expect(await store.warehouse.rows('SELECT close_kind, pnl FROM outcomes ORDER BY close_kind')).toEqual([
      { close_kind: 'open', pnl: null },
      { close_kind: 'traded', pnl: decimal(50) },
    ]);
  });

  test('without a day goes to the last session with anything imported, and never back', async () => {
    const store = await openHome();
    await bring(store, [call('2024-01-03', 'sell_to_open', { price: 2 })]);
    await bring(store, bars('AAPL', 100, '2024-01-02', '2024-01-10'));
    expect((await track(store)).through).toBe('2024-01-10');
    expect((await track(store, '2024-01-05')).through).toBe('2024-01-10');
  });

  test('refuses an empty store without a day', async () => {
    await expect(track(await openHome())).rejects.toThrow('nothing is imported');
  });

  test('again changes nothing and looks at nothing', async () => {
    const store = await openHome();
    await bring(store, [
      call('2024-01-03', 'sell_to_open', { price: 2 }),
      execution({ executed_at: '2024-01-03', action: 'buy', price: 9 }),
    ]);
    await track(store, '2024-01-25');
    const before = await everythingTold(store);
    expect(await track(store, '2024-01-25')).toMatchObject({ units: 0, units_changed: 0 });
    expect(await everythingTold(store)).toEqual(before);
  });

  test('flags an option as lapsed only as far as the account is known', async () => {
    const store = await openHome();
    await bring(store, [call('2024-01-03', 'sell_to_open', { price: 2 })]);
    await track(store, '2024-01-25');
    const flags = () => store.warehouse.rows('SELECT flags FROM lots');
    expect(await flags()).toEqual([{ flags: [] }]);
    await bring(store, [
      execution({ underlying: 'MSFT', executed_at: '2024-01-22', action: 'buy', price: 1 }),
    ]);
    await track(store, '2024-01-25');
    expect(await flags()).toEqual([{ flags: ['lapsed'] }, { flags: [] }]);
  });

  test('tells campaigns anew from the expiration on when the end of a lapsed contract is told late, or taken back', async () => {
    const store = await openHome();
    await bring(
      store,
      [
        call('2024-01-03', 'sell_to_open', { price: 2 }),
        call('2024-02-05', 'sell_to_open', { price: 2, expiration: '2024-02-16' }),
      ],
      '2024-02-29',
    );
    await track(store, '2024-02-29');
    const late = await bring(store, [call('2024-02-14', 'expire')]);
    await track(store, '2024-02-29');
    expect(await store.warehouse.rows('SELECT DISTINCT campaign_id FROM outcomes')).toHaveLength(1);
    await expectSameAnew(store, '2024-02-29');
    await retract(store, late);
    await track(store, '2024-02-29');
    expect(await store.warehouse.rows('SELECT DISTINCT campaign_id FROM outcomes')).toHaveLength(2);
    await expectSameAnew(store, '2024-02-29');
  });

  test('looks at what a night touched and leaves the rest', async () => {
    const store = await openHome();
    await bring(store, [
      call('2024-01-03', 'sell_to_open', { price: 2 }),
      call('2024-01-03', 'sell_to_open', { price: 1, strike: 110 }),
      call('2024-01-04', 'buy_to_close', { price: 1, strike: 110 }),
      execution({ executed_at: '2024-01-03', action: 'buy', price: 9, underlying: 'MSFT' }),
    ]);
    await track(store, '2024-01-04');
    await track(store, '2024-01-12');
    await bring(store, [call('2024-01-16', 'buy_to_close', { price: 1 })]);
    expect(await track(store, '2024-01-16')).toMatchObject({ units: 1, units_changed: 1 });
  });

  test('measures shares again when their bars come in', async () => {
    const store = await openHome();
    await bring(store, [
      execution({ executed_at: '2024-01-03', action: 'buy', price: 9 }),
      execution({ executed_at: '2024-01-05', action: 'sell', price: 9 }),
    ]);
    await track(store, '2024-01-25');
    await bring(store, bars('AAPL', 10));
    expect(await track(store, '2024-01-25')).toMatchObject({ units_changed: 1 });
    expect(await store.warehouse.rows('SELECT max_favourable_excursion AS best FROM outcomes')).toEqual([
      { best: decimal(4) },
    ]);
  });

  test('measures a day by its shortest bars, and anew when shorter ones come in', async () => {
    const store = await openHome();
    await bring(store, [
      execution({ executed_at: '2024-01-03T15:00:00Z', action: 'buy', price: 9 }),
      execution({ executed_at: '2024-01-05T15:00:00Z', action: 'sell', price: 9 }),
      execution({ executed_at: '2024-01-03', action: 'buy', price: 9, account: 'ira' }),
    ]);
    const bar = { symbol: 'AAPL', open: 9, close: 9 };
    const within = { ...bar, interval: '1h' };
    await bring(store, [
      ...['2024-01-03', '2024-01-04', '2024-01-05'].map((ts) => ({
        ...bar,
        interval: '1d',
        ts,
        low: 1,
        high: 99,
      })),
      { ...within, ts: '2024-01-03T14:00:00Z', low: 2, high: 80 },
      { ...within, ts: '2024-01-03T15:00:00Z', low: 8, high: 10 },
      { ...within, ts: '2024-01-04T15:00:00Z', low: 7, high: 11 },
      { ...within, ts: '2024-01-05T15:00:00Z', low: 8, high: 12 },
      { ...within, ts: '2024-01-05T16:00:00Z', low: 2, high: 80 },
    ]);
    const measured = () =>
      store.warehouse.rows(
        `SELECT max_adverse_excursion AS worst, max_favourable_excursion AS best FROM outcomes WHERE account = 'main'`,
      );
    await track(store, '2024-01-25');
    expect(await measured()).toEqual([{ worst: decimal(-2), best: decimal(3) }]);
    await bring(store, [{ ...bar, interval: '5m', ts: '2024-01-04T15:00:00Z', low: 9, high: 13 }]);
    await track(store, '2024-01-25');
    expect(await measured()).toEqual([{ worst: decimal(-1), best: decimal(4) }]);
    await expectSameAnew(store, '2024-01-25');
  });

  test('takes bars back by a split of which only the added shares are told, in whichever account', async () => {
    const store = await openHome();
    const before = await bring(store, [
      execution({ executed_at: '2024-01-02', action: 'buy', price: 20, quantity: 3 }),
    ]);
    await bring(store, [
      execution({ executed_at: '2024-01-05', action: 'split', quantity: 3 }),
      execution({ executed_at: '2024-01-03', action: 'buy', price: 20, account: 'ira' }),
      execution({ executed_at: '2024-01-04', action: 'sell', price: 21, account: 'ira' }),
      ...['2024-01-03', '2024-01-04'].map((ts) => ({
        ...{ symbol: 'AAPL', interval: '1d', ts, open: 10, close: 10, low: 9, high: 11, adjusted: 'split' },
      })),
    ]);
    const measured = () =>
      store.warehouse.rows(
        `SELECT max_adverse_excursion AS worst, max_favourable_excursion AS best FROM outcomes WHERE account = 'ira'`,
      );
    await track(store, '2024-01-25');
    expect(await measured()).toEqual([{ worst: decimal(-2), best: decimal(2) }]);
    await retract(store, before);
    await track(store, '2024-01-25');
    expect(await measured()).toEqual([{ worst: null, best: null }]);
    await expectSameAnew(store, '2024-01-25');
  });

  test('follows a position to its new symbol, and back when the file that moved it is retracted', async () => {
    const store = await openHome();
    const trade = { quantity: 10, price: 9 };
    await bring(store, [execution({ ...trade, executed_at: '2024-01-03', action: 'buy' })]);
    const moved = await bring(store, [
      execution({ executed_at: '2024-01-05', action: 'symbol_change', to_underlying: 'BETA', quantity: 10 }),
    ]);
    await bring(store, [
      execution({ ...trade, executed_at: '2024-01-08', action: 'sell', underlying: 'BETA', price: 12 }),
    ]);
    const rows = () =>
      store.warehouse.rows('SELECT underlying, close_kind, pnl FROM outcomes ORDER BY underlying');
    await track(store, '2024-01-05');
    expect(await rows()).toEqual([{ underlying: 'BETA', close_kind: 'open', pnl: null }]);
    await track(store, '2024-01-12');
    expect(await rows()).toEqual([{ underlying: 'BETA', close_kind: 'traded', pnl: decimal(30) }]);
    await retract(store, moved);
    await track(store, '2024-01-12');
    expect(await rows()).toEqual([
      { underlying: 'AAPL', close_kind: 'open', pnl: null },
      { underlying: 'BETA', close_kind: 'traded', pnl: null },
    ]);
  });

  test('tells what was delivered together anew when one of the deliveries is retracted', async () => {
    const store = await openHome();
    const early = { strike: 90, expiration: '2024-01-05' };
    await bring(store, [
      call('2024-01-03', 'sell_to_open', { price: 2, ...early }),
      call('2024-01-05', 'assign', early),
      call('2024-01-03', 'sell_to_open', { price: 2 }),
    ]);
    const assigned = await bring(store, [call('2024-01-19', 'assign')]);
    await track(store, '2024-01-26');
    await retract(store, assigned);
    await track(store, '2024-01-26');
    await expectSameAnew(store, '2024-01-26');
  });

  test('night after night, with late and retracted files, comes to the same as all of it at once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(anyExecution(), { maxLength: 6 }), { minLength: 2, maxLength: 4 }),
        fc.nat(3),
        async (parts, without) => {
          const nights = ['2024-01-05', '2024-01-12', '2024-01-22', '2024-01-30'];
          const filled = parts.map((part, i) => (part.length > 0 ? part : bars('AAPL', 90 + i)));
          const store = await openHome();
          const hashes: string[] = [];
          for (const [i, part] of filled.entries()) {
            hashes.push(await bring(store, part));
            await track(store, nights[i]);
          }
          const gone = hashes[without];
          if (gone !== undefined) await retract(store, gone);
          await track(store, '2024-01-30');

          await expectSameAnew(store, '2024-01-30');
          await closeHome(store);
        },
      ),
      { numRuns: 12 },
    );
  }, 120_000);
});

function anyExecution() {
  const row = fc.record({
    account: fc.constantFrom('main', 'ira'),
    underlying: fc.constantFrom('AAPL', 'BETA'),
    executed_at: fc.constantFrom(
      '2024-01-03',
      '2024-01-05',
      '2024-01-08',
      '2024-01-13',
      '2024-01-19',
      '2024-01-24',
    ),
    quantity: fc.integer({ min: 1, max: 3 }),
    price: fc.integer({ min: 1, max: 9 }),
  });
  const option = fc.record({
    action: fc.constantFrom('sell_to_open', 'sell_to_open', 'buy_to_close', 'expire', 'assign'),
    right: fc.constant('call'),
    strike: fc.constantFrom(7, 8),
    expiration: fc.constant('2024-01-19'),
  });
  const share = fc.record({ action: fc.constantFrom('buy', 'sell') });
  const delivery = fc.record({
    action: fc.constantFrom('sell', 'buy'),
    price: fc.constantFrom(7, 8),
    quantity: fc.constantFrom(100, 200),
  });
  const change = fc.constantFrom(
    { action: 'split', ratio: 2 },
    { action: 'split' },
    { action: 'symbol_change', to_underlying: 'GAMMA' },
    { action: 'transfer', direction: 'in' },
    { action: 'transfer', direction: 'out' },
  );
  const kind = fc.oneof(
    { weight: 5, arbitrary: option },
    { weight: 2, arbitrary: share },
    { weight: 2, arbitrary: delivery },
    { weight: 1, arbitrary: change },
  );
  return fc.tuple(row, kind).map(([fields, more]) => execution({ ...fields, ...more }));
}
