import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { askedApi, type AskedApi } from '../../test/asked-api.js';
import { CANDIDATE, published } from '../../test/candidate-row.js';

const CANDIDATES = '/api/v1/strategies/learning/v4-candidates';

let api: AskedApi;
beforeEach(async () => {
  const faded = published({ candidate_id: 'faded000', status: 'faded' });
  const costly = published({ candidate_id: 'costly00', flags: ['costly'] });
  api = await askedApi({ filled: false, facts: [published(), faded, costly] });
});
afterEach(() => api.close());

async function decide(query: string, id = CANDIDATE.candidate_id, headers: Record<string, string> = {}) {
  const response = await api.ask('POST', `${CANDIDATES}/${id}/decide?${query}`, { as: 'decide', headers });
  const etag = response.headers.get('etag');
  return { status: response.status, etag, answer: (await response.json()) as object };
}

test('a rejection is written down under the token’s name; the same again changes nothing, another is refused', async () => {
  expect(await decide('decision=reject&reason=no')).toMatchObject({
    status: 200,
    answer: {
      decision: 'reject',
      reason: 'no',
      repeated: false,
      run_id: `candidate:${CANDIDATE.candidate_id}`,
    },
  });
  expect(await decide('decision=reject&reason=no')).toMatchObject({
    status: 200,
    answer: { repeated: true },
  });
  expect(await decide('decision=defer')).toMatchObject({
    status: 409,
    answer: { type: '/problems/already-decided', current: { decision: 'reject', decided_by: 'decide' } },
  });
});

test('a deferral ends fourteen days later unless it says when, and may be decided again', async () => {
  expect(await decide('decision=defer')).toMatchObject({ status: 200 });
  const shown = await api.ask('GET', `${CANDIDATES}/${CANDIDATE.candidate_id}`);
  expect(await shown.json()).toMatchObject({ candidate: { status: 'deferred', defer_until: '2025-08-24' } });
  expect(await decide('decision=reject&reason=no')).toMatchObject({ status: 200 });
});

test.each([
  ['decision=nothing', CANDIDATE.candidate_id, 422, 'invalid-parameter'],
  ['decision=reject&reason=no&revision=7', CANDIDATE.candidate_id, 412, 'changed'],
  ['decision=implement', 'costly00', 409, 'cost-not-accepted'],
  ['decision=reject&reason=no', 'faded000', 409, 'not-pending'],
  ['decision=reject&reason=no', 'nothing0', 404, 'not-found'],
])('refuses %s of %s', async (query, id, status, slug) => {
  expect(await decide(query, id)).toMatchObject({ status, answer: { type: `/problems/${slug}` } });
});

test.each([
  ['decision=reject', 'reason', 'a rejection needs reason'],
  [
    'decision=reject&reason=no&defer_until=2025-09-01',
    'defer_until',
    'defer_until is of a deferral: 2025-09-01',
  ],
  ['decision=defer&defer_until=2025-08-01', 'defer_until', 'defer_until 2025-08-01 is not after 2025-08-10'],
  ['decision=defer&effective=2025-09-01', 'effective', 'effective is of an implementation: 2025-09-01'],
])('refuses %s in the words of the API: %s', async (query, name, message) => {
  expect(await decide(query)).toMatchObject({
    status: 422,
    answer: {
      ...{ type: '/problems/invalid-parameter', detail: expect.stringContaining(message) as unknown },
      errors: [{ name, message: expect.stringContaining(message) as unknown }],
    },
  });
});

test('what is refused for what stands gives that, with its ETag', async () => {
  const { candidate_id } = CANDIDATE;
  const etag = (await api.ask('GET', `${CANDIDATES}/${candidate_id}`)).headers.get('etag');
  expect(await decide('decision=reject&reason=no&revision=7')).toMatchObject({
    ...{ status: 412, etag },
    answer: { current: { candidate_id, status: 'open' } },
  });
  expect(await decide('decision=implement', 'costly00')).toMatchObject({
    status: 409,
    answer: {
      ...{ detail: expect.stringContaining('give accept_cost') as unknown },
      current: { candidate_id: 'costly00', flags: ['costly'] },
    },
  });
});

test('a deferral without a day is the same however much later it comes again', async () => {
  await decide('decision=defer');
  api.clock.at = '2025-08-12T12:00:00Z';
  expect(await decide('decision=defer')).toMatchObject({
    ...{ status: 200, answer: { repeated: true, decided_at: '2025-08-10T12:00:00Z' } },
  });
  api.clock.at = '2025-08-24T12:00:00Z';
  expect(await decide('decision=defer')).toMatchObject({ status: 200, answer: { repeated: false } });
});

test('takes If-Match: what was decided meanwhile is refused', async () => {
  const etag = (await api.ask('GET', `${CANDIDATES}/${CANDIDATE.candidate_id}`)).headers.get('etag') ?? '';
  const headers = { 'if-match': etag };
  expect(await decide('decision=defer', CANDIDATE.candidate_id, headers)).toMatchObject({ status: 200 });
  expect(await decide('decision=reject&reason=no', CANDIDATE.candidate_id, headers)).toMatchObject({
    status: 412,
  });
});
