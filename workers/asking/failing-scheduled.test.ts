import type { Client } from '@temporalio/client';
import { expect, test } from '@jest/globals';
import { failingScheduled } from './failing-scheduled.js';

const STORE = '0123456789abcdef';

interface Running {
  workflowId: string;
  /** What it was begun by; itself where that is not said. */
  root?: string;
  /** Steps that are under way in it: each with its failure before, if any. */
  pending?: { name: string; failure?: object }[];
}

/** A server on which these run; notes the query that it was asked. */
function serverWith(running: readonly Running[]): { client: Client; asked: string[] } {
  const asked: string[] = [];
  const workflow = {
    async *list({ query }: { query: string }) {
      asked.push(query);
      for (const one of running) yield await Promise.resolve(one);
    },
    getHandle: (id: string) => ({
      describe() {
        const { root = id, pending = [] } = running.find(({ workflowId }) => workflowId === id) ?? {};
        const pendingActivities = pending.map(({ name, failure }) => ({
          ...{ activityType: { name }, attempt: 3, lastFailure: failure },
        }));
        const workflowExecutionInfo = { rootExecution: { workflowId: root } };
        return Promise.resolve({ raw: { pendingActivities, workflowExecutionInfo } });
      },
    }),
  };
  return { client: { workflow } as unknown as Client, asked };
}

const fails = { name: 'reconcileDay', failure: { message: 'failed', cause: { message: 'no disk space' } } };

test('failingScheduled(system) has the runs that schedules began and a step of which is tried again, with why', async () => {
  const schedule = 'schedule:nightly:run-2025-01-07T03:00:00Z';
  const { client, asked } = serverWith([
    { workflowId: 'nightly:2025-01-06', root: schedule, pending: [fails] },
    // Works, or was asked for by a person, or waits for one: nobody need hear of these.
    { workflowId: schedule, pending: [] },
    { workflowId: 'week:2025-W02', root: 'schedule:week:run-2025-01-11T17:00:00Z', pending: [{ name: 'a' }] },
    { workflowId: 'reconcile:2025-01-06', pending: [fails] },
    { workflowId: 'nightly:2025-01-03', root: 'schedule:nightly:by-hand', pending: [fails] },
    { workflowId: 'candidate:c0ffee' },
  ]);
  expect([...(await failingScheduled({ client, storeId: STORE }))]).toEqual([
    [
      'nightly:2025-01-06',
      'nightly:2025-01-06 fails for an hour: reconcileDay: attempt 3 after no disk space',
    ],
  ]);
  expect(asked).toEqual([`TaskQueue = "${STORE}-control" AND ExecutionStatus = "Running"`]);
});

test('failingScheduled(system) on a cluster leaves out what the ids of a home begin with', async () => {
  const own = STORE.slice(0, 8);
  const { client } = serverWith([
    { workflowId: `${own}:week:2025-W02`, root: `${own}:schedule:week:run-1`, pending: [fails] },
  ]);
  const found = await failingScheduled({ client, storeId: STORE });
  expect([...found.keys()]).toEqual([`${own}:week:2025-W02`]);
  expect([...found.values()].join()).toMatch(/^week:2025-W02 fails for an hour: /);
});
