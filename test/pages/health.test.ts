import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { dataHealth } from '../../api/resources/data-health.js';
import { askedApi, type AskedApi } from '../asked-api.js';
import { chromium, skippedWithoutChromium } from '../browser.js';
import { attributes, servedPages, violations, type ServedPages } from './served-pages.js';

const LOOP = '/api/v1/strategies/learning';
/** The browser of the tests writes numbers and days as Americans do. */
const WRITTEN = new Intl.NumberFormat('en-US');

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

interface Health {
  counts: { total_matches: number; total_outcomes: number; by_type: Record<string, number> };
  issues: string[];
  details: Record<string, number>;
  as_of: { known_through: string };
}

const healthNow = async () =>
  dataHealth.answer.parse(await (await api.ask('GET', `${LOOP}/data-health`)).json()) as Health;
const textOf = (page: Page, section: string) => page.locator(`[data-section=${section}]`).innerText();

/** One trade that is read, and one whose price is none. */
async function importTrades(): Promise<void> {
  const trade = { account: 'main', executed_at: '2025-08-07T15:00:00Z', action: 'buy', underlying: 'XYZ' };
  const lines = [10, 'ten'].map((price) => JSON.stringify({ ...trade, quantity: 100, price }));
  const imported = await api.ask('POST', `${LOOP}/imports?filename=xyz.executions.jsonl`, {
    headers: { 'content-type': 'application/octet-stream' },
    body: `${lines.join('\n')}\n`,
  });
  expect(imported.status).toBe(200);
}

(chromium === undefined ? describe.skip : describe)(
  `the health of what is stored${skippedWithoutChromium}`,
  () => {
    test('is said in the first line; counts are the API’s, and lead to lists of as many', async () => {
      const { counts, as_of } = await healthNow();
      const page = await pages.open('/health');
      expect(await page.locator('[data-health] > p').innerText()).toBe('The records are healthy.');
      expect(await attributes(page, '[data-section]', 'data-section')).toEqual([
        ...['counts', 'types', 'known', 'epoch'],
      ]);
      expect(await textOf(page, 'counts')).toContain(`Outcomes\n${WRITTEN.format(counts.total_outcomes)}`);
      for (const [type, count] of Object.entries(counts.by_type))
        expect(await textOf(page, 'types')).toMatch(new RegExp(`${type.replace('_', ' ')}\\s+${count}`));
      const day = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeZone: 'UTC' });
      expect(await textOf(page, 'known')).toContain(day.format(new Date(as_of.known_through)));
      for (const name of ['Matches', 'Not reviewed']) {
        await page.waitForSelector(`dt:text-is("${name}")`);
        const link = page.locator(`dt:text-is("${name}") + dd a`);
        const count = await link.innerText();
        if (name === 'Matches') expect(count).toBe(WRITTEN.format(counts.total_matches));
        await link.click();
        await page.waitForSelector('[data-total]');
        expect(await page.locator('[data-total]').innerText()).toBe(count);
        await page.goBack();
      }
      await page.context().close();
    });

    test('has the epoch as it is set, without a reload', async () => {
      const page = await pages.open('/health');
      expect(await textOf(page, 'epoch')).toContain('All matches count.');
      await api.ask('PUT', `${LOOP}/epoch-config?min_valid_date=2025-07-01`);
      await page.waitForSelector('[data-section=epoch]:has-text("Counting begins with Jul 1, 2025")');
      const { outside_epoch } = (await healthNow()).details;
      expect(outside_epoch).toBeGreaterThan(0);
      expect(await textOf(page, 'epoch')).toContain(`${String(outside_epoch)} matches lie before it`);
      await api.ask('PUT', `${LOOP}/epoch-config`);
      await page.waitForSelector('[data-section=epoch]:has-text("All matches count.")');
      await page.context().close();
    });

    test('names what is wrong once it is, how often, and what mends it', async () => {
      const page = await pages.open('/health');
      await importTrades();
      await page.waitForSelector('[data-health=issues_found]');
      const { issues, details } = await healthNow();
      expect(await page.locator('[data-health] > p').innerText()).toBe(
        `The records are not healthy: ${issues.length} things are wrong.`,
      );
      const kinds = (await attributes(page, '[data-wrong]', 'data-wrong')) as string[];
      expect(kinds).toEqual(['rejected_lines', 'stale_outcomes']);
      expect(kinds.length).toBe(issues.length);
      for (const kind of kinds)
        expect(await page.locator(`[data-wrong=${kind}]`).innerText()).toMatch(
          new RegExp(`^${String(details[kind])} .*\\n.*npx tradeloop (import|outcomes)`),
        );
      await page.locator('[data-wrong=stale_outcomes] a').click();
      await page.waitForSelector('main[data-page=overview]');
      await page.context().close();
      for (const look of [
        { width: 1_280, scheme: 'light' },
        { width: 320, scheme: 'dark' },
      ] as const) {
        const looked = await pages.open('/health', look);
        expect(await attributes(looked, '[data-wrong]', 'data-wrong')).toEqual(kinds);
        expect(await violations(looked)).toEqual([]);
        expect(await looked.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(look.width);
        await looked.context().close();
      }
    });
  },
);
