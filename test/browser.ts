import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium as browsers, type Browser, type Page } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The browser on this machine's PATH that tests drive. */
export const chromium = (process.env['PATH'] ?? '')
  .split(delimiter)
  .flatMap((folder) => NAMES.map((name) => join(folder, name)))
  .find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

/** Why a test of a browser is skipped, as a part of its title. */
export const skippedWithoutChromium = chromium === undefined ? ' (skipped: no Chromium on PATH)' : '';

/** A browser without a window, of a profile of its own. */
export function launched(...args: string[]): Promise<Browser> {
  return browsers.launch({
    ...(chromium !== undefined && { executablePath: chromium }),
    args: ['--no-sandbox', '--disable-dev-shm-usage', ...args],
  });
}

/** Runs a function's text in a page and gives what its promise comes to. */
export function run<T>(page: Page, source: string): Promise<T> {
  return page.evaluate<T>(`(${source})()`);
}
