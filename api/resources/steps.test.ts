import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { askedApi, type AskedApi } from '../../test/asked-api.js';

const LOOP = '/api/v1/strategies/learning';

let api: AskedApi;
let empty: AskedApi;
beforeAll(async () => {
  api = await askedApi({ filled: true });
  empty = await askedApi({ filled: false });
});
afterAll(async () => {
  await api.close();
  await empty.close();
});

async function ask(method: string, path: string, more: Parameters<AskedApi['ask']>[2] = {}) {
  const response = await api.ask(method, `${LOOP}/${path}`, { as: 'decide', ...more });
  return {
    status: response.status,
    location: response.headers.get('location'),
    answer: (await response.json()) as object,
  };
}

describe('POST reconcile', () => {
  test('of a day gives its counts and how many matches changed', async () => {
    const { answer } = await ask('POST', 'reconcile?target_date=2025-06-10');
    const { rows } = await api.opened.reads.tableRows({
      table: 'matches',
      from: '2025-06-10',
      to: '2025-06-10',
    });
    expect(answer).toMatchObject({
      status: 'success',
      result: { date: '2025-06-10', matches_saved: rows.length, changed: 0, note: null },
    });
  });

  test.each([
    ['2019-12-30', 'nothing is known before'],
    ['2025-06-15', 'no trading on this day'],
    ['2026-06-15', 'no data after'],
  ])('of %s: zeros and a note', async (date, note) => {
    const { status, answer } = await ask('POST', `reconcile?target_date=${date}`);
    expect(status).toBe(200);
    expect(answer).toMatchObject({
      result: { date, matches_saved: 0, changed: 0, note: expect.stringContaining(note) as unknown },
    });
  });

  test('of days back gives the sessions, the oldest first; of a range those that are known', async () => {
    const { answer } = await ask('POST', 'reconcile?from=2025-06-13&to=2025-06-17');
    expect(answer).toMatchObject({
      days_reconciled: 3,
      results: [{ date: '2025-06-13' }, { date: '2025-06-16' }, { date: '2025-06-17' }],
    });
    const back = await ask('POST', 'reconcile?days_back=3');
    expect(back.answer).toMatchObject({ status: 'success', results: expect.any(Array) as unknown });
  });

  test('of nothing at all is of the whole run', async () => {
    const { answer } = await ask('POST', 'reconcile');
    expect(answer).toMatchObject({ result: { date: null, note: null } });
    const nothing = await empty.ask('POST', `${LOOP}/reconcile`);
    expect(await nothing.json()).toMatchObject({
      result: { date: null, matches_saved: 0, note: 'nothing is imported' },
    });
  });

  test('refuses ways that contradict each other, and a range that is none', async () => {
    for (const query of [
      'target_date=2025-06-10&days_back=3',
      'from=2025-06-10',
      'from=2025-06-10&to=2025-06-09',
      'days_back=-1',
    ])
      expect([query, (await ask('POST', `reconcile?${query}`)).status]).toEqual([query, 422]);
  });

  test('nobody waits for it: 202 with the run, which can be looked at and ended', async () => {
    const headers = { prefer: 'respond-async' };
    const { status, location, answer } = await ask('POST', 'reconcile?target_date=2025-06-11', { headers });
    expect([status, answer]).toMatchObject([202, { step: 'reconcile', status: 'running' }]);
    const run = await api.ask('GET', location ?? '');
    expect(await run.json()).toMatchObject({ status: 'running', result: null, problem: null });
    expect(await ask('GET', 'reconcile')).toMatchObject({ answer: { status: 'running' } });
    const cancelled = await api.ask('POST', `${location}/cancel`);
    expect(await cancelled.json()).toMatchObject({ status: 'cancelled' });
    const again = await api.ask('POST', `${location}/cancel`);
    expect([again.status, await again.json()]).toMatchObject([
      409,
      { type: '/problems/not-pending', current: { status: 'cancelled', step: 'reconcile' } },
    ]);
    expect(
      (await ask('POST', 'reconcile?target_date=2025-06-11', { headers: { prefer: 'wait=61' } })).status,
    ).toBe(400);
  });
});

describe('POST track-outcomes', () => {
  test('gives what was computed, through the day that is known', async () => {
    expect(await ask('POST', 'track-outcomes')).toMatchObject({
      status: 200,
      answer: {
        result: { outcomes_tracked: expect.any(Number) as unknown, lots_open: expect.any(Number) as unknown },
      },
    });
    expect(await ask('POST', 'track-outcomes?as_of_date=2099-01-01')).toMatchObject({ status: 422 });
    const nothing = await empty.ask('POST', `${LOOP}/track-outcomes`);
    expect(await nothing.json()).toMatchObject({ result: { date: null, outcomes_tracked: 0 } });
  });
});

describe('POST weekly-summaries/generate', () => {
  const generate = (year: number, week: number) =>
    ask('POST', `weekly-summaries/generate?year=${year}&week=${week}`);

  test('publishes a week and sends nobody its message, which is there to be read', async () => {
    const { status, answer } = await generate(2025, 29);
    expect([status, answer]).toMatchObject([
      200,
      { status: 'success', summary_id: '2025-W29', week: '2025-W29', revision: 1, published: true },
    ]);
    const { text } = answer as { text: string };
    expect(await ask('GET', 'weekly-summaries/2025/29')).toMatchObject({ answer: { text } });
    expect(await generate(2025, 29)).toMatchObject({ answer: { revision: 1, published: false, text } });
    expect(api.sent).toEqual([]);
  });

  test('of a week without advice and trades, and of one that nothing is known of yet, gives no revision', async () => {
    expect(await generate(1900, 1)).toMatchObject({
      status: 200,
      answer: { revision: null, message: expect.stringMatching(/^nothing is known before 20/) as unknown },
    });
    expect(await generate(2025, 50)).toMatchObject({ status: 200, answer: { revision: null, text: '' } });
    const nothing = await empty.ask('POST', `${LOOP}/weekly-summaries/generate?year=2025&week=29`);
    expect(await nothing.json()).toMatchObject({ revision: null, week: '2025-W29' });
  });

  test('refuses a week that the year has not', async () => {
    expect(await generate(2026, 53)).toMatchObject({ status: 200 });
    expect(await generate(2025, 53)).toMatchObject({
      status: 422,
      answer: { errors: [{ name: 'week', value: 53 }] },
    });
    expect(await ask('POST', 'weekly-summaries/generate?year=2025')).toMatchObject({ status: 422 });
  });
});

describe('runs', () => {
  test('are listed by step and state, and what is none is not found', async () => {
    await ask('POST', 'backfill?from=2025-06-02&to=2025-06-13');
    expect(await ask('GET', 'runs?step=backfill')).toMatchObject({
      answer: { runs: [{ step: 'backfill', status: 'running' }], next_cursor: null },
    });
    expect(await ask('GET', 'runs?status=nothing')).toMatchObject({ status: 422 });
    expect(await ask('GET', 'runs/nothing')).toMatchObject({ status: 404 });
    expect(await ask('POST', 'backfill?from=2025-06-02')).toMatchObject({ status: 422 });
    expect(await ask('POST', 'backfill?from=2025-06-13&to=2025-06-02')).toMatchObject({ status: 422 });
  });
});
