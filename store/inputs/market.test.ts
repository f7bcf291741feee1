import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { toNumber } from '../../domain/number/decimal.js';
import { openWarehouse } from '../duckdb/open-warehouse.js';
import type { Warehouse } from '../duckdb/warehouse.js';
import { readFeatureBars } from './market.js';

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openWarehouse(':memory:');
});
afterAll(() => warehouse.close());

const all = { symbols: ['ABC', 'DEF'], from: '2025-01-01', to: '2025-12-31', offScale: new Map() };

test('readFeatureBars(…) has the doubles nearest to the decimals, small and large, and no volume where there is none', async () => {
  const unit = fc.oneof(
    fc.bigInt(1n, 10n ** 16n),
    fc.bigInt(9n * 10n ** 15n, 10n ** 24n),
    fc.bigInt(1n, 10n ** 12n).map((whole) => whole * 10n ** 10n),
  );
  const bar = fc.record({ open: unit, high: unit, low: unit, close: unit, volume: fc.option(unit) });
  await fc.assert(
    fc.asyncProperty(fc.array(bar, { minLength: 1, maxLength: 40 }), async (bars) => {
      await warehouse.run('DELETE FROM bars');
      const days = bars.map((_, i) => new Date(Date.UTC(2025, 0, 2 + i)).toISOString().slice(0, 10));
      const rows = bars.map((one, i) => {
        const day = days[i] as string;
        return { symbol: 'ABC', interval: '1d', ts: day, trading_date: day, ...one, adjusted: 'none' };
      });
      await warehouse.insert('bars', rows.toReversed());
      const found = (await readFeatureBars(warehouse, all)).get('ABC');
      expect(found?.dates).toEqual(days);
      for (const name of ['open', 'high', 'low', 'close'] as const)
        expect([...(found?.[name] ?? [])]).toEqual(bars.map((one) => toNumber(one[name])));
      expect(found?.traded).toEqual(found?.close);
      expect([...(found?.volume ?? [])]).toEqual(
        bars.map(({ volume }) => (volume === null ? NaN : toNumber(volume))),
      );
    }),
    { numRuns: 30 },
  );
  expect((await readFeatureBars(warehouse, all)).has('DEF')).toBe(false);
});
