import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { readConfig } from '../config.js';
import { ensureHome, homePaths } from '../store/home/home.js';
import { endpointOf } from '../workers/asking/endpoint.js';
import { clusterRun } from '../workers/running/run-file.js';
import { ensureServer } from '../workers/server/server-binary.js';
import { freePort, LOOPBACK } from '../workers/server/hidden-place.js';
import { devServerRun, spawnServer, whenServing } from '../workers/server/server.js';
import { SCHEDULED_STEPS } from '../workflows/step-table.js';
import { writeSmallMarket } from './small-market.js';
import { makeHome, removeHome, SERVER_TEST_MS, tradeloop, up } from './system.js';
import { makeCertificates, tlsFront, type Certificates, type TlsFront } from './tls-front.js';

let home: string;
let server: ChildProcess;
let address: string;
let certificates: Certificates;
const fronts: TlsFront[] = [];

beforeAll(async () => {
  home = await makeHome();
  await ensureHome(homePaths(home));
  certificates = makeCertificates(home);
  const { path } = await ensureServer(readConfig(), () => undefined);
  const port = await freePort(LOOPBACK);
  server = spawnServer(path, homePaths(home), { port, metricsPort: 0, ui: null });
  ({ address } = devServerRun('', port));
  await whenServing(address, 60_000);
}, SERVER_TEST_MS);

afterEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith('TEMPORAL_')) delete process.env[name];
});

afterAll(async () => {
  for (const front of fronts) front.close();
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGKILL');
  await ended;
  await removeHome(home);
});

async function front(asksForClient: boolean): Promise<TlsFront> {
  const made = await tlsFront(address, certificates, { asksForClient });
  fronts.push(made);
  return made;
}

/** Connects as the client does and as the workers do. */
async function connectBoth(env: Record<string, string>): Promise<void> {
  const run = clusterRun('', { address: '', namespace: 'default' });
  const endpoint = await endpointOf(readConfig(env), run);
  await (await Connection.connect({ ...endpoint, connectTimeout: '3s' })).close();
  await (await NativeConnection.connect(endpoint)).close();
}

async function idsOn(address: string): Promise<{ workflows: string[]; schedules: string[] }> {
  const connection = await Connection.connect({ address });
  const { workflow, schedule } = new Client({ connection });
  const workflows: string[] = [];
  const schedules: string[] = [];
  const ours = `WorkflowType != "temporal-sys-scheduler-workflow"`;
  for await (const { workflowId } of workflow.list({ query: ours })) workflows.push(workflowId);
  for await (const { scheduleId } of schedule.list()) schedules.push(scheduleId);
  await connection.close();
  return { workflows, schedules };
}

describe('TEMPORAL_ADDRESS of a cluster with TLS', () => {
  test('an authority of its own: trusted with TEMPORAL_TLS_SERVER_CA_CERT_PATH alone, not without', async () => {
    const door = await front(false);
    const env = { TEMPORAL_ADDRESS: door.address, TEMPORAL_TLS_SERVER_CA_CERT_PATH: certificates.ca };
    await connectBoth(env);
    expect([...door.callers]).toEqual(['no key, no certificate']);
    await expect(connectBoth({ TEMPORAL_ADDRESS: door.address, TEMPORAL_TLS: 'true' })).rejects.toThrow();
  }, 30_000);

  test('one that is not there: up ends with 1, and says where it looked', async () => {
    process.env['TEMPORAL_ADDRESS'] = '127.0.0.1:9';
    const { status, stderr } = await tradeloop(home, 'up');
    expect(status).toBe(1);
    expect(stderr).toMatch(/^no Temporal server answers at 127\.0\.0\.1:9 \(TEMPORAL_ADDRESS\): .*$/m);
  }, 60_000);

  test(
    'up, import and status through it, each with the client certificate and the API key',
    async () => {
      const door = await front(true);
      Object.assign(process.env, {
        TEMPORAL_ADDRESS: door.address,
        TEMPORAL_API_KEY: 'the-key',
        TEMPORAL_TLS_CLIENT_CERT_PATH: certificates.client.cert,
        TEMPORAL_TLS_CLIENT_KEY_PATH: certificates.client.key,
        TEMPORAL_TLS_SERVER_CA_CERT_PATH: certificates.ca,
      });
      await up(home);
      const { executions } = await writeSmallMarket(join(home, 'market'));
      const imported = await tradeloop(home, 'import', executions, '--json');
      expect(JSON.parse(imported.stdout)).toMatchObject({ files: [{ accepted: 3 }] });
      const { status, stdout } = await tradeloop(home, 'status', '--json');
      expect(JSON.parse(stdout)).toMatchObject({ address: door.address, ui_url: null });
      expect(status).toBe(0);
      // Homes share a cluster: their ids begin with the beginning of their store's.
      const { store_id } = JSON.parse(stdout) as { store_id: string };
      const { workflows, schedules } = await idsOn(address);
      const beginning = `${store_id.slice(0, 8)}:`;
      expect(workflows).toEqual([expect.stringMatching(new RegExp(`^${beginning}import:[0-9a-f]{16}$`))]);
      expect(schedules.sort()).toEqual(SCHEDULED_STEPS.map((step) => `${beginning}schedule:${step}`).sort());
      await tradeloop(home, 'down');
      expect([...door.callers]).toEqual(['Bearer the-key, client']);
    },
    SERVER_TEST_MS,
  );
});
