import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { textOf } from '../domain/records/row-text.js';
import { homePaths } from '../store/home/home.js';
import { openSteps, type OpenSteps } from './make-steps.js';
import type { FactsReport, MatchSaying } from './loop-reports.js';

const SAID = { by: 'me', at: '2025-02-01T10:00:00Z' };
const CALL = { account: 'main', underlying: 'SOFI', right: 'call', expiration: '2025-01-17' };
const advice = (recommendation_id: string, more: object = {}) => ({
  recommendation_id,
  sent_at: '2025-01-06T14:00:00Z',
  action: 'sell_to_open',
  ...CALL,
  strike: 15,
  quantity: 2,
  premium: 0.4,
  ...more,
});
const trade = (execution_id: string, more: object = {}) => ({
  execution_id,
  executed_at: '2025-01-06T15:00:00Z',
  action: 'sell_to_open',
  ...CALL,
  strike: 15,
  quantity: 2,
  price: 0.4,
  ...more,
});
/** Two pieces of advice that were followed, a trade without advice, one in another account and one in another name. */
const RECORDS = [
  advice('advice-1'),
  advice('advice-2', { strike: 16, sent_at: '2025-01-06T14:30:00Z' }),
  advice('advice-3', { sent_at: '2025-01-13T14:00:00Z' }),
  advice('hold-1', { action: 'hold', strike: 20 }),
  trade('trade-1'),
  trade('trade-2', { strike: 16, executed_at: '2025-01-06T16:00:00Z' }),
  trade('trade-3', { strike: 17, executed_at: '2025-01-22T16:00:00Z', expiration: '2025-02-21' }),
  trade('trade-4', { account: 'ira' }),
  trade('trade-5', { underlying: 'AAPL' }),
  trade('ended', { action: 'expire', price: null, executed_at: '2025-01-17' }),
  trade('same', { strike: 18, executed_at: '2025-01-23T16:00:00Z', expiration: '2025-02-21' }),
  trade('same', {
    account: 'ira',
    strike: 18,
    executed_at: '2025-01-23T16:00:00Z',
    expiration: '2025-02-21',
  }),
];

let dir: string;
let opened: OpenSteps;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'facts-'));
  opened = await openSteps(join(dir, 'home'));
  await bring(RECORDS);
  await opened.steps.reconcileRange({});
});
afterEach(async () => {
  await opened.close();
  await rm(dir, { recursive: true });
});

let files = 0;
async function bring(records: readonly object[]): Promise<string> {
  const path = join(dir, `${++files}.jsonl`);
  await writeFile(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  const report = await opened.steps.importFile({
    path,
    givenPath: path,
    account: null,
    coveredThrough: '2025-12-31',
  });
  expect(report.rejected).toBe(0);
  return report.sha256;
}

type Distributed<T> = T extends unknown ? Omit<T, 'by' | 'at'> : never;

function say(
  saying: Distributed<MatchSaying>,
  said: { by: string; at: string } = SAID,
): Promise<FactsReport> {
  return opened.steps.recordFacts({ ...said, ...saying });
}

/** What became of advice and trades, in a word each. */
async function told(): Promise<Record<string, string>> {
  const { matches } = await opened.reads.matches({});
  return Object.fromEntries(
    matches.map((match) => [
      match['recommendation_id'] ?? match.execution_ids.join(' '),
      [match.match_type, ...match.execution_ids, textOf(match['linked_by'])].join(' ').trim(),
    ]),
  ) as Record<string, string>;
}

async function journal(): Promise<Record<string, unknown>[]> {
  const lines = (await readFile(homePaths(join(dir, 'home')).journal, 'utf8')).trimEnd().split('\n');
  return lines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ fact }) => String(fact).startsWith('match_'));
}

async function exported(): Promise<string> {
  const { path } = await opened.steps.exportTable({ table: 'matches', format: 'csv' });
  return readFile(path, 'utf8');
}

describe('recordFacts(saying)', () => {
  test('links advice to a trade however far, in place of what either had, and gives the rows that are others', async () => {
    const { facts, match_ids } = await say({
      say: 'link',
      recommendation_id: 'advice-1',
      execution_ids: ['trade-3'],
    });
    expect(facts).toBe(1);
    const { matches } = await opened.reads.matches({ ids: match_ids });
    expect(matches.map((match) => match['match_id'])).toEqual(match_ids);
    expect(matches.map((match) => match['recommendation_id'])).toEqual(['advice-1', null]);
    expect(await told()).toMatchObject({
      'advice-1': 'modify trade-3 user',
      'trade-1': 'independent trade-1 matcher',
    });
    expect(await journal()).toEqual([
      {
        fact: 'match_linked',
        ...SAID,
        recommendation_id: 'advice-1',
        execution_ids: ['trade-3'],
        account: 'main',
      },
    ]);
    // What follows from matches is stale, as always.
    expect((await opened.reads.behind({})).sentence).toMatch(/outcomes/);
    const before = await exported();
    await opened.steps.rebuildWarehouse({});
    expect(await exported()).toBe(before);
  });

  test('holds a link over months, whichever end is restated', async () => {
    await bring([
      trade('far', { executed_at: '2025-09-10T16:00:00Z', expiration: '2025-10-17' }),
      trade('other-leg', { executed_at: '2025-09-10T19:00:00Z', expiration: '2025-10-17', quantity: 1 }),
    ]);
    await opened.steps.reconcileRange({});
    await say({ say: 'link', recommendation_id: 'advice-1', execution_ids: ['far', 'other-leg'] });
    const linked = 'modify far other-leg user';
    expect((await told())['advice-1']).toBe(linked);
    for (const record of [
      advice('beside', { sent_at: '2025-01-06T14:10:00Z', strike: 17 }),
      trade('beside-far', { executed_at: '2025-09-11T16:00:00Z', strike: 19, expiration: '2025-10-17' }),
    ]) {
      await bring([record]);
      await opened.steps.reconcileRange({});
      expect((await told())['advice-1']).toBe(linked);
      const before = await exported();
      await opened.steps.rebuildWarehouse({});
      expect(await exported()).toBe(before);
    }
    const { candidates } = await opened.reads.match({ id: 'advice-1' });
    expect(candidates[0]).toMatchObject({ chosen: true, execution_ids: ['far', 'other-leg'] });
  });

  test('says the same again, by whomever and whenever, without a line and a change', async () => {
    const saying = { say: 'exclude', id: 'advice-1', reason: 'outage', note: null } as const;
    expect(await say(saying)).toMatchObject({ facts: 1 });
    const before = await exported();
    expect(await say(saying, { by: 'you', at: '2030-01-01' })).toMatchObject({ facts: 0 });
    expect(await journal()).toHaveLength(1);
    expect(await exported()).toBe(before);
    expect(await say({ say: 'include', id: 'advice-1' })).toMatchObject({ facts: 1 });
    expect(await say({ say: 'include', id: 'advice-1' })).toMatchObject({ facts: 0 });
  });

  test('unlinks a pair for good, and links it again', async () => {
    const { match_ids } = await say({ say: 'unlink', id: 'trade-1' });
    expect(match_ids).toHaveLength(2);
    expect(await told()).toMatchObject({ 'advice-1': 'reject', 'trade-1': 'independent trade-1 matcher' });
    const { facts, candidates } = await opened.reads.match({ id: 'advice-1' });
    expect(facts.map(({ fact }) => fact)).toEqual(['match_unlinked']);
    expect(candidates.map(({ why_not }) => why_not)).toContain('you unlinked the two');
    for (const id of ['advice-1', 'trade-1'])
      expect(await say({ say: 'unlink', id }, { by: 'you', at: '2030-01-01' })).toMatchObject({ facts: 0 });
    await say({ say: 'link', recommendation_id: 'advice-1', execution_ids: ['trade-1'] });
    expect(await told()).toMatchObject({ 'advice-1': 'consent trade-1 user' });
    expect((await opened.reads.match({ id: 'trade-1' })).candidates[0]).toMatchObject({ chosen: true });
  });

  test('holds in what is imported, retracted and imported again later', async () => {
    await say({ say: 'link', recommendation_id: 'advice-1', execution_ids: ['trade-3'] });
    await say({ say: 'unlink', id: 'advice-2' });
    const before = await exported();
    const better = await bring([
      trade('late', { executed_at: '2025-01-06T14:01:00Z' }),
      advice('late-advice', { strike: 17, sent_at: '2025-01-22T14:00:00Z' }),
    ]);
    await opened.steps.reconcileRange({});
    expect(await told()).toMatchObject({
      'advice-1': 'modify trade-3 user',
      'advice-2': 'modify trade-1 matcher',
      'late-advice': 'modify same matcher',
    });
    await opened.steps.retractImport({ fileSha256: better });
    await opened.steps.reconcileRange({});
    expect(await exported()).toBe(before);
  });

  test('reviews all that is decided, through a day', async () => {
    const { facts } = await say({ say: 'review', ids: 'all', through: '2025-01-10' });
    const { total } = await opened.reads.matches({ queues: ['unreviewed'], to: '2025-01-10' });
    expect(total).toBe(0);
    const { matches } = await opened.reads.matches({ queues: ['unreviewed'] });
    expect(matches.length).toBeGreaterThan(0);
    expect(await say({ say: 'review', ids: 'all', through: null })).toMatchObject({ facts: matches.length });
    expect(await journal()).toHaveLength(facts + matches.length);
  });

  test('a review takes a match out of the queue: of each week what is doubtful or far, and two others', async () => {
    const day = (at: number) => `2025-03-0${3 + at}`;
    await bring(
      [0, 1, 2, 3, 4].flatMap((at) => [
        advice(`of-${at}`, { sent_at: `${day(at)}T14:00:00Z`, expiration: '2025-03-21' }),
        trade(`by-${at}`, {
          executed_at: `${day(at)}T15:00:00Z`,
          expiration: '2025-03-21',
          strike: at === 4 ? 18 : 15,
        }),
      ]),
    );
    await bring([advice('later', { sent_at: '2025-03-14T14:00:00Z' })]);
    await opened.steps.reconcileRange({});
    const queue = async () =>
      (await opened.reads.matches({ queues: ['doubtful'], from: day(0), to: day(4) })).matches.map(
        (match) => match['recommendation_id'] as string,
      );
    const asked = await queue();
    expect(asked).toContain('of-4');
    expect([2, 3]).toContain(asked.length);
    await say({ say: 'review', ids: ['of-4'], through: null });
    expect(await queue()).toEqual(asked.filter((id) => id !== 'of-4'));
    const { questions } = await opened.reads.questions();
    expect(questions.map(({ about }) => about)).toContain('reason');
  });

  test('gives a reject its cause, and what was done otherwise its reason', async () => {
    await say({ say: 'unlink', id: 'advice-1' });
    await say({ say: 'reason', id: 'advice-1', code: 'gut_feeling', note: 'no', cause: 'declined' });
    const { match, facts } = await opened.reads.match({ id: 'advice-1' });
    expect(match).toMatchObject({
      cause: 'declined',
      reason_code: 'gut_feeling',
      reason_note: 'no',
      reason_recorded_at: SAID.at,
    });
    expect(facts).toHaveLength(2);
    const without = await opened.reads.matches({ queues: ['noReason'] });
    expect(without.matches.map((one) => one['recommendation_id'])).not.toContain('advice-1');
    await say({ say: 'reason', id: 'advice-1', code: null, note: null, cause: null });
    expect((await opened.reads.match({ id: 'advice-1' })).match).toMatchObject({
      cause: null,
      reason_code: null,
      reason_recorded_at: null,
    });
  });

  test('links one leg of a structure to its advice, as matching does; both are no one trade', async () => {
    const legs = [15, 12].map((strike, at) => ({
      ...{
        action: 'sell_to_open',
        right: at === 0 ? 'call' : 'put',
        strike,
        expiration: '2025-03-21',
        ratio: 1,
      },
    }));
    const none = { right: null, strike: null, expiration: null };
    const sold = { executed_at: '2025-02-10T15:00:00Z', expiration: '2025-03-21' };
    await bring([
      advice('strangle', { ...none, legs, sent_at: '2025-02-03T14:00:00Z' }),
      trade('leg-call', { ...sold, strike: 15 }),
      trade('leg-put', { ...sold, strike: 12, right: 'put' }),
    ]);
    await opened.steps.reconcileRange({});
    expect(await told()).toMatchObject({ 'leg-call': 'independent leg-call matcher', strangle: 'reject' });
    await expect(
      say({ say: 'link', recommendation_id: 'strangle', execution_ids: ['leg-call', 'leg-put'] }),
    ).rejects.toMatchObject({
      name: 'InvalidInput',
      message: expect.stringMatching(/are no one trade/) as unknown,
    });
    await say({ say: 'link', recommendation_id: 'strangle', execution_ids: ['leg-call'] });
    const now = await told();
    expect(now['strangle']).toMatch(/^(consent|modify) leg-call user$/);
    expect(now['leg-put']).toBe('independent leg-put matcher');
  });

  const REFUSED: [string, Distributed<MatchSaying>, { name: string; message: RegExp }][] = [
    [
      'no such match',
      { say: 'include', id: 'nothing' },
      { name: 'NotFound', message: /^no match "nothing"/ },
    ],
    [
      'too little of an id',
      { say: 'include', id: 'hol' },
      { name: 'InvalidInput', message: /^id "hol": give the whole id, or at least 6 characters/ },
    ],
    [
      'several',
      { say: 'include', id: 'advice' },
      { name: 'Ambiguous', message: /^several matches have an id that begins with "advice"/ },
    ],
    [
      'no such advice',
      { say: 'link', recommendation_id: 'nothing', execution_ids: ['trade-1'] },
      { name: 'NotFound', message: /^no advice "nothing"/ },
    ],
    [
      'several pieces of advice',
      { say: 'link', recommendation_id: 'advice', execution_ids: ['trade-1'] },
      { name: 'Ambiguous', message: /advice-1, advice-2, advice-3/ },
    ],
    [
      'no such execution',
      { say: 'link', recommendation_id: 'advice-1', execution_ids: ['nothing'] },
      { name: 'NotFound', message: /^no execution "nothing"/ },
    ],
    [
      'another account',
      { say: 'link', recommendation_id: 'advice-1', execution_ids: ['trade-4'] },
      { name: 'InvalidInput', message: /^execution trade-4 is in account ira, advice advice-1 for main/ },
    ],
    [
      'another underlying',
      { say: 'link', recommendation_id: 'advice-1', execution_ids: ['trade-5'] },
      { name: 'InvalidInput', message: /^execution trade-5 is in AAPL, advice advice-1 on SOFI/ },
    ],
    [
      'no trade',
      { say: 'link', recommendation_id: 'advice-1', execution_ids: ['ended'] },
      { name: 'InvalidInput', message: /^execution ended is no trade: expire/ },
    ],
    [
      'advice for no trade',
      { say: 'link', recommendation_id: 'hold-1', execution_ids: ['trade-1'] },
      { name: 'InvalidInput', message: /^advice hold-1 is to hold/ },
    ],
    [
      'what is no one trade',
      { say: 'link', recommendation_id: 'advice-1', execution_ids: ['trade-1', 'trade-2'] },
      { name: 'InvalidInput', message: /^executions trade-1, trade-2 are no one trade/ },
    ],
    [
      'no pair',
      { say: 'unlink', id: 'trade-3' },
      { name: 'InvalidInput', message: /its trade answers no advice/ },
    ],
    [
      'a cause of what was followed',
      { say: 'reason', id: 'advice-1', code: 'other', note: null, cause: 'unseen' },
      { name: 'InvalidInput', message: /takes no cause: it is consent/ },
    ],
    [
      'a note that acts on a terminal',
      { say: 'reason', id: 'advice-1', code: 'other', note: '\u001b[2J', cause: null },
      { name: 'InvalidInput', message: /^note: has a control character/ },
    ],
  ];

  test('refuses by name what cannot be meant, and writes nothing', async () => {
    const before = await exported();
    for (const [what, saying, { name, message }] of REFUSED) {
      const refusal: unknown = await say(saying).catch((error: unknown) => error);
      expect([what, refusal]).toEqual([
        what,
        expect.objectContaining({ name, message: expect.stringMatching(message) as unknown }),
      ]);
    }
    expect(await journal()).toEqual([]);
    expect(await exported()).toBe(before);
  });

  test('refuses a trade that another fact holds, and advice that another fact holds with no one trade', async () => {
    await say({ say: 'link', recommendation_id: 'advice-1', execution_ids: ['trade-1'] });
    await expect(
      say({ say: 'link', recommendation_id: 'advice-2', execution_ids: ['trade-1'] }),
    ).rejects.toMatchObject({
      name: 'Conflict',
      message: 'execution trade-1 is linked to advice advice-1: unlink that one first',
    });
    await expect(
      say({ say: 'link', recommendation_id: 'advice-1', execution_ids: ['trade-2'] }),
    ).rejects.toMatchObject({
      name: 'Conflict',
      message: expect.stringMatching(/^advice advice-1 is linked to execution trade-1/) as unknown,
    });
    expect(await journal()).toHaveLength(1);
  });

  test('takes an id that two accounts have for the advice of one of them, and refuses it for advice to any', async () => {
    const { match_ids } = await say({ say: 'link', recommendation_id: 'advice-3', execution_ids: ['same'] });
    const { matches } = await opened.reads.matches({ ids: match_ids });
    expect(matches.map((match) => [match['recommendation_id'], match['account']])).toEqual([
      ['advice-3', 'main'],
    ]);
    await bring([advice('any-account', { account: null, sent_at: '2025-01-14T14:00:00Z' })]);
    await expect(
      say({ say: 'link', recommendation_id: 'any-account', execution_ids: ['same'] }),
    ).rejects.toMatchObject({
      name: 'Ambiguous',
      message: expect.stringMatching(/same in account ira, same in account main/) as unknown,
    });
  });

  test('is acted upon when the home is opened next, where a crash came between the line and the rows', async () => {
    await say({ say: 'unlink', id: 'advice-1' });
    const [line] = await journal();
    const after = await exported();
    await say({ say: 'link', recommendation_id: 'advice-1', execution_ids: ['trade-1'] });
    await opened.close();
    await appendFile(
      homePaths(join(dir, 'home')).journal,
      `${JSON.stringify({ ...line, at: '2025-03-01' })}\n`,
    );
    opened = await openSteps(join(dir, 'home'));
    expect(await exported()).toBe(after);
  });

  test('before anything is reconciled is a line that the first reconciliation heeds', async () => {
    await opened.close();
    opened = await openSteps(join(dir, 'other'));
    await bring(RECORDS);
    expect(await say({ say: 'link', recommendation_id: 'advice-1', execution_ids: ['trade-3'] })).toEqual({
      facts: 1,
      match_ids: [],
    });
    await opened.steps.reconcileRange({});
    expect(await told()).toMatchObject({ 'advice-1': 'modify trade-3 user' });
  });
});

test('why a trade was answered as it was leaves outcomes as they are; that it was an outage does not', async () => {
  await opened.steps.trackOutcomes({});
  expect(await opened.reads.behind({})).toEqual({ sentence: null });
  const before = await exported();

  await say({ say: 'reason', id: 'advice-1', code: 'timing', note: null, cause: null });
  expect(await exported()).not.toBe(before);
  expect(await opened.reads.behind({})).toEqual({ sentence: null });

  await say({ say: 'exclude', id: 'advice-2', reason: 'outage', note: null });
  expect((await opened.reads.behind({})).sentence).toContain('outcomes');
});
