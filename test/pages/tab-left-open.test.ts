import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { askedApi, type AskedApi } from '../asked-api.js';
import { chromium, skippedWithoutChromium } from '../browser.js';
import { until } from '../system.js';
import { ready, servedPages, type ServedPages } from './served-pages.js';

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

/**
 * From now on the page at each address runs its script under another name, as after an upgrade; `isKept`: something
 * between the system and the browser keeps the former page for who loads it.
 */
async function upgrade(page: Page, { isKept }: { isKept: boolean }): Promise<void> {
  const former = await (await api.ask('GET', '/strategies/learning')).text();
  const next = former.replace(/(\/dashboard\/page-\w+\.js)/, '$1?next');
  await page.route(
    ({ pathname }) => pathname.startsWith('/strategies/learning'),
    (route) =>
      route.fulfill({
        contentType: 'text/html; charset=utf-8',
        body: isKept && route.request().isNavigationRequest() ? former : next,
      }),
  );
}

/** Nobody answers for a moment, as while the system begins again. */
async function beginAgain(page: Page): Promise<void> {
  await pages.interrupt();
  await page.waitForSelector('.connection.lost');
  await pages.resume();
}

(chromium === undefined ? describe.skip : describe)(
  `a tab that was left open${skippedWithoutChromium}`,
  () => {
    test('says that the connection is lost, and asks anew once it is mended', async () => {
      const page = await pages.open();
      let asked = 0;
      page.on('response', (response) => (asked += response.url().endsWith('/review') ? 1 : 0));
      let loads = 0;
      page.on('load', () => (loads += 1));
      await beginAgain(page);
      await page.waitForSelector('.connection:not(.lost)');
      await until(() => asked > 0);
      expect(loads).toBe(0);
      await page.context().close();
    });

    test('reloads itself over an upgrade, once, and has what was being typed', async () => {
      const page = await pages.open();
      await page.keyboard.press('n');
      await page.waitForSelector('.note-field input:focus');
      await page.keyboard.type('half a thought');
      let loads = 0;
      page.on('load', () => (loads += 1));
      await upgrade(page, { isKept: false });
      await beginAgain(page);
      await until(() => loads === 1);
      await ready(page);
      await page.keyboard.press('n');
      expect(await page.locator('.note-field input').inputValue()).toBe('half a thought');
      await beginAgain(page);
      await page.waitForSelector('.connection:not(.lost)');
      expect(loads).toBe(1);
      await page.context().close();
    });

    test('has over an upgrade whatever was being typed: filters, words to a match, reasons, notes and days', async () => {
      await api.opened.steps.changeAlgorithm({
        ...{ change: 'adopt', version: 'a-1', file: 'p.json', text: '{"x": 1}' },
        ...{ at: '2025-08-09T10:00:00Z', by: 'me', effective: null, request: 'r' },
      });
      const typed = [
        ['/matches', '/', 'input[type=search]', 'half a filter'],
        ['/matches', null, '.filters input.text', 'NVD'],
        ['/matches', 'n', '.note-field input', 'half a thought'],
        ['/candidates', 'r', '.decide input', 'half a reason'],
        ['/candidates', 'Roll back to', '.with-reason input', 'half a way back'],
        ['/overview', 'Clear the matches', '.with-reason input', 'clea'],
        ['/overview', null, '[data-drop] input[type=text]', 'half an account'],
        ['/weekly/2025-W31', 'n', 'textarea', 'half a note'],
      ] as const;
      for (const [path, opens, field, text] of typed) {
        const page = await pages.open(path);
        const open = async () => {
          if (opens === null) return;
          if (opens.length === 1) await page.keyboard.press(opens);
          else await page.getByRole('button', { name: opens }).first().click();
          await page.waitForSelector(field);
        };
        await open();
        await page.locator(field).first().pressSequentially(text);
        await upgrade(page, { isKept: false });
        let loads = 0;
        page.on('load', () => (loads += 1));
        await beginAgain(page);
        await until(() => loads === 1);
        await ready(page);
        await open();
        expect([path, await page.locator(field).first().inputValue()]).toEqual([path, text]);
        await page.context().close();
      }
    });

    test('applies a filter that was being typed over an upgrade once one presses Enter', async () => {
      const page = await pages.open('/matches');
      const field = page.locator('.filters input.text').first();
      await field.pressSequentially('NVDA');
      await page.reload();
      await ready(page);
      expect(await field.inputValue()).toBe('NVDA');
      await field.press('Enter');
      await until(() => new URL(page.url()).searchParams.get('symbol') === 'NVDA');
      await page.context().close();
    });

    test('says so where loading it anew does not bring the page of the system', async () => {
      const page = await pages.open();
      let loads = 0;
      page.on('load', () => (loads += 1));
      await upgrade(page, { isKept: true });
      await beginAgain(page);
      await until(() => loads === 1);
      await page.waitForSelector('text=the system was upgraded');
      await beginAgain(page);
      await page.waitForSelector('text=the system was upgraded');
      expect(loads).toBe(1);
      await page.context().close();
    });
  },
);
