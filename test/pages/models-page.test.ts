import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DEFAULT_CONFIG } from '../../domain/learning/training/default-config.js';
import { promotion, shadowing } from '../../domain/learning/models/registry.js';
import { homePaths } from '../../store/home/home.js';
import { readModel } from '../../store/home/model-folders.js';
import { appendChange, readRegistry } from '../../store/home/model-registry.js';
import { retrainBy } from '../../workflows/retrain-chain.js';
import { askedApi, type AskedApi } from '../asked-api.js';
import { chromium, skippedWithoutChromium } from '../browser.js';
import { flippedModel } from '../flipped-model.js';
import { servedPages, violations, type ServedPages } from './served-pages.js';

const AT = '2025-08-10T12:00:00Z';

let api: AskedApi;
let pages: ServedPages;
let serving: string;
let other: string;

/** A model that serves, and another that speaks along unheard. */
beforeAll(async () => {
  if (chromium === undefined) return;
  api = await askedApi({ filled: true });
  const { steps, reads } = api.opened;
  const asked = { days: 90, kind: 'logistic', config: { ...DEFAULT_CONFIG, folds: 2 }, seed: 0 } as const;
  serving = (await retrainBy(steps, asked, AT)).report.model_id as string;
  const { seq } = await reads.models();
  await steps.changeModel({ change: 'promote', id: serving, override: true, reason: 'a test', at: AT, seq });
  const home = homePaths(api.dir);
  other = await flippedModel(home, serving);
  const { manifest_sha256 } = await readModel(home, other);
  const said = { evaluation_id: null, by: 'user', reason: null, as_of: null, at: AT } as const;
  await appendChange(home, shadowing(await readRegistry(home), { model_id: other, manifest_sha256 }, said));
  pages = await servedPages(api);
}, 600_000);

afterAll(async () => {
  if (chromium === undefined) return;
  await pages.close();
  await api.close();
});

(chromium === undefined ? describe.skip : describe)(`the models${skippedWithoutChromium}`, () => {
  test.each([
    { width: 1_280, scheme: 'light' },
    { width: 320, scheme: 'dark' },
  ] as const)(
    'stand by their names with what the gate says, by the rules of accessibility: %o',
    async (look) => {
      const page = await pages.open('/models', look);
      await page.waitForSelector(`[data-section=champion]:has-text("${serving}")`);
      expect(await page.locator('[data-section=shadow]').textContent()).toContain(other);
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(look.width);
      await page.context().close();
    },
  );

  test('who may only read or decide cannot press it', async () => {
    const page = await pages.open('/models', { as: 'decide' });
    await page.waitForSelector('[data-section=shadow] [data-needs=admin]');
    expect(await page.getByRole('button', { name: /^Promote/ }).isDisabled()).toBe(true);
    await page.context().close();
  });

  test('that was promoted elsewhere serves on an open page at once', async () => {
    const page = await pages.open('/models');
    await page.waitForSelector(`[data-section=champion]:has-text("${serving}")`);
    const home = homePaths(api.dir);
    const { manifest_sha256 } = await readModel(home, other);
    const said = { evaluation_id: null, by: 'user', reason: null, as_of: null, at: AT } as const;
    await appendChange(home, promotion(await readRegistry(home), { model_id: other, manifest_sha256 }, said));
    await page.waitForSelector(`[data-section=champion]:has-text("${other}")`, { timeout: 15_000 });
    await page.context().close();
  });
});
