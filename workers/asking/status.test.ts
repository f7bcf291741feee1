import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WorkflowFailedError, type Client } from '@temporalio/client';
import { ApplicationFailure, RetryState } from '@temporalio/common';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { writeDurably } from '../../store/home/durable-file.js';
import { homePaths } from '../../store/home/home.js';
import { failedOf } from './status.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tradeloop-status-'));
});
afterEach(() => rm(folder, { recursive: true }));

const CLOSED = new Date('2025-06-03T04:00:00Z');

/** A server with these runs that failed, the newest first, each by an error of that name. */
function serverWith(failed: readonly { workflowId: string; error: string }[]): Client {
  const workflow = {
    async *list() {
      for (const { workflowId } of failed) {
        yield await Promise.resolve({ workflowId, runId: workflowId, type: 'askStep', closeTime: CLOSED });
      }
    },
    getHandle: (id: string) => ({
      describe: () => Promise.resolve({ runId: id, raw: {} }),
      result() {
        const error = failed.find(({ workflowId }) => workflowId === id)?.error ?? '';
        const cause = ApplicationFailure.nonRetryable('why', error);
        return Promise.reject(new WorkflowFailedError('failed', cause, RetryState.NON_RETRYABLE_FAILURE));
      },
    }),
  };
  return { workflow } as unknown as Client;
}

const runs = (count: number, error: string) =>
  Array.from({ length: count }, (_, at) => ({ workflowId: `${error}-${at}`, error }));

describe('failedOf(system, query)', () => {
  test('what was refused or dismissed hides nothing that is older', async () => {
    const home = homePaths(folder);
    const dismissed = runs(30, 'Gone').map(({ workflowId }) => ({
      workflow_id: workflowId,
      closed_at: CLOSED.toISOString(),
    }));
    await writeDurably(home.dismissed, JSON.stringify(dismissed));
    const client = serverWith([...runs(30, 'InvalidInput'), ...runs(30, 'Gone'), ...runs(1, 'TypeError')]);
    const found = await failedOf({ client, storeId: 'store', home }, 'any');
    expect(found.map(({ workflow_id, name }) => [workflow_id, name])).toEqual([['TypeError-0', 'TypeError']]);
  });

  test('gives twenty at most', async () => {
    const client = serverWith(runs(50, 'TypeError'));
    const found = await failedOf({ client, storeId: 'store', home: homePaths(folder) }, 'any');
    expect(found.map(({ workflow_id }) => workflow_id)).toEqual(
      runs(20, 'TypeError').map(({ workflowId }) => workflowId),
    );
  });
});
