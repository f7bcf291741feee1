import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { freePort, LOOPBACK } from '../workers/server/hidden-place.js';
import { makeHome, removeHome, runFile, SERVER_TEST_MS, tradeloop, up } from './system.js';

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
  test('prints a link whose code gives a token of the scope, once', async () => {
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
  });

  test('opens the browser by a file of its owner, so that no process has the code among its words', async () => {
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
  });

  test('writes the code into no file of the home', async () => {
    const code = codeIn((await link()).url);
    for (const file of await readdir(home, { recursive: true, withFileTypes: true })) {
      if (!file.isFile()) continue;
      const bytes = await readFile(join(file.parentPath, file.name)).catch(() => Buffer.from(''));
      expect([file.name, bytes.includes(code)]).toEqual([file.name, false]);
    }
  });

  test('names `up` where nothing runs', async () => {
    const other = await makeHome();
    const { status, stderr } = await tradeloop(other, 'dashboard');
    expect([status, stderr]).toEqual([1, expect.stringContaining('npx tradeloop up')]);
    await removeHome(other);
  });
});
