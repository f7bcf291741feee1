import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSteps, type OpenSteps } from './make-steps.js';
import type { Message } from '../domain/news/news.js';

let dir: string;
let opened: OpenSteps;
let told: Message[];
let dying: string[];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'morning-'));
  told = [];
  dying = [];
  const tell = (message: Message) => {
    told.push(message);
    return Promise.resolve();
  };
  opened = await openSteps(join(dir, 'home'), {
    clock: () => new Date('2024-06-01T00:00:00Z'),
    ways: [{ name: 'told', send: tell }],
    keepsDying: () => Promise.resolve(dying),
  });
});
afterEach(async () => {
  await opened.close();
  await rm(dir, { recursive: true });
});

async function importRecords(
  name: string,
  records: readonly object[],
  coveredThrough: string | null = '2024-03-29',
) {
  const path = join(dir, name);
  await writeFile(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  await opened.steps.importFile({ path, givenPath: name, account: null, coveredThrough });
  return path;
}

const CALL = { underlying: 'SOFI', right: 'call', strike: 8, expiration: '2024-03-15', quantity: 1 };
const FILL = {
  account: 'main',
  ...CALL,
  executed_at: '2024-03-11T15:00:00Z',
  action: 'sell_to_open',
  price: 0.35,
};
const ADVICE = {
  account: 'main',
  ...CALL,
  sent_at: '2024-03-11T14:00:00Z',
  action: 'sell_to_open',
  premium: 0.5,
};
const WEEK = { from: '2024-03-11', to: '2024-03-15' };

async function aWeek(): Promise<void> {
  await importRecords('advice.jsonl', [{ ...ADVICE, recommendation_id: 'r1' }]);
  await importRecords('fills.jsonl', [FILL]);
  await opened.steps.reconcileRange(WEEK);
  await opened.steps.trackOutcomes({ through: WEEK.to });
}

test('the morning says what keeps dying', async () => {
  await aWeek();
  dying = ['data ended 3 times in the last day, at 2024-03-15T03:12Z by status 1'];
  const { message } = await opened.reads.morning({});
  expect(message).toMatch(/^To look at\n(?: {2}.*\n)* {2}data ended 3 times in the last day, /m);
});

describe('sendMorning({day})', () => {
  test('sends what there is to say of a session by all ways, once, and keeps it', async () => {
    await aWeek();
    const report = await opened.steps.sendMorning({ day: '2024-03-11' });
    expect(report).toEqual({ day: '2024-03-11', sent: true, message: told[0]?.text });
    expect(told).toEqual([
      {
        subject: 'morning-2024-03-11',
        text: 'After Monday, 11 March 2024\n\nAdvice\n  SOFI  sell 8C 15 Mar 0.50: you sell 8C 15 Mar 0.35 (premium -30 %)\n',
      },
    ]);
    expect(await opened.steps.sendMorning({ day: '2024-03-11' })).toEqual({ ...report, sent: false });
    expect(told.length).toBe(1);
    expect(await readdir(join(dir, 'home', 'messages'))).toEqual(['morning-2024-03-11.txt']);
    expect(await opened.reads.morning({ day: '2024-03-11' })).toEqual({
      day: report.day,
      message: report.message,
    });
  });

  test('says what expires within two sessions, and sends nothing where there is nothing to say', async () => {
    await aWeek();
    expect(await opened.steps.sendMorning({ day: '2024-03-12' })).toEqual({
      day: '2024-03-12',
      sent: false,
      message: null,
    });
    expect((await opened.steps.sendMorning({ day: '2024-03-13' })).message).toBe(
      'After Wednesday, 13 March 2024\n\nExpires within two sessions\n  Friday, 15 Mar: -1 SOFI 8C\n',
    );
    expect(told.map(({ subject }) => subject)).toEqual(['morning-2024-03-13']);
  });

  test('says which steps failed, also where nothing is reconciled', async () => {
    const failed = [{ step: 'outcomes', message: 'split of ZZZZ without a ratio' }];
    expect(await opened.steps.sendMorning({})).toEqual({ day: null, sent: false, message: null });
    await importRecords('fills.jsonl', [FILL]);
    const { message } = await opened.steps.sendMorning({ day: '2024-03-12', failed });
    expect(message).toBe(
      'After Tuesday, 12 March 2024\n\nTo look at\n  outcomes failed: split of ZZZZ without a ratio\n',
    );
  });

  test('refuses a day to come', async () => {
    await aWeek();
    await expect(opened.reads.morning({ day: '2024-05-01' })).rejects.toMatchObject({ name: 'InvalidInput' });
  });
});

describe('morning({}): what is wrong', () => {
  test('names accounts whose files are waited for, of the last session alone', async () => {
    await importRecords('advice.jsonl', [{ ...ADVICE, recommendation_id: 'r1' }]);
    await importRecords('fills.jsonl', [FILL], '2024-03-11');
    const bar = { symbol: 'SOFI', interval: '1d', ts: '2024-03-15', open: 7, high: 8, low: 6, close: 7 };
    await importRecords('bars.jsonl', [bar], null);
    await opened.steps.reconcileRange(WEEK);
    await opened.steps.trackOutcomes({ through: WEEK.to });
    const { day, message } = await opened.reads.morning({});
    expect(day).toBe('2024-03-15');
    expect(message).toContain(
      '\nTo look at\n  account main, known through 2024-03-11: 1 piece of advice waits; import its files from 2024-03-12 on\n',
    );
    expect((await opened.reads.morning({ day: '2024-03-14' })).message).not.toContain('To look at');
  });

  test('has nothing to say of cash that ties, nor of files that overlap', async () => {
    await importRecords('fills.jsonl', [FILL, { ...FILL, executed_at: '2024-03-12T15:00:00Z', fees: 0.05 }]);
    await opened.steps.reconcileRange(WEEK);
    await opened.steps.trackOutcomes({ through: WEEK.to });
    expect((await opened.reads.morning({})).message).toBeNull();
    await importRecords('again.jsonl', [FILL]);
    expect((await opened.reads.morning({})).message).toBeNull();
  });
});
