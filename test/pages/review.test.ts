import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { isMatchFact } from '../../domain/matching/match-fact.js';
import { homePaths } from '../../store/home/home.js';
import type { Fact } from '../../store/home/journal.js';
import { askedApi, type AskedApi } from '../asked-api.js';
import { chromium, skippedWithoutChromium } from '../browser.js';
import { until } from '../system.js';
import { attributes, ready, servedPages, violations, type ServedPages } from './served-pages.js';

/** `RECORD_PICTURES=1 npm test -- pages/review.test` makes it. */
const PICTURE = join(import.meta.dirname, '..', '..', 'docs', 'pictures', 'review.png');
const MOST_PICTURE_BYTES = 300_000;
const PICTURED_WIDTH = 800;

let api: AskedApi;
let pages: ServedPages;

beforeAll(async () => {
  api = await askedApi({ filled: true });
  if (chromium !== undefined) pages = await servedPages(api);
}, 240_000);

afterAll(async () => {
  if (chromium !== undefined) await pages.close();
  await api.close();
});

const states = (page: Page) => attributes(page, '[data-question-id]', 'data-state');
const chosen = async (page: Page) =>
  (await attributes(page, '[data-question-id]', 'aria-current')).indexOf('true');
const unanswered = (page: Page): Promise<unknown> =>
  page.evaluate('JSON.parse(localStorage.getItem("tradeloop.said") ?? "[]").length').catch(() => undefined);

async function factsNow(): Promise<Fact[]> {
  const lines = (await readFile(homePaths(api.dir).journal, 'utf8')).trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Fact).filter(isMatchFact);
}

(chromium === undefined ? describe.skip : describe)(`the review${skippedWithoutChromium}`, () => {
  test('shows its parts in order, and where one is', async () => {
    const page = await pages.open();
    expect(await attributes(page, '[data-section]', 'data-section')).toEqual([
      'trust',
      'next-week',
      'questions',
      'money',
      'habits',
      'candidate',
    ]);
    expect(await page.locator('main').getAttribute('data-page')).toBe('review');
    expect(await page.locator('h1').allTextContents()).toEqual(['Week 2025-W31']);
    expect(await page.locator('nav a').allTextContents()).toEqual([
      ...['Review', 'Overview', 'Matches', 'Weekly Summaries', 'V4 Candidates', 'Models', 'Health'],
    ]);
    expect(await page.locator('nav a[aria-current=page]').allTextContents()).toEqual(['Review']);
    expect((await states(page)).length).toBeGreaterThan(2);
    expect(await chosen(page)).toBe(0);
    await page.context().close();
  });

  test('shows the change that a key is about to decide, though it lies far below', async () => {
    const page = await pages.open();
    await page.setViewportSize({ width: 1_280, height: 400 });
    const isSeen = () =>
      page.evaluate(
        `(() => { const { top, bottom } = document.querySelector('.decide').getBoundingClientRect(); return top >= 0 && bottom <= innerHeight; })()`,
      );
    expect(await isSeen()).toBe(false);
    await page.keyboard.press('i');
    await page.locator('.decide .reason').waitFor();
    expect(await isSeen()).toBe(true);
    await page.context().close();
  });

  test('is pictured for the README', async () => {
    const page = await pages.open('', { width: PICTURED_WIDTH });
    await page.waitForSelector('[data-question-id]');
    const picture = await page.locator('main').screenshot();
    expect(picture.length).toBeLessThan(MOST_PICTURE_BYTES);
    if (process.env['RECORD_PICTURES'] !== undefined) await writeFile(PICTURE, picture);
    await page.context().close();
  });

  test.each([
    ...([1_280, 320] as const).flatMap((width) =>
      (['light', 'dark'] as const).map((scheme) => ({ width, scheme })),
    ),
  ])('breaks no rule of accessibility at %o, and needs no sideways scrolling', async (look) => {
    const page = await pages.open('', look);
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(look.width);
    await page.context().close();
  });

  test('is answered by one key a question, undone, and done by keyboard alone', async () => {
    const page = await pages.open();
    const before = (await factsNow()).length;
    await page.keyboard.press('1');
    await page.waitForSelector('[data-question-id][data-state=done]');
    await until(async () => (await chosen(page)) === 1);
    expect((await states(page)).slice(0, 2)).toEqual(['done', 'open']);
    await until(async () => (await page.locator('.announcement').textContent()) !== '');
    expect((await factsNow()).length).toBe(before + 1);

    await page.keyboard.press('u');
    await until(async () => !(await states(page)).includes('done'));
    await until(async () => (await chosen(page)) === 0);
    expect((await factsNow()).length).toBe(before + 2);

    const count = (await states(page)).length;
    for (let at = 0; at < count; at += 1) {
      await page.keyboard.press('s');
      await until(async () => (await states(page)).filter((state) => state === 'done').length === at + 1);
    }
    await page.keyboard.press('Shift+Enter');
    await page.waitForSelector('[data-review-status=reviewed]');
    await page.getByText('The next one is due on Sat').waitFor();
    await page.reload();
    await ready(page);
    expect(await states(page)).toEqual(Array.from({ length: count }, () => 'done'));
    expect(await page.locator('[data-review-status]').getAttribute('data-review-status')).toBe('reviewed');
    await page.context().close();
  });

  test('keeps an answer while nobody answers, through a reload, and says it once', async () => {
    const page = await pages.open();
    const before = (await factsNow()).length;
    await pages.interrupt();
    await page.keyboard.press('c');
    await until(async () => (await unanswered(page)) === 1);
    await pages.resume();
    await page.reload();
    await until(async () => (await unanswered(page)) === 0);
    expect((await factsNow()).length).toBe(before + 1);
    await page.context().close();
  });

  test('words that follow a reason belong to it, and another reason keeps them', async () => {
    const { questions } = (await (await api.ask('GET', '/api/v1/strategies/learning/review')).json()) as {
      questions: { question_id: string; kind: string }[];
    };
    const asked = `[data-question-id="${questions.find(({ kind }) => kind === 'reason')?.question_id}"]`;
    const page = await pages.open();
    const isSaid = (code: string, note: string | null) =>
      until(async () => {
        const last = (await factsNow()).at(-1);
        return last?.fact === 'match_reason' && last.code === code && last.note === note;
      });
    await page.click(`${asked} .asked`);
    await page.keyboard.press('5');
    await isSaid('gut_feeling', null);
    await page.click(`${asked} .asked`);
    await page.getByRole('button', { name: 'n note' }).click();
    await page.waitForSelector('.note-field input:focus');
    await page.keyboard.type('it was late');
    await page.keyboard.press('Enter');
    await isSaid('gut_feeling', 'it was late');
    await page.click(`${asked} .asked`);
    await page.keyboard.press('1');
    await isSaid('timing', 'it was late');
    await page.context().close();
  });

  test('signed out names the command that signs in', async () => {
    const page = await pages.open('', { as: null });
    expect(await page.locator('main').textContent()).toContain('tradeloop dashboard');
    expect(await violations(page)).toEqual([]);
    await page.context().close();
  });

  test('has a dialog of its keys', async () => {
    const page = await pages.open();
    await page.keyboard.press('?');
    const dialog = page.getByRole('dialog', { name: 'Keyboard' });
    await until(async () => (await dialog.locator('kbd').count()) === 18);
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await until(async () => (await dialog.count()) === 0);
    await page.keyboard.press('g');
    await page.keyboard.press('m');
    await until(() => new URL(page.url()).pathname === '/strategies/learning/matches');
    await page.context().close();
  });
});
