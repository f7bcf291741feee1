import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { listenersOf } from './listeners.js';
import { makeHome, removeHome, runFile, SERVER_TEST_MS, tradeloop, up } from './system.js';

let home: string;

beforeAll(async () => {
  home = await makeHome();
  await up(home);
}, SERVER_TEST_MS);

afterAll(async () => {
  await tradeloop(home, 'down');
  await removeHome(home);
}, 60_000);

/** What any page of any origin may send without being asked: a POST of text. */
async function sentByAPage(port: number, path: string, body: object): Promise<number | 'no HTTP'> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', origin: 'https://elsewhere.example' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(5_000),
    });
    return response.status;
  } catch {
    return 'no HTTP';
  }
}

const inProc = process.platform === 'linux' ? test : test.skip;

describe('the development server', () => {
  inProc('refuses every HTTP request that a page can send to a listener of its own', async () => {
    const { server, ui_url } = await runFile(home);
    const ports = (await listenersOf(server?.pid ?? 0)).filter((port) => !ui_url?.endsWith(`:${port}`));
    const namespace = '/api/v1/namespaces/default';
    const answers = await Promise.all(
      ports.flatMap((port) => [
        sentByAPage(port, `${namespace}/batch-operations/delete`, {
          visibilityQuery: 'WorkflowId != ""',
          reason: 'none',
          deletionOperation: { identity: 'a page' },
        }),
        sentByAPage(port, `${namespace}/workflows/started-by-a-page`, {
          workflowType: { name: 'rebuild' },
          taskQueue: { name: 'any' },
        }),
      ]),
    );
    expect(ports.length).toBeGreaterThan(1);
    // The listener of metrics knows neither path.
    expect(new Set(answers)).toEqual(new Set([403, 404, 'no HTTP']));
  });
});
