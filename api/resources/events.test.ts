import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { writeDurably } from '../../store/home/durable-file.js';
import { homePaths } from '../../store/home/home.js';
import { createToken, revokeToken } from '../../store/home/tokens.js';
import { askedApi, type AskedApi } from '../../test/asked-api.js';

const LOOP = '/api/v1/strategies/learning';

let api: AskedApi;
beforeEach(async () => {
  api = await askedApi({ filled: false });
});
afterEach(() => api.close());

/** Reads until a text is there; gives all of it. */
async function heard(stream: ReadableStreamDefaultReader<Uint8Array>, wanted: string): Promise<string> {
  let text = '';
  for (const decoder = new TextDecoder(); !text.includes(wanted);) {
    const { done, value } = await stream.read();
    if (done) break;
    text += decoder.decode(value, { stream: true });
  }
  return text;
}

async function listen(headers: Record<string, string> = {}) {
  const response = await api.ask('GET', `${LOOP}/events`, { headers });
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
  return (response.body as ReadableStream<Uint8Array>).getReader();
}

test('GET events begins with a reset, then gives commits and runs with rising ids', async () => {
  const stream = await listen();
  expect(await heard(stream, '\n\n')).toMatch(/^id: \d+\nevent: reset\ndata: {}\n\n$/);
  await api.opened.steps.rebuildWarehouse({});
  const changed = await heard(stream, 'event: changed');
  const first = Number(/^id: (\d+)/m.exec(changed)?.[1]);
  await api.ask('POST', `${LOOP}/backfill?from=2025-06-02&to=2025-06-03`);
  const run = await heard(stream, '"step":"backfill"');
  expect(Number(/^id: (\d+)\nevent: run/m.exec(run)?.[1])).toBeGreaterThan(first);
  const other = await listen({ 'last-event-id': String(first) });
  expect(await heard(other, '"step":"backfill"')).not.toContain('reset');
  await stream.cancel();
  await other.cancel();
});

test('who comes while something is committed hears afterwards that any table may be another', async () => {
  const committing = jest.spyOn(api.opened.moments, 'generation').mockReturnValue(undefined);
  const stream = await listen();
  committing.mockRestore();
  const changed = await heard(stream, 'event: changed\ndata: {');
  expect(changed).toContain('"executions"');
  expect(changed).toContain('"matches"');
  await stream.cancel();
});

test('who comes back after the reset, or after all went away for a moment, misses nothing', async () => {
  const stream = await listen();
  const last = /^id: (\d+)/.exec(await heard(stream, '\n\n'))?.[1] ?? '';
  await stream.cancel();
  await api.ask('POST', `${LOOP}/backfill?from=2025-06-02&to=2025-06-03`);
  const again = await listen({ 'last-event-id': last });
  expect(await heard(again, 'event: run')).not.toContain('reset');
  await again.cancel();
});

test('a commit names the tables whose rows it changed, a fact those that show it', async () => {
  const stream = await listen();
  await heard(stream, '\n\n');
  const path = join(import.meta.dirname, '..', '..', 'data', 'sample', 'main.executions.csv');
  await api.opened.steps.importFile({ path, givenPath: 'a.csv', account: null, coveredThrough: null });
  expect(await heard(stream, '"executions"')).toMatch(/"tables":\[[^\]]*"executions"/);
  await api.ask('PUT', `${LOOP}/epoch-config?min_valid_date=2025-06-10`);
  expect(await heard(stream, '"weekly_summaries"')).toContain('"tables":["matches","weekly_summaries"]');
  await stream.cancel();
});

test('a change of the registry of models is heard as one of models, which no table has', async () => {
  const stream = await listen();
  await heard(stream, '\n\n');
  // The first look at the files is over.
  await api.ask('POST', `${LOOP}/backfill?from=2025-06-02&to=2025-06-03`);
  await heard(stream, 'event: run');
  const champion = { seq: 1, alias: 'champion', model_id: null, manifest_sha256: null, evaluation_id: null };
  const line = { ...champion, at: '2025-08-10T12:00:00Z', by: 'user', reason: null, as_of: null };
  await appendFile(homePaths(api.dir).modelRegistry, `${JSON.stringify(line)}\n`);
  expect(await heard(stream, '"models"')).toMatch(/"generation":"[^"]+","tables":\["models"\]/);
  await stream.cancel();
});

test('a message of a week that is written after it was published is heard as a change of the week', async () => {
  const stream = await listen();
  await heard(stream, '\n\n');
  await api.ask('POST', `${LOOP}/backfill?from=2025-06-02&to=2025-06-03`);
  await heard(stream, 'event: run');
  await writeDurably(join(homePaths(api.dir).messages, '2025-W31-r1.txt'), 'CORRECTED\n');
  expect(await heard(stream, '"weekly_summaries"')).toContain('"tables":["weekly_summaries"]');
  await stream.cancel();
});

test('a message that a person is sent is heard, with its week', async () => {
  const stream = await listen();
  await heard(stream, '\n\n');
  await api.opened.messages.sendAgain({ subject: '2025-W31-r2', text: 'Week 31\u0007' });
  await api.opened.messages.sendAgain({ subject: 'morning-2025-08-08', text: 'Friday' });
  await api.opened.messages.sendAgain({ subject: 'prepared-2025-08-08-2', text: 'no bars' });
  const text = await heard(stream, 'no bars');
  const said = [...text.matchAll(/^event: message\ndata: (.*)$/gm)].map(
    ([, data]) => JSON.parse(data ?? '') as object,
  );
  expect(said).toEqual([
    { kind: 'week', week: '2025-W31', text: expect.stringMatching(/^Week 31[^\u0007]*$/) as unknown },
    { kind: 'morning', week: null, text: expect.stringContaining('Friday') as unknown },
    { kind: 'trouble', week: null, text: expect.stringContaining('no bars') as unknown },
  ]);
  await stream.cancel();
});

test('no more than sixteen listen at once, and Last-Event-ID is the id of an event', async () => {
  const streams = await Promise.all(Array.from({ length: 16 }, () => listen()));
  expect((await api.ask('GET', `${LOOP}/events`)).status).toBe(429);
  await streams[0]?.cancel();
  const again = await listen();
  await Promise.all([again, ...streams.slice(1)].map((stream) => stream.cancel()));
  expect((await api.ask('GET', `${LOOP}/events`, { headers: { 'last-event-id': 'x' } })).status).toBe(400);
});

test('a stream ends soon after its token is no more in force', async () => {
  const { token, id } = await createToken(homePaths(api.dir), {
    ...{ name: 'gone', scope: 'read', created_at: '2025-08-09T00:00:00Z', expires_at: null },
  });
  const headers = { authorization: `Bearer ${token}` };
  const [stream, other] = [await listen(headers), await listen()];
  await heard(stream, '\n\n');
  await heard(other, '\n\n');
  const began = performance.now();
  await revokeToken(homePaths(api.dir), { id, at: '2025-08-10T12:00:00Z' });
  expect((await stream.read()).done).toBe(true);
  expect(performance.now() - began).toBeLessThan(5_000);
  await api.opened.steps.rebuildWarehouse({});
  expect(await heard(other, 'event: changed')).toContain('event: changed');
  await other.cancel();
});
