import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { seededRandom } from '../../domain/number/random.js';
import { homePaths } from '../../store/home/home.js';
import type { Fact } from '../../store/home/journal.js';
import { freePort, LOOPBACK } from '../../workers/server/hidden-place.js';
import { chromium, launched, skippedWithoutChromium } from '../browser.js';
import { pauseSchedules } from '../pause-schedules.js';
import { done, makeHome, pidOf, removeHome, tradeloop, until, up } from '../system.js';
import { ready } from './served-pages.js';

/** `PAGE_KILLS=20 npm test -- killed-pages` is the whole of it; this is the short form. */
const KILLS = Number(process.env['PAGE_KILLS'] ?? 2);
const SEED = Number(process.env['PAGE_SEED'] ?? Date.now() % 1_000_000);
const SAMPLE = join(import.meta.dirname, '..', '..', 'data', 'sample');
/** A kill comes within so long of the first of its answers: before it is read, while it is written down, or after. */
const WITHIN_MS = 80;
const ANSWERS = ['1', '2', '3', '4'];

jest.setTimeout(90_000 * (KILLS + 4));

const random = seededRandom(SEED);
let home: string;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  if (chromium === undefined) return;
  home = await makeHome();
  await done(home, 'import', SAMPLE, '--local');
  await done(home, 'reconcile', '--local');
  await up(home, '--listen', `${LOOPBACK}:${await freePort(LOOPBACK)}`);
  await pauseSchedules(home);
  browser = await launched();
  page = await browser.newPage();
  const { stdout } = await tradeloop(home, 'dashboard', '--no-open', '--json');
  await page.goto((JSON.parse(stdout) as { url: string }).url);
  await ready(page);
  await page.goto(`${new URL(page.url()).origin}/strategies/learning/matches?order=date`);
  await page.waitForSelector('[data-match-id]');
}, 240_000);

afterAll(async () => {
  if (chromium === undefined) return;
  await browser.close();
  await tradeloop(home, 'down');
  await removeHome(home);
}, 60_000);

/** The reasons in the journal, by what they are about. */
async function reasons(): Promise<Record<string, number>> {
  const lines = (await readFile(homePaths(home).journal, 'utf8')).split('\n').filter(Boolean);
  const counts: Record<string, number> = {};
  for (const fact of lines.map((line) => JSON.parse(line) as Fact & { recommendation_id?: string | null }))
    if (fact.fact === 'match_reason') {
      const about =
        fact.recommendation_id ?? JSON.stringify((fact as { execution_ids?: string[] }).execution_ids);
      counts[about] = (counts[about] ?? 0) + 1;
    }
  return counts;
}

const unanswered = (): Promise<unknown> =>
  page.evaluate('JSON.parse(localStorage.getItem("tradeloop.said") ?? "[]").length');

(chromium === undefined ? describe.skip : describe)(`pages through kills${skippedWithoutChromium}`, () => {
  test(`${KILLS} kills of the data process amid answers: the page recovers by itself, and each answer stands once (seed ${SEED})`, async () => {
    const recovered: number[] = [];
    for (let n = 0; n < KILLS; n += 1) {
      const pid = await pidOf(home, 'data');
      const answering = (async () => {
        for (const key of ANSWERS) await page.keyboard.press(key);
      })();
      await sleep(random() * WITHIN_MS);
      process.kill(pid, 'SIGKILL');
      const began = performance.now();
      await answering;
      await until(async () => (await pidOf(home, 'data')) !== pid, 60_000);
      await until(async () => (await unanswered()) === 0, 60_000);
      await page.waitForSelector('.connection:not(.lost)', { timeout: 60_000 });
      await page.waitForSelector('[role=alert]', { state: 'detached', timeout: 60_000 });
      recovered.push(Math.round(performance.now() - began));
      const counts = Object.values(await reasons());
      expect([n, counts.length, Math.max(...counts)]).toEqual([n, (n + 1) * ANSWERS.length, 1]);
      // What was answered is seen as such.
      await until(
        async () =>
          (await page
            .locator('[data-match-id]:has-text("gut feeling"), [data-match-id]:has-text("timing")')
            .count()) > 0,
        60_000,
      );
    }
    process.stderr.write(`${KILLS} kills; ms until all is as before: ${recovered.join(', ')}\n`);
  });
});
