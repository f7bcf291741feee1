import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { homePaths } from '../store/home/home.js';
import { isAlive, type ProcessRef } from '../store/home/process-ref.js';
import { readRunFile, type RunFile } from '../workers/running/run-file.js';

/** The built program. */
export const BIN = join(import.meta.dirname, '..', 'dist', 'cli', 'main.js');

/** A test that starts processes and waits for them. */
export const SERVER_TEST_MS = 180_000;

export interface Ran {
  status: number;
  stdout: string;
  stderr: string;
}

/** A home of its own in the system's temporary folder, for the built program. */
export async function makeHome(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'tradeloop-test-'));
}

export async function removeHome(home: string): Promise<void> {
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
}

/** Runs a command of the built program on a home to its end. */
export function tradeloop(home: string, ...args: string[]): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [BIN, ...args, '--home', home],
      { env: process.env },
      (error, stdout, stderr) => {
        resolve({ status: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr });
      },
    );
  });
}

/** Runs a command, which must not fail, and gives what it said on stderr. */
export async function done(home: string, ...command: string[]): Promise<string> {
  const { status, stderr } = await tradeloop(home, ...command);
  if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}: ${stderr}`);
  return stderr;
}

/** Exports all tables, and gives every file with the hash of its bytes. */
export async function exportHashes(home: string, ...options: string[]): Promise<Record<string, string>> {
  for (const format of ['parquet', 'csv']) await done(home, 'export', 'all', '--format', format, ...options);
  const hashes: Record<string, string> = {};
  for (const file of (await readdir(join(home, 'exports'))).sort())
    hashes[file] = createHash('sha256')
      .update(await readFile(join(home, 'exports', file)))
      .digest('hex');
  return hashes;
}

/** Starts `up` and returns when its workers take tasks; what it and they say on stderr can be heard, and is printed. */
export async function up(home: string, ...args: string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, [BIN, 'up', ...args, '--home', home], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: process.env,
  });
  child.stderr.pipe(process.stderr, { end: false });
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    child.once('exit', (status) => reject(new Error(`up ended with ${status}`)));
  });
  return child;
}

/** Does what Ctrl-C does; gives what was said from then on, when all has ended. */
export function endWithCtrlC(up: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let said = '';
    up.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    up.once('close', () => resolve(said));
    up.kill('SIGINT');
  });
}

export async function runFile(home: string): Promise<RunFile> {
  const run = await readRunFile(homePaths(home).run);
  if (!run) throw new Error(`nothing runs on ${home}`);
  return run;
}

/** The id of a process of a system, once it is there: none would be 0, and to kill that is to kill the tests. */
export async function pidOf(home: string, name: 'server' | 'control' | 'data' | 'train'): Promise<number> {
  let ref: ProcessRef | null | undefined;
  await until(async () => {
    ref = (await runFile(home))[name];
    return ref ? isAlive(ref) : false;
  });
  return (ref as ProcessRef).pid;
}

/** Waits until something is so; throws when it is not after `waitMs`. */
export async function until(what: () => Promise<boolean> | boolean, waitMs = 30_000): Promise<void> {
  for (const deadline = performance.now() + waitMs; !(await what()); await sleep(100))
    if (performance.now() > deadline) throw new Error(`not so after ${waitMs} ms`);
}
