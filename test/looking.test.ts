import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DateRange } from '../domain/time/dates.js';
import { connectRunning } from '../workers/asking/client.js';
import { startWorkflow } from '../workers/asking/run-workflow.js';
import type { backfill } from '../workflows/backfill.js';
import * as ids from '../workflows/ids.js';
import { writeSmallMarket } from './small-market.js';
import { makeHome, removeHome, SERVER_TEST_MS, tradeloop, up } from './system.js';

let home: string;
const RANGE = { from: '2025-01-02', to: '2025-01-17' };

beforeAll(async () => {
  home = await makeHome();
  const files = Object.values(await writeSmallMarket(join(home, 'market')));
  await tradeloop(home, 'import', ...files, '--local');
  await tradeloop(home, 'backfill', '--from', RANGE.from, '--to', RANGE.to, '--local');
}, SERVER_TEST_MS);

afterAll(async () => {
  await tradeloop(home, 'down');
  await removeHome(home);
}, 60_000);

const LOOKS = [
  ['imports'],
  ['imports', 'show', '1'],
  ['accounts'],
  ['matches', 'list', '--type', 'modify', '--underlying', 'xyz'],
  ['lots', '--account', 'main'],
  ['show', 'executions', '--where', 'underlying=XYZ', '--from', '2025-01-06', '--limit', '1'],
];

describe('looking', () => {
  test(
    'gives the same of a running system as --local, and cancel ends a run of it',
    async () => {
      const local: string[] = [];
      for (const look of LOOKS) local.push((await tradeloop(home, ...look, '--json', '--local')).stdout);
      await up(home);
      for (const [at, look] of LOOKS.entries()) {
        const { status, stdout } = await tradeloop(home, ...look, '--json');
        expect([look, status, stdout]).toEqual([look, 0, local[at]]);
      }

      const system = await connectRunning(home);
      const { data } = system.run;
      const backfillOf = (range: DateRange) =>
        startWorkflow<typeof backfill>(system, 'backfill', {
          id: ids.backfillId(system.storeId, range),
          args: [{ storeId: system.storeId, range, done: null }],
        });
      // A data process that rests keeps the run under way.
      process.kill(data?.pid ?? 0, 'SIGSTOP');
      const resting = await backfillOf(RANGE);
      const cancelled = await tradeloop(home, 'cancel', `backfill:${RANGE.from}..${RANGE.to}`, '--json');
      process.kill(data?.pid ?? 0, 'SIGCONT');
      expect(JSON.parse(cancelled.stdout)).toEqual({
        run_id: `backfill:${RANGE.from}..${RANGE.to}`,
        status: 'cancelled',
      });
      expect((await resting.describe()).status.name).toBe('CANCELLED');

      const done = await backfillOf({ from: RANGE.from, to: RANGE.from });
      await done.result();
      expect(await tradeloop(home, 'cancel', done.workflowId)).toMatchObject({
        status: 2,
        stderr: `backfill:${RANGE.from} is over: completed\n`,
      });
      expect(await tradeloop(home, 'cancel', 'nothing')).toMatchObject({
        status: 1,
        stderr: 'no run "nothing"\n',
      });
      await system.close();
    },
    SERVER_TEST_MS,
  );
});
