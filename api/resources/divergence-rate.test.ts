import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { askedApi, type AskedApi } from '../../test/asked-api.js';
import { divergenceRate } from './divergence-rate.js';

const RATE = '/api/v1/strategies/learning/analytics/divergence-rate';

let api: AskedApi;
beforeAll(async () => {
  api = await askedApi({ filled: true });
});
afterAll(() => api.close());

type Counts = Record<string, number | null>;

async function rate(query = ''): Promise<Counts & { by_week: Counts[] }> {
  const response = await api.ask('GET', `${RATE}?${query}`);
  return divergenceRate.answer.parse(await response.json()) as Counts & { by_week: Counts[] };
}

test('counts the matches of a period by type; with the excluded ones they add up to all', async () => {
  const all = await rate('days=68&until=2025-08-08');
  const { rows } = await api.opened.reads.tableRows({ table: 'matches' });
  const count = (type: string) => rows.filter((row) => row['match_type'] === type && !row['excluded']).length;
  expect(all).toMatchObject({
    ...{ effective_start_date: '2025-06-02', total_matches: rows.length, period_days: 68 },
    ...{ consent: count('consent'), modify: count('modify'), reject: count('reject') },
    excluded: rows.filter((row) => row['excluded']).length,
  });
  const sample = count('consent') + count('modify') + count('reject');
  expect(all['sample_size']).toBe(sample);
  expect(all['divergence_rate']).toBe(Math.round(((sample - count('consent')) / sample) * 1_000) / 10);
  expect(all.by_week).toHaveLength(10);
  expect(all.by_week.reduce((sum, week) => sum + Number(week['modify']), 0)).toBe(count('modify'));
});

test('ends with the last day that is known and not with the clock; over nothing rates are null', async () => {
  const last = await rate('days=1');
  expect(last['until']).toBe((last['as_of'] as unknown as { known_through: string }).known_through);
  expect(await rate('until=2020-01-01')).toMatchObject({
    sample_size: 0,
    divergence_rate: null,
    by_week: [],
  });
  expect(await rate('symbol=NOTHING')).toMatchObject({ total_matches: 0, consent_rate_active: null });
});

test('of one underlying, in any case, counts its own', async () => {
  const { rows } = await api.opened.reads.tableRows({ table: 'matches' });
  const symbol = rows[0]?.['underlying'] as string;
  expect(await rate(`days=3660&symbol=${symbol.toLowerCase()}`)).toMatchObject({
    total_matches: rows.filter((row) => row['underlying'] === symbol).length,
  });
});
