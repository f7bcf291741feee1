import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { artifactOf } from '../domain/learning/artifact/trained-model.js';
import { promotion } from '../domain/learning/models/registry.js';
import { homePaths } from '../store/home/home.js';
import { readModel, writeModel } from '../store/home/model-folders.js';
import { appendChange, readRegistry } from '../store/home/model-registry.js';
import { askedApi, HOST, type AskedApi } from './asked-api.js';
import { until } from './system.js';

const DOCS = join(import.meta.dirname, '..', 'docs', 'bots');
const LOOP = '/api/v1/strategies/learning';

let api: AskedApi;
let server: Server;
let folder: string;
let address: string;
const bots: ChildProcess[] = [];

/** The API over HTTP, as bots reach it. */
beforeAll(async () => {
  api = await askedApi({ filled: false });
  folder = await mkdtemp(join(tmpdir(), 'bots-'));
  server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
}, 60_000);
afterAll(async () => {
  for (const bot of bots) bot.kill('SIGKILL');
  server.closeAllConnections();
  server.close();
  await api.close();
  await rm(folder, { recursive: true });
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = '', url = '', headers } = request;
  const body = await buffer(request);
  const given = Object.entries(headers).map(([name, value]) => [name, String(value)]);
  // Under the host that the API of tests has.
  const named = { ...(Object.fromEntries(given) as Record<string, string>), host: HOST };
  const more = { headers: named, ...(body.length > 0 && { body: body.toString('utf8') }) };
  if (method === 'POST' && url.startsWith(`${LOOP}/imports?`)) return importThere(url, body, response);
  const answered = await api.ask(method, url, more);
  response.writeHead(answered.status, Object.fromEntries(answered.headers));
  response.end(Buffer.from(await answered.arrayBuffer()));
}

/** Makes a model and has it serve, as a promotion does; gives its id. */
async function promote(seed: number): Promise<string> {
  const home = homePaths(api.dir);
  const window = { window_from: '2025-01-01', window_to: '2025-03-01', rows: 20, config: {} };
  const inputs = {
    ...{ spec_id: 'spec', scenarios_sha256: 'a'.repeat(64), ...window, seed },
    backend: { name: 'plain', version: '1' },
  };
  const trained = {
    ...{ spec_id: 'spec', inputs: ['dte'], standardise: { mean: [0], scale: [1] } },
    layers: [{ units: 1, activation: 'linear' as const, kernel: [seed], bias: [0] }],
    ...{ adjust: [], posterior: null, calibration: null, actions: null },
  };
  const origin = { kind: 'logistic' as const, lineage: 'logistic', parent: null, inputs };
  const made = artifactOf(trained, origin, new Map());
  await writeModel(home, made);
  const { model_id } = made;
  const { manifest_sha256 } = await readModel(home, model_id);
  const said = { evaluation_id: null, by: 'user', reason: null, as_of: null } as const;
  const change = promotion(
    await readRegistry(home),
    { model_id, manifest_sha256 },
    { ...said, at: '2025-08-10T12:00:00Z' },
  );
  await appendChange(home, change);
  return model_id;
}

/** What the route of imports is to do with a file, by the step that it runs. */
async function importThere(url: string, body: Buffer, response: ServerResponse): Promise<void> {
  const name = new URL(url, 'http://localhost').searchParams.get('filename') ?? '';
  const path = join(folder, name);
  await writeFile(path, body);
  const input = { path, givenPath: name, account: null, coveredThrough: null };
  const { accepted } = await api.opened.steps.importFile(input);
  response.writeHead(accepted === 1 ? 200 : 422).end();
}

/** Starts a bot; gives what it has said so far, and what hands it a line. */
function start(program: string, words: string[]): { said(): string; hand(line: object): void } {
  const env = {
    PATH: process.env['PATH'],
    TRADELOOP_TOKEN: api.tokens.decide,
    TRADELOOP_URL: `http://${address}`,
    TRADELOOP_ADDRESS: address,
  };
  const bot = spawn(program, words, { cwd: folder, env });
  bots.push(bot);
  let said = '';
  for (const stream of [bot.stdout, bot.stderr])
    stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return { said: () => said, hand: (line) => bot.stdin.write(`${JSON.stringify(line)}\n`) };
}

async function compiled(): Promise<string> {
  const { transpileModule, ModuleKind, ScriptTarget } = (await import('typescript')).default;
  const compilerOptions = { module: ModuleKind.ESNext, target: ScriptTarget.ES2022 };
  const { outputText } = transpileModule(await readFile(join(DOCS, 'bot.ts'), 'utf8'), { compilerOptions });
  const path = join(folder, 'bot.mjs');
  await writeFile(path, outputText);
  return path;
}

/** How long it may take until a bot has what was promoted. */
const RELOADED_MS = 2_000;
const hasPython = spawnSync('python3', ['--version']).status === 0;
if (!hasPython) process.stderr.write('no python3 on PATH: docs/bots/bot.py is not tried\n');

describe.each([
  { name: 'bot.ts', lines: 60, begin: async () => start(process.execPath, [await compiled()]) },
  ...(hasPython
    ? [{ name: 'bot.py', lines: 40, begin: () => start('python3', [join(DOCS, 'bot.py')]) }]
    : []),
])('docs/bots/$name', ({ name, lines, begin }) => {
  test(`has at most ${lines} lines`, async () => {
    expect((await readFile(join(DOCS, name), 'utf8')).trimEnd().split('\n').length).toBeLessThanOrEqual(
      lines,
    );
  });

  test('has a model within two seconds of its promotion, and its advice comes in with what it saw', async () => {
    const bot = await begin();
    const { version } = (await (await api.ask('GET', `${LOOP}/algorithm/parameters`)).json()) as {
      version: string;
    };
    await until(() => bot.said().includes(version));
    for (const seed of [lines, lines + 1]) {
      const model = await promote(seed);
      const began = performance.now();
      await until(() => bot.said().includes(model), RELOADED_MS);
      process.stderr.write(`${name} had the model after ${Math.round(performance.now() - began)} ms\n`);
    }
    const id = `${name.replace('.', '-')}-1`;
    bot.hand({ ...ADVICE, recommendation_id: id, context: { iv_rank: 41 } });
    await until(() => bot.said().includes(`${id}`));
    expect(bot.said()).toMatch(new RegExp(`^${id}:? 200$`, 'm'));
  }, 60_000);
});

const ADVICE = {
  sent_at: '2025-06-03T13:00:00Z',
  ...{ account: 'main', action: 'sell_to_open', underlying: 'ABC', right: 'call', strike: 36 },
  ...{ expiration: '2025-06-13', quantity: 1, premium: 0.12, underlying_price: 33.82 },
};
