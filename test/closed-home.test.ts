import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { homePaths } from '../store/home/home.js';
import { connectRunning, type RunningSystem } from '../workers/asking/client.js';
import { resultOf, startWorkflow } from '../workers/asking/run-workflow.js';
import { asNobody, canActAsNobody, skippedUnlessRoot } from './another-user.js';
import { SERVER_TEST_MS, tradeloop, up } from './system.js';

let dir: string;
let home: string;
let secret: string;
let system: RunningSystem;

const TRADE = {
  account: 'main',
  executed_at: '2025-01-06',
  action: 'buy',
  underlying: 'F',
  quantity: 1,
  price: 9,
};

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tradeloop-closed-'));
  await chmod(dir, 0o755);
  home = join(dir, 'home');
  secret = join(dir, 'secret.jsonl');
  await writeFile(secret, `${JSON.stringify(TRADE)}\n`, { mode: 0o600 });
  // A home that an earlier version made, by the usual mask.
  await mkdir(join(home, 'raw'), { recursive: true });
  await writeFile(join(home, 'raw', 'a'.repeat(64)), 'an earlier import');
  for (const path of [home, join(home, 'raw'), join(home, 'raw', 'a'.repeat(64))]) await chmod(path, 0o755);
  await up(home);
  system = await connectRunning(home);
}, SERVER_TEST_MS);

afterAll(async () => {
  await system.close();
  await tradeloop(home, 'down');
  await rm(dir, { recursive: true, force: true });
}, 60_000);

async function everythingBelow(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return [folder, ...names.map((name) => join(folder, name))];
}

/** As whoever reaches the server may: it knows no users. */
async function started(type: string, argument: object): Promise<unknown> {
  const id = `by-a-stranger:${type}:${Object.keys(argument).join(':')}`;
  const handle = await startWorkflow(system, type, { id, args: [{ storeId: system.storeId, ...argument }] });
  return resultOf(system, handle).catch((error: Error) => ({ refused: { name: error.name } }));
}

describe('a home', () => {
  test('is its owner’s alone: folders 0700, files 0600, whatever ran on it', async () => {
    const file = join(dir, 'trades.jsonl');
    await writeFile(file, `${JSON.stringify(TRADE)}\n{"not": "a trade"}\n`);
    expect((await tradeloop(home, 'import', file)).status).toBe(0);
    expect((await tradeloop(home, 'reconcile')).status).toBe(0);
    expect((await tradeloop(home, 'export', 'executions')).status).toBe(0);
    const open = [];
    for (const path of await everythingBelow(home))
      if (((await stat(path)).mode & 0o077) !== 0) open.push(path);
    expect(open).toEqual([]);
    expect(await readdir(homePaths(home).staging)).toEqual([]);
  }, 120_000);

  (canActAsNobody ? test : test.skip)(
    `shows another user of the machine no file and takes none of theirs${skippedUnlessRoot}`,
    async () => {
      const look =
        'for path; do [ -r "$path" ] && echo "reads $path"; [ -w "$path" ] && echo "writes $path"; done; true';
      const paths = await everythingBelow(home);
      expect(paths.length).toBeGreaterThan(20);
      // What this user can do is seen by a file that is open to all.
      expect(await asNobody(look, dir)).toBe(`reads ${dir}\n`);
      expect(await asNobody(look, ...paths)).toBe('');
      const connect =
        'perl -MSocket -e \'socket(S, AF_UNIX, SOCK_STREAM, 0); print connect(S, sockaddr_un($ARGV[0])) ? "in" : $!\' "$1"';
      expect(await asNobody(connect, join(home, 'reads.sock'))).toBe('Permission denied');
      expect(await asNobody('touch "$1/inbox/x.csv" 2>&1', home)).toContain('Permission denied');
    },
  );

  test('doctor says nothing of one that is closed, and warns of one that others can read', async () => {
    const privacy = async () => {
      const { stdout } = await tradeloop(home, 'doctor', '--json');
      const { checks } = JSON.parse(stdout) as { checks: { name: string; state: string; found: string }[] };
      return checks.find(({ name }) => name === 'privacy');
    };
    expect(await privacy()).toMatchObject({ state: 'ok' });
    await chmod(join(home, 'journal.jsonl'), 0o644);
    expect(await privacy()).toMatchObject({
      state: 'warning',
      found: expect.stringContaining('journal.jsonl') as unknown,
    });
    await chmod(join(home, 'journal.jsonl'), 0o600);
  }, 60_000);
});

describe('who reaches the server', () => {
  test('reads no file of the owner’s by a path', async () => {
    const file = { path: secret, givenPath: secret, account: null, coveredThrough: null };
    for (const asked of [file, { ...file, sha256: secret }, { ...file, sha256: 'b'.repeat(64) }])
      expect(await started('importFiles', { file: asked })).toMatchObject({
        refused: expect.anything() as unknown,
      });
    expect(await system.reads.describe()).toMatchObject({ imports: 1, executions: 1 });
  }, 120_000);

  test('writes no file in the owner’s name', async () => {
    const out = join(dir, 'out');
    const asked = { table: 'executions', format: 'csv', out };
    await started('exportTable', asked);
    await started('askStep', { step: 'export', input: asked, after: null, pauseSeconds: 1 });
    await started('askStep', {
      step: 'export',
      input: { ...asked, table: '../../x' },
      after: null,
      pauseSeconds: 1,
    });
    expect((await readdir(dir)).sort()).toEqual(['home', 'secret.jsonl', 'trades.jsonl']);
  }, 120_000);
});

describe('export --out', () => {
  test('follows the user’s own mask, through a folder that is made', async () => {
    const out = join(dir, 'mine', 'exports');
    const { status, stdout } = await tradeloop(
      home,
      'export',
      'executions',
      '--format',
      'csv',
      '--out',
      out,
      '--json',
    );
    expect(status).toBe(0);
    const path = join(out, 'executions.csv');
    expect(JSON.parse(stdout)).toMatchObject({ exports: [{ path, rows: 1 }] });
    expect(await readFile(path, 'utf8')).toBe(
      await readFile(join(home, 'exports', 'executions.csv'), 'utf8'),
    );
    const mask = process.umask();
    expect((await stat(path)).mode & 0o777).toBe(0o666 & ~mask);
    expect((await stat(out)).mode & 0o777).toBe(0o777 & ~mask);
  }, 60_000);

  test('a folder that cannot be one is misuse', async () => {
    for (const out of [secret, '/proc/x'])
      expect((await tradeloop(home, 'export', 'executions', '--out', out)).status).toBe(2);
  }, 60_000);
});
