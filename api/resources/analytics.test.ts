import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { askedApi, type AskedApi } from '../../test/asked-api.js';
import type { Row } from '../../store/exports/table-rows.js';
import { algorithmAccuracy } from './algorithm-accuracy.js';
import { symbolCounts } from './symbols.js';
import { topModifications } from './top-modifications.js';

const ANALYTICS = '/api/v1/strategies/learning/analytics';
const ALL = 'days=3660';

let api: AskedApi;
let matches: Row[];
beforeAll(async () => {
  api = await askedApi({ filled: true });
  const { rows } = await api.opened.reads.tableRows({ table: 'matches' });
  matches = rows.filter(({ excluded }) => excluded !== true);
});
afterAll(() => api.close());

async function ask(path: string): Promise<unknown> {
  const response = await api.ask('GET', `${ANALYTICS}/${path}`);
  return response.json();
}

describe('GET analytics/algorithm-accuracy', () => {
  test('counts verdicts, and adds up the differences of what is judged', async () => {
    const answer = algorithmAccuracy.answer.parse(await ask(`algorithm-accuracy?${ALL}`)) as {
      verdicts: Record<string, number>;
      difference_mid: number;
      difference_low: number;
      difference_high: number;
      sample_size: number;
      when_followed: { count: number; total_pnl: number; avg_pnl: number };
    };
    const { rows } = await api.opened.reads.tableRows({ table: 'counterfactuals' });
    const own = new Set(matches.map(({ match_id }) => match_id));
    const judged = rows.filter(({ source, match_id }) => source !== 'none' && own.has(match_id ?? null));
    const total = Object.values(answer.verdicts).reduce((sum, n) => sum + n, 0);
    expect(total).toBe(judged.length);
    const sum = judged.reduce((all, { difference_mid }) => all + Number(difference_mid), 0);
    expect(answer.difference_mid).toBeCloseTo(sum, 2);
    expect(answer.difference_low).toBeLessThan(answer.difference_mid);
    expect(answer.difference_high).toBeGreaterThan(answer.difference_mid);
    const { count, total_pnl, avg_pnl } = answer.when_followed;
    expect(count).toBeGreaterThan(0);
    expect(avg_pnl).toBeCloseTo(total_pnl / count, 6);
  });

  test('of nothing gives zeros and nulls, and says so', async () => {
    expect(algorithmAccuracy.answer.parse(await ask('algorithm-accuracy?until=2020-01-01'))).toMatchObject({
      ...{ sample_size: 0, delta: null, difference_mid: null, recommendation: 'nothing is judged yet' },
      when_followed: { count: 0, total_pnl: null, win_rate: null },
    });
  });
});

test('GET analytics/top-modifications counts each changed field, of all and by underlying', async () => {
  const answer = topModifications.answer.parse(await ask(`top-modifications?${ALL}`)) as {
    total_modifications: number;
    dte_modifications: { count: number } | null;
    by_symbol: { field: string; count: number }[];
  };
  const modified = matches.filter(({ match_type }) => match_type === 'modify');
  const changed = modified.filter((row) => (row['modified_fields'] as string[]).includes('expiration'));
  expect(answer.total_modifications).toBe(modified.length);
  expect(answer.dte_modifications?.count ?? 0).toBe(changed.length);
  const bySymbol = answer.by_symbol.filter(({ field }) => field === 'expiration');
  expect(bySymbol.reduce((sum, { count }) => sum + count, 0)).toBe(changed.length);
});

test('GET analytics/symbols counts the matches of each underlying', async () => {
  const { symbols } = symbolCounts.answer.parse(await ask(`symbols?${ALL}`)) as {
    symbols: { symbol: string; consent: number; recommendations: number }[];
  };
  for (const { symbol, consent, recommendations } of symbols) {
    const own = matches.filter(({ underlying }) => underlying === symbol);
    expect([symbol, consent, recommendations]).toEqual([
      symbol,
      own.filter(({ match_type }) => match_type === 'consent').length,
      own.filter(({ recommendation_id }) => recommendation_id !== null).length,
    ]);
  }
  expect(new Set(symbols.map(({ symbol }) => symbol))).toEqual(
    new Set(matches.map(({ underlying }) => underlying)),
  );
});
