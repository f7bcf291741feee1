import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { BrowserContext } from 'playwright-core';
import { connectRunning, type RunningSystem } from '../workers/asking/client.js';
import { resultOf, startWorkflow } from '../workers/asking/run-workflow.js';
import type { askStep } from '../workflows/ask-step.js';
import { chromium, launched, run, skippedWithoutChromium } from './browser.js';
import { listenersOf } from './listeners.js';
import { makeHome, removeHome, runFile, SERVER_TEST_MS, tradeloop, until, up } from './system.js';

const REBOUND = 'rebound.example';
const NAMESPACE = '/api/v1/namespaces/default';
const CAN = process.platform === 'linux' && chromium !== undefined;
const inBrowser = CAN ? test : test.skip;

let home: string;
let system: RunningSystem;
let link: string;
let browser: BrowserContext;
let elsewhere: Server;

/** The process of `up`, whose listener is the door. */
let upPid: number;

beforeAll(async () => {
  home = await makeHome();
  upPid = (await up(home)).pid ?? 0;
  system = await connectRunning(home);
  for (const id of ['first', 'second'])
    await startWorkflow(system, 'askStep', {
      id,
      args: [{ storeId: system.storeId, step: 'rebuild', input: {}, after: null, pauseSeconds: 1 }],
    });
  await until(async () => (await runs()).every(({ status }) => status === 'COMPLETED'));
  const underWay = await startWorkflow<typeof askStep<'rebuild'>>(system, 'askStep', {
    id: 'under-way',
    args: [{ storeId: system.storeId, step: 'rebuild', input: {}, after: null, pauseSeconds: 1 }],
  });
  const { status, stdout } = await tradeloop(home, 'ui');
  expect(status).toBe(0);
  link = stdout.trim();
  // The server was started again meanwhile; the run goes on.
  expect(await resultOf(system, underWay)).toMatchObject({ imports: 0 });
  elsewhere = createServer((_, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<title>elsewhere</title>'),
  );
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
  // As if a name server said so.
  const rules = [REBOUND, 'elsewhere.example'].map((host) => `MAP ${host} 127.0.0.1`).join(',');
  if (CAN) browser = await (await launched(`--host-resolver-rules=${rules}`)).newContext();
}, SERVER_TEST_MS);

afterAll(async () => {
  if (CAN) await browser.browser()?.close();
  elsewhere.close();
  await system.close();
  await tradeloop(home, 'down');
  await removeHome(home);
}, 60_000);

async function runs(): Promise<{ id: string; status: string }[]> {
  const found: { id: string; status: string }[] = [];
  for await (const { workflowId, status } of system.client.workflow.list())
    found.push({ id: workflowId, status: status.name });
  return found.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Every port of this system, which a page comes to by trying all there are; whatever address each of them is at. */
async function portsThere(): Promise<number[]> {
  const { server, control, data } = await runFile(home);
  const pids = [upPid, server?.pid ?? 0, control?.pid ?? 0, data?.pid ?? 0];
  const places = await Promise.all(pids.map(listenersOf));
  return places.flat().map((place) => Number(place.split(':')[1]));
}

/**
 * What a page may try against each port: to delete, end and start runs by a POST of text, for which no browser asks
 * leave, by `fetch` and by a form; and to read. Gives what it could read.
 */
function attack(ports: readonly number[], host: string): string {
  return `async () => {
    const read = [];
    const bodies = [
      ['${NAMESPACE}/batch-operations/by-a-page', { jobId: 'by-a-page', visibilityQuery: 'WorkflowId != ""', reason: 'none', deletionOperation: { identity: 'a page' } }],
      ['${NAMESPACE}/workflows/by-a-page', { workflowType: { name: 'askStep' }, taskQueue: { name: '${system.storeId}-control' }, requestId: 'r' }],
      ['${NAMESPACE}/workflows/first/terminate', { reason: 'none' }],
    ];
    const within = () => AbortSignal.timeout(4000);
    for (const port of ${JSON.stringify(ports)}) {
      const base = 'http://${host}:' + port;
      for (const [path, body] of bodies) {
        for (const mode of ['no-cors', 'cors'])
          await fetch(base + path, { method: 'POST', mode, credentials: 'include', headers: { 'content-type': 'text/plain' }, body: JSON.stringify(body), signal: within() })
            .then(async (response) => { if (response.ok) read.push(path + ' ' + (await response.text())); })
            .catch(() => undefined);
        const form = document.createElement('form');
        const frame = document.createElement('iframe');
        frame.name = 'frame' + Math.random();
        Object.assign(form, { method: 'POST', action: base + path, enctype: 'text/plain', target: frame.name });
        const field = document.createElement('input');
        Object.assign(field, { name: JSON.stringify(body).slice(0, -1) + ', "x": "', value: '"}' });
        form.append(field);
        document.body.append(frame, form);
        form.submit();
      }
      for (const path of ['${NAMESPACE}/workflows', '/api/v1/settings', '/metrics', '/'])
        await fetch(base + path, { credentials: 'include', signal: within() })
          .then(async (response) => { if (response.ok) read.push(port + path + ' ' + (await response.text()).slice(0, 100)); })
          .catch(() => undefined);
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
    return read;
  }`;
}

describe('the workflow UI', () => {
  test('status prints the link that ui printed, and ui prints it again', async () => {
    expect((await tradeloop(home, 'status')).stdout).toContain(link);
    expect((await tradeloop(home, 'ui', '--json')).stdout).toBe(`${JSON.stringify({ ui_url: link })}\n`);
  }, 60_000);

  inBrowser(
    `opens by the link, lists the runs and ends one${skippedWithoutChromium}`,
    async () => {
      await system.client.workflow.start('askStep', {
        workflowId: 'to-be-ended',
        taskQueue: 'nobody-listens',
        args: [],
      });
      const page = await browser.newPage();
      await page.goto(link);
      await until(async () => /Workflows/.test(await page.title()));
      // The columns are ours from the first time on: id, type and days before anything else.
      await until(() => run<boolean>(page, '() => document.querySelectorAll("thead th").length > 5'));
      const heads = await run<string[]>(
        page,
        '() => [...document.querySelectorAll("thead th")].map((head) => head.innerText.trim()).filter(Boolean)',
      );
      const first = heads.indexOf('Status');
      expect(heads.slice(first, first + 5)).toEqual([
        ...['Status', 'Workflow ID', 'Type', 'TradingFrom', 'TradingTo'],
      ]);
      expect(await run(page, '() => location.search')).not.toContain('token');
      await until(() => run<boolean>(page, '() => document.body.innerText.includes("to-be-ended")'));
      // As its own buttons do: with the token against forged requests that it keeps in a cookie.
      const status = await run<number>(
        page,
        `async () => {
        const token = /_csrf=([^;]*)/.exec(document.cookie)?.[1] ?? '';
        const headers = { 'content-type': 'application/json', 'x-csrf-token': token };
        const path = '${NAMESPACE}/workflows/to-be-ended/terminate';
        return (await fetch(path, { method: 'POST', headers, body: '{"reason":"by hand"}' })).status;
      }`,
      );
      expect(status).toBe(200);
      await until(async () => (await runs()).some(({ status: of }) => of === 'TERMINATED'));
    },
    60_000,
  );

  inBrowser(
    `is closed to a page of another origin that tries all ports, in a browser that has the cookie${skippedWithoutChromium}`,
    async () => {
      const before = await runs();
      const ports = await portsThere();
      expect(ports).toContain(Number(new URL(link).port));
      const { port } = elsewhere.address() as AddressInfo;
      for (const origin of [`http://127.0.0.1:${port}`, `http://elsewhere.example:${port}`]) {
        const page = await browser.newPage();
        await page.goto(origin);
        for (const host of ['127.0.0.1', 'localhost'])
          expect(await run(page, attack(ports, host))).toEqual([]);
      }
      expect(await runs()).toEqual(before);
    },
    120_000,
  );

  inBrowser(
    `is closed to a page whose host name was made to point here${skippedWithoutChromium}`,
    async () => {
      const before = await runs();
      const ports = await portsThere();
      const readByPages = ports.map(async (port) => {
        const page = await browser.newPage();
        const isThere = await page.goto(`http://${REBOUND}:${port}/`).then(
          () => true,
          () => false,
        );
        // Where nothing answers there is no page; an answer that refuses is of the page's own origin.
        return isThere ? run<string[]>(page, attack([port], REBOUND)) : [];
      });
      expect((await Promise.all(readByPages)).flat()).toEqual([]);
      expect(await runs()).toEqual(before);
    },
    120_000,
  );

  test('goes on after the server was killed, behind the same link', async () => {
    const { server } = await runFile(home);
    process.kill(server?.pid ?? 0, 'SIGKILL');
    await until(async () => (await runFile(home)).server?.pid !== server?.pid);
    await until(async () => {
      const { status, headers } = await fetch(link, { redirect: 'manual' });
      const cookie = headers.get('set-cookie')?.split(';')[0] ?? '';
      const origin = new URL(link).origin;
      const page = await fetch(origin, { headers: { cookie } });
      return status === 303 && page.ok;
    });
    expect((await runFile(home)).ui_url).toBe(link);
  }, 60_000);
});

describe('the next start', () => {
  test(
    'is without the UI; with up --ui it has the same port and another link',
    async () => {
      await tradeloop(home, 'down');
      const plain = await up(home);
      expect((await runFile(home)).ui_url).toBeNull();
      expect((await tradeloop(home, 'status')).stdout).toContain('"npx tradeloop ui" opens it');
      await tradeloop(home, 'down');
      expect(plain.exitCode).not.toBeNull();
      await up(home, '--ui');
      const { ui_url } = await runFile(home);
      expect(new URL(ui_url ?? '').port).toBe(new URL(link).port);
      expect(ui_url).not.toBe(link);
    },
    SERVER_TEST_MS,
  );
});
