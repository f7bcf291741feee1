import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSteps } from '../activities/make-steps.js';
import type { Steps } from '../activities/steps.js';
import { addDays, type IsoDate } from '../domain/time/dates.js';
import { sessionOnOrBefore, sessionsBetween } from '../domain/time/calendar.js';
import { ratioTable, sideBySide, timed } from './side-by-side.js';

const LAST = '2024-12-20';
const UNDERLYINGS = Array.from({ length: 12 }, (_, i) => `SYM${i}`);
const NIGHTS = 9;

/** The nightly steps for one date on a store with five years of history, beside one with a month of it. */
export async function benchNightly(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'tradeloop-bench-'));
  const nights = sessionsBetween(addDays(LAST, 1), addDays(LAST, 40)).slice(0, NIGHTS + 1);
  const [month, years] = [
    await storeWithHistory(join(directory, 'month'), addDays(LAST, -30)),
    await storeWithHistory(join(directory, 'years'), '2020-01-02'),
  ];
  const contender = (name: string, store: Store) => ({
    name,
    run: async (round: number) => {
      const night = nights[round] as IsoDate;
      await importDays(store, [night]);
      return timed(async () => {
        await store.steps.reconcileRange({ from: night, to: night });
        await store.steps.trackOutcomes({ through: night });
      });
    },
  });
  const [floor, ours] = await sideBySide(
    [contender('one night after one month', month), contender('one night after five years', years)],
    NIGHTS,
  );
  await month.close();
  await years.close();
  await rm(directory, { recursive: true });
  return floor && ours
    ? ratioTable('Nightly reconciliation and outcomes of one date (aim: no slower)', floor, [ours])
    : '';
}

interface Store {
  directory: string;
  steps: Steps;
  close(): Promise<void>;
}

async function storeWithHistory(directory: string, from: IsoDate): Promise<Store> {
  const store = { directory, ...(await openSteps(join(directory, 'home'))) };
  await importDays(store, sessionsBetween(from, LAST));
  await store.steps.reconcileRange({ from, to: LAST });
  await store.steps.trackOutcomes({ through: LAST });
  return store;
}

async function importDays(store: Store, days: readonly IsoDate[]): Promise<void> {
  const files = {
    recommendations: days.flatMap(adviceOf),
    executions: days.flatMap(executionsOf),
    bars: days.flatMap(barsOf),
  };
  for (const [dataset, records] of Object.entries(files)) {
    const path = join(store.directory, `${days[0]}.${dataset}.jsonl`);
    await writeFile(path, records.map((record) => JSON.stringify(record)).join('\n'));
    await store.steps.importFile({
      path,
      givenPath: path,
      account: null,
      coveredThrough: days.at(-1) ?? null,
    });
  }
}

/**
 * Every session and underlying: one call advised, its strike walking with the day; two of three sold as advised, the
 * third two strikes higher.
 */
function adviceOf(day: IsoDate): object[] {
  return UNDERLYINGS.map((underlying, i) => ({
    recommendation_id: `${underlying}-${day}`,
    sent_at: `${day}T14:00:00Z`,
    account: 'main',
    action: 'sell_to_open',
    underlying,
    right: 'call',
    strike: strikeOf(day, i),
    expiration: expirationOf(day),
    quantity: 2,
    premium: 0.5,
    underlying_price: strikeOf(day, i) - 4,
  }));
}

function executionsOf(day: IsoDate): object[] {
  const contract = (underlying: string, i: number, moved: number) => ({
    account: 'main',
    underlying,
    right: 'call',
    strike: strikeOf(day, i) + moved,
    expiration: expirationOf(day),
  });
  const sales = UNDERLYINGS.flatMap((underlying, i) =>
    [1, 2].map((fill) => ({
      ...contract(underlying, i, (i % 3) * 2 - 2),
      executed_at: `${day}T15:0${fill}:00Z`,
      action: 'sell_to_open',
      order_id: `${underlying}-${day}`,
      quantity: 1,
      price: 0.48,
      fees: 0.65,
    })),
  );
  const closings = UNDERLYINGS.map((underlying, i) => ({
    ...contract(underlying, i, (i % 3) * 2 - 2),
    executed_at: `${day}T19:00:00Z`,
    action: 'buy_to_close',
    quantity: 2,
    price: 0.2,
    fees: 1.3,
  }));
  return [...sales, ...closings];
}

function barsOf(day: IsoDate): object[] {
  return UNDERLYINGS.map((symbol, i) => {
    const price = strikeOf(day, i) - 4;
    return {
      symbol,
      interval: '1d',
      ts: day,
      open: price,
      high: price + 1,
      low: price - 1,
      close: price,
      volume: 1000,
      adjusted: 'none',
    };
  });
}

function strikeOf(day: IsoDate, i: number): number {
  return 40 + i * 5 + (Number(day.slice(8)) % 10);
}

function expirationOf(day: IsoDate): IsoDate {
  return sessionOnOrBefore(addDays(day, 10));
}
