import { describe, expect, test } from '@jest/globals';
import type { TableMapping } from '../../ingest/mapping/mapping.js';
import { clock, contents, fill, importHomes, importInto } from '../../test/import-homes.js';
import { importSteps } from './import-file.js';
import type { FileReport } from '../import-reports.js';

const { fileOf, openHome } = importHomes();

describe('retractImport({ fileSha256 })', () => {
  test('takes away what only that file told and gives the rest back its other telling', async () => {
    const [store, plain] = [await openHome('home'), await openHome('plain')];
    const kept = await fileOf('kept.jsonl', [fill(1), fill(2), fill(4, { price: '0.1' })]);
    const taken = await fileOf('taken.jsonl', [fill(2), fill(3), fill(4, { price: '0.2' })]);
    await importInto(plain, kept);
    const expected = (await contents(plain)).executions;
    for (const order of [
      [kept, taken],
      [taken, kept],
    ]) {
      const reports = [];
      for (const path of order) reports.push(await importInto(store, path));
      const { sha256 } = reports.find(({ path }) => path === taken) as FileReport;
      const { retractImport } = importSteps({ store, clock });
      expect(await retractImport({ fileSha256: sha256 })).toEqual({
        file_sha256: sha256,
        imports: 1,
        records_removed: 1,
      });
      expect((await contents(store)).executions).toEqual(expected);
      await expect(retractImport({ fileSha256: sha256 })).rejects.toMatchObject({ name: 'NotFound' });
      const other = reports.find(({ path }) => path === kept) as FileReport;
      if (order[0] === kept) await retractImport({ fileSha256: other.sha256 });
    }
  });
});

describe('retractImport({fileSha256, account})', () => {
  test('of a file that stands under several accounts: refuses, and takes the one that is named', async () => {
    const store = await openHome('home');
    const path = await fileOf('a.csv', ['Day,What,Ticker,Count,Cost', '2024-03-04,buy,SOFI,1,8']);
    const mapping: TableMapping = {
      dataset: 'executions',
      fields: {
        executed_at: { column: 'Day' },
        action: { column: 'What' },
        underlying: { column: 'Ticker' },
        quantity: { column: 'Count' },
        price: { column: 'Cost' },
      },
    };
    const { sha256 } = await importInto(store, path, { account: 'main', mapping });
    await importInto(store, path, { account: 'ira', mapping });
    const { retractImport } = importSteps({ store, clock });
    const accountsLeft = async () =>
      (
        await store.warehouse.rows<{ account: string }>('SELECT account FROM executions ORDER BY account')
      ).map(({ account }) => account);
    await expect(retractImport({ fileSha256: sha256 })).rejects.toMatchObject({
      name: 'InvalidInput',
      message: 'this file stands under several accounts, name one: ira, main',
    });
    await expect(retractImport({ fileSha256: sha256, account: 'nobody' })).rejects.toMatchObject({
      name: 'NotFound',
    });
    expect(await accountsLeft()).toEqual(['ira', 'main']);
    expect(await retractImport({ fileSha256: sha256, account: 'main' })).toMatchObject({
      imports: 1,
      records_removed: 1,
    });
    expect(await accountsLeft()).toEqual(['ira']);
    expect(await retractImport({ fileSha256: sha256 })).toMatchObject({ imports: 1, records_removed: 1 });
  });
});
