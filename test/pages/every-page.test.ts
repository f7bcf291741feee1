import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { askedApi, type AskedApi } from '../asked-api.js';
import { chromium, skippedWithoutChromium } from '../browser.js';
import { servedPages, violations, type ServedPages } from './served-pages.js';

let filled: AskedApi;
let empty: AskedApi;
let pages: Record<'filled' | 'empty', ServedPages>;

beforeAll(async () => {
  if (chromium === undefined) return;
  filled = await askedApi({ filled: true });
  empty = await askedApi({ filled: false });
  pages = { filled: await servedPages(filled), empty: await servedPages(empty) };
}, 240_000);

afterAll(async () => {
  if (chromium === undefined) return;
  for (const one of Object.values(pages)) await one.close();
  for (const api of [filled, empty]) await api.close();
});

const PAGES = [
  ['overview', '/overview'],
  ['matches', '/matches'],
  ['weeks', '/weekly'],
  ['candidates', '/candidates'],
  ['models', '/models'],
  ['health', '/health'],
] as const;

(chromium === undefined ? describe.skip : describe)(`every page${skippedWithoutChromium}`, () => {
  test.each(
    PAGES.flatMap(([id, path]) =>
      (['filled', 'empty'] as const).flatMap((home) => [
        { id, path, home, width: 1_280, scheme: 'light' as const },
        { id, path, home, width: 320, scheme: 'dark' as const },
      ]),
    ),
  )('shows what there is, and breaks no rule of accessibility: %o', async ({ id, path, home, ...look }) => {
    const page = await pages[home].open(path, look);
    expect(await page.locator('main').getAttribute('data-page')).toBe(id);
    expect(await page.locator('h1').count()).toBe(1);
    expect(await page.locator('[role=alert]').allTextContents()).toEqual([]);
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(look.width);
    await page.context().close();
  });

  test.each([
    ['week', '/weekly/2025-W31', 1_280],
    ['week', '/weekly/2025-W31', 320],
    ['match', null, 1_280],
    ['match', null, 320],
  ] as const)('shows one %s', async (id, given, width) => {
    const listed = await filled.ask('GET', '/api/v1/strategies/learning/matches?limit=1');
    const { matches } = (await listed.json()) as { matches: [{ id: string }] };
    const page = await pages.filled.open(given ?? `/matches/${matches[0].id}`, { width });
    expect(await page.locator('main').getAttribute('data-page')).toBe(id);
    expect(await page.locator('[role=alert]').allTextContents()).toEqual([]);
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    await page.context().close();
  });
});
