import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { isMatchFact } from '../../domain/matching/match-fact.js';
import { homePaths } from '../../store/home/home.js';
import type { Fact } from '../../store/home/journal.js';
import { askedApi, type AskedApi } from '../asked-api.js';
import { chromium, skippedWithoutChromium } from '../browser.js';
import { until } from '../system.js';
import { attributes, servedPages, type ServedPages } from './served-pages.js';

const LOOP = '/api/v1/strategies/learning';

let api: AskedApi;
let pages: ServedPages;

beforeAll(async () => {
  if (chromium === undefined) return;
  api = await askedApi({ filled: true });
  pages = await servedPages(api);
}, 240_000);

afterAll(async () => {
  if (chromium === undefined) return;
  await pages.close();
  await api.close();
});

interface Match {
  id: string;
  execution: { ids: string[] } | null;
}

/** What is answered, once it is: a busy machine says so first. */
async function given<A>(path: string): Promise<A> {
  const response = await api.ask('GET', `${LOOP}/${path}`);
  if (response.status === 503) return given<A>(path);
  return (await response.json()) as A;
}

async function aMatch(type: string): Promise<Match> {
  const { matches } = await given<{ matches: [Match] }>(`matches?match_type=${type}&limit=1`);
  return matches[0];
}

interface Stands {
  user_reason: string | null;
  reviewed_at: string | null;
}

/** Two matches of which nothing was said. */
async function withoutReason(): Promise<[string, string]> {
  const { matches } = await given<{ matches: [Match, Match] }>(
    'matches?match_type=reject&reason_code=none&reviewed=false&limit=2',
  );
  return [matches[0].id, matches[1].id];
}

/** What was said of matches, as the journal has it. */
async function said(): Promise<Fact[]> {
  const lines = (await readFile(homePaths(api.dir).journal, 'utf8')).trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Fact).filter(isMatchFact);
}

const announced = (page: Page, text: string) =>
  until(async () => ((await page.locator('.announcement').textContent()) ?? '').includes(text));
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first().click();

(chromium === undefined ? describe.skip : describe)(`what is pressed${skippedWithoutChromium}`, () => {
  test('on a match: a reason, words, out of the rates and in again, unlinked and linked', async () => {
    const match = await aMatch('modify');
    const before = (await said()).length;
    const page = await pages.open(`/matches/${match.id}`);
    const isSaid = (fact: object) =>
      until(async () => {
        const last = JSON.stringify((await said()).at(-1) ?? {});
        // By their text: what a response holds is of another realm than this test.
        return Object.entries(fact).every(([name, value]) =>
          last.includes(JSON.stringify({ [name]: value as unknown }).slice(1, -1)),
        );
      });

    await press(page, /premium low/);
    await isSaid({ fact: 'match_reason', code: 'premium_low' });
    await press(page, /^n note/);
    await page.getByLabel('In your own words').fill('too little for it');
    await page.keyboard.press('Enter');
    await isSaid({ fact: 'match_reason', code: 'premium_low', note: 'too little for it' });
    await page.getByLabel(/^Exclude/).selectOption('outage');
    await isSaid({ fact: 'match_excluded', reason: 'outage' });
    await page.waitForSelector('.note:has-text("excluded (outage)"):has-text("is being worked out again")');
    await press(page, /include again/);
    await isSaid({ fact: 'match_included' });
    await page.getByLabel(/^Exclude/).waitFor();
    await press(page, 'unlink');
    await isSaid({ fact: 'match_unlinked', execution_ids: match.execution?.ids });
    await page.waitForSelector('.note:has-text("is being worked out again")');
    await api.restate();
    await page.getByRole('button', { name: 'unlink' }).waitFor({ state: 'detached' });
    await page.waitForSelector('.type:has-text("reject")');
    await press(page, /^l link/);
    await page.getByLabel('Ids of the fills that answer it').fill(match.execution?.ids.join(' ') ?? '');
    await press(page, /^Link/);
    await isSaid({ fact: 'match_linked', execution_ids: match.execution?.ids });
    await api.restate();
    await page.getByRole('button', { name: 'unlink' }).waitFor();
    await page.waitForSelector('.type:has-text("modify")');
    expect((await said()).length).toBe(before + 6);
    await page.context().close();
  });

  test('is undone to what stood before: on a match that was looked at, and on one that was not', async () => {
    const [seen, other] = await withoutReason();
    const stands = async (id: string) => {
      const { match } = await given<{ match: Stands }>(`matches/${id}`);
      return [match.user_reason, match.reviewed_at !== null];
    };
    expect((await api.ask('PATCH', `${LOOP}/matches/${seen}/review`)).status).toBe(200);
    for (const [id, key, said, before] of [
      [seen, '2', ['premium_low', true], [null, true]],
      [seen, 's', [null, true], [null, true]],
      [seen, 'c', [null, true], [null, true]],
      [other, '2', ['premium_low', false], [null, false]],
      [other, 's', [null, true], [null, false]],
      [other, 'c', [null, true], [null, false]],
    ] as const) {
      const page = await pages.open(`/matches/${id}`);
      await page.keyboard.press(key);
      await until(async () => JSON.stringify(await stands(id)) === JSON.stringify(said));
      await page.keyboard.press('u');
      await announced(page, 'Undone');
      expect([id, key, await stands(id)]).toEqual([id, key, before]);
      await page.context().close();
    }
  });

  test('to link what nothing can answer is not offered', async () => {
    const { matches } = await given<{ matches: { id: string; recommendation: { action: string } | null }[] }>(
      'matches?match_type=consent&limit=1000',
    );
    const held = matches.find(({ recommendation }) => recommendation?.action === 'hold');
    const page = await pages.open(`/matches/${held?.id}`);
    expect(await page.getByRole('button', { name: /^l link/ }).count()).toBe(0);
    await page.keyboard.press('l');
    expect(await page.getByLabel('Ids of the fills that answer it').count()).toBe(0);
    await page.context().close();
  });

  test('on a week: notes are kept through a reload before they are said, and then stand', async () => {
    const page = await pages.open('/weekly/2025-W30');
    await page.keyboard.press('n');
    await page.keyboard.type('a quiet week');
    await page.reload();
    await page.waitForSelector('textarea');
    expect(await page.locator('textarea').inputValue()).toBe('a quiet week');
    await press(page, 'Keep the notes');
    await announced(page, 'The notes are kept.');
    expect(await given('weekly-summaries/2025/30')).toMatchObject({
      review: { status: 'pending', notes: 'a quiet week' },
    });
    await press(page, /^reviewed/);
    await page.waitForSelector('[data-review-status=reviewed]');
    expect(await given('weekly-summaries/2025/30')).toMatchObject({
      review: { status: 'reviewed', notes: 'a quiet week' },
    });
    await page.context().close();
  });

  test('on an overview of days in which nothing is matched: the way to the last match', async () => {
    const page = await pages.open('/overview?days=30&until=2030-01-01');
    await page.getByText('Nothing is matched in the 30 days through').waitFor();
    await page.getByRole('link', { name: 'Up to then' }).click();
    await page.waitForSelector('.figures:has-text("decisions")');
    expect(await page.locator('[aria-label=Period] [aria-current=true]').innerText()).toBe('30 days');
    await page.context().close();
  });

  test('review all asks twice, and marks those of the filters', async () => {
    const page = await pages.open('/matches?match_type=reject');
    const left = async () =>
      (await given<{ unreviewed_count: number }>('matches?match_type=reject')).unreviewed_count;
    const before = await given<{ unreviewed_count: number }>('matches');
    const rejects = await left();
    expect(rejects).toBeGreaterThan(0);
    await press(page, 'Review all');
    expect(await left()).toBe(rejects);
    await press(page, /^Press again/);
    await until(async () => (await left()) === 0);
    expect(await given('matches')).toMatchObject({ unreviewed_count: before.unreviewed_count - rejects });
    await page.waitForSelector('.count:has-text("0 not reviewed")');
    await page.context().close();
  });

  test('a candidate is rejected with a reason alone, by r, words and Enter', async () => {
    const page = await pages.open('/candidates');
    const [id] = await attributes(page, '.card [data-candidate-id]', 'data-candidate-id');
    const status = async () =>
      (await given<{ candidate: { status: string } }>(`v4-candidates/${id}`)).candidate.status;
    await page.keyboard.press('r');
    await page.waitForSelector('.decide input');
    await page.keyboard.press('Enter');
    expect(await status()).toBe('open');
    await page.keyboard.press('Escape');
    await page.keyboard.press('d');
    await page.keyboard.press('Enter');
    await until(async () => (await status()) === 'deferred');
    await page.waitForSelector('.card:has-text("deferred until")');
    await page.keyboard.press('r');
    await page.keyboard.type('the habit is over');
    await page.keyboard.press('Enter');
    await until(async () => (await status()) === 'rejected');
    await page.waitForSelector(`details[data-candidate="${id}"]:has-text("rejected")`);
    await page.context().close();
  });

  test('a version is rolled back to by a second key, with a reason', async () => {
    await api.opened.steps.changeAlgorithm({
      ...{ change: 'adopt', version: 'a-1', file: 'p.json', text: '{"x": 1}' },
      ...{ at: '2025-08-09T10:00:00Z', by: 'me', effective: null, request: 'r' },
    });
    const page = await pages.open('/candidates');
    await press(page, 'Roll back to v3.3');
    await page.keyboard.press('Enter');
    await page.keyboard.type('it was better');
    await page.keyboard.press('Enter');
    await page.waitForSelector('td:has-text("it was better")');
    const { changes } = await given<{ changes: object[] }>('algorithm/versions');
    expect(changes.at(-1)).toMatchObject({ kind: 'rollback', to_version: 'v3.3', why: 'it was better' });
    await page.context().close();
  });

  test('all matches are left out by the typed word, and counted again by the button in its place', async () => {
    const page = await pages.open('/overview?days=3660');
    const total = async () => (await given<{ total: number }>('matches')).total;
    const before = await total();
    await press(page, 'Clear the matches');
    await page.keyboard.type('clean');
    await page.keyboard.press('Enter');
    expect(await total()).toBe(before);
    await page.getByLabel('Type clear').fill('clear');
    await page.keyboard.press('Enter');
    await until(async () => (await total()) === 0);
    await press(page, 'Count all that is known again');
    await until(async () => (await total()) === before);
    await page.waitForSelector('button:text-is("Clear the matches")');
    await page.context().close();
  });
});

(chromium === undefined ? describe.skip : describe)(
  `what a session may not do is shown as such${skippedWithoutChromium}`,
  () => {
    const PRESSED = '.allowed button, .allowed input, .allowed select, .allowed textarea';

    test.each(['', '/overview', '/matches', '/weekly/2025-W31', '/candidates'])(
      'to read: nothing on "%s" can be pressed that changes anything, nor by its key',
      async (path) => {
        const page = await pages.open(path, { as: 'read' });
        await page.waitForSelector('[data-needs]');
        expect(await page.locator(PRESSED).count()).toBeGreaterThan(0);
        expect(await page.locator(PRESSED).and(page.locator(':enabled')).count()).toBe(0);
        const asked: string[] = [];
        page.on('request', (request) => {
          if (request.method() !== 'GET') asked.push(`${request.method()} ${request.url()}`);
        });
        for (const key of ['1', 'c', 's', 'x', 'u', 'i', 'Enter', 'Shift+Enter'])
          await page.keyboard.press(key);
        await page.keyboard.press('n');
        expect(await page.locator('.note-field').count()).toBe(0);
        expect(asked).toEqual([]);
        await page.context().close();
      },
    );

    test('to decide: what is for who may do everything says so', async () => {
      const page = await pages.open('/overview', { as: 'decide' });
      expect(await page.locator('[data-needs=decide]').count()).toBe(0);
      await page.waitForSelector('[data-needs=admin]');
      expect(await page.getByRole('button', { name: 'Clear the matches' }).isDisabled()).toBe(true);
      expect(await page.getByRole('button', { name: 'Reconcile' }).isDisabled()).toBe(false);
      await page.context().close();
    });
  },
);
