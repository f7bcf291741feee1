import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeDurably } from '../../store/home/durable-file.js';
import { askedApi, type AskedApi } from '../../test/asked-api.js';
import { oneWeek } from './one-week.js';

const WEEKS = '/api/v1/strategies/learning/weekly-summaries';

let api: AskedApi;
beforeAll(async () => {
  api = await askedApi({ filled: true });
});
afterAll(() => api.close());

test('GET weekly-summaries/{year}/{week} gives a week, however its number is written, with what is in it', async () => {
  const response = await api.ask('GET', `${WEEKS}/2025/31`);
  const week = oneWeek.answer.parse(await response.json()) as {
    match_breakdown: { consent: number; modify: number; reject: number; consent_pct: number };
    performance: { delta_explanation: string | null; algorithm_win_rate: number | null };
    symbol_insights: object;
  };
  const { rows } = await api.opened.reads.tableRows({ table: 'weekly_summaries' });
  const stored = rows.find((row) => row['week'] === 31);
  expect(week).toMatchObject({
    ...{ id: '2025-W31', week_start: '2025-07-28', week_end: '2025-08-03', revision: 1 },
    revisions: [{ revision: 1, as_of: stored?.['as_of'] }],
    recommendations: { total: stored?.['recommendations'] },
    performance: {
      actual_pnl: stored?.['pnl_human'],
      algorithm_hypothetical_pnl: stored?.['pnl_algorithm_mid'],
    },
    review: { status: 'pending', minutes: null, decisions: [] },
  });
  const { performance } = week;
  expect(performance.delta_explanation).toMatch(/the model's range/);
  expect(performance.algorithm_win_rate).toBeGreaterThan(0);
  expect(performance.algorithm_win_rate).toBeLessThan(100);
  const { consent, modify, reject, consent_pct } = week.match_breakdown;
  expect(consent_pct).toBe(Math.round((consent / (consent + modify + reject)) * 1_000) / 10);
  expect(Object.keys(week.symbol_insights).length).toBeGreaterThan(0);
});

test('GET weekly-summaries/{year}/{week} agrees with the list, to the last digit; and names what is of now', async () => {
  const week = (await (await api.ask('GET', `${WEEKS}/2025/31`)).json()) as {
    performance: Record<string, unknown>;
    patterns: { found: boolean }[];
    v4_candidates: object[];
    of_now: string[];
  };
  const { summaries } = (await (await api.ask('GET', WEEKS)).json()) as { summaries: object[] };
  const { actual_pnl, algorithm_pnl_low, pnl_delta, currency, by_currency, algorithm_hypothetical_pnl } =
    week.performance;
  expect(summaries[0]).toMatchObject({
    ...{ actual_pnl, algorithm_pnl_low, pnl_delta, currency: 'USD' },
    algorithm_pnl: algorithm_hypothetical_pnl,
    patterns_count: week.patterns.length,
    v4_candidates_count: week.v4_candidates.length,
    by_currency: [{ currency: 'USD', actual_pnl, pnl_delta }],
  });
  expect(by_currency).toMatchObject([{ currency, actual_pnl, algorithm_hypothetical_pnl }]);
  expect(week.patterns.every(({ found }) => found)).toBe(true);
  expect(week.of_now).toContain('performance.actual_win_rate');
  expect(week.of_now).not.toContain('performance.by_currency');
});

test('GET weekly-summaries/{year}/{week} is of another generation once its message is written', async () => {
  const get = async () =>
    (await (await api.ask('GET', `${WEEKS}/2025/31`)).json()) as {
      text: string;
      as_of: { generation: string };
    };
  const message = join(api.dir, 'messages', '2025-W31-r1.txt');
  const [before, text] = [await get(), await readFile(message, 'utf8')];
  await writeDurably(message, `${text}CORRECTED\n`);
  const after = await get();
  expect([after.text, after.as_of.generation === before.as_of.generation]).toEqual([
    `${before.text}CORRECTED\n`,
    false,
  ]);
  await writeDurably(message, text);
});

test.each(['2025/53', '2025/0', '2025/99', '2025/x', '2024/31', '2025/31?revision=9', '25/31'])(
  '%s is not found',
  async (named) => {
    expect((await api.ask('GET', `${WEEKS}/${named}`)).status).toBe(404);
  },
);

test('PATCH …/review belongs to a revision: with status or notes, each stays until it is said otherwise', async () => {
  const review = async (query: string, headers: Record<string, string> = {}) => {
    const response = await api.ask('PATCH', `${WEEKS}/2025/30/review?${query}`, { as: 'decide', headers });
    return { status: response.status, answer: (await response.json()) as object };
  };
  const etag = (await api.ask('GET', `${WEEKS}/2025/30`)).headers.get('etag') ?? '';
  expect(await review('review_notes=look%0Aagain', { 'if-match': etag })).toMatchObject({
    status: 200,
    answer: {
      status: 'success',
      review: { status: 'reviewed', notes: 'look\nagain', reviewed_at: '2025-08-10T12:00:00Z' },
    },
  });
  expect(await review('review_status=acted')).toMatchObject({
    answer: { review: { status: 'acted', notes: 'look\nagain' } },
  });
  expect(await review('review_status=acted', { 'if-match': etag })).toMatchObject({ status: 412 });
  expect(await review('review_status=done')).toMatchObject({ status: 422 });
  const list = await (await api.ask('GET', WEEKS)).json();
  expect(list).toMatchObject({
    summaries: [
      { id: '2025-W31', review_status: 'pending' },
      { id: '2025-W30', review_status: 'acted', revised: false },
    ],
  });
});

test('of two at once with the same If-Match one is refused', async () => {
  const headers = { 'if-match': (await api.ask('GET', `${WEEKS}/2025/31`)).headers.get('etag') ?? '' };
  const saying = (week: string, query: string) =>
    api.ask('PATCH', `${WEEKS}/2025/${week}/review?${query}`, { headers });
  const both = await Promise.all([saying('31', 'review_notes=a'), saying('31', 'review_status=acted')]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
});

test('review.minutes of a week is how long a person worked in it, half a minute for what was said alone', async () => {
  const found = await api.ask('GET', '/api/v1/strategies/learning/matches?limit=1');
  const [match] = ((await found.json()) as { matches: { id: string }[] }).matches;
  const reason = `/api/v1/strategies/learning/matches/${match?.id}/reason?reason_code=timing`;
  expect((await api.ask('PATCH', reason)).status).toBe(200);
  // It is said in the week of the clock, and is about a match of another.
  await api.opened.steps.aggregateWeeks({ weeks: ['2025-W32'], tell: false });
  const before = await api.ask('GET', `${WEEKS}/2025/32`);
  const etag = before.headers.get('etag') ?? '';
  expect(await before.json()).toMatchObject({ review: { minutes: 0.5 } });
  // Whatever else is said in the week, the week is what it was.
  await api.opened.facts.intend({
    ...{ recommendation_id: 'any', action_type: 'roll', new_strike: null, new_expiration: null },
    ...{ notes: null, by: 'user', at: '2025-08-10T12:03:00Z' },
  });
  const said = { as: 'decide', headers: { 'if-match': etag } } as const;
  const after = await api.ask('GET', `${WEEKS}/2025/32`);
  expect(await after.json()).toMatchObject({ review: { minutes: 3 } });
  expect(after.headers.get('etag')).toBe(etag);
  expect((await api.ask('PATCH', `${WEEKS}/2025/32/review`, said)).status).toBe(200);
  expect(await (await api.ask('GET', `${WEEKS}/2025/31`)).json()).toMatchObject({
    review: { minutes: null },
  });
});

test('GET weekly-summaries/{year}/{week} of a week that was published again: each revision as it was, but for what `of_now` names', async () => {
  const loop = '/api/v1/strategies/learning';
  const get = async (path: string) => (await (await api.ask('GET', path)).json()) as Record<string, unknown>;
  const asked = `${loop}/matches?match_type=reject&start_date=2025-07-28&end_date=2025-08-03`;
  const [match] = (await get(asked))['matches'] as { id: string }[];
  expect((await api.ask('PATCH', `${WEEKS}/2025/31/review`)).status).toBe(200);
  const before = await get(`${WEEKS}/2025/31`);
  expect((await api.ask('PUT', `${loop}/matches/${match?.id}/exclusion?reason=user`)).status).toBe(200);
  await api.opened.steps.reconcileRange({});
  await api.opened.steps.aggregateWeeks({ weeks: ['2025-W31'], tell: false });
  const [first, second] = [await get(`${WEEKS}/2025/31?revision=1`), await get(`${WEEKS}/2025/31`)];
  const numbers = (second['revisions'] as { revision: number }[]).map(({ revision }) => revision);
  expect([first['revision'], second['revision'], numbers]).toEqual([1, 2, [1, 2]]);
  const breakdown = before['match_breakdown'] as { reject: number; excluded: number };
  expect(first['match_breakdown']).toEqual(breakdown);
  expect(second['match_breakdown']).toMatchObject({
    ...{ reject: breakdown.reject - 1, excluded: breakdown.excluded + 1 },
  });
  const named = (week: Record<string, unknown>) =>
    (second['of_now'] as string[]).map((name) => {
      const [whole = '', part] = name.split('.');
      const found = week[whole] as Record<string, unknown>;
      return part === undefined ? found : found[part];
    });
  expect(named(first)).toEqual(named(second));
  expect([first['review'], second['review']]).toMatchObject([{ status: 'reviewed' }, { status: 'pending' }]);
  expect((await get(WEEKS))['summaries']).toMatchObject([
    {},
    { id: '2025-W31', revision: 2, revised: true, review_status: 'pending' },
    {},
  ]);
  expect(await get(`${loop}/review?week=2025-W31`)).toMatchObject({ revision: 2 });
});
