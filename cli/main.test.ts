import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const BIN = join(import.meta.dirname, '..', 'dist', 'cli', 'main.js');

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tradeloop-cli-'));
});
afterAll(() => rm(directory, { recursive: true }));

interface Ended {
  status: number;
  stdout: string;
  stderr: string;
}

function tradeloop(...args: string[]): Promise<Ended> {
  const options = { env: { ...process.env, TRADELOOP_HOME: join(directory, 'home'), TEMPORAL_ADDRESS: '' } };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [BIN, ...args], options, (_error, stdout, stderr) =>
      resolve({ status: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

const TRADE = { account: 'main', executed_at: '2025-01-06', action: 'buy', underlying: 'F', quantity: 1 };

describe('tradeloop', () => {
  test('--help tells every command, without loading what they need', async () => {
    const { status, stdout } = await tradeloop('--help');
    expect(status).toBe(0);
    for (const command of [
      'up',
      'down',
      'status',
      'demo',
      'import',
      'advise',
      'reconcile',
      'outcomes',
      'week',
    ])
      expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
  });

  test.each([
    ['a command there is none of', ['nonsense'], "unknown command 'nonsense'"],
    ['an option there is none of', ['rebuild', '--fast'], "unknown option '--fast'"],
    ['no command', [], 'no command given'],
    ['a day there is none of', ['reconcile', '2025-02-30'], 'not a date like 2025-01-06'],
    ['a range the wrong way round', ['backfill', '--from', '2025-01-07', '--to', '2025-01-06'], 'is after'],
    ['days to come', ['import', 'x.csv', '--covered-through', '2199-01-01'], 'is in the future'],
    ['a time there is none of', ['status', '--since', 'yesterday'], 'not a date or time'],
    ['a table there is none of', ['export', 'imports', '--local'], 'no table "imports"'],
  ])('ends with 2 and one JSON document for %s', async (_, args, message) => {
    const { status, stdout } = await tradeloop(...args, '--json');
    expect(status).toBe(2);
    const { error } = JSON.parse(stdout) as { error: { name: string; message: string } };
    expect(error.name).toBe('InvalidInput');
    expect(error.message).toContain(message);
  });

  test('--version tells the version', async () => {
    const { status, stdout } = await tradeloop('--version');
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as unknown,
    });
  });

  test('ends with 1, saying how to start it, where nothing runs', async () => {
    const { status, stdout, stderr } = await tradeloop('week', '2025-W02');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('npx tradeloop up');
  });

  test('import takes in what it can, names what it refuses, and ends with 1', async () => {
    const [good, bad] = [join(directory, 'good.jsonl'), join(directory, 'bad.csv')];
    await writeFile(good, `${JSON.stringify({ ...TRADE, price: 2 })}\n${JSON.stringify(TRADE)}\n`);
    await writeFile(bad, '<html>please log in</html>');
    const [missing, pipe] = [join(directory, 'missing.csv'), join(directory, 'pipe.csv')];
    execFileSync('mkfifo', [pipe]);
    const { status, stdout } = await tradeloop('import', bad, missing, pipe, good, '--local', '--json');
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      contract: 1,
      files: [{ path: good, lines: 2, accepted: 1, rejected: 1, reasons: { 'price missing': 1 } }],
      refused: [
        { path: missing, name: 'NotFound' },
        { path: bad, name: 'FileRefused' },
        { path: pipe, name: 'FileRefused', message: `not a file but a pipe: ${pipe}` },
      ],
    });
  });

  test('import warns of trades that another account has too, and keeps to the contract', async () => {
    const [one, other] = [join(directory, 'one.jsonl'), join(directory, 'other.jsonl')];
    await writeFile(one, JSON.stringify({ ...TRADE, price: 3, account: 'Main' }));
    await writeFile(other, JSON.stringify({ ...TRADE, price: 3, account: 'main' }));
    expect((await tradeloop('import', one, '--local')).stderr).not.toContain('warning');
    const { status, stdout, stderr } = await tradeloop('import', other, '--local', '--json');
    expect(status).toBe(0);
    expect(stderr).toContain(`warning: ${other}: account "Main" has 1 of its trades as well`);
    const { files } = JSON.parse(stdout) as { files: object[] };
    expect(files[0]).not.toHaveProperty('also_under');
  });
});
