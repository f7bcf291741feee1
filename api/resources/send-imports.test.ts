import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { homePaths } from '../../store/home/home.js';
import { keepMapping } from '../../activities/import/kept-mappings.js';
import type { TableMapping } from '../../ingest/mapping/mapping.js';
import { askedApi, type AskedApi } from '../../test/asked-api.js';
import { until } from '../../test/system.js';
import { importReport } from '../shapes/imported.js';

const IMPORTS = '/api/v1/strategies/learning/imports';
const SAMPLE = join(import.meta.dirname, '..', '..', 'data', 'sample');

let api: AskedApi;
beforeAll(async () => {
  api = await askedApi({ filled: false });
});
afterAll(() => api.close());

const isPartial = (name: string) => name.endsWith('.partial');
const send = (query: string, body: Buffer | string | ReadableStream, headers: Record<string, string> = {}) =>
  api.ask('POST', `${IMPORTS}?${query}`, { as: 'decide', body, headers });

const advice = `${JSON.stringify({
  recommendation_id: 'a-1',
  sent_at: '2025-06-02T14:00:00Z',
  underlying: 'AAPL',
  action: 'hold',
  account: 'main',
  context: { model_id: 'm-1' },
})}\n`;

test('POST imports imports the file that is its body, under the name that is said', async () => {
  for (const name of (await readdir(SAMPLE)).filter((file) => /\.(csv|jsonl)$/.test(file))) {
    const response = await send(`filename=${name}`, await readFile(join(SAMPLE, name)));
    expect([name, response.status]).toEqual([name, 200]);
    const { files } = importReport.parse(await response.json());
    expect(files).toMatchObject([{ path: name, rejected: 0 }]);
    const { imports } = await api.opened.reads.imports();
    expect(imports[0]).toMatchObject({ path: name, sha256: files[0]?.sha256 });
  }
});

test('POST imports takes the advice of a bot with its context, and gives its run to who does not wait', async () => {
  const response = await send('filename=advice.jsonl', advice);
  expect(await response.json()).toMatchObject({
    files: [{ format: 'canonical-jsonl', accepted: 1 }],
  });
  const later = await send('filename=more.jsonl', advice.replace('a-1', 'a-2'), { prefer: 'respond-async' });
  expect([later.status, later.headers.get('retry-after')]).toEqual([202, '2']);
  expect(await later.json()).toMatchObject({ step: 'import', status: 'running' });
});

test('POST imports refuses what is no export by the name that is said, and keeps nothing of it', async () => {
  const page = await send('filename=export.csv', '<!doctype html><html><body>Log in</body></html>');
  const { type, detail } = (await page.json()) as { type: string; detail: string };
  expect([page.status, type]).toEqual([422, '/problems/refused']);
  expect(detail).not.toContain(api.dir);
  for (const name of ['', 'a/b.csv', '..', 'a%5Cb', 'a%00b', 'a%0Ab', 'x'.repeat(256)])
    expect([name, (await send(`filename=${name}`, advice)).status]).toEqual([name, 422]);
  expect((await send('filename=a.csv&covered_through=2999-01-01', advice)).status).toBe(422);
  expect((await send('filename=a.csv', '')).status).toBe(400);
  const large = await send('filename=a.csv', advice, { 'content-length': String(2 ** 30 + 1) });
  expect(large.status).toBe(413);
  expect((await readdir(homePaths(api.dir).staging)).filter(isPartial)).toEqual([]);
});

test('POST imports with a key that came with another file keeps no copy of this one', async () => {
  const headers = { 'idempotency-key': 'one-file' };
  expect((await send('filename=a.jsonl', advice.replace('a-1', 'k-1'), headers)).status).toBe(200);
  const staged = () => readdir(homePaths(api.dir).staging);
  const before = await staged();
  const other = await send('filename=a.jsonl', advice.replace('a-1', 'k-2'), headers);
  expect([other.status, await other.json()]).toMatchObject([
    422,
    { type: '/problems/idempotency-key-reused' },
  ]);
  const again = await send('filename=a.jsonl', advice.replace('a-1', 'k-1'), headers);
  expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([200, 'true']);
  expect(await staged()).toEqual(before);
});

test('POST imports reads a table that no format knows by the mapping that fits its columns', async () => {
  const table = 'Day,Side,Ticker,Qty,Price\n2025-01-07,Sell,F,1,9.75\n2025-01-06,Buy,F,2,9.5\n';
  const unknown = await send('filename=mine.csv&account=main', table);
  expect([unknown.status, await unknown.json()]).toMatchObject([
    422,
    {
      detail: expect.stringMatching(/^mine\.csv: no known export/) as unknown,
      errors: [{ in: 'body', name: 'mine.csv' }],
    },
  ]);
  const mapping: TableMapping = {
    dataset: 'executions',
    fields: {
      executed_at: { column: 'Day' },
      action: { column: 'Side', values: { Buy: 'buy', Sell: 'sell' } },
      underlying: { column: 'Ticker' },
      quantity: { column: 'Qty' },
      price: { column: 'Price' },
    },
  };
  await keepMapping(api.dir, { name: 'mine', mapping });
  const known = await send('filename=mine.csv&account=main', table);
  expect([known.status, await known.json()]).toMatchObject([
    200,
    { files: [{ path: 'mine.csv', accepted: 2, rejected: 0 }] },
  ]);
});

test('POST imports takes in four files at once; one more is busy', async () => {
  const ends: (() => void)[] = [];
  const slow = () =>
    new ReadableStream<Uint8Array>({
      start: (controller) => {
        controller.enqueue(new TextEncoder().encode(advice));
        ends.push(() => controller.close());
      },
    });
  const coming = [1, 2, 3, 4].map((at) => send(`filename=${at}.jsonl`, slow()));
  await until(async () => (await readdir(homePaths(api.dir).staging)).filter(isPartial).length === 4);
  const more = await send('filename=5.jsonl', advice);
  expect([more.status, more.headers.get('retry-after'), await more.json()]).toMatchObject([
    503,
    '2',
    { type: '/problems/busy' },
  ]);
  ends.forEach((end) => end());
  expect((await Promise.all(coming)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect((await send('filename=5.jsonl', advice)).status).toBe(200);
});

test('POST imports refuses a key that is none before it takes the file in', async () => {
  const before = await readdir(homePaths(api.dir).staging);
  const refused = await send('filename=a.jsonl', advice.replace('a-1', 'a-9'), { 'idempotency-key': 'a b' });
  expect(refused.status).toBe(400);
  expect(await readdir(homePaths(api.dir).staging)).toEqual(before);
});

test('DELETE imports/{sha256} retracts a file; where it stands under several accounts it names them', async () => {
  const file = await readFile(join(SAMPLE, 'main.executions.csv'));
  const sent = await send('filename=main.csv&account=second', file);
  const [{ sha256 } = { sha256: '' }] = importReport.parse(await sent.json()).files;
  const several = await api.ask('DELETE', `${IMPORTS}/${sha256}`);
  expect([several.status, await several.json()]).toEqual([
    422,
    expect.objectContaining({ detail: expect.stringContaining('second') as unknown }),
  ]);
  const one = await api.ask('DELETE', `${IMPORTS}/${sha256}?account=second`);
  expect([one.status, await one.json()]).toEqual([
    200,
    expect.objectContaining({ status: 'success', file_sha256: sha256, imports: 1 }),
  ]);
  expect((await api.ask('DELETE', `${IMPORTS}/${sha256}?account=second`)).status).toBe(404);
});
