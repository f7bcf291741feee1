import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { freePort, LOOPBACK } from '../../workers/server/hidden-place.js';
import { chromium, launched, skippedWithoutChromium } from '../browser.js';
import { pauseSchedules } from '../pause-schedules.js';
import { writeSmallMarket } from '../small-market.js';
import { makeHome, removeHome, SERVER_TEST_MS, tradeloop, up } from '../system.js';
import { ready } from './served-pages.js';

jest.setTimeout(SERVER_TEST_MS);

let home: string;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  if (chromium === undefined) return;
  home = await makeHome();
  await up(home, '--listen', `${LOOPBACK}:${await freePort(LOOPBACK)}`);
  await pauseSchedules(home);
  browser = await launched();
  page = await browser.newPage();
  page.setDefaultTimeout(60_000);
  const { stdout } = await tradeloop(home, 'dashboard', '--no-open', '--json');
  await page.goto((JSON.parse(stdout) as { url: string }).url);
  await ready(page);
  await page.goto(`${new URL(page.url()).origin}/strategies/learning/overview`);
  await page.waitForSelector('[data-empty]');
}, SERVER_TEST_MS);

afterAll(async () => {
  if (chromium === undefined) return;
  await browser.close();
  await tradeloop(home, 'down');
  await removeHome(home);
}, 60_000);

const bring = (...paths: string[]) => page.setInputFiles('[data-drop] input[type=file]', paths);
const IMPORTED = '[data-section=import] [role=status]';

(chromium === undefined ? describe.skip : describe)(`the first files${skippedWithoutChromium}`, () => {
  test('are imported where they are dropped, each with what became of its lines', async () => {
    const { executions, advice, bars } = await writeSmallMarket(join(home, 'market'));
    await bring(executions, advice, bars);
    for (const name of ['executions', 'recommendations', 'bars'])
      await page.waitForSelector(`${IMPORTED} li:has-text("xyz.${name}.jsonl: canonical-jsonl")`);
    expect(await page.locator(`${IMPORTED} li`).first().innerText()).toMatch(/3 of 3 lines imported/);
  });

  test('that are none are refused in the importer’s words', async () => {
    const path = join(home, 'market', 'words.csv');
    await writeFile(path, 'what is this\n');
    await bring(path);
    const refused = page.locator('[role=alert]:has-text("words.csv was not imported: no known export")');
    await refused.waitFor();
    expect(await refused.getByRole('button').count()).toBe(0);
  });

  test('that name no account are imported for the one that is typed then', async () => {
    const path = join(home, 'market', 'robinhood.csv');
    const head =
      'Activity Date,Process Date,Settle Date,Instrument,Description,Trans Code,Quantity,Price,Amount';
    await writeFile(path, `${head}\n1/15/2025,1/15/2025,1/17/2025,XYZ,XYZ Inc,Buy,10,$99.00,($990.00)\n`);
    await bring(path);
    const refused = page.locator('[role=alert]:has-text("robinhood.csv")');
    await refused.waitFor();
    expect(await refused.getByRole('button').isDisabled()).toBe(true);
    await page.getByLabel('Account, if the file names none').fill('main');
    await refused.getByRole('button', { name: 'Import it for main' }).click();
    await page.waitForSelector(`${IMPORTED} li:has-text("robinhood.csv: robinhood, 1 of 1 lines imported")`);
    // The next file may be another account's.
    expect(await page.getByLabel('Account, if the file names none').inputValue()).toBe('');
  });

  test('are matched by Reconcile: what is done is seen meanwhile, and the numbers come without a reload', async () => {
    await page.evaluate('document.body.dataset.same = "yes"');
    await page.getByLabel('Days').selectOption('range');
    await page.getByLabel('from', { exact: true }).fill('2025-01-06');
    await page.getByLabel('to', { exact: true }).fill('2025-01-17');
    await page.getByRole('button', { name: 'Reconcile' }).click();
    await page.waitForSelector('[data-section=steps] [role=progressbar]');
    const said = page.locator('[data-section=steps] [role=status]');
    await said.waitFor();
    expect(await said.innerText()).toMatch(
      /^Reconciled 2025-01-06 to 2025-01-17: \d matches, \d of them changed\.$/,
    );
    await page.waitForSelector('.figures:has-text("2 decisions")');
    expect(await page.evaluate('document.body.dataset.same')).toBe('yes');
  });
});
