import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import type { BrowserContext, Page } from 'playwright-core';
import type { Scope } from '../../domain/access/scope.js';
import { serverOf } from '../../workers/serving/api-server.js';
import { HOST, type AskedApi } from '../asked-api.js';
import { launched } from '../browser.js';

/** A busy machine answers late. */
const SLOWEST_MS = 90_000;
const PAGES = `http://${HOST}/strategies/learning`;
const LOG = { info: () => undefined, error: () => undefined };
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A browser at an API's pages. */
export interface ServedPages {
  /** A tab that is signed in, once its first answer is painted. */
  open(
    path?: string,
    options?: { width?: number; scheme?: 'light' | 'dark'; as?: Scope | null },
  ): Promise<Page>;
  /** Nothing answers until `resume`. */
  interrupt(): Promise<void>;
  resume(): Promise<void>;
  close(): Promise<void>;
}

/** Serves an API and its pages to a browser, under the one host that it knows. */
export async function servedPages(api: AskedApi): Promise<ServedPages> {
  let server = await listening(api, 0);
  const { port } = server.address() as AddressInfo;
  const browser = await launched(`--host-resolver-rules=MAP ${HOST} 127.0.0.1:${port}`);
  return {
    async open(path = '', { width = 1_280, scheme = 'light', as = 'admin' } = {}) {
      const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme });
      if (as !== null) await signIn(context, { token: api.tokens[as], scope: as });
      const page = await context.newPage();
      page.setDefaultTimeout(SLOWEST_MS);
      await page.goto(`${PAGES}${path}`);
      await ready(page);
      return page;
    },
    interrupt: () => ended(server),
    async resume() {
      server = await listening(api, port);
    },
    async close() {
      await browser.close();
      await ended(server);
    },
  };
}

/** Waits until a page has painted its first answer. */
export async function ready(page: Page): Promise<void> {
  await page.waitForSelector('html[data-ready=true]', { timeout: 60_000 });
}

/** An attribute of all that a selector finds, in the page's order. */
export function attributes(page: Page, selector: string, name: string): Promise<(string | null)[]> {
  const [found, named] = [JSON.stringify(selector), JSON.stringify(name)];
  return page.evaluate(`[...document.querySelectorAll(${found})].map((one) => one.getAttribute(${named}))`);
}

/** The rules of accessibility that a page breaks, with what breaks them. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const found = await page.evaluate(
    'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`))',
  );
  return found as string[];
}

async function signIn(context: BrowserContext, signedIn: { token: string; scope: Scope }): Promise<void> {
  const kept = { ...signedIn, name: 'person', expires_at: '2030-01-01T00:00:00Z' };
  const text = JSON.stringify(JSON.stringify(kept));
  await context.addInitScript({
    content: `if (location.protocol === 'http:') localStorage.setItem('tradeloop', ${text})`,
  });
}

async function listening(api: AskedApi, port: number): Promise<Server> {
  const server = serverOf({ fetch: (request, from) => api.fetch(request, from) }, LOG);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return server;
}

async function ended(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}
