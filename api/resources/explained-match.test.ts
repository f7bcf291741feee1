import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { matchLines } from '../../domain/matching/match-lines.js';
import { askedApi, type AskedApi } from '../../test/asked-api.js';
import { explainMatch } from './explained-match.js';

const MATCHES = '/api/v1/strategies/learning/matches';

let api: AskedApi;
beforeAll(async () => {
  api = await askedApi({ filled: true });
}, 600_000);
afterAll(() => api.close());

interface Explained {
  id: string;
  text: string;
  candidates: {
    execution_ids: string[];
    score: number;
    terms: Record<string, number>;
    chosen: boolean;
    why_not: string | null;
  }[];
}

async function explained(id: string): Promise<Explained> {
  const response = await api.ask('GET', `${MATCHES}/${id}/explain`);
  expect(response.status).toBe(200);
  return explainMatch.answer.parse(await response.json()) as Explained;
}

describe('GET matches/{id}/explain', () => {
  test.each(['consent', 'modify', 'reject', 'independent', 'no_action'] as const)(
    'of %s says what `matches show` says, and what each score adds up from',
    async (type) => {
      const { matches } = await api.opened.reads.matches({ types: [type], limit: 3 });
      expect(matches.length).toBeGreaterThan(0);
      for (const match of matches) {
        const id = match['match_id'] as string;
        const { text, candidates, ...rest } = await explained(id);
        const shown = await api.opened.reads.match({ id });
        expect(text).toBe(matchLines(shown, Infinity).join('\n'));
        expect(rest).toMatchObject({ id, input_hash: shown.input_hash });
        for (const { score, terms } of candidates)
          expect(Object.values(terms).reduce((sum, one) => sum + one, 0)).toBeCloseTo(score, 12);
        const chosen = candidates.filter((one) => one.chosen);
        expect(chosen.flatMap(({ execution_ids }) => execution_ids).sort()).toEqual(
          type === 'consent' || type === 'modify' ? [...match.execution_ids].sort() : [],
        );
      }
    },
  );

  test('404 for an id that names no match, or one only by its beginning or its advice', async () => {
    const [match] = (await api.opened.reads.matches({ types: ['consent'], limit: 1 })).matches;
    const id = match?.['match_id'] as string;
    const names = [
      'nothing',
      'x',
      id.slice(0, 10),
      match?.['recommendation_id'] as string,
      'x'.repeat(5_000),
    ];
    for (const name of names)
      expect([name, (await api.ask('GET', `${MATCHES}/${name}/explain`)).status]).toEqual([name, 404]);
  });
});
