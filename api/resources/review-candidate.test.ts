import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { askedApi, type AskedApi } from '../../test/asked-api.js';
import { withCandidatesFoundLater, withSecondCandidate } from '../../test/week-candidates.js';

const LOOP = '/api/v1/strategies/learning';

interface Review {
  candidate: { candidate_id: string; status: string; decision: string | null } | null;
  left: { candidates: number };
}

let api: AskedApi;
beforeEach(async () => {
  api = await askedApi({ filled: true });
}, 240_000);
afterEach(() => api.close());

async function review(): Promise<Review> {
  return (await (await api.ask('GET', `${LOOP}/review`)).json()) as Review;
}

/** Defers the candidate of the week, then rejects it, and sees it there both times. */
async function decide(left: number): Promise<string | undefined> {
  const id = (await review()).candidate?.candidate_id;
  for (const [query, decision] of [
    ['decision=defer', 'defer'],
    ['decision=reject&reason=no', 'reject'],
  ] as const) {
    expect((await api.ask('POST', `${LOOP}/v4-candidates/${id}/decide?${query}`)).status).toBe(200);
    expect(await review()).toMatchObject({
      candidate: { candidate_id: id, decision },
      left: { candidates: left },
    });
  }
  return id;
}

test('GET review keeps the candidate of its week with what was decided, though another is open', async () => {
  const other = await withSecondCandidate(api, '2025-W31');
  const { candidate, left } = await review();
  expect([candidate?.status, left.candidates]).toEqual(['open', 2]);
  expect(await decide(1)).not.toBe(other);
});

test('GET review keeps the candidate that was found once its week was published', async () => {
  const { candidate } = await review();
  await withCandidatesFoundLater(api, '2025-W31');
  expect((await review()).candidate?.candidate_id).toBe(candidate?.candidate_id);
  expect(await decide(0)).toBe(candidate?.candidate_id);
});
