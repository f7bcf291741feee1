import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { askedApi, type AskedApi } from '../asked-api.js';
import { chromium, skippedWithoutChromium } from '../browser.js';
import { until } from '../system.js';
import { ready, servedPages, type ServedPages } from './served-pages.js';

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

async function said(method: string, path: string, body: object): Promise<void> {
  expect((await api.ask(method, `${LOOP}${path}`, { body })).status).toBe(200);
}

(chromium === undefined ? describe.skip : describe)(`what is typed${skippedWithoutChromium}`, () => {
  test('is forgotten with the line of a word that has to be typed, and stays where it is a reason', async () => {
    const page = await pages.open('/overview');
    const field = page.locator('.with-reason input');
    const open = () => page.getByRole('button', { name: 'Clear the matches' }).first().click();
    await open();
    await field.pressSequentially('clear');
    await field.press('Escape');
    await open();
    expect(await field.inputValue()).toBe('');
    await page.context().close();
  });

  test('in a filter and not applied is forgotten with all filters', async () => {
    const page = await pages.open('/matches?match_type=reject');
    const field = page.locator('.filters input.text').first();
    await field.pressSequentially('NVDA');
    await page.reload();
    await ready(page);
    expect(await field.inputValue()).toBe('NVDA');
    await page.getByRole('button', { name: 'all matches' }).click();
    await until(() => new URL(page.url()).search === '');
    expect(await field.inputValue()).toBe('');
    await page.context().close();
  });

  test('as the notes of a week gives way to what is noted elsewhere, once it was kept', async () => {
    const page = await pages.open('/weekly/2025-W31');
    const notes = page.locator('.notes textarea');
    const keep = page.getByRole('button', { name: 'Keep the notes' });
    const isKept = () => until(async () => (await page.evaluate('sessionStorage.length')) === 0);
    await notes.fill('a calm week');
    await keep.click();
    await isKept();
    // The same again, which the page shows already.
    await notes.fill('a calm');
    await notes.fill('a calm week');
    await keep.click();
    await isKept();
    await said('PATCH', '/weekly-summaries/2025/31/review', { review_notes: 'not so calm' });
    await until(async () => (await notes.inputValue()) === 'not so calm');
    await page.context().close();
  });

  test('in words to a reason goes to the newest one, though it was given elsewhere', async () => {
    const { matches } = (await (
      await api.ask('GET', `${LOOP}/matches?match_type=reject&limit=1`)
    ).json()) as {
      matches: { id: string }[];
    };
    const id = matches[0]?.id ?? '';
    const page = await pages.open(`/matches/${id}`);
    const pressed = (name: RegExp) => page.locator('.answers').getByRole('button', { name, pressed: true });
    await page.keyboard.press('5');
    await pressed(/gut feeling/).waitFor();
    await said('PATCH', `/matches/${id}/reason`, { reason_code: 'timing' });
    await pressed(/timing/).waitFor();
    await page.keyboard.press('n');
    await page.waitForSelector('.note-field input:focus');
    await page.keyboard.type('it was late');
    await page.keyboard.press('Enter');
    await page.locator('blockquote', { hasText: 'it was late' }).waitFor();
    await pressed(/timing/).waitFor();
    await page.context().close();
  });

  test.each([
    ['/matches', 'n', '.note-field input'],
    ['/candidates', 'r', '.decide input'],
  ])('on %s belongs to the line that the key before it opened: %s', async (path, key, field) => {
    const page = await pages.open(path);
    // Not a frame lies between two keys where the page has much to do.
    const isFocused = await page.evaluate(
      `(async () => {
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '${key}', bubbles: true, cancelable: true }));
        for (let turns = 0; turns < 100; turns += 1) await null;
        return document.activeElement === document.querySelector('${field}');
      })()`,
    );
    expect(isFocused).toBe(true);
    await page.context().close();
  });
});
