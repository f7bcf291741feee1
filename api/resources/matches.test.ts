import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { z } from '@hono/zod-openapi';
import { askedApi, type AskedApi } from '../../test/asked-api.js';
import { listMatches } from './matches.js';

const MATCHES = '/api/v1/strategies/learning/matches';

let api: AskedApi;
beforeAll(async () => {
  api = await askedApi({ filled: true });
});
afterAll(() => api.close());

type List = {
  total: number;
  unreviewed_count: number;
  matches: Match[];
  next_cursor: string | null;
  as_of: { generation: string };
};
type Match = {
  id: string;
  date: string;
  match_type: string;
  confidence: number | null;
  excluded: boolean;
  flags: string[];
  reviewed_at: string | null;
  user_reason: string | null;
  recommendation: { id: string; symbol: string; rationale: string | null } | null;
  execution: { ids: string[]; legs: unknown[]; account: string } | null;
  modification: object | null;
};

async function list(query = ''): Promise<List> {
  const response = await api.ask('GET', `${MATCHES}?${query}`);
  const document: unknown = await response.json();
  expect([response.status, response.status === 200 ? null : document]).toEqual([200, null]);
  return (listMatches.answer as z.ZodType<List>).parse(document);
}

describe('GET matches', () => {
  test('gives fifty, those that nobody reviewed first and then the newest, with the number of all', async () => {
    const { total, unreviewed_count, matches, next_cursor } = await list();
    expect(matches).toHaveLength(50);
    expect(total).toBeGreaterThan(100);
    expect(unreviewed_count).toBe(total);
    expect(next_cursor).not.toBeNull();
    const dates = matches.map(({ date }) => date);
    expect(dates).toEqual([...dates].sort().reverse());
  });

  test('has both sides of a match: what was advised, and the decision with its fills', async () => {
    const { matches } = await list('match_type=modify&limit=200');
    const one = matches.find(({ execution }) => (execution?.legs.length ?? 0) > 1);
    expect(one).toMatchObject({
      match_type: 'modify',
      recommendation: { symbol: expect.any(String) as unknown },
      modification: { modified_fields: expect.any(Array) as unknown },
    });
    const { rows } = await api.opened.reads.tableRows({
      table: 'matches',
      where: [['match_id', one?.id ?? '']],
    });
    expect(one?.execution?.ids).toEqual(rows[0]?.['execution_ids']);
    const { matches: alone } = await list('match_type=independent&limit=1');
    expect(alone[0]).toMatchObject({ recommendation: null, modification: null });
    const { matches: rejected } = await list('match_type=reject&limit=1');
    expect(rejected[0]).toMatchObject({ execution: null, modification: null });
  });

  test('gives no row twice and leaves none out, from cursor to cursor, in each order', async () => {
    const all = (await list('limit=1000&include_excluded=true')).matches.map(({ id }) => id).sort();
    for (const order of ['queue', 'date', 'confidence']) {
      const found: string[] = [];
      for (let cursor = ''; ;) {
        const page = await list(`limit=37&include_excluded=true&order=${order}&cursor=${cursor}`);
        found.push(...page.matches.map(({ id }) => id));
        if (page.next_cursor === null) break;
        cursor = page.next_cursor;
      }
      expect(found.toSorted()).toEqual(all);
    }
  });

  test('chooses by each filter, and totals are of the filters', async () => {
    const { matches: all } = await list('limit=1000&include_excluded=true');
    const chosen = async (query: string, is: (match: Match) => boolean) => {
      const { total, matches } = await list(`limit=1000&include_excluded=true&${query}`);
      const expected = all.filter(is).map(({ id }) => id);
      expect([query, matches.map(({ id }) => id).sort(), total]).toEqual([
        query,
        expected.sort(),
        expected.length,
      ]);
      expect([query, expected.length > 0]).toEqual([query, true]);
    };
    await chosen(
      'start_date=2025-06-09&end_date=2025-06-13',
      ({ date }) => date >= '2025-06-09' && date <= '2025-06-13',
    );
    await chosen('match_type=modify,reject', ({ match_type }) => /modify|reject/.test(match_type));
    await chosen('match_type=all', () => true);
    const [symbol = ''] = all.flatMap(({ recommendation }) => recommendation?.symbol ?? []);
    const isOf = (match: Match) => JSON.stringify(match).includes(`"symbol":"${symbol}"`);
    await chosen(`symbol=${symbol.toLowerCase()}`, isOf);
    await chosen('reviewed=false', () => true);
    await chosen('reason_code=none', ({ user_reason }) => user_reason === null);
    const [flag = ''] = all.flatMap(({ flags }) => flags);
    await chosen(`flag=${flag}`, ({ flags }) => flags.includes(flag));
    await chosen(
      'min_confidence=0.5&max_confidence=0.95',
      ({ confidence }) => confidence !== null && confidence >= 0.5 && confidence <= 0.95,
    );
    const { total } = await list();
    expect(total).toBe(all.filter(({ excluded }) => !excluded).length);
    const rationale =
      all.find(({ recommendation }) => recommendation?.rationale)?.recommendation?.rationale ?? '';
    const word = rationale.split(' ').find((one) => /^[a-z]{4,}$/i.test(one)) ?? '';
    await chosen(`q=${word.toUpperCase()}`, ({ recommendation }) =>
      (recommendation?.rationale ?? '').toLowerCase().includes(word.toLowerCase()),
    );
    const words = Array.from({ length: 8 }, (_, at) => (at === 0 ? word : 'a')).join('+');
    expect((await list(`q=${words}`)).total).toBeGreaterThan(0);
  });

  test('has what a person said of a match, and another generation', async () => {
    const before = await list('limit=1');
    const id = before.matches[0]?.id ?? '';
    const at = '2025-08-09T10:00:00Z';
    await api.opened.steps.recordFacts({ by: 'me', at, say: 'review', ids: [id], through: null });
    const after = await list('limit=1&reviewed=true');
    expect(after).toMatchObject({ total: 1, matches: [{ id, reviewed_at: at }] });
    expect(after.as_of.generation).not.toBe(before.as_of.generation);
  });

  test('answers 304 as long as nothing is committed', async () => {
    const first = await api.ask('GET', `${MATCHES}?limit=2`);
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^W\/"/);
    const again = await api.ask('GET', `${MATCHES}?limit=2`, { headers: { 'if-none-match': etag } });
    expect([again.status, await again.text()]).toEqual([304, '']);
    const other = await api.ask('GET', `${MATCHES}?limit=3`, { headers: { 'if-none-match': etag } });
    expect(other.status).toBe(200);
    await other.text();
  });

  test('gives the same bytes at the other path', async () => {
    const [one, other] = await Promise.all([
      api.ask('GET', `${MATCHES}?limit=20`),
      api.ask('GET', '/api/learning/matches?limit=20'),
    ]);
    expect(await one?.text()).toBe(await other?.text());
  });

  test.each([
    ['limit=0', 422, 'limit'],
    ['limit=-1', 422, 'limit'],
    ['limit=1e9', 422, 'limit'],
    ['limit=1.5', 422, 'limit'],
    ['limit=1001', 422, 'limit'],
    ['q=a+b+c+d+e+f+g+h+i', 422, 'q'],
    ['limit=5&limit=6', 422, 'limit'],
    ['start_date=2026-02-30', 422, 'start_date'],
    ['reviewed=yes', 422, 'reviewed'],
    ['match_type=consent,nothing', 422, 'match_type'],
    ['symbol=%00', 422, 'symbol'],
    ['limt=5', 422, 'limt'],
    ['__proto__=5', 422, '__proto__'],
    ['cursor=abc', 400, 'cursor'],
  ])('refuses %s', async (query, status, name) => {
    const response = await api.ask('GET', `${MATCHES}?${query}`);
    expect(await response.json()).toMatchObject({ status, errors: [{ in: 'query', name }] });
    expect(response.headers.get('content-type')).toBe('application/problem+json');
  });

  test('names the nearest parameter, and refuses a cursor of another list', async () => {
    const unknown = await api.ask('GET', `${MATCHES}?limt=5`);
    expect(await unknown.json()).toMatchObject({
      type: '/problems/unknown-parameter',
      errors: [{ message: 'did you mean limit?' }],
    });
    const { next_cursor } = await list('limit=2');
    const mixed = await api.ask('GET', `${MATCHES}?limit=2&reviewed=false&cursor=${next_cursor ?? ''}`);
    expect(await mixed.json()).toMatchObject({ status: 422, type: '/problems/cursor-mismatch' });
    const behind = await api.ask('GET', `${MATCHES}?limit=2&offset=2&cursor=${next_cursor ?? ''}`);
    expect(await behind.json()).toMatchObject({ status: 422, errors: [{ name: 'offset' }] });
    const cut = await api.ask('GET', `${MATCHES}?limit=2&cursor=${(next_cursor ?? '').slice(0, -3)}`);
    expect(await cut.json()).toMatchObject({ status: 400, type: '/problems/malformed' });
    const forged = await api.ask('GET', `${MATCHES}?limit=2&cursor=${forgedOf(next_cursor ?? '')}`);
    expect(await forged.json()).toMatchObject({ status: 400, type: '/problems/malformed' });
  });
});

/** The same cursor at a day that the calendar does not have. */
function forgedOf(cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString().slice(8);
  const other = text.replace(/\d{4}-\d{2}-\d{2}/, '2026-02-30');
  const sum = createHash('sha256').update(other).digest('base64url').slice(0, 8);
  return Buffer.from(`${sum}${other}`).toString('base64url');
}
