import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { chromium, launched, run, skippedWithoutChromium } from './browser.js';
import { freePort, LOOPBACK } from '../workers/server/hidden-place.js';
import { done, makeHome, removeHome, runFile, SERVER_TEST_MS, tradeloop, until, up } from './system.js';

let home: string;
let origin: string;

beforeAll(async () => {
  home = await makeHome();
  await up(home, '--listen', `${LOOPBACK}:${await freePort(LOOPBACK)}`);
  origin = (await runFile(home)).api_url ?? '';
}, SERVER_TEST_MS);

afterAll(async () => {
  await tradeloop(home, 'down');
  await removeHome(home);
}, 60_000);

async function link(...options: string[]): Promise<{ url: string; expires_at: string }> {
  const { stdout } = await tradeloop(home, 'dashboard', '--no-open', '--json', ...options);
  return JSON.parse(stdout) as { url: string; expires_at: string };
}

const codeIn = (url: string) => new URL(url).hash.replace('#code=', '');

function exchange(url: string): Promise<Response> {
  return fetch(`${origin}/api/v1/auth/exchange`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code: codeIn(url) }),
  });
}

describe('tradeloop dashboard', () => {
  test(
    'prints a link whose code gives a token of the scope, once',
    async () => {
      const { url, expires_at } = await link();
      expect(url).toMatch(new RegExp(`^${origin}/strategies/learning#code=[\\w-]{43}$`));
      expect(Date.parse(expires_at) - Date.now()).toBeLessThanOrEqual(60_000);
      const [first, second] = [await exchange(url), await exchange(url)];
      expect([first.status, second.status]).toEqual([201, 401]);
      expect(await first.json()).toMatchObject({ scope: 'admin', name: 'dashboard' });
      const lesser = await exchange((await link('--scope', 'read')).url);
      expect(await lesser.json()).toMatchObject({ scope: 'read' });
      const kept = JSON.parse((await tradeloop(home, 'token', 'list', '--json')).stdout) as {
        tokens: object[];
      };
      expect(kept.tokens).toMatchObject([
        { name: 'dashboard', scope: 'admin' },
        { name: 'dashboard', scope: 'read' },
      ]);
    },
    SERVER_TEST_MS,
  );

  test(
    'opens the browser by a file of its owner, so that no process has the code among its words',
    async () => {
      const folder = join(home, 'bin');
      await mkdir(folder);
      const said = join(home, 'opened.txt');
      const program = `#!${process.execPath}
const { readFileSync, writeFileSync, statSync } = require('node:fs');
const path = new URL(process.argv[2]);
const url = /url=([^"]+)/.exec(readFileSync(path, 'utf8'))[1];
writeFileSync(${JSON.stringify(said)}, JSON.stringify({ words: process.argv, url, mode: statSync(path).mode & 0o777 }));
const body = JSON.stringify({ code: new URL(url).hash.slice('#code='.length) });
fetch(new URL('/api/v1/auth/exchange', url), { method: 'POST', headers: { 'content-type': 'application/json' }, body });
`;
      await writeFile(join(folder, 'xdg-open'), program);
      await chmod(join(folder, 'xdg-open'), 0o755);
      const before = { DISPLAY: process.env['DISPLAY'], PATH: process.env['PATH'] };
      Object.assign(process.env, { DISPLAY: ':0', PATH: `${folder}${delimiter}${before.PATH}` });
      const { stdout, status } = await tradeloop(home, 'dashboard');
      process.env['PATH'] = before.PATH;
      if (before.DISPLAY === undefined) delete process.env['DISPLAY'];
      const { words, url, mode } = JSON.parse(await readFile(said, 'utf8')) as {
        words: string[];
        url: string;
        mode: number;
      };
      expect([status, stdout, mode]).toEqual([0, `signed in at ${origin}/strategies/learning\n`, 0o600]);
      expect(words.join(' ')).not.toContain(codeIn(url));
      expect((await readdir(home)).filter((name) => name.endsWith('.html'))).toEqual([]);
    },
    SERVER_TEST_MS,
  );

  test(
    'writes the code into no file of the home',
    async () => {
      const code = codeIn((await link()).url);
      for (const file of await readdir(home, { recursive: true, withFileTypes: true })) {
        if (!file.isFile()) continue;
        const bytes = await readFile(join(file.parentPath, file.name)).catch(() => Buffer.from(''));
        expect([file.name, bytes.includes(code)]).toEqual([file.name, false]);
      }
    },
    SERVER_TEST_MS,
  );

  test(
    'names `up` where nothing runs',
    async () => {
      const other = await makeHome();
      const { status, stderr } = await tradeloop(other, 'dashboard');
      expect([status, stderr]).toEqual([1, expect.stringContaining('npx tradeloop up')]);
      await removeHome(other);
    },
    SERVER_TEST_MS,
  );
});

(chromium === undefined ? describe.skip : describe)(`the page${skippedWithoutChromium}`, () => {
  /** What the page says once it has asked. */
  async function said(page: Page): Promise<{ text: string; alert: string | null; address: string }> {
    const source = `() => ({
      text: document.documentElement.dataset.ready ? document.body.innerText : '',
      alert: document.querySelector('[role=alert]')?.dataset.problem ?? null,
      address: location.href,
    })`;
    let found = { text: '', alert: null, address: '' };
    await until(async () => (found = await run<typeof found>(page, source)).text !== '');
    return found;
  }

  test(
    'signs in by the link and forgets its code; a second browser is not let in by it',
    async () => {
      const browser = await launched();
      const page = await browser.newPage();
      await page.goto(`${origin}/`);
      expect((await said(page)).text).toContain('npx tradeloop dashboard');
      const { url } = await link('--scope', 'read');
      await page.goto(url);
      await until(async () => (await said(page)).text.includes('Signed in as dashboard (read)'));
      expect(await said(page)).toMatchObject({
        text: expect.stringContaining('No week is published yet') as unknown,
        ...{ alert: null, address: `${origin}/strategies/learning` },
      });
      expect(await run(page, '() => document.cookie + JSON.stringify(history.state)')).toBe('null');
      const blocked = `async () => {
        const tried = [];
        try { document.body.innerHTML = '<b>x</b>'; tried.push('html'); } catch {}
        try { document.createElement('script').text = '1'; tried.push('script'); } catch {}
        await fetch('http://127.0.0.1:1/').then(() => tried.push('fetch'), () => undefined);
        return tried;
      }`;
      expect(await run(page, blocked)).toEqual([]);
      await page.goto(`${origin}/strategies/learning/matches?match_type=modify`);
      expect((await said(page)).text).toContain('Signed in as dashboard (read)');
      await browser.close();

      const other = await launched();
      const late = await other.newPage();
      await late.goto(url);
      expect(await said(late)).toMatchObject({
        text: expect.stringContaining('npx tradeloop dashboard') as unknown,
        ...{ alert: 'unauthenticated', address: `${origin}/strategies/learning` },
      });
      await other.close();
    },
    SERVER_TEST_MS,
  );

  test(
    'signs out a browser whose token was revoked',
    async () => {
      const browser = await launched();
      const page = await browser.newPage();
      await page.goto((await link()).url);
      expect((await said(page)).text).toContain('(admin)');
      const { stdout } = await tradeloop(home, 'token', 'list', '--json');
      const { id } = (JSON.parse(stdout) as { tokens: { id: string }[] }).tokens.at(-1) ?? { id: '' };
      await done(home, 'token', 'revoke', id);
      await until(async () => {
        await page.goto(`${origin}/strategies/learning`);
        return (await said(page)).text.includes('Signed out');
      }, 10_000);
      expect(await run(page, '() => localStorage.length')).toBe(0);
      await browser.close();
    },
    SERVER_TEST_MS,
  );
});
