import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { factsOf, readJournal } from '../../store/home/journal.js';
import { homePaths } from '../../store/home/home.js';
import { askedApi, type AskedApi } from '../../test/asked-api.js';
import { listRecommendations, oneRecommendation, snapshotTimeline } from './recommendations.js';

const V2 = '/api/v1/strategies/learning/v2';

/** Revised once, with another strike; its window is still open. */
const OPEN = [
  { sent_at: '2025-11-21T15:00:00Z', strike: 50, premium: 1.25, priority: 'low' },
  { sent_at: '2025-11-21T16:00:00Z', strike: 51, premium: 1.5, priority: 'high' },
].map((revision) => ({
  ...{
    recommendation_id: 'open-1',
    account: 'main',
    action: 'sell_to_open',
    underlying: 'ZZTOP',
    right: 'call',
  },
  ...{ expiration: '2025-12-19', quantity: 2, rationale: 'because' },
  ...revision,
}));

let api: AskedApi;
beforeAll(async () => {
  api = await askedApi({ filled: true });
  const path = join(api.dir, 'open.recommendations.jsonl');
  await writeFile(path, OPEN.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const given = { path, givenPath: path, account: null, coveredThrough: null };
  await api.opened.steps.importFile(given);
}, 600_000);
afterAll(() => api.close());

interface Listed {
  total: number;
  recommendations: {
    id: string;
    symbol: string;
    status: string;
    resolution_type: string | null;
    resolved_at: string | null;
    total_snapshots: number;
  }[];
}

async function listed(query: string): Promise<Listed> {
  const response = await api.ask('GET', `${V2}/recommendations?${query}`);
  expect(response.status).toBe(200);
  return listRecommendations.answer.parse(await response.json()) as Listed;
}

describe('GET v2/recommendations', () => {
  test('gives advice by status, symbol and account, a page at a time', async () => {
    const all = await listed('limit=1000');
    const parts = await Promise.all(
      ['active', 'resolved', 'expired'].map(
        async (status) => (await listed(`status=${status}&limit=1`)).total,
      ),
    );
    expect(parts.reduce((sum, one) => sum + one, 0)).toBe(all.total);
    expect(parts[1]).toBeGreaterThan(0);
    const [first, second] = [await listed('limit=3'), await listed('limit=3&offset=3')];
    const ids = [...first.recommendations, ...second.recommendations].map(({ id }) => id);
    expect(ids).toEqual(all.recommendations.slice(0, 6).map(({ id }) => id));
    const [open] = (await listed('symbol=zztop&account=main')).recommendations;
    expect(open).toMatchObject({
      ...{ id: 'open-1', status: 'active', resolution_type: null, resolved_at: null, total_snapshots: 2 },
      first_detected_at: '2025-11-21T15:00:00Z',
      latest_snapshot: {
        ...{ snapshot_number: 2, target_strike: 51, net_cost: -1.5, target_changed: true },
        ...{ action_changed: false, priority: 'high', reason: 'because', notification_sent: false },
      },
    });
    expect((await listed('symbol=zz%25&account=main')).total).toBe(0);
    expect((await api.ask('GET', `${V2}/recommendations?status=open`)).status).toBe(422);
  });

  test('what is resolved says by which type of match, and when', async () => {
    const { rows } = await api.opened.reads.tableRows({ table: 'matches' });
    const types = new Map(rows.map((row) => [row['recommendation_id'], row['match_type']]));
    for (const { id, resolution_type, resolved_at } of (await listed('status=resolved')).recommendations) {
      expect([id, resolution_type]).toEqual([id, types.get(id)]);
      expect(resolved_at).not.toBeNull();
    }
  });
});

test('GET v2/recommendations/{id} gives its revisions and what was traded on it', async () => {
  const { matches } = await api.opened.reads.matches({ types: ['consent'], limit: 100 });
  const match = matches.find(({ execution_ids }) => execution_ids.length > 1);
  const id = match?.['recommendation_id'] as string;
  const response = await api.ask('GET', `${V2}/recommendations/${id}`);
  const { recommendation, executions } = oneRecommendation.answer.parse(await response.json()) as {
    recommendation: object;
    executions: { ids: string[] }[];
  };
  expect(recommendation).toMatchObject({ id, status: 'resolved', resolution_type: 'consent' });
  expect(executions[0]?.ids).toEqual(match?.execution_ids);
  const open = (await (await api.ask('GET', `${V2}/recommendations/open-1`)).json()) as {
    snapshots: object[];
  };
  expect(open).toMatchObject({
    snapshots: [{ snapshot_number: 1, target_changed: false }, { snapshot_number: 2 }],
    executions: [],
  });
  expect((await api.ask('GET', `${V2}/recommendations/nothing`)).status).toBe(404);
});

test('GET v2/snapshot-timeline/{symbol} gives the revisions of the last days that are known, the oldest first', async () => {
  const response = await api.ask('GET', `${V2}/snapshot-timeline/zztop?days=3660`);
  expect(snapshotTimeline.answer.parse(await response.json())).toMatchObject({
    ...{ symbol: 'ZZTOP', period_days: 3_660, total_recommendations: 1, total_snapshots: 2 },
    timeline: [
      { timestamp: '2025-11-21T15:00:00Z', recommendation_id: 'open-1', target_strike: 50 },
      { timestamp: '2025-11-21T16:00:00Z', target_strike: 51 },
    ],
  });
  const none = await api.ask('GET', `${V2}/snapshot-timeline/nothing`);
  expect(await none.json()).toMatchObject({ total_snapshots: 0, timeline: [] });
});

describe('POST v2/recommendations/{id}/act', () => {
  const act = async (id: string, query: string) => {
    const response = await api.ask('POST', `${V2}/recommendations/${id}/act?${query}`, { as: 'decide' });
    return { status: response.status, answer: (await response.json()) as object };
  };

  test('writes down once what a person means to do, and decides nothing', async () => {
    const intent = 'action_type=roll&new_strike=55&new_expiration=2026-01-16&notes=after%20earnings';
    for (let times = 0; times < 2; times++)
      expect(await act('open-1', intent)).toMatchObject({
        status: 200,
        answer: {
          resolved_recommendation: { id: 'open-1', symbol: 'ZZTOP', resolution_type: 'pending' },
          new_recommendation: null,
        },
      });
    const journal = await readJournal(homePaths(api.dir).journal);
    expect(factsOf(journal, 'advice_intended')).toEqual([
      {
        ...{ fact: 'advice_intended', at: '2025-08-10T12:00:00Z', by: 'decide', recommendation_id: 'open-1' },
        ...{ action_type: 'roll', new_strike: 55, new_expiration: '2026-01-16', notes: 'after earnings' },
      },
    ]);
    expect((await listed('symbol=ZZTOP')).recommendations[0]).toMatchObject({ status: 'active' });
  });

  test('is shown in the history of the match of that advice', async () => {
    await api.opened.steps.reconcileRange({ from: '2025-11-21', to: '2025-11-21' });
    expect(await act('open-1', 'action_type=buy_back')).toMatchObject({ status: 200 });
    const { rows } = await api.opened.reads.tableRows({
      table: 'matches',
      where: [['recommendation_id', 'open-1']],
    });
    const match = `/api/v1/strategies/learning/matches/${rows[0]?.['match_id'] as string}`;
    const value = { action_type: 'buy_back', new_strike: null, new_expiration: null, notes: null };
    const { history } = (await (await api.ask('GET', match)).json()) as { history: object[] };
    expect(history.at(-1)).toEqual({ at: '2025-08-10T12:00:00Z', by: 'decide', fact: 'intent', value });
    const { text } = (await (await api.ask('GET', `${match}/explain`)).json()) as { text: string };
    expect(text).toContain('decide: means to buy back');
  });

  test('409 of advice that is answered, 404 of none, 422 for an action that is none', async () => {
    const [resolved] = (await listed('status=resolved&limit=1')).recommendations;
    expect(await act(resolved?.id ?? '', 'action_type=hold')).toMatchObject({
      status: 409,
      answer: { type: '/problems/not-pending', current: { status: 'resolved' } },
    });
    expect(await act('nothing', 'action_type=hold')).toMatchObject({ status: 404 });
    expect(await act('open-1', 'action_type=sell')).toMatchObject({ status: 422 });
    expect(await act('open-1', 'action_type=roll&new_strike=-1')).toMatchObject({ status: 422 });
  });
});
