import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { askedApi, type AskedApi } from '../test/asked-api.js';
import type { Row } from '../store/exports/table-rows.js';
import { algorithmAccuracy } from './resources/algorithm-accuracy.js';
import { oneWeek } from './resources/one-week.js';
import { reviewWeek } from './resources/review.js';
import { symbolCounts } from './resources/symbols.js';
import { listWeeks } from './resources/weekly-summaries.js';

const LOOP = '/api/v1/strategies/learning';
const SAMPLE = join(import.meta.dirname, '..', 'data', 'sample');
const CURRENCIES = ['CAD', 'USD'];
const WEEK = { from: '2025-07-28', to: '2025-08-03' };

let api: AskedApi;
let judged: Row[];
/** The ids of matches that are excluded. */
let excluded: Set<unknown>;

/** The sample's `ira`, and the same trades in Canadian dollars in another account. */
beforeAll(async () => {
  api = await askedApi({ filled: false });
  const { steps, reads } = api.opened;
  const executions = await readFile(join(SAMPLE, 'ira.executions.csv'), 'utf8');
  const advice = (await readFile(join(SAMPLE, 'advice.recommendations.jsonl'), 'utf8'))
    .split('\n')
    .filter((line) => line.includes('"account":"ira"'));
  const other = (text: string) => text.replaceAll(/\bira\b/g, 'rrsp');
  const files = {
    'ira.executions.csv': executions,
    'rrsp.executions.csv': other(executions).replaceAll('USD', 'CAD'),
    'ira.recommendations.jsonl': advice.join('\n'),
    'rrsp.recommendations.jsonl': advice
      .map((line) => other(line).replace('"recommendation_id":"', '"recommendation_id":"other-'))
      .join('\n'),
    'daily.bars.csv': await readFile(join(SAMPLE, 'daily.bars.csv'), 'utf8'),
  };
  for (const [name, text] of Object.entries(files)) {
    const path = join(api.dir, name);
    await writeFile(path, text);
    await steps.importFile({ path, givenPath: name, account: null, coveredThrough: null });
  }
  const range = { from: '2025-06-02', to: '2025-08-08' };
  await steps.reconcileRange(range);
  await steps.trackOutcomes({ through: range.to });
  await steps.aggregateWeeks({ weeks: ['2025-W31'], tell: false });
  ({ rows: judged } = await reads.tableRows({ table: 'counterfactuals' }));
  const { rows } = await reads.tableRows({ table: 'matches', where: [['excluded', 'true']] });
  excluded = new Set(rows.map(({ match_id }) => match_id));
}, 300_000);
afterAll(() => api.close());

async function ask(path: string): Promise<unknown> {
  return (await api.ask('GET', `${LOOP}/${path}`)).json();
}

/** What is judged in the week and in a currency, added up by hand in cents. */
function inWeek(currency: string, name: 'human_pnl' | 'pnl_mid'): number {
  const own = judged.filter(
    ({ horizon, currency: of, human_pnl, pnl_mid }) =>
      (horizon as string) >= WEEK.from &&
      (horizon as string) <= WEEK.to &&
      of === currency &&
      human_pnl !== null &&
      pnl_mid !== null,
  );
  expect(own.length).toBeGreaterThan(0);
  return own.reduce((sum, row) => sum + Math.round(100 * Number(row[name])), 0) / 100;
}

interface Amounts {
  currency: string | null;
  actual_pnl: number | null;
  algorithm_pnl: number | null;
  pnl_delta: number | null;
}

describe('amounts of two currencies', () => {
  test('of a week are not added: the list, the week and its review have each by itself', async () => {
    const [summary] = (
      listWeeks.answer.parse(await ask('weekly-summaries')) as {
        summaries: (Amounts & { by_currency: Amounts[] })[];
      }
    ).summaries;
    expect(summary).toMatchObject({ actual_pnl: null, algorithm_pnl: null, pnl_delta: null, currency: null });
    const parts = CURRENCIES.map((currency) => {
      const [human, mid] = [inWeek(currency, 'human_pnl'), inWeek(currency, 'pnl_mid')];
      return { currency, human, mid, delta: Math.round(100 * (human - mid)) / 100 };
    });
    expect(summary?.by_currency).toMatchObject(
      parts.map(({ currency, human, mid, delta }) => ({
        ...{ currency, actual_pnl: human, algorithm_pnl: mid, pnl_delta: delta },
      })),
    );
    expect(oneWeek.answer.parse(await ask('weekly-summaries/2025/31'))).toMatchObject({
      performance: {
        ...{ actual_pnl: null, pnl_delta: null, currency: null, delta_explanation: null },
        by_currency: parts.map(({ currency, human, mid, delta }) => ({
          ...{ currency, actual_pnl: human, algorithm_hypothetical_pnl: mid, pnl_delta: delta },
        })),
      },
      of_now: expect.arrayContaining(['performance.by_currency']) as unknown,
    });
    expect(reviewWeek.answer.parse(await ask('review'))).toMatchObject({
      money: {
        ...{ human: null, difference_mid: null, currency: null },
        by_currency: parts.map(({ currency, human, mid, delta }) => ({
          ...{ currency, human, algorithm_mid: mid, difference_mid: delta },
        })),
      },
    });
  });

  test('of followed and of diverged advice are not added or compared', async () => {
    const answer = algorithmAccuracy.answer.parse(await ask('analytics/algorithm-accuracy?days=3660')) as {
      by_currency: { currency: string; difference_mid: number; when_followed: { count: number } }[];
    };
    const none = { total_pnl: null, avg_pnl: null, median_pnl: null };
    expect(answer).toMatchObject({
      ...{ when_followed: none, when_diverged: none, delta: null, difference_mid: null, currency: null },
      recommendation: expect.stringContaining('several currencies') as unknown,
    });
    expect(answer.by_currency.map(({ currency }) => currency).sort()).toEqual(CURRENCIES);
    for (const { currency, difference_mid, when_followed } of answer.by_currency) {
      const own = judged.filter(
        (row) => row['currency'] === currency && row['source'] !== 'none' && !excluded.has(row['match_id']),
      );
      expect(difference_mid).toBeCloseTo(
        own.reduce((sum, row) => sum + Number(row['difference_mid']), 0),
        6,
      );
      expect(when_followed.count).toBeGreaterThan(0);
    }
  });

  test('of an underlying are not added', async () => {
    const { symbols } = symbolCounts.answer.parse(await ask('analytics/symbols?days=3660')) as {
      symbols: { symbol: string; pnl: number | null; by_currency: { currency: string; pnl: number }[] }[];
    };
    const { rows } = await api.opened.reads.tableRows({ table: 'outcomes' });
    expect(symbols.length).toBeGreaterThan(0);
    for (const { symbol, pnl, by_currency } of symbols) {
      expect([symbol, pnl]).toEqual([symbol, null]);
      for (const part of by_currency) {
        const own = rows.filter(
          ({ underlying, currency, match_id, closed_at }) =>
            underlying === symbol &&
            currency === part.currency &&
            match_id !== null &&
            !excluded.has(match_id) &&
            closed_at !== null,
        );
        const isKnown = own.every(({ pnl_economic }) => pnl_economic !== null);
        const sum = own.reduce((total, { pnl_economic }) => total + Number(pnl_economic), 0);
        if (isKnown) expect(part.pnl).toBeCloseTo(sum, 6);
        else expect(part.pnl).toBeNull();
      }
    }
  });
});
