import { afterEach, describe, expect, test } from '@jest/globals';
import { decimal } from '../../domain/number/decimal.js';
import { openWarehouse } from './open-warehouse.js';
import type { Warehouse } from './warehouse.js';

let warehouse: Warehouse;
afterEach(() => warehouse.close());

const ROW = {
  day: '2024-02-29',
  money: decimal('-12.3456789012'),
  count: 7,
  big: 9_000_000_000,
  share: 0.25,
  name: 'ünï',
  yes: true,
  names: ['a', 'b'],
  lines: [1, 2],
};
const TABLE = `(day DATE, money DECIMAL(38,10), count INTEGER, big BIGINT, share DOUBLE, name VARCHAR, yes BOOLEAN, names VARCHAR[],
  lines BIGINT[], nothing VARCHAR)`;

describe('insert(table, rows)', () => {
  test.each(['TABLE', 'TEMPORARY TABLE'])('gives back in rows() what went in, from a %s', async (kind) => {
    warehouse = await openWarehouse(':memory:');
    await warehouse.run(`CREATE ${kind} things ${TABLE}`);
    await warehouse.insert('things', [ROW]);
    expect(await warehouse.rows('SELECT * FROM things')).toEqual([{ ...ROW, nothing: null }]);
  });

  test('takes more rows than fit in one chunk', async () => {
    warehouse = await openWarehouse(':memory:');
    await warehouse.run('CREATE TABLE things (count INTEGER)');
    await warehouse.insert(
      'things',
      Array.from({ length: 5000 }, (_, count) => ({ count })),
    );
    expect(await warehouse.rows('SELECT count(*) AS n, sum(count)::BIGINT AS total FROM things')).toEqual([
      { n: 5000, total: 12_497_500 },
    ]);
  });

  test('takes nulls, characters of several bytes and decimals of more than eight bytes in any of many rows', async () => {
    warehouse = await openWarehouse(':memory:');
    await warehouse.run(`CREATE TABLE things ${TABLE}`);
    const nothing = Object.fromEntries(Object.keys(ROW).map((name) => [name, null]));
    const large = {
      ...ROW,
      money: decimal('-9999999999999999999999999999'),
      name: 'thirteen — ünï',
      names: [],
    };
    const rows = Array.from({ length: 3000 }, (_, i) => ({
      ...[ROW, nothing, large][i % 3],
      nothing: null,
      count: i,
    }));
    await warehouse.insert('things', rows);
    expect(await warehouse.rows('SELECT * FROM things ORDER BY count')).toEqual(rows);
  });

  test('refuses a decimal that the column cannot hold', async () => {
    warehouse = await openWarehouse(':memory:');
    await warehouse.run(`CREATE TABLE things ${TABLE}`);
    await expect(warehouse.insert('things', [{ money: 10n ** 38n }])).rejects.toThrow('too large');
  });
});

describe('chunks(sql, parameters)', () => {
  test('gives all rows, while other statements run in between', async () => {
    warehouse = await openWarehouse(':memory:');
    await warehouse.run('CREATE TABLE things AS SELECT i::INTEGER AS i FROM range(5000) AS r(i)');
    const read: number[] = [];
    for await (const { i } of warehouse.chunks('SELECT i FROM things ORDER BY i')) {
      read.push(...(i as number[]));
      await warehouse.run('DELETE FROM things');
      await warehouse.insert('things', [{ i: -1 }]);
    }
    expect(read).toEqual(Array.from({ length: 5000 }, (_, i) => i));
  });
});

describe('temporary(table, types, chunks)', () => {
  test('makes a table of what is computed, in place of the last one, that only its reader sees', async () => {
    warehouse = await openWarehouse(':memory:');
    async function* chunks(of: readonly (readonly number[])[]) {
      for (const i of of) yield await Promise.resolve({ i, name: i.map((one) => `n${one}`) });
    }
    const before = warehouse.generation();
    const types = { i: 'DOUBLE', name: 'VARCHAR' };
    const rows = await warehouse.snapshot(async (reader) => {
      await reader.temporary('aside', types, chunks([[9]]));
      await reader.temporary('aside', types, chunks([[1, 2], [3.5]]));
      return reader.rows('FROM aside ORDER BY i');
    });
    expect(rows).toEqual([
      { i: 1, name: 'n1' },
      { i: 2, name: 'n2' },
      { i: 3.5, name: 'n3.5' },
    ]);
    await expect(warehouse.rows('FROM aside')).rejects.toThrow('aside');
    await warehouse.temporary('aside', types, chunks([]));
    expect(await warehouse.rows('FROM aside')).toEqual([]);
    expect(warehouse.generation()).toBe(before);
  });
});

describe('rows(sql, parameters)', () => {
  test('binds texts, decimals, numbers, nulls and lists', async () => {
    warehouse = await openWarehouse(':memory:');
    const sql = `SELECT $day::DATE AS day, $money AS money, $count AS count, $none AS none, list_contains($names, 'b') AS found`;
    expect(
      await warehouse.rows(sql, {
        day: '2024-02-29',
        money: decimal('1.5'),
        count: 3,
        none: null,
        names: ['a', 'b'],
      }),
    ).toEqual([{ day: '2024-02-29', money: decimal('1.5'), count: 3, none: null, found: true }]);
  });
});

describe('snapshot(work)', () => {
  test('reads what is committed, at one moment, beside a transaction that goes on', async () => {
    warehouse = await openWarehouse(':memory:');
    await warehouse.run('CREATE TABLE things (count INTEGER)');
    const count = 'SELECT count(*) AS n FROM things';
    await warehouse.transaction(async () => {
      await warehouse.run('INSERT INTO things VALUES (1)');
      expect(await warehouse.snapshot((reader) => reader.rows(count))).toEqual([{ n: 0 }]);
    });
    await warehouse.snapshot(async (reader) => {
      expect(await reader.rows(count)).toEqual([{ n: 1 }]);
      await warehouse.run('INSERT INTO things VALUES (2)');
      expect(await reader.rows(count)).toEqual([{ n: 1 }]);
    });
  });

  test('refuses to write, and is read to its end before the warehouse closes', async () => {
    warehouse = await openWarehouse(':memory:');
    await warehouse.run('CREATE TABLE things (count INTEGER)');
    const written = warehouse.snapshot((reader) => reader.rows('INSERT INTO things VALUES (1)'));
    await expect(written).rejects.toThrow('read-only');
    const other = await openWarehouse(':memory:');
    let sums: object[] = [];
    void other.snapshot(async (reader) => {
      sums = await reader.rows('SELECT sum(i)::BIGINT AS sum FROM range(20000000) AS t(i)');
    });
    await other.close();
    expect(sums).toEqual([{ sum: 199_999_990_000_000 }]);
  });
});

describe('close()', () => {
  test('waits for what runs, and refuses what comes later', async () => {
    warehouse = await openWarehouse(':memory:');
    const other = await openWarehouse(':memory:');
    await other.run('CREATE TABLE things AS SELECT i, i::VARCHAR AS text FROM range(5000) AS t(i)');
    const chunks = other.chunks('SELECT * FROM things');
    await chunks.next();
    const changed = other.run('INSERT INTO things SELECT i, i::VARCHAR FROM range(500000) AS t(i)');
    await other.close();
    expect(await changed).toBe(500_000);
    await expect(other.rows('SELECT 1 AS one')).rejects.toThrow('closed');
    await expect(chunks.next()).rejects.toThrow('closed');
  });

  test('of a snapshot whose work failed: ends the queries that it left', async () => {
    warehouse = await openWarehouse(':memory:');
    const endless = 'SELECT sum(i % 7)::BIGINT AS sum FROM range(1000000000000) AS t(i)';
    let left: unknown;
    const read = warehouse.snapshot(async (reader) => {
      reader.rows(endless).catch((error: unknown) => (left = error));
      await Promise.reject(new Error('none of it'));
    });
    await expect(read).rejects.toThrow('none of it');
    expect(String(left)).toContain('INTERRUPT');
  });
});

describe('moment(work, { signal })', () => {
  test('ends a query that is to end at the very moment it begins', async () => {
    warehouse = await openWarehouse(':memory:');
    // Again and again: the first time the end comes too slowly to be lost.
    for (let times = 0; times < 5; times++) {
      const ending = new AbortController();
      const read = warehouse.moment((reader) => {
        const rows = reader.rows('SELECT sum(i % 7)::BIGINT AS sum FROM range(1000000000000) AS t(i)');
        ending.abort();
        return rows;
      }, ending);
      await expect(read).rejects.toMatchObject({ name: 'Interrupted' });
    }
  });
});

describe('generation()', () => {
  test('is another after what others can see, and the same after what is temporary', async () => {
    warehouse = await openWarehouse(':memory:');
    await warehouse.run('CREATE TABLE things (count INTEGER)');
    let before = warehouse.generation();
    const isAnother = async (work: Promise<unknown>) => {
      await work;
      const now = warehouse.generation();
      const is = now !== before;
      before = now;
      return is;
    };
    expect(await isAnother(warehouse.run('CREATE OR REPLACE TEMPORARY TABLE aside AS FROM things'))).toBe(
      false,
    );
    expect(await isAnother(warehouse.insert('aside', [{ count: 1 }]))).toBe(false);
    expect(await isAnother(warehouse.run('INSERT INTO aside FROM things'))).toBe(false);
    expect(await isAnother(warehouse.run('INSERT INTO things FROM aside'))).toBe(true);
    expect(await isAnother(warehouse.insert('things', [{ count: 2 }]))).toBe(true);
    expect(await isAnother(warehouse.run('DROP TABLE aside'))).toBe(false);
    expect(await isAnother(warehouse.run('DELETE FROM aside_not; DELETE FROM things').catch(() => 0))).toBe(
      true,
    );
    expect(await isAnother(warehouse.transaction(() => warehouse.run('DELETE FROM things')))).toBe(true);
  });
});

describe('writtenSince(generation)', () => {
  test('names the tables of which rows were committed since, of what is temporary nothing', async () => {
    warehouse = await openWarehouse(':memory:');
    for (const name of ['a', 'b', 'c']) await warehouse.run(`CREATE TABLE ${name} (n INTEGER)`);
    const since = async (work: () => Promise<unknown>) => {
      const before = warehouse.generation() ?? '';
      await work();
      return warehouse.writtenSince(before);
    };
    const one = [{ n: 1 }];
    expect(await since(() => warehouse.insert('a', one))).toEqual(['a']);
    expect(await since(() => warehouse.run('DELETE FROM b'))).toEqual([]);
    expect(await since(() => warehouse.run('UPDATE a SET n = 2'))).toEqual(['a']);
    await warehouse.run('CREATE TEMPORARY TABLE aside AS FROM a');
    expect(await since(() => warehouse.run('INSERT INTO aside FROM a'))).toEqual([]);
    const both = async () => {
      await warehouse.insertColumns('b', { n: [1] });
      await warehouse.run('INSERT INTO c FROM b');
      expect(warehouse.writtenSince(before)).toEqual([]);
    };
    const before = warehouse.generation() ?? '';
    expect((await since(() => warehouse.transaction(both)))?.sort()).toEqual(['b', 'c']);
    const broken = async () => {
      await warehouse.insert('a', one);
      throw new Error('stop');
    };
    expect(await since(() => warehouse.transaction(broken).catch(() => 0))).toEqual([]);
    expect(await since(() => warehouse.insert('c', one))).toEqual(['c']);
    expect(warehouse.writtenSince('another-1')).toBeUndefined();
    // Such as a moment has that is none between two commits.
    expect(warehouse.writtenSince(`${before}-a1b2`)).toBeUndefined();
  });
});

describe('transaction(work)', () => {
  test('leaves nothing behind when the work throws', async () => {
    warehouse = await openWarehouse(':memory:');
    await warehouse.run('CREATE TABLE things (count INTEGER)');
    const work = warehouse.transaction(async () => {
      await warehouse.insert('things', [{ count: 1 }]);
      throw new Error('stop');
    });
    await expect(work).rejects.toThrow('stop');
    expect(await warehouse.rows('SELECT * FROM things')).toEqual([]);
  });
});
