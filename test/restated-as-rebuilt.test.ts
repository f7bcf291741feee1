import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openSteps } from '../activities/make-steps.js';
import type { Reads } from '../activities/named-reads.js';
import type { FileReport } from '../activities/import-reports.js';
import type { MatchSaying } from '../activities/loop-reports.js';
import type { Steps } from '../activities/steps.js';
import { TradeloopError } from '../domain/errors.js';
import { sessionsBetween } from '../domain/time/calendar.js';
import { addDays, type IsoDate } from '../domain/time/dates.js';
import { weekOf } from '../domain/time/iso-week.js';
import { atMost, runs } from './runs.js';

const DAYS = sessionsBetween('2025-01-06', '2025-02-21');
const WEEKS = [...new Set(DAYS.map(weekOf))];
const SCENARIOS = ['scenarios', 'features', 'rewards'];
const DERIVED = ['matches', 'lots', 'outcomes', 'counterfactuals', 'patterns', ...SCENARIOS];

type Fields = Readonly<Record<string, unknown>>;

/** What a person does to a home, one thing after the other. */
type Deed =
  | { deed: 'import'; records: readonly Fields[]; covered: IsoDate | null }
  /** A file of which this many lines cannot be read, and the same lines corrected later on. */
  | { deed: 'reject'; records: readonly Fields[] }
  | { deed: 'correct' | 'retract' | 'repeat'; which: number }
  | { deed: 'rebuild' | 'scenarios' }
  | { deed: 'reconcile'; range: { from?: IsoDate; to?: IsoDate } }
  | { deed: 'outcomes'; through: IsoDate | undefined }
  | { deed: 'week'; week: string }
  /** Something about a match, or a link of advice to executions; which of those there are is drawn. */
  | { deed: 'say'; say: MatchSaying['say']; which: number; other: number };

const SYMBOL = fc.constantFrom('AAPL', 'AAPL', 'AAPL', 'BETA');
const DAY = fc.constantFrom(...DAYS);
/** Of the session, of hours after it, of the next day in UTC, of the Saturday after it, and none. */
const WHEN = fc
  .tuple(
    DAY,
    fc.constantFrom(
      'T15:00:00Z',
      'T15:00:00Z',
      'T15:10:00Z',
      'T18:00:00Z',
      'T22:30:00Z',
      '+T02:00:00Z',
      '',
      '',
    ),
  )
  .map(([day, hour]) => (hour.startsWith('+') ? `${addDays(day, 1)}${hour.slice(1)}` : `${day}${hour}`));
const CONTRACT = fc.record({
  right: fc.constantFrom('call', 'call', 'put'),
  strike: fc.constantFrom(98, 100, 105),
  expiration: fc.constantFrom('2025-01-17', '2025-01-31', '2025-02-14'),
});
const QUANTITY = fc.constantFrom(1, 1, 2, 3);

const ADVICE = fc
  .record({
    asked: CONTRACT,
    recommendation_id: fc.nat(40).map((id) => `r${id}`),
    sent_at: WHEN,
    account: fc.constantFrom(null, 'main', 'main', 'ira'),
    action: fc.constantFrom('sell_to_open', 'sell_to_open', 'buy_to_close', 'roll', 'roll', 'hold', 'wait'),
    premium: fc.constantFrom(0.5, 1, 2),
    quantity: QUANTITY,
    underlying: SYMBOL,
    withdrawn_at: fc.option(WHEN, { freq: 8 }),
  })
  .map(({ asked, ...advice }): Fields => ({
    ...advice,
    ...asked,
    ...(advice.action === 'roll' ? { from_strike: 100, from_expiration: '2025-01-17' } : {}),
  }));

const TRADE_KINDS = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(
      CONTRACT,
      fc.constantFrom(
        ...['sell_to_open', 'sell_to_open', 'buy_to_close', 'buy_to_open', 'sell_to_close'],
        ...['buy', 'buy', 'sell', 'sell'],
      ),
      fc.constantFrom(0.5, 1, 2),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(CONTRACT, fc.constantFrom('expire', 'assign', 'exercise'), fc.constant(null)),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constant({}), fc.constantFrom('buy', 'sell'), fc.constantFrom(98, 100, 105)),
  },
);
const MOVE = fc.constantFrom<Fields>(
  { action: 'symbol_change', to_underlying: 'GAMMA' },
  { action: 'transfer', direction: 'in' },
  { action: 'transfer', direction: 'out' },
  { action: 'transfer', direction: 'out' },
);
const CHANGE = fc.oneof(
  fc.constantFrom<Fields>({ action: 'split', ratio: 2 }, { action: 'split' }),
  MOVE,
  fc.tuple(CONTRACT, MOVE).map(([contract, move]): Fields => ({ ...contract, ...move })),
);
const EXECUTION = fc
  .record({
    executed_at: WHEN,
    account: fc.constantFrom('main', 'main', 'ira'),
    underlying: SYMBOL,
    quantity: QUANTITY,
    order_id: fc.constantFrom(null, null, null, 'o1', 'o2', 'o3'),
    currency: fc.constantFrom('USD', 'USD', 'USD', 'USD', 'USD', 'CAD'),
    kind: fc.oneof(
      {
        weight: 12,
        arbitrary: TRADE_KINDS.map(([contract, action, price]): Fields => ({
          ...contract,
          action,
          ...(price === null ? {} : { price }),
        })),
      },
      { weight: 1, arbitrary: CHANGE },
    ),
  })
  .map(({ kind, quantity, ...fields }): Fields => ({
    ...fields,
    ...kind,
    // So that a delivery, and a transfer, takes shares that were bought, and often all of them.
    quantity: kind['right'] === undefined && kind['action'] !== 'split' ? 100 * quantity : quantity,
  }));

/** Daily bars of some weeks at about one price: they replace those that came before. */
const BARS = fc
  .record({
    symbol: SYMBOL,
    from: DAY,
    days: fc.integer({ min: 1, max: 40 }),
    price: fc.constantFrom(97, 100, 104),
  })
  .map(({ symbol, from, days, price }) => barsOf(symbol, { from, to: addDays(from, days), price }));
const EVENT = fc
  .record({ underlying: SYMBOL, date: DAY, ratio: fc.constantFrom(2, 0.5) })
  .map((event): Fields => ({ ...event, kind: 'split' }));

function barsOf(
  symbol: string,
  { from, to, price }: { from: IsoDate; to: IsoDate; price: number },
): Fields[] {
  return sessionsBetween(from, to).map((ts, i) => {
    const close = price + (i % 3);
    return {
      symbol,
      interval: '1d',
      ts,
      open: price,
      high: close + 1,
      low: price - 1,
      close,
      adjusted: 'none',
    };
  });
}

const RECORDS = fc.array(fc.oneof({ weight: 4, arbitrary: ADVICE }, { weight: 5, arbitrary: EXECUTION }), {
  minLength: 1,
  maxLength: 25,
});
const DEED: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      deed: fc.constant('import' as const),
      records: RECORDS,
      covered: fc.option(DAY),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      deed: fc.constant('import' as const),
      records: fc.oneof(
        { weight: 4, arbitrary: BARS },
        { weight: 1, arbitrary: fc.array(EVENT, { minLength: 1, maxLength: 2 }) },
      ),
      covered: fc.constant(null),
    }),
  },
  { weight: 1, arbitrary: fc.record({ deed: fc.constant('reject' as const), records: RECORDS }) },
  {
    weight: 4,
    arbitrary: fc.record({
      deed: fc.constantFrom('correct', 'retract', 'retract', 'repeat'),
      which: fc.nat(20),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.tuple(fc.option(DAY), fc.option(DAY)).map(([a, b]): Deed => {
      const [from, to] = a !== null && b !== null && a > b ? [b, a] : [a, b];
      return { deed: 'reconcile', range: { ...(from && { from }), ...(to && { to }) } };
    }),
  },
  {
    weight: 4,
    arbitrary: fc.option(DAY).map((day): Deed => ({ deed: 'outcomes', through: day ?? undefined })),
  },
  { weight: 3, arbitrary: fc.constantFrom(...WEEKS).map((week): Deed => ({ deed: 'week', week })) },
  {
    weight: 8,
    arbitrary: fc.record({
      deed: fc.constant('say' as const),
      say: fc.constantFrom(
        ...(['link', 'link', 'link', 'unlink', 'unlink', 'exclude', 'include', 'reason', 'review'] as const),
      ),
      which: fc.nat(),
      other: fc.nat(),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Deed>({ deed: 'rebuild' }) },
  // Made of whatever is stored by then, which later deeds change.
  { weight: 3, arbitrary: fc.constant<Deed>({ deed: 'scenarios' }) },
);

const directory = await mkdtemp(join(tmpdir(), 'tradeloop-restated-'));
afterAll(() => rm(directory, { recursive: true }));
let files = 0;

class Home {
  readonly #steps: Steps;
  readonly #reads: Reads;
  readonly #imported: { records: readonly Fields[]; report: FileReport }[] = [];

  constructor({ steps, reads }: { steps: Steps; reads: Reads }) {
    this.#steps = steps;
    this.#reads = reads;
  }

  async do(deed: Deed): Promise<void> {
    try {
      await this.#do(deed);
    } catch (error) {
      // Who names a day of the future, a file that is retracted, or what is linked to something else, is refused.
      if (!(error instanceof TradeloopError)) throw error;
    }
  }

  async #do(deed: Deed): Promise<void> {
    switch (deed.deed) {
      case 'import':
        return this.#bring(deed.records, { covered: deed.covered });
      case 'reject':
        return this.#bring(deed.records, { wrong: 3 });
      case 'repeat': {
        const file = this.#imported.at(deed.which % Math.max(1, this.#imported.length));
        return file && this.#bring(file.records.filter((_, i) => i % 2 === deed.which % 2));
      }
      case 'correct': {
        const rejected = this.#imported.filter(({ report }) => report.rejects_path !== null);
        const file = rejected.at(deed.which % Math.max(1, rejected.length));
        return file && this.#correct(file.report);
      }
      case 'retract': {
        const file = this.#imported.at(deed.which % Math.max(1, this.#imported.length));
        if (file) this.#imported.splice(this.#imported.indexOf(file), 1);
        await (file && this.#steps.retractImport({ fileSha256: file.report.sha256 }));
        return;
      }
      case 'reconcile':
        await this.#steps.reconcileRange(deed.range);
        return;
      case 'outcomes':
        await this.#steps.trackOutcomes(deed.through === undefined ? {} : { through: deed.through });
        return;
      case 'week':
        await this.#steps.aggregateWeek({ week: deed.week });
        return;
      case 'rebuild':
        await this.rebuild();
        return;
      case 'scenarios':
        await this.#steps.exportTable({ table: 'scenarios', format: 'csv' });
        return;
      case 'say':
        await this.#say(deed);
    }
  }

  async #say({ say, which, other }: Extract<Deed, { deed: 'say' }>): Promise<void> {
    const said = { by: 'me', at: '2025-03-01' };
    const idsIn = async (table: string, column: string) =>
      (await this.#reads.tableRows({ table })).rows.flatMap((row) => row[column] ?? row['record_id'] ?? []);
    const pick = (ids: readonly unknown[], number: number) => String(ids[number % Math.max(1, ids.length)]);
    if (say === 'link') {
      const executions = await idsIn('executions', 'execution_id');
      const execution_ids = [...new Set([pick(executions, other), pick(executions, other + (which % 2))])];
      const recommendation_id = pick(await idsIn('recommendations', 'recommendation_id'), which);
      await this.#steps.recordFacts({ ...said, say, recommendation_id, execution_ids });
      return;
    }
    const id = pick(await idsIn('matches', 'match_id'), which);
    const note = null;
    switch (say) {
      case 'reason':
        return void (await this.#steps.recordFacts({ ...said, say, id, note, code: 'timing', cause: null }));
      case 'review':
        return void (await this.#steps.recordFacts({ ...said, say, ids: [id], through: null }));
      case 'exclude':
        return void (await this.#steps.recordFacts({ ...said, say, id, note, reason: 'outage' }));
      case 'include':
      case 'unlink':
        return void (await this.#steps.recordFacts({ ...said, say, id }));
    }
  }

  async #bring(
    records: readonly Fields[],
    { wrong = 0, covered = null }: { wrong?: number; covered?: IsoDate | null } = {},
  ): Promise<void> {
    if (records.length === 0) return;
    const lines = records.map((record, i) =>
      JSON.stringify(i < wrong ? { ...record, underlying: null, symbol: null } : record),
    );
    const report = await this.#importFile(lines.join('\n'), covered);
    this.#imported.push({ records, report });
  }

  async #correct({ rejects_path }: FileReport): Promise<void> {
    const text = await readFile(rejects_path as string, 'utf8');
    await this.#importFile(text.replaceAll('""underlying"":null', '""underlying"":""AAPL""'), null, 'csv');
  }

  async #importFile(text: string, covered: IsoDate | null, kind = 'jsonl'): Promise<FileReport> {
    const path = join(directory, `${++files}.${kind}`);
    await writeFile(path, text);
    return this.#steps.importFile({ path, givenPath: path, account: null, coveredThrough: covered });
  }

  /** Runs every step over all there is. */
  async finish(): Promise<void> {
    await this.do({ deed: 'reconcile', range: {} });
    await this.do({ deed: 'outcomes', through: undefined });
    await this.#steps.aggregateWeeks({ weeks: WEEKS, tell: false });
  }

  async exported(): Promise<Record<string, string>> {
    const texts: Record<string, string> = {};
    for (const table of DERIVED) {
      const { path } = await this.#steps.exportTable({ table, format: 'csv' });
      texts[table] = await readFile(path, 'utf8');
    }
    return texts;
  }

  rebuild() {
    return this.#steps.rebuildWarehouse({});
  }

  weeksAgain() {
    return this.#steps.aggregateWeeks({ weeks: WEEKS, tell: false });
  }
}

describe('imports, corrections, retractions and facts of people, with steps at random days between them', () => {
  test(
    'come to the rows of a rebuilt warehouse, and to weeks that need no further revision',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(DEED, { minLength: 3, maxLength: 16 }), async (deeds) => {
          const path = await mkdtemp(join(directory, 'home-'));
          const opened = await openSteps(path);
          try {
            const home = new Home(opened);
            const bars = ['AAPL', 'BETA'].flatMap((symbol) =>
              barsOf(symbol, { from: '2024-10-01', to: '2025-02-28', price: 100 }),
            );
            await home.do({ deed: 'import', records: bars, covered: null });
            for (const deed of deeds) await home.do(deed);
            await home.finish();
            const before = await home.exported();
            await home.rebuild();
            expect(before).toEqual(await home.exported());
            expect(await home.weeksAgain()).toMatchObject({ published: 0, restated: 0 });
          } finally {
            await opened.close();
            await rm(path, { recursive: true });
          }
        }),
        runs(5, { sharing: 1 }),
      );
    },
    atMost(240_000),
  );

  test('bring back what a transfer took that is retracted', async () => {
    const path = await mkdtemp(join(directory, 'home-'));
    const opened = await openSteps(path);
    try {
      const home = new Home(opened);
      const put = { underlying: 'AAPL', right: 'put', strike: 98, expiration: '2025-02-14' };
      const bought = { account: 'main', executed_at: '2025-01-06', price: 1 };
      const moved = { account: 'main', executed_at: '2025-02-03', action: 'transfer', direction: 'out' };
      const records = [
        { ...bought, underlying: 'BETA', action: 'buy', quantity: 100 },
        { ...bought, ...put, action: 'sell_to_open', quantity: 2 },
      ];
      await home.do({ deed: 'import', records, covered: null });
      await home.finish();
      const before = await home.exported();
      const gone = [
        { ...moved, underlying: 'BETA', quantity: 100 },
        { ...moved, ...put, quantity: 2 },
      ];
      await home.do({ deed: 'import', records: gone, covered: null });
      await home.finish();
      expect((await home.exported())['lots']).not.toBe(before['lots']);
      await home.do({ deed: 'retract', which: 1 });
      await home.finish();
      expect(await home.exported()).toEqual(before);
    } finally {
      await opened.close();
    }
  });
});
