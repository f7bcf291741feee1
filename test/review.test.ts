import { spawn } from 'node:child_process';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { homePaths } from '../store/home/home.js';
import { published } from './candidate-row.js';
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
    const { status, stdout, stderr } = await review('xysq');
    const asked = stderr.match(/^\d of \d: .*$/gm) ?? [];
    expect(asked.length).toBeGreaterThan(1);
    expect(asked.length).toBeLessThanOrEqual(5);
    expect(status).toBe(0);
    const report = JSON.parse(stdout) as { asked: number; answered: number; minutes: number };
    expect(report).toEqual({ asked: asked.length, answered: 1, minutes: expect.any(Number) as unknown });
    expect(await queue('--doubtful')).toHaveLength(before.length - 1);
    const again = await review('');
    expect(again.stderr).not.toContain(String(asked[0]).replace(/^\d of \d: /, ''));
    expect(JSON.parse(again.stdout)).toMatchObject({ asked: 0, answered: 0 });
  }, 60_000);

  test('asks the questions of the message of the last week, the candidate among them, which a key decides', async () => {
    const ids = ['aaaaaaaa', 'bbbbbbbb', 'cccccccc'];
    const patch = (path: string) => JSON.stringify({ base: 'v3.3', changes: [{ path, from: null, to: 1 }] });
    const facts = [
      published({ candidate_id: ids[0] as string, patch: patch('strikeSteps'), flags: ['costly'] }),
      published({ candidate_id: ids[1] as string, patch: patch('roll.strikeSteps') }),
      published({ candidate_id: ids[2] as string, patch: patch('minimumBuyBack') }),
    ];
    await appendFile(homePaths(home).journal, facts.map((fact) => `${JSON.stringify(fact)}\n`).join(''));
    const { stdout: week } = await tradeloop(home, 'week', '--local');
    const inMessage = [...week.matchAll(/^ {2}\d\. (.*)$/gm)].map(([, question]) => question);
    const costly = await review('id');
    const inReview = [...costly.stderr.matchAll(/^\d of \d: (.*)$/gm)].map(([, question]) => question);
    expect(inReview.slice(0, 2)).toEqual(inMessage.slice(0, 2));
    expect(inMessage[0]).toBe('Implement, defer or reject candidate aaaaaa?');
    expect(costly.stderr).toContain('candidates decide aaaaaa implement --accept-cost');
    expect(costly.stderr).toMatch(/^ {3}d defer until \d{4}-\d\d-\d\d, r reject, s skip, q quit$/m);
    expect(JSON.parse(costly.stdout)).toMatchObject({ asked: 1, answered: 1 });
    await review('i');
    await review('r');
    const { stdout } = await tradeloop(home, 'candidates', 'list', '--all', '--json', '--local');
    const { candidates } = JSON.parse(stdout) as { candidates: { candidate_id: string; status: string }[] };
    expect(candidates.map(({ candidate_id, status }) => [candidate_id, status])).toEqual([
      [ids[0], 'deferred'],
      [ids[1], 'implemented'],
      [ids[2], 'rejected'],
    ]);
    expect((await review('s')).stderr).not.toContain('candidate');
  }, 120_000);
});
