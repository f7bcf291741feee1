import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sessionsBetween } from '../domain/time/calendar.js';
import { connectRunning, type RunningSystem } from '../workers/asking/client.js';
import { startWorkflow } from '../workers/asking/run-workflow.js';
import * as ids from '../workflows/ids.js';
import type { nightlyReconciliation } from '../workflows/nightly-reconciliation.js';
import type { outcomeTracking } from '../workflows/outcome-tracking.js';
import { makeHome, removeHome, SERVER_TEST_MS, tradeloop, up, until } from './system.js';

const FILLS = 100_000;
/** After so long without a heartbeat the server gives a step up. */
const HEARTBEAT_TIMEOUT_MS = 10_000;

let home: string;
let system: RunningSystem;

beforeAll(async () => {
  home = await makeHome();
  await up(home);
  system = await connectRunning(home);
  const path = await writeFills();
  const input = { path, givenPath: path, account: null, coveredThrough: '2024-12-31' };
  expect(await system.steps.importFile(input)).toMatchObject({ accepted: FILLS });
}, SERVER_TEST_MS);

afterAll(async () => {
  await system.close();
  await tradeloop(home, 'down');
  await removeHome(home);
}, 60_000);

/** A year of one symbol, bought and sold every 45 seconds. */
async function writeFills(): Promise<string> {
  const sessions = sessionsBetween('2024-01-02', '2024-12-31');
  const fills = Array.from({ length: FILLS }, (_, i) => {
    const session = sessions[Math.floor((i * sessions.length) / FILLS)] ?? '';
    const seconds = (i % 400) * 45;
    const time = [15 + Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
    return {
      account: 'main',
      underlying: 'XYZ',
      executed_at: `${session}T${time.map((part) => String(part).padStart(2, '0')).join(':')}Z`,
      action: i % 2 === 0 ? 'buy' : 'sell',
      quantity: 1 + (i % 7),
      price: 100 + (i % 13),
      order_id: `o${i}`,
      execution_id: `e${i}`,
    };
  });
  const path = join(home, 'many.executions.jsonl');
  await writeFile(path, fills.map((fill) => `${JSON.stringify(fill)}\n`).join(''));
  return path;
}

/**
 * Waits for a workflow of one step; gives how often the step was tried, and the longest that nothing was heard of it.
 */
async function lifeOf(workflowId: string): Promise<{ attempts: number; longestSilenceMs: number }> {
  const handle = system.client.workflow.getHandle(workflowId);
  const life = { attempts: 0, longestSilenceMs: 0 };
  let heard = performance.now();
  let heartbeat = '';
  await until(async () => {
    const { raw, status } = await handle.describe();
    const [pending] = raw.pendingActivities ?? [];
    const now = JSON.stringify(pending?.lastHeartbeatTime ?? null);
    if (now !== heartbeat) [heartbeat, heard] = [now, performance.now()];
    life.longestSilenceMs = Math.max(life.longestSilenceMs, performance.now() - heard);
    life.attempts = Math.max(life.attempts, pending?.attempt ?? 0);
    return status.name !== 'RUNNING';
  }, 150_000);
  await handle.result();
  return life;
}

describe('100,000 fills of one symbol', () => {
  test('reconcile: tried once, and heard of all the time', async () => {
    const id = ids.stepId(system, 'reconcile', {});
    const args: Parameters<typeof nightlyReconciliation> = [{ storeId: system.storeId, range: null }];
    await startWorkflow<typeof nightlyReconciliation>(system, 'nightlyReconciliation', { id, args });
    const { attempts, longestSilenceMs } = await lifeOf(id);
    expect(attempts).toBe(1);
    expect(longestSilenceMs).toBeLessThan(HEARTBEAT_TIMEOUT_MS);
  }, 200_000);

  test('outcomes: tried once, and heard of all the time', async () => {
    const { storeId } = system;
    const id = ids.stepId(system, 'outcomes', {});
    const args: Parameters<typeof outcomeTracking> = [
      { storeId, through: null, after: null, pauseSeconds: 1 },
    ];
    await startWorkflow<typeof outcomeTracking>(system, 'outcomeTracking', { id, args });
    const { attempts, longestSilenceMs } = await lifeOf(id);
    expect(attempts).toBe(1);
    expect(longestSilenceMs).toBeLessThan(HEARTBEAT_TIMEOUT_MS);
  }, 200_000);
});
