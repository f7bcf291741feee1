import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { askedApi, type AskedApi } from '../../test/asked-api.js';
import { listWeeks } from './weekly-summaries.js';

const WEEKS = '/api/v1/strategies/learning/weekly-summaries';

let api: AskedApi;
beforeAll(async () => {
  api = await askedApi({ filled: true });
});
afterAll(() => api.close());

interface List {
  summaries: { id: string; match_breakdown: Record<string, number>; pnl_delta: number | null }[];
  next_cursor: string | null;
}

async function list(query = ''): Promise<List> {
  const response = await api.ask('GET', `${WEEKS}?${query}`);
  return listWeeks.answer.parse(await response.json()) as List;
}

test('GET weekly-summaries gives published weeks, the newest first, with what they count', async () => {
  const { summaries, next_cursor } = await list();
  expect(summaries.map(({ id }) => id)).toEqual(['2025-W31', '2025-W30']);
  expect(next_cursor).toBeNull();
  const { rows } = await api.opened.reads.tableRows({ table: 'weekly_summaries' });
  const stored = rows.find(({ week }) => week === 31);
  expect(summaries[0]).toMatchObject({
    date_range: '2025-07-28 to 2025-08-03',
    total_recommendations: stored?.['recommendations'],
    match_breakdown: {
      consent: stored?.['consent'],
      reject: stored?.['reject'],
      excluded: stored?.['excluded'],
    },
    divergence_rate: Math.round(Number(stored?.['divergence_rate']) * 1_000) / 10,
    actual_pnl: stored?.['pnl_human'],
    review_status: 'pending',
  });
});

test('goes on behind a cursor, and of one year gives that year', async () => {
  const first = await list('limit=1');
  const second = await list(`limit=1&cursor=${first.next_cursor ?? ''}`);
  expect([first, second].flatMap(({ summaries }) => summaries.map(({ id }) => id))).toEqual([
    '2025-W31',
    '2025-W30',
  ]);
  expect(second.next_cursor).toBeNull();
  expect((await list('year=2024')).summaries).toEqual([]);
  expect((await api.ask('GET', `${WEEKS}?limit=105`)).status).toBe(422);
  expect((await api.ask('GET', `${WEEKS}?year=2025&cursor=${first.next_cursor ?? ''}`)).status).toBe(422);
});
