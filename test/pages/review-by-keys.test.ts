import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { homePaths } from '../../store/home/home.js';
import type { Fact } from '../../store/home/journal.js';
import { askedApi, type AskedApi } from '../asked-api.js';
import { chromium, skippedWithoutChromium } from '../browser.js';
import { withSecondCandidate } from '../week-candidates.js';
import { attributes, ready, servedPages, type ServedPages } from './served-pages.js';

interface Match {
  recommendation: { id: string };
  execution: { ids: string[]; account: string };
}

const MOST_KEYS = 20;
const MOST_REQUESTS = 25;

let api: AskedApi;
let pages: ServedPages;

beforeAll(async () => {
  if (chromium === undefined) return;
  api = await askedApi({ filled: true });
  const asking = await fiveQuestions();
  const { journal } = homePaths(api.dir);
  const lines = (await facts()).map((fact) => (fact.fact === 'questions_asked' ? asking : fact));
  await writeFile(journal, lines.map((fact) => `${JSON.stringify(fact)}\n`).join(''));
  await withSecondCandidate(api, '2025-W31');
  pages = await servedPages(api);
}, 240_000);

afterAll(async () => {
  if (chromium === undefined) return;
  await pages.close();
  await api.close();
});

/** What the week asks, as if no candidate had taken the place of one. */
async function fiveQuestions(): Promise<Fact> {
  const listed = await api.ask('GET', `/api/v1/strategies/learning/matches?match_type=modify&limit=5`);
  const { matches } = (await listed.json()) as { matches: Match[] };
  return {
    ...{ fact: 'questions_asked', week: '2025-W31' },
    questions: matches.map(({ recommendation, execution }) => ({
      ...{ kind: 'reason', why: 'Nothing else explains it.' },
      ...{ recommendation_id: recommendation.id, execution_ids: execution.ids, account: execution.account },
    })),
  };
}

/** Counts what a person does and what is asked for it. */
function counted(page: Page) {
  const counts = { keys: 0, requests: 0, waitedMs: 0, refused: [] as string[] };
  page.on('request', (request) => {
    if (!request.url().startsWith('data:')) counts.requests += 1;
  });
  page.on('response', (response) => {
    if (response.status() >= 400) counts.refused.push(`${response.status()} ${response.url()}`);
  });
  /** Presses a key and waits until the page shows what it did. */
  const press = async (key: string, shown: string) => {
    const began = performance.now();
    counts.keys += 1;
    await page.keyboard.press(key);
    await page.waitForSelector(shown);
    counts.waitedMs += performance.now() - began;
  };
  return { counts, press };
}

async function facts(): Promise<Fact[]> {
  const lines = (await readFile(homePaths(api.dir).journal, 'utf8')).trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Fact);
}

(chromium === undefined ? describe.skip : describe)(
  `the review by keys alone${skippedWithoutChromium}`,
  () => {
    test('of five questions and a candidate takes few keys and few requests, and waits for nothing', async () => {
      const page = await pages.open();
      const { counts, press } = counted(page);
      await page.reload();
      await ready(page);
      expect(await page.locator('[data-question-id][data-state=open]').count()).toBe(5);
      for (let answered = 1; answered <= 5; answered += 1)
        await press('1', `:nth-match([data-question-id][data-state=done], ${answered})`);
      expect(await page.locator('[data-section=candidate][data-state=open]').count()).toBe(1);
      const asked = await attributes(page, '[data-candidate-id]', 'data-candidate-id');
      await press('d', '.decide [type=submit]');
      await press('Enter', '[data-section=candidate][data-state=done]:has-text("Another change waits")');
      expect(await attributes(page, '[data-candidate-id]', 'data-candidate-id')).toEqual(asked);
      await press('Shift+Enter', '[data-review-status=reviewed]');
      process.stderr.write(
        `review by keys: ${JSON.stringify({ ...counts, waitedMs: Math.round(counts.waitedMs) })}\n`,
      );
      expect(counts.refused).toEqual([]);
      expect(counts.keys).toBeLessThanOrEqual(MOST_KEYS);
      expect(counts.requests).toBeLessThanOrEqual(MOST_REQUESTS);
      const decided = (await facts()).filter(({ fact }) => fact === 'candidate_decided');
      expect(decided).toMatchObject([{ row: { decision: 'defer' } }]);
      await page.context().close();
    });
  },
);
