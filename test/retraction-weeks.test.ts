/** What a retraction says beforehand, beside what it then changes: files of the sample, one after the other. */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sessionsBetween } from '../domain/time/calendar.js';
import { openSteps, type OpenSteps } from '../activities/make-steps.js';
import { formatWeek, weekOf, type IsoWeek } from '../domain/time/iso-week.js';

const SAMPLE = join(import.meta.dirname, '..', 'data', 'sample');

let dir: string;
let opened: OpenSteps;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'retraction-'));
  opened = await openSteps(join(dir, 'home'));
});
afterEach(async () => {
  await opened.close();
  await rm(dir, { recursive: true });
});

async function bring(path: string): Promise<string> {
  const given = { path, givenPath: path, account: null, coveredThrough: null };
  return (await opened.steps.importFile(given)).sha256;
}

async function publish(): Promise<void> {
  await opened.steps.reconcileRange({});
  await opened.steps.trackOutcomes({});
  await opened.steps.aggregateWeek({});
}

/** The revision of each week. */
async function revisions(): Promise<Map<IsoWeek, number>> {
  const { path } = await opened.steps.exportTable({ table: 'weekly_summaries', format: 'jsonl' });
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  const rows = lines.map((line) => JSON.parse(line) as { year: number; week: number; revision: number });
  return new Map(rows.map((row) => [formatWeek(row), row.revision]));
}

/** The weeks that were named before a file was retracted, and those that changed then. */
async function retract(fileSha256: string): Promise<{ named: IsoWeek[]; changed: IsoWeek[] }> {
  const { weeks: named } = await opened.reads.retraction({ fileSha256 });
  const before = await revisions();
  await opened.steps.retractImport({ fileSha256 });
  await publish();
  const changed = [...(await revisions())].flatMap(([week, now]) => {
    const then = before.get(week);
    return then !== undefined && now > then ? [week] : [];
  });
  return { named, changed };
}

describe('what a retraction names beforehand, of a home with the sample', () => {
  let published: string;
  beforeAll(async () => {
    published = await mkdtemp(join(tmpdir(), 'retraction-sample-'));
    opened = await openSteps(published);
    for (const file of (await readdir(SAMPLE)).filter((one) => /\.(csv|jsonl)$/.test(one)))
      await bring(join(SAMPLE, file));
    await publish();
    await opened.close();
  }, 120_000);
  afterAll(() => rm(published, { recursive: true }));

  test.each(['ira.executions.csv', 'main.executions.csv', 'daily.bars.csv'])(
    'has every week that retracting %s changes',
    async (name) => {
      await opened.close();
      await cp(published, join(dir, 'published'), { recursive: true });
      opened = await openSteps(join(dir, 'published'));
      const { named, changed } = await retract(await bring(join(SAMPLE, name)));
      expect(changed.length).toBeGreaterThan(0);
      expect(changed.filter((week) => !named.includes(week))).toEqual([]);
    },
    120_000,
  );
});

describe('what a retraction names beforehand', () => {
  test('has weeks without a record of the file too: of what its positions closed, and of advice on them', async () => {
    const days = sessionsBetween('2024-03-04', '2024-04-26');
    const file = async (name: string, records: readonly object[]) => {
      const path = join(dir, `${name}.jsonl`);
      await writeFile(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
      return bring(path);
    };
    const bar = { symbol: 'SOFI', interval: '1d', open: 7, high: 9, low: 6 };
    await file(
      'bars',
      days.map((ts, at) => ({ ...bar, ts, close: 7 + (at % 5) / 5 })),
    );
    const call = { account: 'main', underlying: 'SOFI', right: 'call', strike: 8, expiration: '2024-05-17' };
    await file(
      'advice',
      days.map((day, at) => ({
        ...{ ...call, recommendation_id: `r${at}`, sent_at: `${day}T14:00:00Z`, premium: 0.4, quantity: 1 },
        action: ['sell_to_open', 'hold', 'buy_to_close'][at % 3],
      })),
    );
    const files = new Map<IsoWeek, string>();
    for (const week of [...new Set(days.map(weekOf))]) {
      const own = days.filter((day) => weekOf(day) === week);
      const trades = own.flatMap((day, at) => [
        {
          ...{ ...call, executed_at: `${day}T15:00:00Z`, price: 0.3 + at / 10, quantity: 1 + (at % 2) },
          action: at % 3 === 1 ? 'buy_to_close' : 'sell_to_open',
        },
        {
          ...{ account: 'main', underlying: 'SOFI', executed_at: `${day}T16:00:00Z` },
          ...{ action: at % 2 === 0 ? 'buy' : 'sell', price: 7 + at / 10, quantity: at % 2 === 0 ? 10 : 9 },
        },
      ]);
      files.set(week, await file(week, trades));
    }
    await publish();
    let elsewhere = 0;
    for (const [week, hash] of files) {
      const { named, changed } = await retract(hash);
      expect([week, changed.filter((one) => !named.includes(one))]).toEqual([week, []]);
      elsewhere += changed.filter((one) => one !== week).length;
      await bring(join(dir, `${week}.jsonl`));
      await publish();
    }
    expect(elsewhere).toBeGreaterThan(files.size);
  }, 240_000);

  test('has the weeks of what a person linked to a record of the file, however far, and of what that frees', async () => {
    const call = {
      account: 'main',
      underlying: 'SOFI',
      right: 'call',
      strike: 8,
      expiration: '2024-06-21',
      quantity: 1,
    };
    const advised = { ...call, action: 'sell_to_open', premium: 0.4 };
    const file = async (name: string, record: object) => {
      const path = join(dir, `${name}.jsonl`);
      await writeFile(path, JSON.stringify(record));
      return bring(path);
    };
    // To any account, so that it is in another episode than what it frees the trade for.
    const advice = await file('advice', {
      ...advised,
      account: null,
      recommendation_id: 'linked',
      sent_at: '2024-04-16T14:00:00Z',
    });
    const trade = await file('trade', {
      ...{
        ...call,
        execution_id: 'far',
        action: 'sell_to_open',
        executed_at: '2024-03-05T15:00:00Z',
        price: 0.4,
      },
    });
    await file('later', {
      ...{
        ...call,
        underlying: 'AAPL',
        action: 'sell_to_open',
        executed_at: '2024-05-10T15:00:00Z',
        price: 1,
      },
    });
    await file('near', { ...advised, recommendation_id: 'near', sent_at: '2024-03-05T14:00:00Z' });
    await publish();
    await opened.steps.recordFacts({
      ...{ by: 'me', at: '2024-05-01', say: 'link' },
      ...{ recommendation_id: 'linked', execution_ids: ['far'] },
    });
    for (const sha256 of [advice, trade]) {
      await opened.steps.aggregateWeek({});
      const { named, changed } = await retract(sha256);
      expect(changed).toEqual(['2024-W10', '2024-W16']);
      expect(named).toEqual(expect.arrayContaining(changed));
      await bring(join(dir, sha256 === advice ? 'advice.jsonl' : 'trade.jsonl'));
      await publish();
    }
  }, 60_000);

  test('has the week in which a position expired, by another file', async () => {
    const call = { account: 'main', underlying: 'SOFI', right: 'call', strike: 8, quantity: 1 };
    const opening = join(dir, 'opening.jsonl');
    const end = join(dir, 'end.jsonl');
    const option = { ...call, expiration: '2024-03-28' };
    await writeFile(
      opening,
      JSON.stringify({ ...option, executed_at: '2024-03-12', action: 'sell_to_open', price: 0.4 }),
    );
    await writeFile(end, JSON.stringify({ ...option, executed_at: '2024-03-28', action: 'expire' }));
    const sha256 = await bring(opening);
    await bring(end);
    await publish();
    await opened.steps.aggregateWeek({ week: '2024-W13' });
    expect(await retract(sha256)).toEqual({
      named: ['2024-W11', '2024-W13'],
      changed: ['2024-W11', '2024-W13'],
    });
  });
});
