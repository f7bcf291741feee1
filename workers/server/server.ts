import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Home } from '../../store/home/home.js';
import { answers } from '../connection.js';
import { clusterRun, type RunFile } from '../running/run-file.js';
import { OWN_SERVER } from '../../workflows/ids.js';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes.js';
import { typeName } from './search-attributes.js';
import { LOOPBACK, type Place } from './hidden-place.js';

/** A system on a development server of its own. */
export function devServerRun(storeId: string, port: number): RunFile {
  const run = clusterRun(storeId, { address: `${LOOPBACK}:${port}`, namespace: 'default' });
  return { ...run, id_prefix: OWN_SERVER.idPrefix };
}

/** Where a development server listens; all is at 127.0.0.1, since its parts look for each other there. */
export interface ServerPlaces {
  /** The same after a restart, so that clients and workers find it again. */
  port: number;
  /** Of its metrics, which it gives to whoever asks, by whatever host name; 0 for any. */
  metricsPort: number;
  /** Of its UI; null for none. */
  ui: Place | null;
}

/**
 * Starts a development server whose state is a file of the home, in a process group of its own, so that Ctrl-C reaches
 * it last.
 */
export function spawnServer(
  binary: string,
  home: Home,
  { port, metricsPort, ui }: ServerPlaces,
): ChildProcess {
  const log = openSync(join(home.logs, 'server.log'), 'a');
  const child = spawn(
    binary,
    [
      ...['server', 'start-dev', '--ip', LOOPBACK, '--port', String(port)],
      ...['--metrics-port', String(metricsPort)],
      ...(ui ? ['--ui-ip', ui.ip, '--ui-port', String(ui.port)] : ['--headless']),
      ...['--db-filename', home.temporalDb, '--log-format', 'json', '--log-level', 'warn'],
      ...SEARCH_ATTRIBUTES.flatMap(({ name, type }) => ['--search-attribute', `${name}=${typeName(type)}`]),
      ...closedHttp(ui !== null).flatMap((value) => ['--dynamic-config-value', value]),
    ],
    { stdio: ['ignore', log, log], detached: true },
  );
  closeSync(log);
  return child;
}

/**
 * Settings that close the server's HTTP API, which listens on a random port and asks neither who calls nor from which
 * page: it answers only requests for a host that nobody knows. Batches of operations, which delete or end many runs at
 * once, are for the UI, and off without it.
 */
function closedHttp(withUi: boolean): string[] {
  const hosts = `frontend.httpAllowedHosts=["${randomUUID()}.invalid"]`;
  return withUi ? [hosts] : [hosts, 'frontend.enableBatcher=false'];
}

/** Resolves as soon as a server answers at an address; throws when none does within `waitMs`. */
export async function whenServing(address: string, waitMs: number): Promise<void> {
  const deadline = performance.now() + waitMs;
  while (!(await answers({ address }, 2_000))) {
    if (performance.now() >= deadline) throw new Error(`no server answers at ${address}`);
    await sleep(100);
  }
}
