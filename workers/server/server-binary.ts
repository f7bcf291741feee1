import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { Config } from '../../config.js';
import { MissingDependency } from '../../domain/errors.js';
import { buildServer, downloadServer, SERVER_CLI } from './server-install.js';

/**
 * The server inside the CLI decides whether it reads our state file, not the CLI's own number, which `go install`
 * leaves out.
 */
const ACCEPTED = /\(Server 1\.29\.\d+\b/;

export interface ServerBinary {
  path: string;
  from: 'cache' | 'PATH' | 'download' | 'go install';
}

/** A Temporal development server that is on this machine: in tradeloop's cache, or on PATH in an accepted version. */
export async function findServer(config: Config): Promise<ServerBinary | undefined> {
  const cached = cachedServer(config);
  if (await isAccepted(cached)) return { path: cached, from: 'cache' };
  for (const folder of config.path.split(delimiter).filter((entry) => entry !== '')) {
    const path = join(folder, executable('temporal'));
    if (await isAccepted(path)) return { path, from: 'PATH' };
  }
  return undefined;
}

/**
 * The server that is on this machine, else it is brought into the cache: downloaded, or built where Go is there. `tell`
 * gets a line for every step that takes long. Throws MissingDependency, with the ways to get one, when nothing works.
 */
export async function ensureServer(config: Config, tell: (line: string) => void): Promise<ServerBinary> {
  const found = await findServer(config);
  if (found) return found;
  const target = cachedServer(config);
  const attempts: string[] = [];
  for (const [from, install] of [
    ['download', downloadServer],
    ['go install', buildServer],
  ] as const) {
    try {
      await install(target, tell);
      if (await isAccepted(target)) return { path: target, from };
      attempts.push(`${from}: what came is not an accepted server`);
    } catch (error) {
      attempts.push(`${from}: ${(error as Error).message}`);
    }
  }
  throw new MissingDependency(
    `no Temporal development server: ${attempts.join('; ')}. Any of these helps: ${waysToGetServer(config)}`,
  );
}

/** What a person can do, as one sentence. */
export function waysToGetServer(config: Config): string {
  return (
    `install the Temporal CLI ${SERVER_CLI} (https://github.com/temporalio/cli/releases/tag/v${SERVER_CLI}) on PATH, ` +
    `or put its binary at ${cachedServer(config)}, or install Go, with which tradeloop builds it, ` +
    `or set TEMPORAL_ADDRESS to a cluster`
  );
}

function cachedServer({ cacheDir }: Config): string {
  return join(cacheDir, `temporal-${SERVER_CLI}`, executable('temporal'));
}

function executable(name: string): string {
  return process.platform === 'win32' ? `${name}.exe` : name;
}

async function isAccepted(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    const { stdout } = await promisify(execFile)(path, ['--version'], { timeout: 10_000 });
    return ACCEPTED.test(stdout);
  } catch {
    return false;
  }
}
