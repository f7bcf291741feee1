import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { askedApi, type AskedApi } from '../../test/asked-api.js';
import { withSecondCandidate } from '../../test/with-second-candidate.js';

const LOOP = '/api/v1/strategies/learning';

interface Review {
  candidate: { candidate_id: string; status: string; decision: string | null } | null;
  left: { candidates: number };
}

let api: AskedApi;
let other: string;
beforeAll(async () => {
  api = await askedApi({ filled: true });
  other = await withSecondCandidate(api, '2025-W31');
}, 240_000);
afterAll(() => api.close());

async function review(): Promise<Review> {
  return (await (await api.ask('GET', `${LOOP}/review`)).json()) as Review;
}

test('GET review keeps the candidate of its week with what was decided, though another is open', async () => {
  const { candidate, left } = await review();
  expect([candidate?.status, left.candidates]).toEqual(['open', 2]);
  expect(candidate?.candidate_id).not.toBe(other);
  for (const [query, decision] of [
    ['decision=defer', 'defer'],
    ['decision=reject&reason=no', 'reject'],
  ] as const) {
    const id = candidate?.candidate_id;
    expect((await api.ask('POST', `${LOOP}/v4-candidates/${id}/decide?${query}`)).status).toBe(200);
    expect(await review()).toMatchObject({
      candidate: { candidate_id: id, decision },
      left: { candidates: 1 },
    });
  }
});
