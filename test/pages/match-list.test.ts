import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { askedApi, type AskedApi } from '../asked-api.js';
import { chromium, skippedWithoutChromium } from '../browser.js';
import { until } from '../system.js';
import { attributes, servedPages, type ServedPages } from './served-pages.js';

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

/** What a page asks from now on: of one match, and why it is one. */
function asked(page: Page) {
  const paths: string[] = [];
  page.on('request', (request) => paths.push(new URL(request.url()).pathname));
  return {
    details: () => paths.filter((path) => /\/matches\/[0-9a-f]+$/.test(path)).length,
    explained: () => paths.filter((path) => path.endsWith('/explain')).length,
  };
}

const chosen = async (page: Page) =>
  (await attributes(page, '[data-match-id][aria-current=true]', 'data-match-id'))[0];
const shown = async (page: Page) => (await attributes(page, '[data-match]', 'data-match'))[0];

(chromium === undefined ? describe.skip : describe)(`the list of matches${skippedWithoutChromium}`, () => {
  test('asks for all about the row on which one rests, and why it is one once that is opened', async () => {
    const page = await pages.open('/matches');
    await until(async () => (await shown(page)) !== undefined);
    const { details, explained } = asked(page);
    for (let rows = 0; rows < 20; rows += 1) await page.keyboard.press('j');
    await until(async () => (await shown(page)) === (await chosen(page)));
    expect(await chosen(page)).toBe((await attributes(page, '[data-match-id]', 'data-match-id'))[20]);
    expect([details(), explained()]).toEqual([1, 0]);
    await page.getByText('What was looked at').click();
    await until(() => explained() === 1);
    await page.context().close();
  });

  test('lets one go on writing when all about the match comes', async () => {
    const page = await pages.open('/matches');
    let answer: () => void = () => undefined;
    const isAwaited = new Promise<void>((resolve) => (answer = resolve));
    await page.route(/\/matches\/[0-9a-f]+(\?|$)/, async (route) => {
      await isAwaited;
      await route.continue();
    });
    await page.keyboard.press('j');
    const before = await shown(page);
    await page.keyboard.press('n');
    await page.waitForSelector('.note-field input:focus');
    await page.evaluate('document.activeElement.dataset.opened = "first"');
    await page.keyboard.type('half a ');
    answer();
    await until(async () => ![before, undefined].includes(await shown(page)));
    expect(await page.evaluate('document.activeElement.dataset.opened')).toBe('first');
    await page.keyboard.type('thought');
    expect(await page.locator('.note-field input').inputValue()).toBe('half a thought');
    await page.context().close();
  });
});
