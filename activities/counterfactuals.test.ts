import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decimal } from '../domain/number/decimal.js';
import type { Store } from '../store/open-store.js';
import {
  bars,
  call,
  execution,
  expectSameAnew,
  outcomeHomes,
  retract,
  track,
  type Fields,
} from '../test/outcome-homes.js';
import { reconcileSteps } from './reconcile.js';

const { bring, closeHome, openHome } = outcomeHomes();

describe('trackOutcomes, beside the advice', () => {
  test('links the matches of opening and closing, and tells what the advice would have made', async () => {
    const store = await advised();
    await nightOf(store, '2024-01-26');
    const [row] = await store.warehouse.rows(
      `SELECT closing_match_id IS NOT NULL AS closing_known, m.match_type FROM outcomes AS o JOIN matches AS m USING (match_id)
       WHERE close_kind = 'traded'`,
    );
    expect(row).toMatchObject({ match_type: 'consent', closing_known: true });
    const told = await store.warehouse.rows(
      `SELECT recommendation_id, horizon, source, verdict, human_pnl, participation FROM counterfactuals
       ORDER BY recommendation_id`,
    );
    expect(told).toEqual([
      // The same advice again, once it was done: set aside.
      expect.objectContaining({ recommendation_id: 'again', source: 'none', human_pnl: null }),
      // Sold as advised and bought back early: marked on that day, the fill a cent better.
      expect.objectContaining({
        recommendation_id: 'done',
        horizon: '2024-01-10',
        source: 'model',
        participation: 0n,
      }),
      // Not sold: nothing stayed in its place, and the premium was there to be had.
      {
        recommendation_id: 'left',
        horizon: '2024-01-19',
        source: 'model',
        verdict: 'algorithm_better',
        human_pnl: 0n,
        participation: decimal(-100),
      },
    ]);
  });

  test('takes an execution of another account for no answer, whatever its id is', async () => {
    const store = await openHome();
    await bring(store, bars('AAPL', 100, '2023-11-01', '2024-01-31'));
    await bring(store, [{ ...sale(105), recommendation_id: 'any', account: null }]);
    await bring(
      store,
      [
        call('2024-01-03', 'sell_to_open', { strike: 105, price: 1, execution_id: 'e1' }),
        call('2024-01-24', 'buy_to_open', {
          account: 'ira',
          expiration: '2024-03-15',
          price: 9,
          execution_id: 'e1',
        }),
      ],
      '2024-01-31',
    );
    await nightOf(store, '2024-01-26');
    expect(await store.warehouse.rows('SELECT human_pnl, difference_mid FROM counterfactuals')).toEqual([
      { human_pnl: decimal(100), difference_mid: 0n },
    ]);
    const linked = await store.warehouse.rows(
      'SELECT o.account, match_type FROM outcomes AS o JOIN matches AS m USING (match_id) ORDER BY o.account',
    );
    expect(linked).toEqual([
      { account: 'ira', match_type: 'independent' },
      { account: 'main', match_type: 'consent' },
    ]);
  });

  test('compares nothing where what was sold for one currency was bought back for another', async () => {
    const sourceWith = async (currency: string) => {
      const store = await openHome();
      await bring(store, bars('AAPL', 100, '2023-11-01', '2024-01-31'));
      await bring(store, [{ ...sale(105), recommendation_id: 'done' }]);
      await bring(
        store,
        [
          call('2024-01-03', 'sell_to_open', { strike: 105, price: 1 }),
          call('2024-01-10', 'buy_to_close', { strike: 105, price: 0.5, currency }),
        ],
        '2024-01-31',
      );
      await nightOf(store, '2024-01-26');
      return store.warehouse.rows('SELECT source, flags FROM counterfactuals, outcomes');
    };
    expect(await sourceWith('USD')).toEqual([{ source: 'model', flags: [] }]);
    expect(await sourceWith('EUR')).toEqual([{ source: 'none', flags: ['other_currency'] }]);
  });

  test('of a fill that is partly a roll and partly an excess, judges the roll by its part', async () => {
    const rowOf = async (excess: number) => {
      const store = await openHome();
      const roll = { ...sale(105), action: 'roll', from_strike: 100, from_expiration: '2024-01-19' };
      const quantity = 2 + excess;
      await bring(store, bars('AAPL', 100, '2023-11-01', '2024-01-31'));
      await bring(store, [
        { ...roll, recommendation_id: 'roll', sent_at: '2024-01-08', quantity: 2, expiration: '2024-01-26' },
      ]);
      const traded = [
        call('2024-01-03', 'sell_to_open', { price: 2, quantity: 5 }),
        call('2024-01-08', 'buy_to_close', { price: 1, quantity, fees: 0.5 * quantity }),
        call('2024-01-08', 'sell_to_open', { ...asked(105), quantity: 2, price: 1.5, fees: 1 }),
      ];
      await bring(store, traded, '2024-01-31');
      await nightOf(store, '2024-01-31');
      const [row] = await store.warehouse.rows<Record<string, unknown>>(
        `SELECT columns(* EXCLUDE (match_id, unit_id, input_hash)) FROM counterfactuals`,
      );
      return row;
    };
    const exactly = await rowOf(0);
    expect(exactly).toMatchObject({ source: 'model', size: 0n, horizon: '2024-01-19' });
    expect(await rowOf(3)).toEqual(exactly);
  });

  test('of a contract that was closed in one fill with what a roll left over, ends the comparison with that fill', async () => {
    const store = await openHome();
    const roll = { ...sale(105), action: 'roll', from_strike: 100, from_expiration: '2024-01-19' };
    await bring(store, bars('AAPL', 100, '2023-11-01', '2024-01-31'));
    await bring(store, [{ ...roll, recommendation_id: 'roll', sent_at: '2024-01-08', quantity: 5 }]);
    const traded = [
      call('2024-01-03', 'sell_to_open', { price: 2, quantity: 5 }),
      call('2024-01-08', 'buy_to_close', { price: 1, quantity: 5 }),
      call('2024-01-08', 'sell_to_open', { ...asked(105), quantity: 2, price: 1.5 }),
    ];
    await bring(store, traded, '2024-01-31');
    await nightOf(store, '2024-01-31');
    // The three that the roll did not need were closed on the same day.
    expect(await store.warehouse.rows('SELECT horizon FROM counterfactuals')).toEqual([
      { horizon: '2024-01-08' },
    ]);
  });

  test('judges a contract that is held through advice after advice to roll it once', async () => {
    const store = await openHome();
    const roll = {
      ...sale(100),
      action: 'roll',
      from_strike: 100,
      from_expiration: '2024-01-19',
      premium: 0.5,
    };
    const rolls = ['08', '09', '10', '11', '12'].map((day, i) => ({
      ...{ ...roll, recommendation_id: `roll-${i + 1}`, sent_at: `2024-01-${day}` },
      ...{ strike: 101 + i, expiration: '2024-02-16' },
    }));
    await bring(store, bars('AAPL', 100, '2023-11-01', '2024-01-31'));
    await bring(store, rolls.slice(1));
    const traded = [
      call('2024-01-03', 'sell_to_open', { price: 2 }),
      call('2024-01-19', 'expire'),
      // Sold again after it was closed, and advised on again: that is another decision.
      call('2024-01-22', 'sell_to_open', { price: 1, expiration: '2024-01-26' }),
      call('2024-01-26', 'expire', { expiration: '2024-01-26' }),
    ];
    const later = { recommendation_id: 'later', sent_at: '2024-01-23', from_expiration: '2024-01-26' };
    await bring(store, [{ ...roll, ...later, strike: 105, expiration: '2024-02-16' }]);
    await bring(store, traded, '2024-01-31');
    const judged = () =>
      store.warehouse.rows(
        'SELECT recommendation_id FROM counterfactuals WHERE human_pnl IS NOT NULL ORDER BY ALL',
      );
    await nightOf(store, '2024-01-26');
    expect(await judged()).toEqual([{ recommendation_id: 'later' }, { recommendation_id: 'roll-2' }]);
    await bring(store, rolls.slice(0, 1));
    await nightOf(store, '2024-01-26');
    expect(await judged()).toEqual([{ recommendation_id: 'later' }, { recommendation_id: 'roll-1' }]);
    const unjudged = await store.warehouse.rows(
      'SELECT DISTINCT source, verdict, horizon FROM counterfactuals WHERE human_pnl IS NULL',
    );
    expect(unjudged).toEqual([{ source: 'none', verdict: 'undetermined', horizon: null }]);
    expect(await store.warehouse.rows('SELECT count(*) AS n FROM counterfactuals')).toEqual([{ n: 6 }]);
    await expectSameAnew(store, '2024-01-26');
  });

  test('judges advice to sell that is not taken, day after day, once while the call asked for would be held', async () => {
    const store = await openHome();
    await bring(store, bars('AAPL', 100, '2023-11-01', '2024-01-31'));
    const advise = (day: string, expiration: string, given: Fields = {}) => ({
      ...sale(105),
      ...{ recommendation_id: day, sent_at: `2024-01-${day}`, expiration: `2024-01-${expiration}` },
      ...given,
    });
    const first = await bring(store, [advise('03', '12')]);
    await bring(store, [
      advise('05', '19'),
      advise('12', '19'),
      advise('16', '26'),
      advise('17', '26', { right: 'put', strike: 95 }),
      // Of two on one day the first by id.
      advise('16', '19', { recommendation_id: '16-b', strike: 110 }),
    ]);
    await bring(store, [call('2024-01-31', 'buy_to_open', { expiration: '2024-02-16', price: 1 })]);
    const judged = async () =>
      (
        await store.warehouse.rows<{ id: string }>(
          'SELECT recommendation_id AS id FROM counterfactuals WHERE pnl_mid IS NOT NULL ORDER BY id',
        )
      ).map(({ id }) => id);
    for (const night of ['2024-01-05', '2024-01-12', '2024-01-18', '2024-01-31']) await nightOf(store, night);
    expect(await judged()).toEqual(['03', '16', '17']);
    await expectSameAnew(store, '2024-01-31');
    await retract(store, first);
    await nightOf(store, '2024-01-31');
    expect(await judged()).toEqual(['05', '17']);
    await expectSameAnew(store, '2024-01-31');
  });

  test('night after night, with late and retracted advice and trades, comes to the same as all of it at once', async () => {
    await fc.assert(
      fc.asyncProperty(anyNights(), async ([parts, without]) => {
        const nights = ['2024-01-04', '2024-01-08', '2024-01-10', '2024-01-19'];
        const store = await openHome();
        await bring(store, bars('AAPL', 103, '2023-11-01', '2024-01-31'));
        const hashes: string[] = [];
        for (const [i, part] of parts.entries()) {
          hashes.push(await bring(store, part, '2024-01-31'));
          await nightOf(store, nights[i] as string);
        }
        const gone = hashes[without];
        if (gone !== undefined) await retract(store, gone);
        await nightOf(store, '2024-01-19');
        await expectSameAnew(store, '2024-01-19');
        await closeHome(store);
      }),
      { numRuns: 8 },
    );
  }, 120_000);

  test('links a match that is known later', async () => {
    const store = await advised();
    await track(store, '2024-01-26');
    await reconcileSteps(store).reconcileRange({ from: '2024-01-09', to: '2024-01-26' });
    await track(store, '2024-01-26');
    expect(
      await store.warehouse.rows(
        'SELECT match_id, closing_match_id IS NOT NULL AS closing_known FROM outcomes',
      ),
    ).toEqual([{ match_id: null, closing_known: true }]);
  });

  test('has no row before the horizon, and none for advice that is pending or asked for nothing', async () => {
    const store = await advised();
    await nightOf(store, '2024-01-05');
    const judged = () =>
      store.warehouse.rows(`SELECT recommendation_id FROM counterfactuals WHERE source <> 'none'`);
    expect(await judged()).toEqual([]);
    await nightOf(store, '2024-01-10');
    expect(await judged()).toEqual([{ recommendation_id: 'done' }]);
    expect(
      await store.warehouse.rows(`SELECT * FROM counterfactuals WHERE recommendation_id IN ('left', 'hold')`),
    ).toEqual([]);
  });

  test('ends where advice asks, again and again, to open what has expired', async () => {
    const store = await openHome();
    await bring(store, bars('AAPL', 100, '2023-11-01', '2024-01-31'));
    const asks = ['2024-01-22', '2024-01-23', '2024-01-24'].map((sent_at, i) => ({
      ...{ recommendation_id: `late${i}`, sent_at, account: 'main', underlying: 'AAPL', quantity: 1 },
      ...{ action: 'sell_to_open', right: 'call', strike: 105, expiration: '2024-01-19', premium: 1 },
    }));
    await bring(store, [...asks, call('2024-01-03', 'sell_to_open', { price: 1 })], '2024-01-31');
    await nightOf(store, '2024-01-26');
    expect(await store.warehouse.rows('SELECT count(*) AS n FROM matches')).toEqual([{ n: 4 }]);
  });

  test('night after night comes to the same as all of it at once, late bars and trades too', async () => {
    const store = await advised();
    for (const night of ['2024-01-05', '2024-01-10', '2024-01-22']) await nightOf(store, night);
    await bring(store, [call('2024-01-09', 'sell_to_open', { strike: 110, price: 0.5 })]);
    await bring(store, bars('AAPL', 103, '2024-01-08', '2024-01-19'));
    await bring(store, [{ underlying: 'AAPL', kind: 'split', date: '2024-01-17', ratio: 2 }]);
    await nightOf(store, '2024-01-26');
    await expectSameAnew(store, '2024-01-26');
    expect(
      await store.warehouse.rows('SELECT source FROM counterfactuals ORDER BY recommendation_id'),
    ).toEqual([{ source: 'none' }, { source: 'model' }, { source: 'none' }]);
  });
});

/** Advice and trades of one week in two contracts, as they come in on four nights, with one of the files retracted. */
function anyNights() {
  const days = ['2024-01-03', '2024-01-04', '2024-01-05', '2024-01-08', '2024-01-09'];
  const contract = {
    right: fc.constant('call'),
    strike: fc.constantFrom(100, 105),
    expiration: fc.constant('2024-01-12'),
  };
  const advice = fc
    .record({
      ...contract,
      recommendation_id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
      sent_at: fc.constantFrom(...days),
      account: fc.constantFrom(null, 'main'),
      action: fc.constantFrom('sell_to_open', 'buy_to_close', 'roll', 'roll', 'hold'),
      premium: fc.constantFrom(0.5, 1),
      quantity: fc.constantFrom(1, 2),
    })
    .map((one) =>
      one.action === 'roll' ? { ...one, from_strike: 100, from_expiration: '2024-01-12', strike: 107 } : one,
    )
    .map((one) => ({ ...one, underlying: 'AAPL' }));
  const trade = fc
    .record({
      ...contract,
      strike: fc.constantFrom(100, 105, 107),
      account: fc.constantFrom('main', 'ira'),
      executed_at: fc.constantFrom(...days),
      action: fc.constantFrom('sell_to_open', 'sell_to_open', 'buy_to_close', 'buy_to_open', 'sell_to_close'),
      price: fc.constantFrom(0.5, 1, 2),
      quantity: fc.constantFrom(1, 2, 3),
    })
    .map(execution);
  const file = fc.array(fc.oneof(advice, trade), { minLength: 1, maxLength: 8 });
  return fc.tuple(fc.array(file, { minLength: 2, maxLength: 4 }), fc.nat(3));
}

/** The call of a strike that expires on 2024-01-19. */
function asked(strike: number): Fields {
  return { right: 'call', strike, expiration: '2024-01-19' };
}

/** Advice of 2024-01-03 to sell one call at 1.00. */
function sale(strike: number): Fields {
  const advice = { sent_at: '2024-01-03', account: 'main', underlying: 'AAPL', quantity: 1 };
  return { ...advice, ...asked(strike), action: 'sell_to_open', premium: 1 };
}

/**
 * Two calls and a hold are advised; the first is sold as advised, advised again on the next day, and bought back on the
 * 10th.
 */
async function advised(): Promise<Store> {
  const store = await openHome();
  const advice = { sent_at: '2024-01-03', account: 'main', underlying: 'AAPL', quantity: 1 };
  const contract = {
    action: 'sell_to_open',
    right: 'call',
    strike: 105,
    expiration: '2024-01-19',
    premium: 1,
  };
  await bring(store, bars('AAPL', 100, '2023-11-01', '2024-01-31'));
  await bring(store, [
    { ...advice, ...contract, recommendation_id: 'done' },
    { ...advice, ...contract, recommendation_id: 'again', sent_at: '2024-01-04' },
    {
      ...advice,
      ...contract,
      recommendation_id: 'left',
      underlying: 'AAPL',
      sent_at: '2024-01-08',
      strike: 110,
    },
    { ...advice, action: 'hold', recommendation_id: 'hold', underlying: 'MSFT' },
  ]);
  await bring(
    store,
    [
      call('2024-01-03', 'sell_to_open', { strike: 105, price: 1.01 }),
      call('2024-01-10', 'buy_to_close', { strike: 105, price: 0.4 }),
    ],
    '2024-01-31',
  );
  return store;
}

async function nightOf(store: Store, night: string): Promise<void> {
  const { reconcileRange } = reconcileSteps(store);
  await reconcileRange({ from: '2024-01-02', to: night });
  await track(store, night);
}
