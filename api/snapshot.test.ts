import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { askedApi, type AskedApi } from '../test/asked-api.js';

const LOOP = '/api/v1/strategies/learning';
const SAMPLE = join(import.meta.dirname, '..', 'data', 'sample');

let api: AskedApi;
beforeAll(async () => {
  api = await askedApi({ filled: false });
  for (const name of (await readdir(SAMPLE)).filter((file) => /\.(csv|jsonl)$/.test(file))) {
    const path = join(SAMPLE, name);
    await api.opened.steps.importFile({ path, givenPath: name, account: null, coveredThrough: null });
  }
});
afterAll(() => api.close());

interface Answer {
  text: string;
  generation: string;
  document: Record<string, unknown>;
}

async function ask(path: string): Promise<Answer> {
  const response = await api.ask('GET', `${LOOP}/${path}`);
  const text = await response.text();
  expect([path, response.status]).toEqual([path, 200]);
  const document = JSON.parse(text) as Record<string, unknown> & { as_of: { generation: string } };
  return { text, document, generation: document.as_of.generation };
}

test('while steps write, each answer is of one moment: totals and parts agree, equal generations give equal bytes', async () => {
  const { steps } = api.opened;
  let isDone = false;
  const writing = (async () => {
    for (const to of ['2025-02-28', '2025-04-30', '2025-06-30']) {
      await steps.reconcileRange({ from: '2025-01-02', to });
      await steps.trackOutcomes({ through: to });
      await steps.aggregateWeeks({ weeks: ['2025-W05', '2025-W08'], tell: false });
    }
  })().finally(() => (isDone = true));
  const seen = new Map<string, string>();
  const generations = new Set<string>();
  while (!isDone) {
    const [list, rate, symbols] = await Promise.all([
      ask('matches?limit=1000&include_excluded=true'),
      ask('analytics/divergence-rate?days=3660&until=2025-12-31'),
      ask('analytics/symbols?days=3660&until=2025-12-31'),
    ]);
    const { total, unreviewed_count, matches } = list.document as {
      total: number;
      unreviewed_count: number;
      matches: unknown[];
    };
    expect([matches.length, unreviewed_count]).toEqual([Math.min(total, 1_000), total]);
    const parts = rate.document as Record<string, number>;
    const types = ['consent', 'modify', 'reject', 'independent', 'no_action', 'pending', 'excluded'];
    expect(types.reduce((sum, type) => sum + (parts[type] ?? 0), 0)).toBe(parts['total_matches']);
    const byWeek = rate.document['by_week'] as Record<string, number>[];
    expect(byWeek.reduce((sum, week) => sum + (week['modify'] ?? 0), 0)).toBe(parts['modify']);
    for (const [name, answer] of Object.entries({ list, rate, symbols })) {
      generations.add(answer.generation);
      const key = `${name} ${answer.generation}`;
      expect(seen.get(key) ?? answer.text).toBe(answer.text);
      seen.set(key, answer.text);
    }
    if (list.generation === rate.generation) expect(parts['total_matches']).toBe(total);
  }
  await writing;
  expect(generations.size).toBeGreaterThan(3);
}, 120_000);
