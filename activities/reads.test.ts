import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSteps, type OpenSteps } from './make-steps.js';
import type { ToldMatch } from '../domain/matching/match-words.js';
import { EXPORT_TABLES } from '../store/exports/tables.js';
import type { Row } from '../store/exports/table-rows.js';

const SAMPLE = join(import.meta.dirname, '..', 'data', 'sample');
/** Ten weeks of the sample: enough for each kind of match, and quickly read. */
const RANGE = { from: '2025-06-02', to: '2025-08-08' };

let dir: string;
let opened: OpenSteps;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'reads-'));
  opened = await openSteps(dir);
  for (const name of (await readdir(SAMPLE)).filter((file) => /\.(csv|jsonl)$/.test(file))) {
    const path = join(SAMPLE, name);
    await opened.steps.importFile({ path, givenPath: name, account: null, coveredThrough: null });
  }
  await opened.steps.reconcileRange(RANGE);
  await opened.steps.trackOutcomes({ through: RANGE.to });
  await opened.steps.aggregateWeek({ week: '2025-W31' });
  await opened.steps.exportTable({ table: 'scenarios', format: 'jsonl' });
});
afterAll(async () => {
  await opened.close();
  await rm(dir, { recursive: true });
});

async function exported(table: string): Promise<Row[]> {
  const { path } = await opened.steps.exportTable({ table, format: 'jsonl' });
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Row);
}

const idsOf = (rows: readonly Row[]) => rows.map((row) => JSON.stringify(row)).sort();

describe('tableRows(query)', () => {
  test.each(EXPORT_TABLES.filter((table) => table !== 'bars'))(
    'gives the rows of %s as its JSONL has them',
    async (table) => {
      const { rows, total } = await opened.reads.tableRows({ table });
      const all = await exported(table);
      expect(total).toBe(all.length);
      expect(idsOf(rows)).toEqual(idsOf(all));
    },
  );

  test('chooses by values: a number by its amount, a list by what is in it, an empty text for none', async () => {
    const all = await exported('matches');
    const chosen = async (...where: [string, string][]) =>
      (await opened.reads.tableRows({ table: 'matches', where })).rows;
    expect(
      idsOf(await chosen(['match_type', 'modify'], ['match_type', 'reject'], ['excluded', 'false'])),
    ).toEqual(
      idsOf(
        all.filter(({ match_type, excluded }) => /modify|reject/.test(match_type as string) && !excluded),
      ),
    );
    expect(idsOf(await chosen(['advised_strike', '100.0']))).toEqual(
      idsOf(all.filter(({ advised_strike }) => advised_strike === 100)),
    );
    expect(idsOf(await chosen(['modified_fields', 'strike']))).toEqual(
      idsOf(all.filter(({ modified_fields }) => (modified_fields as string[]).includes('strike'))),
    );
    expect(idsOf(await chosen(['recommendation_id', '']))).toEqual(
      idsOf(all.filter(({ recommendation_id }) => recommendation_id === null)),
    );
    expect((await chosen(['trading_date', '2025-06-09'])).length).toBeGreaterThan(0);
  });

  test('chooses by days, the newest first, and gives a part of them with the number of all', async () => {
    const days = { from: '2025-06-09', to: '2025-06-13' };
    const { rows, total } = await opened.reads.tableRows({ table: 'executions', ...days });
    const dates = rows.map(({ executed_at }) => (executed_at as string).slice(0, 10));
    expect(dates).toEqual([...dates].sort().reverse());
    expect([dates.at(-1), dates[0]]).toEqual(['2025-06-09', '2025-06-13']);
    const page = await opened.reads.tableRows({ table: 'executions', ...days, limit: 2, offset: 1 });
    expect(page).toEqual({ table: 'executions', rows: rows.slice(1, 3), total });
  });

  test.each([
    [{ table: 'imports' }, 'no table "imports"; there are recommendations'],
    [{ table: 'matches', where: [['strike', '1']] }, 'matches has no column "strike"; there are match_id'],
    [{ table: 'matches', where: [['toString', '1']] }, 'matches has no column "toString"'],
    [{ table: 'matches', where: [['advised_strike', 'high']] }, 'advised_strike is not a number: "high"'],
    [{ table: 'matches', where: [['trading_date', 'June']] }, 'trading_date is not a date'],
    [{ table: 'matches', where: [['excluded', 'no']] }, 'excluded is not true or false'],
    [{ table: 'sources', from: '2025-06-09' }, 'sources has no days'],
  ] as [Parameters<OpenSteps['reads']['tableRows']>[0], string][])('refuses %j', async (query, message) => {
    await expect(opened.reads.tableRows(query)).rejects.toMatchObject({
      name: 'InvalidInput',
      message: expect.stringContaining(message) as unknown,
    });
  });
});

describe('matches(query)', () => {
  test('gives those of some types and underlyings, in whatever case, the newest first', async () => {
    const { matches, total } = await opened.reads.matches({ types: ['modify'], underlyings: ['drft'] });
    const all = await exported('matches');
    expect(idsOf(matches as unknown as Row[])).toEqual(
      idsOf(all.filter(({ match_type, underlying }) => match_type === 'modify' && underlying === 'DRFT')),
    );
    expect(total).toBeGreaterThan(0);
    const dates = matches.map(({ trading_date }) => trading_date);
    expect(dates).toEqual([...dates].sort().reverse());
  });
});

describe('match(id)', () => {
  test('chooses for every match of the sample what the match says that answered, and says why nobody was right', async () => {
    const { matches } = await opened.reads.matches({});
    expect(matches.length).toBeGreaterThan(500);
    const [reasons, examples] = [new Set<string>(), new Set<string>()];
    for (const match of sampleOf(matches)) {
      const { candidates, not_judged, ...detail } = await opened.reads.match({
        id: String(match['match_id']),
      });
      expect(detail.match).toEqual(match);
      const chosen = candidates.filter((one) => one.chosen);
      const answered = match['recommendation_id'] !== null && match.execution_ids.length > 0;
      expect(chosen.map(({ execution_ids, score }) => [execution_ids, score])).toEqual(
        answered ? [[match.execution_ids, match['score']]] : [],
      );
      for (const { chosen: isChosen, why_not } of candidates) expect(why_not === null).toBe(isChosen);
      expect(detail.executions.map(({ execution_id }) => execution_id).sort()).toEqual(match.execution_ids);
      expect(detail.recommendation?.['recommendation_id'] ?? null).toBe(match['recommendation_id']);
      expect(detail.window === null).toBe(match['recommendation_id'] === null);
      const isCompared = (detail.counterfactual?.['human_pnl'] ?? null) !== null;
      expect(not_judged === null).toBe(isCompared || match['recommendation_id'] === null);
      if (not_judged !== null) reasons.add(not_judged.replace(/ \S*\d\S*/g, ' …'));
      const [cited] = candidates.flatMap(
        ({ why_not }) => /this trade answers (\S+)/.exec(why_not ?? '')?.[1] ?? [],
      );
      if (cited !== undefined && examples.size < 3) examples.add(cited);
    }
    expect(reasons.size).toBeGreaterThan(2);
    expect(examples.size).toBeGreaterThan(0);
    for (const id of examples) expect((await opened.reads.match({ id })).match['recommendation_id']).toBe(id);
  });

  test('takes six characters of an id or more; InvalidInput for fewer, NotFound for none, Ambiguous for several', async () => {
    const { matches } = await opened.reads.matches({ limit: 1 });
    const id = String(matches[0]?.['match_id']);
    expect(await opened.reads.match({ id: id.slice(0, 12) })).toEqual(await opened.reads.match({ id }));
    await expect(opened.reads.match({ id: 'nothing' })).rejects.toMatchObject({
      name: 'NotFound',
      message: 'no match "nothing": give the id of a match, of advice or of an execution, or its beginning',
    });
    for (const short of [id.slice(0, 5), 'zzzzz'])
      await expect(opened.reads.match({ id: short })).rejects.toMatchObject({
        name: 'InvalidInput',
        message: `id "${short}": give the whole id, or at least 6 characters of its beginning`,
      });
  });

  test('takes the id of its advice and of its executions, and the beginning of one', async () => {
    const { matches } = await opened.reads.matches({ types: ['modify'], limit: 3 });
    expect(matches.length).toBe(3);
    for (const match of matches) {
      const [advice, execution] = [match['recommendation_id'] as string, match.execution_ids[0] ?? ''];
      for (const id of [advice, execution]) expect((await opened.reads.match({ id })).match).toEqual(match);
      expect(
        (await opened.reads.match({ id: execution.slice(0, -1) }).catch(() => null))?.match ?? match,
      ).toEqual(match);
    }
  });

  test('gives the latest revision of advice that was sent several times', async () => {
    const path = join(dir, 'revised.jsonl');
    const advice = { account: 'main', action: 'wait', underlying: 'RVSD', recommendation_id: 'rev' };
    const sent = ['2025-06-02T13:00:00Z', '2025-06-02T14:00:00Z', '2025-06-02T13:30:00Z'];
    await writeFile(
      path,
      sent.map((sent_at) => `${JSON.stringify({ ...advice, sent_at, rationale: sent_at })}\n`).join(''),
    );
    await opened.steps.importFile({ path, givenPath: path, account: null, coveredThrough: null });
    await opened.steps.reconcileRange(RANGE);
    const { matches } = await opened.reads.matches({ underlyings: ['RVSD'] });
    const { recommendation } = await opened.reads.match({ id: String(matches[0]?.['match_id']) });
    expect(recommendation?.['rationale']).toBe('2025-06-02T14:00:00Z');
  });
});

/** A tenth of them, and all that were answered far from what was asked. */
function sampleOf(matches: readonly ToldMatch[]): ToldMatch[] {
  return matches.filter(({ flags }, at) => at % 10 === 0 || flags.length > 0);
}

describe('lots(query)', () => {
  test('gives what is open, of one account and underlying where they are named', async () => {
    const all = await exported('lots');
    expect(await opened.reads.lots({})).toMatchObject({ total: all.length, as_of: RANGE.to });
    const { lots } = await opened.reads.lots({ account: 'main', underlying: 'drft' });
    expect(idsOf(lots)).toEqual(
      idsOf(all.filter(({ account, underlying }) => account === 'main' && underlying === 'DRFT')),
    );
  });
});

describe('lots(query): what they come to', () => {
  test('sums by underlying and in all, each currency by itself, without what expired', async () => {
    const path = join(dir, 'summed.jsonl');
    const bought = { account: 'sums', executed_at: '2025-06-03', action: 'buy', quantity: 2, price: 10 };
    const call = {
      ...{ ...bought, underlying: 'SUMA', action: 'sell_to_open', price: 1, quantity: 3 },
      ...{ right: 'call', strike: 12 },
    };
    const records = [
      { ...bought, underlying: 'SUMA' },
      { ...bought, underlying: 'SUMA', currency: 'EUR' },
      { ...bought, underlying: 'SUMB', quantity: 1 },
      { ...call, expiration: '2025-12-19' },
      { ...call, expiration: '2025-06-20' },
      // The account is known that far.
      { ...bought, underlying: 'SUMB', executed_at: '2025-07-01', quantity: 1 },
    ];
    await writeFile(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
    const { sha256 } = await opened.steps.importFile({
      ...{ path, givenPath: path, account: null },
      coveredThrough: null,
    });
    await opened.steps.trackOutcomes({ through: RANGE.to });
    const { total, expired, sums } = await opened.reads.lots({ account: 'sums' });
    expect([total, expired]).toEqual([6, 1]);
    const none = { shares: '0', contracts: '0', paid: '0', received: '0' };
    const unsummed = { shares: null, contracts: null };
    expect(sums).toEqual([
      { ...none, underlying: 'SUMA', currency: 'EUR', lots: 1, shares: '2', paid: '20' },
      {
        ...{ underlying: 'SUMA', currency: 'USD', lots: 2 },
        ...{ shares: '2', contracts: '-3', paid: '20', received: '300' },
      },
      { ...none, underlying: 'SUMB', currency: 'USD', lots: 2, shares: '2', paid: '20' },
      { ...none, ...unsummed, underlying: null, currency: 'EUR', lots: 1, paid: '20' },
      { ...unsummed, underlying: null, currency: 'USD', lots: 4, paid: '40', received: '300' },
    ]);
    expect((await opened.reads.lots({ account: 'sums', underlying: 'sumb' })).sums).toHaveLength(2);
    await opened.steps.retractImport({ fileSha256: sha256 });
    await opened.steps.trackOutcomes({ through: RANGE.to });
  });
});

describe('names that nothing is imported of', () => {
  const refusal = (message: string) => ({
    name: 'InvalidInput',
    message: expect.stringContaining(message) as unknown,
  });

  test('are misuse, and those there are are named, the nearest first', async () => {
    const { reads, steps } = opened;
    await expect(reads.lots({ account: 'mian' })).rejects.toMatchObject(
      refusal('no account "mian"; there are main, '),
    );
    await expect(reads.lots({ underlying: 'DRTF' })).rejects.toMatchObject(
      refusal('no underlying "DRTF"; there are DRFT, '),
    );
    await expect(reads.matches({ underlyings: ['DRFT', 'drtf'] })).rejects.toMatchObject(
      refusal('no underlying "drtf"; there are DRFT, '),
    );
    for (const where of [['account', 'mian'] as const, ['underlying', 'DRTF'] as const])
      await expect(reads.tableRows({ table: 'executions', where: [[...where]] })).rejects.toMatchObject(
        refusal(`no ${where[0]} "${where[1]}"; there are `),
      );
    await expect(steps.adviseRange({ ...RANGE, account: 'mian' })).rejects.toMatchObject(
      refusal('no account "mian"; there are main, '),
    );
    expect(
      (await reads.tableRows({ table: 'cash_flows', where: [['underlying', '']] })).total,
    ).toBeGreaterThan(-1);
  });
});

describe('tableRows({table, where})', () => {
  test('gives rows of names that have no trades, written in small letters too', async () => {
    const { reads, steps } = opened;
    const events = join(dir, 'events.jsonl');
    const flows = join(dir, 'flows.jsonl');
    await writeFile(
      events,
      `${JSON.stringify({ underlying: 'EVTO', kind: 'ex_dividend', date: '2025-06-10' })}\n`,
    );
    const paid = { account: 'main', at: '2025-06-10', kind: 'dividend', amount: 12, underlying: 'DIVI' };
    await writeFile(flows, `${JSON.stringify(paid)}\n`);
    for (const path of [events, flows])
      await steps.importFile({ path, givenPath: path, account: null, coveredThrough: null });
    for (const [table, name] of [
      ['market_events', 'EVTO'],
      ['market_events', 'evto'],
      ['cash_flows', 'DIVI'],
    ] as const)
      expect((await reads.tableRows({ table, where: [['underlying', name]] })).total).toBe(1);
  });
});

describe('imports() and import(id)', () => {
  test('give the report of each, the newest first, and what became of it since', async () => {
    const path = join(dir, 'twice.jsonl');
    const trade = { account: 'twice', executed_at: '2025-06-02', action: 'buy', underlying: 'F', price: 9 };
    await writeFile(path, `${JSON.stringify({ ...trade, quantity: 1 })}\n${JSON.stringify(trade)}\n`);
    const given = { path, givenPath: 'twice.jsonl', account: null };
    const { also_under: _, ...report } = await opened.steps.importFile({ ...given, coveredThrough: null });
    const [newest] = (await opened.reads.imports()).imports;
    expect(newest).toMatchObject({ ...report, retracted: false, in_force: true, accounts: ['twice'] });
    expect(await opened.reads.import({ id: report.sha256.slice(0, 8) })).toEqual(newest);
    expect(await opened.reads.import({ id: String(newest?.id) })).toEqual(newest);
    await opened.steps.importFile({ ...given, coveredThrough: '2025-06-30' });
    expect(await opened.reads.import({ id: report.sha256 })).toMatchObject({ covered_through: '2025-06-30' });
    await opened.steps.retractImport({ fileSha256: report.sha256 });
    expect(await opened.reads.import({ id: report.sha256 })).toMatchObject({
      retracted: true,
      in_force: false,
    });
    await opened.steps.importFile({ ...given, coveredThrough: null });
    await expect(opened.reads.import({ id: report.sha256 })).rejects.toMatchObject({ name: 'InvalidInput' });
    await expect(opened.reads.import({ id: '999' })).rejects.toMatchObject({ name: 'NotFound' });
    await opened.steps.retractImport({ fileSha256: report.sha256 });
  });
});

describe('accounts()', () => {
  test('says how far each is known, and how much advice waits for more of it', async () => {
    const path = join(dir, 'waits.jsonl');
    const wait = { action: 'wait', underlying: 'WAIT', sent_at: '2025-08-01T13:00:00Z' };
    await writeFile(path, `${JSON.stringify({ ...wait, account: 'unknown', recommendation_id: 'w1' })}\n`);
    await opened.steps.importFile({ path, givenPath: path, account: null, coveredThrough: null });
    await opened.steps.reconcileRange(RANGE);
    const { accounts, known_through } = await opened.reads.accounts();
    expect(known_through).toBe((await opened.reads.describe()).known_through);
    expect(accounts.map(({ account }) => account)).toEqual(['ira', 'main', 'unknown']);
    expect(accounts[1]).toMatchObject({ covered_from: '2025-06-02', in_use: true, waiting: null });
    expect(accounts[2]).toEqual({
      account: 'unknown',
      covered_from: null,
      covered_through: null,
      in_use: false,
      waiting: { matches: 1, since: '2025-08-04' },
    });
  });
});

describe('retraction({fileSha256, account})', () => {
  test('says what would go: records that no other file has, and the published weeks that can change', async () => {
    const [first, second] = [join(dir, 'goes.jsonl'), join(dir, 'stays.jsonl')];
    const trade = { account: 'goes', action: 'buy', underlying: 'F', quantity: 1, price: 9 };
    const line = (executed_at: string) => `${JSON.stringify({ ...trade, executed_at })}\n`;
    await writeFile(first, line('2025-07-28') + line('2025-07-29') + line('2025-06-02'));
    await writeFile(second, line('2025-07-29'));
    const given = { account: null, coveredThrough: null };
    const { sha256 } = await opened.steps.importFile({ path: first, givenPath: 'goes.jsonl', ...given });
    const other = await opened.steps.importFile({ path: second, givenPath: 'stays.jsonl', ...given });
    const found = await opened.reads.retraction({ fileSha256: sha256 });
    // Of these weeks one is published.
    expect(found).toMatchObject({ accounts: ['goes'], records: 2, weeks: ['2025-W31'] });
    const wrong = opened.reads.retraction({ fileSha256: sha256, account: 'main' });
    await expect(wrong).rejects.toThrow(/for account main; it is imported for goes$/);
    expect(found.imports.map(({ path }) => path)).toEqual(['goes.jsonl']);
    expect(await opened.reads.retraction({ fileSha256: other.sha256 })).toMatchObject({
      records: 0,
      weeks: [],
    });
    const report = await opened.steps.retractImport({ fileSha256: sha256 });
    expect(report.records_removed).toBe(found.records);
    await expect(opened.reads.retraction({ fileSha256: sha256 })).rejects.toMatchObject({ name: 'NotFound' });
    await opened.steps.retractImport({ fileSha256: other.sha256 });
  });
});
