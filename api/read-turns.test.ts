import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openWarehouse } from '../store/duckdb/open-warehouse.js';
import type { Moment, Moments } from './parts.js';
import { readTurns, type Turns } from './read-turns.js';

/** Those that read now, each with what ends it. */
let reading: { name: string; end: () => void; signal: AbortSignal }[];
let turns: Turns;
beforeEach(() => {
  reading = [];
  const moments: Moments = {
    at: (work, { signal }) => work({ signal } as unknown as Moment),
    generation: () => undefined,
    tablesSince: () => [],
  };
  turns = readTurns(moments);
});

afterEach(() => {
  for (const { end } of reading) end();
});

const here = new AbortController().signal;

function ask(name: string, { by = name, gone = here, isFirst = false } = {}): Promise<string> {
  return turns(
    (moment) =>
      new Promise((resolve) => {
        const { signal } = moment as unknown as { signal: AbortSignal };
        reading.push({ name, signal, end: () => resolve(name) });
      }),
    { by, gone, isFirst },
  );
}

const names = () => reading.map(({ name }) => name);
const BUSY = { slug: 'busy' };

describe('readTurns(moments)', () => {
  test('lets two read at a time, in the order in which they came', async () => {
    const [a, , c] = ['a', 'b', 'c'].map((name) => ask(name));
    await sleep(1);
    expect(names()).toEqual(['a', 'b']);
    reading[0]?.end();
    await a;
    await sleep(1);
    expect(names()).toEqual(['a', 'b', 'c']);
    reading[2]?.end();
    expect(await c).toBe('c');
  });

  test('lets what is first read before all that wait, in its own order', async () => {
    const asked = ['a', 'b', 'list', 'other list'].map((name) => ask(name));
    asked.push(...['fact', 'other fact'].map((name) => ask(name, { isFirst: true })));
    for (let at = 0; at < asked.length; at++) {
      await sleep(1);
      reading[at]?.end();
    }
    await Promise.all(asked);
    expect(names()).toEqual(['a', 'b', 'fact', 'other fact', 'list', 'other list']);
  });

  test('lets what is first in, however many others wait', async () => {
    const asked = Array.from({ length: 34 }, (_, at) => ask('list', { by: String(at % 4) }));
    const fact = ask('fact', { by: '0', isFirst: true });
    await expect(ask('one more', { by: '4' })).rejects.toMatchObject(BUSY);
    for (let at = 0; at < 35; at++) {
      await sleep(1);
      reading[at]?.end();
    }
    await Promise.all([...asked, fact]);
    expect(names()[2]).toBe('fact');
  });

  test('lets no token wait so often that there is no room for another', async () => {
    const asked = Array.from({ length: 30 }, () => ask('many'));
    const refused = asked.slice(18).map((one) => expect(one).rejects.toMatchObject(BUSY));
    await Promise.all(refused);
    void ask('other');
    for (let at = 0; at < 19; at++) {
      await sleep(1);
      reading[at]?.end();
    }
    await Promise.all(asked.slice(0, 18));
    expect(names().at(-1)).toBe('other');
  });

  test('forgets who is gone while they wait, and a read hears that they are', async () => {
    const [first, second] = [new AbortController(), new AbortController()];
    const read = ask('a', { gone: first.signal });
    void ask('b');
    const waited = ask('c', { gone: second.signal });
    await sleep(1);
    second.abort();
    await expect(waited).rejects.toMatchObject(BUSY);
    first.abort();
    await expect(read).rejects.toMatchObject(BUSY);
    expect(reading[0]?.signal.aborted).toBe(true);
    void ask('d');
    await sleep(1);
    // What was asked to end is not over yet.
    expect(names()).toEqual(['a', 'b']);
    reading[0]?.end();
    await sleep(1);
    expect(names()).toEqual(['a', 'b', 'd']);
  });
});

test('a read that takes over 5 s is ended in DuckDB too, and the next has its turn', async () => {
  const warehouse = await openWarehouse(':memory:');
  const ends: string[] = [];
  const reads = readTurns({
    generation: () => undefined,
    tablesSince: () => [],
    at: (work, options) =>
      warehouse
        .moment((reader) => work({ warehouse: reader } as Moment), options)
        .catch((error: unknown) => {
          ends.push((error as Error).name);
          throw error;
        }),
  });
  const read = (sql: string) =>
    reads(({ warehouse: reader }) => reader.rows(sql), { by: 'me', gone: here, isFirst: false });
  const endless =
    'SELECT count(*) AS n FROM range(10000000) AS a, range(10000000) AS b WHERE a.range * b.range % 7 = 3';
  const began = performance.now();
  const long = [read(endless), read(endless)].map((one) => expect(one).rejects.toMatchObject(BUSY));
  await sleep(4_000);
  const next = read('SELECT 1 AS one');
  await Promise.all(long);
  expect(performance.now() - began).toBeGreaterThan(4_900);
  expect(await next).toEqual([{ one: 1 }]);
  // Which waits for both to have ended.
  await warehouse.close();
  expect(ends).toEqual(['Interrupted', 'Interrupted']);
});
