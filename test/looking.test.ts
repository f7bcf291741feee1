import { writeFile } from 'node:fs/promises';
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
  ['patterns', 'list', '--all'],
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
          id: ids.backfillId(system, range),
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

  test(
    'what a person says of a match goes through the running system once, and is there when it is looked at',
    async () => {
      const json = async (...command: string[]) => {
        const { status, stdout } = await tradeloop(home, ...command, '--json');
        return { status, document: JSON.parse(stdout) as Record<string, unknown> };
      };
      const { document } = await json('matches', 'list', '--limit', '1');
      const [{ match_id: id }] = document['matches'] as [{ match_id: string }];
      const exclude = ['matches', 'exclude', id, '--reason', 'outage', '--note', 'no line', '--by', 'me'];
      const said = await json(...exclude);
      expect(said).toMatchObject({
        status: 0,
        document: { matches: [{ match_id: id, excluded: true, exclusion_reason: 'outage' }], facts: 1 },
      });
      expect(await json(...exclude, '--at', '2030-01-01')).toEqual({
        ...said,
        document: { ...said.document, facts: 0 },
      });
      expect((await json('matches', 'show', id)).document).toMatchObject({
        facts: [{ fact: 'match_excluded', by: 'me', reason: 'outage', note: 'no line' }],
      });
      expect(await json('matches', 'reason', id, 'no_such_code')).toMatchObject({
        status: 2,
        document: { error: { name: 'InvalidInput' } },
      });
      expect(await json('matches', 'include', id.slice(0, 3))).toMatchObject({ document: { error: {} } });
      expect(await json('matches', 'unlink', 'nothing')).toMatchObject({
        status: 1,
        document: { error: { name: 'NotFound' } },
      });
    },
    SERVER_TEST_MS,
  );

  test(
    'the morning comes in spite of a step that failed, and says why',
    async () => {
      const file = join(home, 'untellable.jsonl');
      // Shares that split so often that their number is too large for a record.
      const shares = { account: 'main', underlying: 'ZZZZ', quantity: 1, price: 1 };
      const days = ['2025-01-06', '2025-01-07', '2025-01-08', '2025-01-09', '2025-01-10'];
      const records = [
        { ...shares, executed_at: '2025-01-03', action: 'buy' },
        ...days.map((executed_at) => ({ ...shares, executed_at, action: 'split', ratio: '999999' })),
      ];
      await writeFile(file, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
      await tradeloop(home, 'import', file);
      const { status, stdout } = await tradeloop(home, 'trigger', 'night');
      expect(status).toBe(0);
      expect(stdout).toMatch(/^ran night:2025-01-31\nAfter Friday, 31 January 2025\n/);
      expect(stdout).toMatch(/\nTo look at\n  outcomes failed: /);
      const { stdout: listed } = await tradeloop(home, 'schedules', 'list');
      expect(listed).toMatch(/^night +Mon–Fri 23:00 /m);
    },
    SERVER_TEST_MS,
  );
});
