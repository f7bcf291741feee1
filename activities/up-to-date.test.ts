import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSteps, type OpenSteps } from './make-steps.js';

let dir: string;
let opened: OpenSteps;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'up-to-date-'));
  opened = await openSteps(join(dir, 'home'), { clock: () => new Date('2024-06-01T00:00:00Z') });
});
afterEach(async () => {
  await opened.close();
  await rm(dir, { recursive: true });
});

let files = 0;
async function bring(...records: readonly object[]): Promise<string> {
  const path = join(dir, `${++files}.jsonl`);
  await writeFile(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  const given = { path, givenPath: path, account: null, coveredThrough: null };
  return (await opened.steps.importFile(given)).sha256;
}

const CALL = { underlying: 'SOFI', right: 'call', strike: 8, expiration: '2024-03-15', quantity: 1 };
const SOLD = {
  account: 'main',
  ...CALL,
  executed_at: '2024-03-11T15:00:00Z',
  action: 'sell_to_open',
  price: 0.35,
};
const BOUGHT = { ...SOLD, executed_at: '2024-03-13T15:00:00Z', action: 'buy_to_close', price: 0.1 };
const ADVICE = {
  recommendation_id: 'r1',
  account: 'main',
  ...CALL,
  sent_at: '2024-03-11T14:00:00Z',
  action: 'sell_to_open',
  premium: 0.35,
};
const LATER = { ...SOLD, underlying: 'F', executed_at: '2024-04-02T15:00:00Z', expiration: '2024-04-19' };
const WEEK = '2024-W11';

/** What a week would say were all steps done in their order. */
async function saidInOrder(): Promise<string> {
  await opened.steps.reconcileRange({});
  await opened.steps.trackOutcomes({});
  return (await opened.steps.aggregateWeek({ week: WEEK })).message;
}

describe('aggregateWeek(…): one state', () => {
  test('after advice that nobody reconciled: as if the steps before it had run', async () => {
    await bring(SOLD, BOUGHT, LATER);
    await opened.steps.reconcileRange({});
    await opened.steps.trackOutcomes({});
    expect((await opened.steps.aggregateWeek({ week: WEEK })).message).toContain('└─ Independent: 2\n');
    await bring(ADVICE);
    const report = await opened.steps.aggregateWeek({ week: WEEK });
    expect(report).toMatchObject({ revision: 2, caught_up: true });
    expect(report.message).toContain('RECOMMENDATIONS: 1\n├─ Consent: 1\n├─ Modified: 0\n├─ Rejected: 0\n');
    expect(await saidInOrder()).toBe(report.message);
    expect(await opened.steps.aggregateWeek({ week: WEEK })).toMatchObject({ caught_up: false, revision: 2 });
  });

  test('after a file was retracted: without its trades in any of the figures', async () => {
    await bring(ADVICE, LATER);
    const bought = await bring(SOLD, BOUGHT);
    await opened.steps.reconcileRange({});
    await opened.steps.trackOutcomes({});
    const before = await opened.steps.aggregateWeek({ week: WEEK });
    expect(before.message).toContain('P&L: +25.00 USD realised in 1 closing');
    await opened.steps.retractImport({ fileSha256: bought });
    const report = await opened.steps.aggregateWeek({ week: WEEK });
    expect(report).toMatchObject({ revision: 2, caught_up: true });
    expect(report.message).toContain('P&L: nothing closed');
    expect(report.message).toContain('RECOMMENDATIONS: 1\n├─ Consent: 0\n├─ Modified: 0\n├─ Rejected: 1\n');
    expect(await saidInOrder()).toBe(report.message);
  });

  test('of a home in which no step has run: does them all', async () => {
    await bring(SOLD, BOUGHT, LATER);
    const report = await opened.steps.aggregateWeek({ week: WEEK });
    expect(report).toMatchObject({ published: true, as_of: '2024-04-02', caught_up: true });
    expect(report.message).toContain('P&L: +25.00 USD realised in 1 closing');
    expect(await saidInOrder()).toBe(report.message);
  });

  test('knows no further day than those of the week, and what was known before', async () => {
    await bring(SOLD, BOUGHT, LATER);
    await opened.steps.reconcileRange({ from: '2024-03-11', to: '2024-03-11' });
    expect(await opened.steps.aggregateWeek({ week: WEEK })).toMatchObject({ as_of: '2024-03-13' });
    expect((await opened.reads.describe()).outcomes_through).toBe('2024-03-13');
  });

  test('after coverage went back: what has become pending is said to be', async () => {
    await bring(ADVICE);
    const file = await bring({ ...LATER, executed_at: '2024-03-29T15:00:00Z' });
    await opened.steps.reconcileRange({ from: '2024-03-11', to: '2024-03-29' });
    await opened.steps.trackOutcomes({ through: '2024-03-29' });
    const reject = await opened.steps.aggregateWeek({ week: WEEK });
    expect(reject.message).toContain('├─ Consent: 0\n├─ Modified: 0\n├─ Rejected: 1');
    await opened.steps.retractImport({ fileSha256: file });
    expect((await opened.steps.aggregateWeek({ week: WEEK })).message).toContain('Beside these: 1 pending.');
  });

  test('without a week: tells of the last in which anything happened, and how many were published', async () => {
    const shares = { account: 'main', underlying: 'F', action: 'buy', quantity: 1, price: 9 };
    await bring({ ...shares, executed_at: '2024-03-04' }, { ...shares, executed_at: '2024-03-11' });
    const gone = await bring({ ...shares, executed_at: '2024-03-25' });
    expect(await opened.steps.aggregateWeek({})).toMatchObject({ week: '2024-W13', others: [{}, {}] });
    await opened.steps.retractImport({ fileSha256: gone });
    const range = { from: '2024-03-04', to: '2024-03-29' };
    const report = await opened.steps.aggregateWeek({ range });
    expect(report).toMatchObject({
      week: WEEK,
      published: false,
      others: [{ week: '2024-W13', revision: 2 }],
    });
  });

  test('says which lines of the message that was sent are others by now', async () => {
    const open = { ...SOLD, executed_at: '2024-03-12T15:00:00Z', strike: 9, expiration: '2024-03-28' };
    await bring(
      ...[ADVICE, { ...ADVICE, recommendation_id: 'r2', sent_at: '2024-03-18T14:00:00Z' }],
      ...[SOLD, LATER, open],
    );
    await opened.steps.reconcileRange({});
    await opened.steps.trackOutcomes({});
    await opened.steps.aggregateWeeks({ weeks: ['2024-W11', '2024-W12'], tell: false });
    const file = join(dir, 'home', 'messages', '2024-W12-r1.txt');
    const sent = await readFile(file, 'utf8');
    const same = await opened.steps.aggregateWeek({ week: '2024-W12' });
    expect(same).toMatchObject({ message: sent, sent_otherwise: [] });
    await bring({ ...open, executed_at: '2024-03-13T15:00:00Z', quantity: 3 });
    const report = await opened.steps.aggregateWeek({ week: '2024-W12' });
    expect(report).toMatchObject({ revision: 1, published: false });
    // What was asked stays, though the trade of 13 March is worth a question more than that of the 11th.
    expect(report.sent_otherwise).toEqual(['  expiring     -1 SOFI 9C Thu 28 Mar']);
    expect(report.message).toContain('  3. 11 Mar SOFI: ');
    expect(sent).not.toContain('2 Apr F');
    expect(sent).toContain(report.sent_otherwise[0]);
    expect(report.message).not.toContain(report.sent_otherwise[0]);
    expect(await readFile(file, 'utf8')).toBe(sent);
  });
});

describe('behind(accounts)', () => {
  test('says where outcomes stop before the last trade, of the accounts that are named; a week makes no more of it', async () => {
    await bring(SOLD, { ...LATER, account: 'other' });
    await opened.steps.reconcileRange({ from: '2024-03-11', to: '2024-03-17' });
    await opened.steps.trackOutcomes({ through: '2024-03-17' });
    const short = {
      sentence:
        'outcomes reach 2024-03-17, trades are imported through 2024-04-02: run "npx tradeloop outcomes"',
    };
    expect(await opened.reads.behind({})).toEqual(short);
    expect(await opened.reads.behind({ accounts: ['main'] })).toEqual({ sentence: null });
    expect(await opened.reads.behind({ accounts: ['main', 'other'] })).toEqual(short);
    expect(await opened.steps.aggregateWeek({ week: WEEK })).toMatchObject({ caught_up: false });
    await opened.steps.trackOutcomes({});
    expect(await opened.reads.behind({})).toEqual({ sentence: null });
  });
});

describe('sendMorning(…) and morning(…): one state', () => {
  test('what is sent is brought up to date first; what is looked at says that it is not', async () => {
    await bring(SOLD, LATER);
    await opened.steps.reconcileRange({});
    await opened.steps.trackOutcomes({});
    await bring(ADVICE);
    const day = '2024-03-11';
    expect((await opened.reads.morning({ day })).message).toContain(
      'To look at\n  matches and outcomes are older than what is imported or said: run "npx tradeloop reconcile", then "npx tradeloop outcomes"\n',
    );
    const { message } = await opened.steps.sendMorning({ day });
    expect(message).toContain('SOFI  sell 8C 15 Mar 0.35: you sell 8C 15 Mar 0.35 (as advised)');
    expect((await opened.reads.morning({ day })).message).toBe(message);
  });

  test('says that outcomes are behind where reconcile alone has run', async () => {
    await bring(SOLD);
    await opened.steps.reconcileRange({});
    expect((await opened.reads.morning({})).message).toContain(
      'outcomes are older than what is imported or said: run "npx tradeloop outcomes"',
    );
  });

  test('is sent though a step of the night failed, without running that again, and says so once', async () => {
    await bring(SOLD);
    await opened.steps.reconcileRange({});
    const failed = [{ step: 'outcomes', message: 'no' }];
    const { message } = await opened.steps.sendMorning({ day: '2024-03-11', failed });
    expect(message).toBe('After Monday, 11 March 2024\n\nTo look at\n  outcomes failed: no\n');
    expect((await opened.reads.describe()).outcomes_through).toBeNull();
  });
});
