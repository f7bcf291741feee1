import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import type { Home } from '../../store/home/home.js';
import { clusterRun, type RunFile } from '../running/run-file.js';
import { STEP, TRADING_DATE } from '../../workflows/search-attributes.js';

const HOST = '127.0.0.1';

/** Where a development server listens: the same after a restart, so that clients and workers find it again. */
export interface ServerPorts {
  grpc: number;
  ui: number;
}

/** Two ports that are free now. */
export async function freePorts(): Promise<ServerPorts> {
  const servers = await Promise.all([listen(), listen()]);
  const [grpc, ui] = servers.map((server) => (server.address() as AddressInfo).port) as [number, number];
  for (const server of servers) server.close();
  return { grpc, ui };
}

/** A system on a development server of its own. */
export function devServerRun(storeId: string, { grpc, ui }: ServerPorts): RunFile {
  const run = clusterRun(storeId, { address: `${HOST}:${grpc}`, namespace: 'default' });
  return { ...run, ui_url: `http://${HOST}:${ui}` };
}

/** Starts a development server whose state is a file of the home, in a process group of its own, so that Ctrl-C reaches it last. */
export function spawnServer(binary: string, home: Home, ports: ServerPorts): ChildProcess {
  const log = openSync(join(home.logs, 'server.log'), 'a');
  const child = spawn(
    binary,
    [
      ...['server', 'start-dev', '--ip', HOST, '--port', String(ports.grpc), '--ui-port', String(ports.ui)],
      ...['--db-filename', home.temporalDb, '--log-format', 'json', '--log-level', 'warn'],
      ...[STEP, TRADING_DATE].flatMap(({ name }) => ['--search-attribute', `${name}=Keyword`]),
      ...closedHttp().flatMap((value) => ['--dynamic-config-value', value]),
    ],
    { stdio: ['ignore', log, log], detached: true },
  );
  closeSync(log);
  return child;
}

/**
 * Settings that close the server's HTTP API, which listens on a random port and asks neither who calls nor from which page: it answers only
 * requests for a host that nobody knows, and takes no batch of operations. gRPC and the UI go on as they are.
 */
function closedHttp(): string[] {
  return [`frontend.httpAllowedHosts=["${randomUUID()}.invalid"]`, 'frontend.enableBatcher=false'];
}

/** Resolves as soon as a server answers at an address; throws when none does within `waitMs`. */
export async function whenServing(address: string, waitMs: number): Promise<void> {
  const deadline = performance.now() + waitMs;
  for (;;) {
    try {
      const connection = await Connection.connect({ address, connectTimeout: '2s' });
      return await connection.close();
    } catch (error) {
      if (performance.now() >= deadline) throw error;
      await sleep(100);
    }
  }
}

function listen(): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject).listen(0, HOST, () => resolve(server));
  });
}
