import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatDecimal } from '../../domain/number/decimal.js';
import { openDatabase, type Warehouse } from './warehouse.js';

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openDatabase(':memory:');
  await warehouse.run(
    'CREATE TABLE amounts (place INTEGER, amount DECIMAL(38,10), ratio DOUBLE, name VARCHAR)',
  );
});
afterAll(() => warehouse.close());

/** Units of 10⁻¹⁰: of any size, whole numbers, and those about the border of what a double holds exactly. */
const units = fc.oneof(
  fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n }),
  fc.bigInt({ min: -(2n ** 66n), max: 2n ** 66n }),
  fc.bigInt({ min: 0n, max: 2n ** 34n }).map((whole) => whole * 10n ** 10n),
  fc.bigInt({ min: 0n, max: 2n ** 31n }).map((whole) => whole * 10n ** 10n + 2n ** 32n),
  fc.bigInt({ min: -3n, max: 3n }).map((off) => 2n ** 53n + off),
  fc.bigInt({ min: 0n, max: 10n ** 15n }),
);

test('doubles(sql) gives the double nearest to each decimal, as its text is read, and no number where there is none', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.option(units), { minLength: 1, maxLength: 60 }), async (amounts) => {
      await warehouse.run('DELETE FROM amounts');
      await warehouse.insert(
        'amounts',
        amounts.map((amount, place) => ({ place, amount, ratio: place === 1 ? null : place / 3, name: 'a' })),
      );
      const read = { amount: [] as number[], ratio: [] as number[], name: [] as unknown[] };
      for await (const chunk of warehouse.doubles('SELECT amount, ratio, name FROM amounts ORDER BY place')) {
        read.amount.push(...(chunk['amount'] as Float64Array));
        read.ratio.push(...(chunk['ratio'] as Float64Array));
        read.name.push(...(chunk['name'] as readonly string[]));
      }
      expect(read.amount).toEqual(
        amounts.map((amount) => (amount === null ? NaN : Number(formatDecimal(amount)))),
      );
      expect(read.ratio).toEqual(amounts.map((_, place) => (place === 1 ? NaN : place / 3)));
      expect(read.name).toEqual(amounts.map(() => 'a'));
    }),
  );
});
