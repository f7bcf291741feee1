import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { askedApi, type AskedApi } from '../../test/asked-api.js';
import { published } from '../../test/candidate-row.js';
import { listCandidates, oneCandidate } from './v4-candidates.js';

const CANDIDATES = '/api/v1/strategies/learning/v4-candidates';

let api: AskedApi;
beforeAll(async () => {
  const facts = [
    published(),
    published({ revision: 2, as_of: '2025-W10', occurrences: 4 }),
    published({ candidate_id: 'faded', status: 'faded', kind: 'underlying_refusal', priority: 'high' }),
    published({ candidate_id: 'low', priority: 'low', kind: 'no_roll', first_seen: '2025-W01' }),
  ];
  api = await askedApi({ filled: false, facts });
});
afterAll(() => api.close());

interface List {
  candidates: { candidate_id: string; revision: number; change_type: string; status: string }[];
  total: number;
}

async function list(query = ''): Promise<List> {
  const response = await api.ask('GET', `${CANDIDATES}?${query}`);
  return listCandidates.answer.parse(await response.json()) as List;
}

describe('GET v4-candidates', () => {
  test('gives the latest revisions: open ones first, by priority, then the oldest', async () => {
    const { candidates, total } = await list();
    expect(total).toBe(3);
    expect(candidates.map(({ candidate_id, change_type }) => [candidate_id, change_type])).toEqual([
      ['c0ffee00c0ffee00', 'parameter'],
      ['low', 'filter'],
      ['faded', 'symbol'],
    ]);
    expect(candidates[0]).toMatchObject({
      ...{ revision: 2, last_seen_week: '2025-W10', occurrences: 4, decision: null, from_version: 'v3.3' },
      replay: { advices: 20, changed: 10, divergence_before: 50, divergence_after: 30 },
      patch: { changes: [{ path: 'dte.min', from: 7, to: 14 }, { path: 'dte.max' }] },
    });
  });

  test('chooses by status, several with commas, and by what was decided', async () => {
    expect((await list('status=faded')).candidates.map(({ candidate_id }) => candidate_id)).toEqual([
      'faded',
    ]);
    expect((await list('status=open,faded')).total).toBe(3);
    expect((await list('status=implement')).total).toBe(0);
    expect((await api.ask('GET', `${CANDIDATES}?status=nothing`)).status).toBe(422);
  });
});

describe('GET v4-candidates/{id}', () => {
  test('gives one with its history, under an ETag of its own', async () => {
    const response = await api.ask('GET', `${CANDIDATES}/low`);
    const etag = response.headers.get('etag') ?? '';
    expect(oneCandidate.answer.parse(await response.json())).toMatchObject({
      candidate: { candidate_id: 'low' },
      history: [],
    });
    expect(etag).toMatch(/^"/);
    await api.opened.steps.rebuildWarehouse({});
    const again = await api.ask('GET', `${CANDIDATES}/low`, { headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
  });

  test('refuses an id that none has, a part of one too, and one that is too long', async () => {
    for (const id of ['c0ffee', 'nothing', 'x'.repeat(10_000), '%00'])
      expect([id.length, (await api.ask('GET', `${CANDIDATES}/${id}`)).status]).toEqual([id.length, 404]);
  });
});
