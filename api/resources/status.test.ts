import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { rm, mkdir } from 'node:fs/promises';
import { askedApi, type AskedApi } from '../../test/asked-api.js';

const LOOP = '/api/v1/strategies/learning';

let api: AskedApi;
beforeAll(async () => {
  api = await askedApi({ filled: false });
});
afterAll(() => api.close());

async function status() {
  const text = await (await api.ask('GET', `${LOOP}/status`, { as: 'read' })).text();
  return { text, answer: JSON.parse(text) as { messages: object[] } };
}

describe('GET status', () => {
  test('says what answers, what runs and which ways there are, before any was used', async () => {
    await api.ask('POST', `${LOOP}/backfill?from=2025-06-02&to=2025-06-13`);
    expect((await status()).answer).toMatchObject({
      version: '0.0.0',
      store_id: 'any',
      started_at: '2025-08-10T08:00:00Z',
      server_answers: true,
      workers: [{ name: 'data', polling: true }],
      running: [{ step: 'backfill', ui_url: null }],
      failed: [],
      inbox_refused: 0,
      messages: [
        {
          way: 'person',
          ok: false,
          last_at: null,
          problem: expect.stringMatching(/^never tried/) as unknown,
        },
        { way: 'file', ok: false, last_at: null, problem: expect.stringMatching(/^never tried/) as unknown },
      ],
      as_of: { known_through: null },
    });
  });

  test('says what came of the last message by each way, and never where files lie', async () => {
    const { messages } = api.opened;
    await messages.sendAgain({ subject: 'any', text: 'Hello' });
    const [first, file] = (await status()).answer.messages;
    expect([first, file]).toMatchObject([
      { way: 'person', ok: true, last_at: expect.any(String) as unknown },
      { way: 'file', ok: true },
    ]);
    await rm(`${api.dir}/messages`, { recursive: true });
    await messages.sendAgain({ subject: 'any', text: 'Hello' });
    const { text, answer } = await status();
    expect(answer.messages[1]).toMatchObject({ ok: false, problem: 'a file cannot be written: ENOENT' });
    expect(text).not.toContain(api.dir);
    await mkdir(`${api.dir}/messages`);
  });
});
