import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeSmallMarket } from './small-market.js';
import { BIN, makeHome, removeHome, tradeloop, type Ran } from './system.js';

let home: string;
beforeAll(async () => {
  home = await makeHome();
  const files = Object.values(await writeSmallMarket(join(home, 'market')));
  await tradeloop(home, 'import', ...files, '--local');
  await tradeloop(home, 'reconcile', '--local');
}, 60_000);
afterAll(() => removeHome(home));

/** The review with keys that come by a pipe. */
function review(keys: string): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [BIN, 'review', '--local', '--json', '--home', home]);
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.once('close', (status) => resolve({ status: status ?? -1, stdout, stderr }));
    child.stdin.end(keys);
  });
}

/** The ids of a queue. */
async function queue(option: string): Promise<string[]> {
  const { stdout } = await tradeloop(home, 'matches', 'list', option, '--limit', '1000', '--json', '--local');
  const { matches } = JSON.parse(stdout) as { matches: { match_id: string }[] };
  return matches.map(({ match_id }) => match_id);
}

describe('review', () => {
  test('asks five questions at most, writes down what is answered, and does not ask it again', async () => {
    const before = await queue('--doubtful');
    expect(before.length).toBeGreaterThan(1);
    const { status, stdout, stderr } = await review('xys');
    const asked = stderr.match(/^\d of \d: .*$/gm) ?? [];
    expect(asked.length).toBeGreaterThan(1);
    expect(asked.length).toBeLessThanOrEqual(5);
    expect(status).toBe(0);
    const report = JSON.parse(stdout) as { asked: number; answered: number; minutes: number };
    expect(report).toEqual({ asked: asked.length, answered: 1, minutes: expect.any(Number) as unknown });
    expect(await queue('--doubtful')).toHaveLength(before.length - 1);
    expect((await review('')).stderr).not.toContain(String(asked[0]).replace(/^\d of \d: /, ''));
  }, 60_000);
});
