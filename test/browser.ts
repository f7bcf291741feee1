import { spawn, type ChildProcess } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

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

export interface Page {
  goto(url: string): Promise<void>;
  /** Runs a function's text in the page and gives what its promise comes to. */
  run<T>(source: string): Promise<T>;
  title(): Promise<string>;
}

export interface Browser {
  newPage(): Promise<Page>;
  close(): Promise<void>;
}

interface Answer {
  id?: number;
  result?: Record<string, unknown>;
  error?: { message: string };
}

/**
 * Starts a browser of its own profile without a window; `hosts` are names that it finds at 127.0.0.1, as if a name
 * server said so. It is driven by the DevTools protocol through a pipe, so that nothing listens.
 */
export async function openBrowser(hosts: readonly string[]): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), 'tradeloop-browser-'));
  const rules = hosts.map((host) => `MAP ${host} 127.0.0.1`).join(',');
  const child = spawn(
    chromium ?? '',
    [
      ...['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run'],
      ...['--remote-debugging-pipe', `--user-data-dir=${profile}`, `--host-resolver-rules=${rules}`],
      'about:blank',
    ],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
  );
  const ask = talkTo(child);
  return {
    async newPage() {
      const { targetId } = await ask('Target.createTarget', { url: 'about:blank' });
      const { sessionId } = await ask('Target.attachToTarget', { targetId, flatten: true });
      return pageOf((method, params) => ask(method, params, String(sessionId)));
    },
    async close() {
      await ask('Browser.close', {});
      if (child.exitCode === null) await new Promise((resolve) => child.once('exit', resolve));
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

type Ask = (method: string, params: object, sessionId?: string) => Promise<Record<string, unknown>>;

function pageOf(ask: Ask): Page {
  async function run<T>(source: string): Promise<T> {
    const { result, exceptionDetails } = await ask('Runtime.evaluate', {
      expression: `(${source})()`,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails));
    return (result as { value: T }).value;
  }
  return {
    run,
    title: () => run('() => document.title'),
    async goto(url) {
      const { errorText } = await ask('Page.navigate', { url });
      if (errorText !== undefined) throw new Error(`${url}: ${JSON.stringify(errorText)}`);
      const isThere = '() => document.readyState === "complete" && location.href !== "about:blank"';
      for (let looks = 0; looks < 300; looks += 1) {
        if (await run<boolean>(isThere).catch(() => false)) return;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      throw new Error(`${url} did not load`);
    },
  };
}

/** Messages are JSON that ends with a NUL byte, both ways. */
function talkTo(child: ChildProcess): Ask {
  const [, , , write, read] = child.stdio as unknown as [null, null, null, Writable, Readable];
  const waiting = new Map<number, (answer: Answer) => void>();
  let [asked, rest] = [0, ''];
  read.setEncoding('utf8').on('data', (text: string) => {
    const messages = (rest + text).split('\0');
    rest = messages.pop() ?? '';
    for (const message of messages) {
      const answer = JSON.parse(message) as Answer;
      if (answer.id !== undefined) waiting.get(answer.id)?.(answer);
    }
  });
  return (method, params, sessionId) =>
    new Promise((resolve, reject) => {
      const id = (asked += 1);
      child.once('exit', () => reject(new Error(`the browser ended before ${method}`)));
      child.setMaxListeners(0);
      waiting.set(id, ({ result, error }) => {
        waiting.delete(id);
        if (error) reject(new Error(`${method}: ${error.message}`));
        else resolve(result ?? {});
      });
      write.write(`${JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) })}\0`);
    });
}
