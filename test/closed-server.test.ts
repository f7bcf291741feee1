import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connectRunning } from '../workers/asking/client.js';
import { freePort, LOOPBACK } from '../workers/server/hidden-place.js';
import { listenersOf } from './listeners.js';
import { makeHome, removeHome, runFile, SERVER_TEST_MS, tradeloop, up } from './system.js';

let home: string;

beforeAll(async () => {
  home = await makeHome();
  await up(home, '--listen', `${LOOPBACK}:${await freePort(LOOPBACK)}`);
}, SERVER_TEST_MS);

afterAll(async () => {
  await tradeloop(home, 'down');
  await removeHome(home);
}, 60_000);

/** What any page of any origin may send without being asked: a POST of text. */
async function sentByAPage(place: string, path: string, body: object): Promise<number | 'no HTTP'> {
  try {
    const response = await fetch(`http://${place}${path}`, {
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
    const places = await listenersOf(server?.pid ?? 0);
    expect(ui_url).toBeNull();
    const namespace = '/api/v1/namespaces/default';
    const answers = await Promise.all(
      places.flatMap((place) => [
        sentByAPage(place, `${namespace}/batch-operations/delete`, {
          visibilityQuery: 'WorkflowId != ""',
          reason: 'none',
          deletionOperation: { identity: 'a page' },
        }),
        sentByAPage(place, `${namespace}/workflows/started-by-a-page`, {
          workflowType: { name: 'rebuild' },
          taskQueue: { name: 'any' },
        }),
      ]),
    );
    expect(places.length).toBeGreaterThan(1);
    // The listener of metrics is at a port that neither browsers nor fetch connect to.
    expect(new Set(answers)).toEqual(new Set([403, 'no HTTP']));
  });

  test('takes no batch of operations, which ends or deletes many runs at once', async () => {
    const system = await connectRunning(home);
    const asked = system.client.workflowService.startBatchOperation({
      namespace: 'default',
      jobId: 'by-a-stranger',
      reason: 'none',
      visibilityQuery: 'WorkflowId != ""',
      deletionOperation: { identity: 'a stranger' },
    });
    await expect(asked).rejects.toThrow(/not enabled|disabled|unsupported/i);
    await system.close();
  });

  inProc('listens on this machine alone, and its workers at no port but that of the API', async () => {
    const { server, control, data, api_listen = [] } = await runFile(home);
    const listeners = await Promise.all([server, control, data].map((ref) => listenersOf(ref?.pid ?? 0)));
    expect(listeners.flat().filter((place) => !isLoopback(place))).toEqual([]);
    expect(listeners[1]).toEqual([]);
    expect(listeners[2]?.map(portOf)).toEqual(api_listen.map(portOf));
  });
});

/** The second is ::1 as the system shows it. */
function isLoopback(place: string): boolean {
  return place.startsWith('127.') || place.startsWith('0.0.0.1.0.0.0.0.');
}

function portOf(place: string): string | undefined {
  return place.split(':').at(-1);
}
