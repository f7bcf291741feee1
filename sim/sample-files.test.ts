import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import Papa from 'papaparse';
import { newYorkDay } from '../domain/time/calendar.js';
import { weekday } from '../domain/time/dates.js';
import { multiply, sum, toNumber, ZERO } from '../domain/number/decimal.js';
import { groupBy } from '../domain/group-by.js';
import { multiplierOf } from '../domain/records/instrument.js';
import { checkRecord } from '../domain/records/check-record.js';
import type { Dataset, RecordOf } from '../domain/records/records.js';
import { isBuy, isSell } from '../domain/records/trade-amount.js';
import { PREFERENCES } from './preferences.js';
import { sampleFiles } from './sample-files.js';

const FOLDER = join(import.meta.dirname, '..', 'data', 'sample');
const files = sampleFiles();

function recordsOf<D extends Dataset>(name: string, dataset: D): RecordOf[D][] {
  const text = files.get(name) as string;
  const raw = name.endsWith('.csv')
    ? Papa.parse<Record<string, unknown>>(text, { header: true, skipEmptyLines: true }).data
    : text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
  return raw.map((row) => {
    const checked = checkRecord(dataset, row);
    if (!checked.ok) throw new Error(`${checked.reason} in ${name}`);
    return checked.record;
  });
}

const accounts = ['main', 'ira'];
const executions = accounts.flatMap((account) => recordsOf(`${account}.executions.csv`, 'executions'));
const advice = recordsOf('advice.recommendations.jsonl', 'recommendations');
const on = (underlying: string) => executions.filter((execution) => execution.underlying === underlying);

/** Orders with a closing and an opening leg. */
const rolls = [
  ...groupBy(
    executions.filter(({ order_id }) => order_id !== null),
    ({ order_id }) => order_id,
  ),
]
  .map(([, legs]) => legs)
  .filter((legs) => new Set(legs.map(({ action }) => action)).size === 2);

describe('sampleFiles', () => {
  test('are the committed ones, byte for byte', () => {
    expect(readdirSync(FOLDER).sort()).toEqual([...files.keys()].sort());
    for (const [name, content] of files)
      expect(readFileSync(join(FOLDER, name), 'utf8') === content ? name : `${name} differs`).toBe(name);
  });

  test('are small, and every line of them is a record of the contract', () => {
    expect(sum([...files.values()].map((text) => BigInt(text.length)))).toBeLessThan(1_500_000n);
    expect(recordsOf('daily.bars.csv', 'bars').length).toBeGreaterThan(1500);
    expect(recordsOf('calendar.market_events.csv', 'market_events').length).toBeGreaterThan(20);
    for (const account of accounts)
      expect(recordsOf(`${account}.cash_flows.csv`, 'cash_flows').map(({ kind }) => kind)).toEqual([
        'deposit',
        'dividend',
      ]);
  });

  test('hold all that an account goes through, in each of the two', () => {
    for (const account of accounts) {
      const seen = new Set(executions.filter((one) => one.account === account).map(({ action }) => action));
      for (const action of ['buy', 'sell', 'sell_to_open', 'buy_to_close', 'expire', 'assign'] as const)
        expect([account, [...seen]]).toEqual([account, expect.arrayContaining([action])]);
      expect(rolls.filter(([leg]) => leg?.account === account).length).toBeGreaterThan(10);
    }
    expect(executions.filter(({ action }) => action === 'symbol_change')).not.toEqual([]);
    expect([...new Set(advice.map(({ action }) => action))].sort()).toEqual([
      'buy_to_close',
      'hold',
      'roll',
      'sell_to_open',
      'wait',
    ]);
  });

  test('state amounts to the cent, net of fees', () => {
    for (const execution of executions) {
      const { action, quantity, price, fees, amount } = execution;
      if (price === null) continue;
      const gross = multiply(quantity, multiply(price, multiplierOf(execution)));
      const sign = isBuy(action) ? -1n : isSell(action) ? 1n : 0n;
      expect(amount).toBe(sign * gross - (fees ?? ZERO));
      expect((amount ?? ZERO) % 100_000_000n).toBe(0n);
    }
  });

  test('have partial fills: one order, the same contract, seconds or minutes apart', () => {
    const orders = [...groupBy(executions, ({ order_id }) => order_id)].filter(([id]) => id !== null);
    const partial = orders.filter(([, fills]) => fills.length === 2 && fills[0]?.strike === fills[1]?.strike);
    expect(partial.filter(([, fills]) => fills[0]?.action === fills[1]?.action).length).toBeGreaterThan(20);
  });
});

describe('the planted preferences', () => {
  test('higher strikes: no call is sold at the strike advised that day', () => {
    for (const underlying of PREFERENCES.higherStrikes.underlyings) {
      const sales = on(underlying).filter(({ action }) => action === 'sell_to_open');
      expect(sales.length).toBeGreaterThan(10);
      for (const sale of sales) {
        const day = newYorkDay(sale.executed_at);
        const advised = advice.filter(
          (one) =>
            one.underlying === underlying && one.account === sale.account && one.sent_at.startsWith(day),
        );
        expect(advised.some(({ strike }) => strike !== null && strike < (sale.strike as bigint))).toBe(true);
      }
    }
  });

  test('halved quantity: never more calls than half of the shares', () => {
    for (const underlying of PREFERENCES.halvedQuantity) {
      const bought = on(underlying).find(({ action }) => action === 'buy');
      const orders = groupBy(
        on(underlying).filter(({ action }) => action === 'sell_to_open'),
        ({ order_id }) => order_id,
      );
      expect(orders.size).toBeGreaterThan(5);
      for (const [, fills] of orders)
        expect(toNumber(sum(fills.map(({ quantity }) => quantity))) * 200).toBeLessThanOrEqual(
          toNumber(bought?.quantity ?? ZERO),
        );
    }
  });

  test('no rolls on Fridays, and none where calls are left to expire', () => {
    const advisedOnFridays = advice.filter(
      ({ action, sent_at }) => action === 'roll' && weekday(newYorkDay(sent_at)) === 5,
    );
    expect(advisedOnFridays.length).toBeGreaterThan(10);
    expect(rolls.filter(([leg]) => weekday(newYorkDay(leg?.executed_at ?? '')) === 5)).toEqual([]);
    expect(rolls.filter(([leg]) => PREFERENCES.letsExpire.includes(leg?.underlying ?? ''))).toEqual([]);
  });

  test('early profit: calls are bought back on days whose advice is to hold them', () => {
    const early = PREFERENCES.earlyProfit.underlyings.flatMap(on).filter((execution) => {
      const { account, strike, expiration, executed_at } = execution;
      const day = newYorkDay(executed_at);
      return (
        execution.action === 'buy_to_close' &&
        advice.some(
          (one) =>
            one.action === 'hold' &&
            one.account === account &&
            one.underlying === execution.underlying &&
            one.strike === strike &&
            one.expiration === expiration &&
            one.sent_at.startsWith(day),
        )
      );
    });
    expect(early.length).toBeGreaterThan(4);
  });

  test('trades alone: what nobody advised on', () => {
    for (const underlying of PREFERENCES.tradesAlone) {
      expect(on(underlying).filter(({ right }) => right === 'put').length).toBeGreaterThan(10);
      const taken = advice.filter((one) => one.underlying === underlying && one.action === 'sell_to_open');
      expect(on(underlying).filter(({ right }) => right === 'call')).toEqual([]);
      expect(taken.length).toBeLessThan(20);
    }
  });
});
