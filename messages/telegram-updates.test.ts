import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readConfig } from '../config.js';
import { botServer, type BotServer } from '../test/message-servers.js';
import { until } from '../test/system.js';
import type { Heard } from './heard.js';
import type { WaySettings } from './settings.js';
import { hearTelegram } from './telegram-updates.js';

const TOKEN = '4711:AAsecretsecretsecret';
const NOW = new Date('2025-01-18T18:00:00Z');
const SAID_AT = Date.parse('2025-01-18T17:30:00Z') / 1_000;

let bot: BotServer;
beforeAll(async () => {
  bot = await botServer(TOKEN);
});
afterAll(() => bot.close());
beforeEach(() => {
  Object.assign(bot, { calls: [], updates: [], refuse: () => undefined });
});

function telegram(): NonNullable<WaySettings['telegram']> {
  const { ways } = readConfig({
    TELEGRAM_BOT_TOKEN: TOKEN,
    TELEGRAM_CHAT_ID: '42',
    TELEGRAM_API_ROOT: `http://127.0.0.1:${bot.port}`,
  });
  return ways.telegram as NonNullable<WaySettings['telegram']>;
}

/** What is heard until something is so. */
async function heard(
  isDone: (all: { heard: Heard[]; problems: (string | null)[] }) => boolean,
  hear: (one: Heard) => void = () => undefined,
  tell: (problem: string | null) => void = () => undefined,
) {
  const all = { heard: [] as Heard[], problems: [] as (string | null)[] };
  const stop = new AbortController();
  const hearing = hearTelegram(telegram(), {
    ...{ clock: () => NOW, stop: stop.signal },
    hear(one) {
      all.heard.push(one);
      hear(one);
      return Promise.resolve();
    },
    async tell(problem) {
      all.problems.push(problem);
      await Promise.resolve(problem).then(tell);
    },
  });
  await until(() => isDone(all));
  stop.abort();
  await hearing;
  return all;
}

// Ids rise from test to test, as they do: a question that is broken off may still confirm what came before.
const words = (update_id: number, text: string, { chat = 42, ...more }: Record<string, unknown> = {}) => ({
  update_id,
  message: { message_id: 900 + update_id, date: SAID_AT, chat: { id: chat }, text, ...more },
});
const press = (update_id: number, data: string, chat = 42) => ({
  update_id,
  callback_query: { id: `q${update_id}`, data, message: { message_id: 103, chat: { id: chat } } },
});

describe('hearTelegram(settings)', () => {
  test('hears buttons and words of the chat in their order, and ends a button’s waiting', async () => {
    bot.updates = [
      press(7, 'a:2025-W03:0123456789abcdef:5'),
      words(8, '2 gut_feeling', { reply_to_message: { message_id: 101 } }),
      { update_id: 9, edited_message: { ...words(9, 'timing').message, edit_date: SAID_AT + 60 } },
    ];
    const all = await heard(({ heard: those }) => those.length === 3);
    expect(all.heard).toEqual([
      {
        ...{ way: 'telegram', update: 7, at: '2025-01-18T18:00:00Z', message: '103' },
        said: { press: { week: '2025-W03', question: '0123456789abcdef', key: 5 } },
      },
      {
        ...{ way: 'telegram', update: 8, at: '2025-01-18T17:30:00Z', message: '908' },
        said: { text: '2 gut_feeling', replyTo: '101' },
      },
      {
        ...{ way: 'telegram', update: 9, at: '2025-01-18T17:31:00Z', message: '909', edited: true },
        said: { text: 'timing', replyTo: null },
      },
    ]);
    expect(bot.calls).toContainEqual({
      method: 'answerCallbackQuery',
      payload: { callback_query_id: 'q7' },
    });
  });

  test('hears no other chat, no bot and no picture, and answers none of them', async () => {
    bot.updates = [
      words(11, '/week', { chat: 43 }),
      press(12, 'a:2025-W03:0123456789abcdef:5', 43),
      press(13, 'something else'),
      words(14, 'beep', { from: { id: 1, is_bot: true } }),
      { update_id: 15, message: { message_id: 915, date: SAID_AT, chat: { id: 42 }, photo: [] } },
      words(16, '/week'),
    ] as BotServer['updates'];
    const all = await heard(({ heard: those }) => those.length > 0);
    expect(all.heard.map(({ update }) => update)).toEqual([16]);
    expect(bot.calls.filter(({ method }) => method !== 'getUpdates')).toEqual([]);
  });

  test('what could not be taken is heard again, and what follows after it', async () => {
    bot.updates = [words(21, 'one'), words(22, 'two')];
    let tries = 0;
    const all = await heard(
      ({ heard: those }) => those.length === 3,
      () => {
        if (++tries === 1) throw new Error('the server is away');
      },
    );
    expect(all.heard.map(({ update }) => update)).toEqual([21, 21, 22]);
    expect(all.problems).toEqual(['what was said waits: it cannot be taken now', null]);
  });

  test('asks less and less often while what was said cannot be taken, and does not say that it hears', async () => {
    bot.updates = [words(25, 'one')];
    let tries = 0;
    const began = performance.now();
    const all = await heard(
      ({ problems }) => problems.length === 3,
      () => {
        if (++tries <= 2) throw new Error('the server is away');
      },
    );
    const waits = 'what was said waits: it cannot be taken now';
    expect(all.problems).toEqual([waits, waits, null]);
    expect(performance.now() - began).toBeGreaterThan(2_900);
  });

  test('hears on where it cannot be noted what kept it from hearing', async () => {
    let isKept = true;
    bot.refuse = (method) =>
      method === 'getUpdates' && isKept
        ? { ok: false, error_code: 502, description: 'Bad Gateway' }
        : undefined;
    bot.updates = [words(27, '/week')];
    const all = await heard(
      ({ heard: those }) => those.length === 1,
      () => undefined,
      (problem) => {
        isKept = false;
        if (problem !== null) throw new Error('ENOSPC');
      },
    );
    expect(all.heard.map(({ update }) => update)).toEqual([27]);
  });

  test('says what to do where two systems have one bot, and goes on once they do not', async () => {
    let areTwo = true;
    bot.refuse = (method) =>
      method === 'getUpdates' && areTwo
        ? { ok: false, error_code: 409, description: `Conflict: ${TOKEN}` }
        : undefined;
    bot.updates = [words(31, '/week')];
    const all = await heard(
      ({ problems }) => problems.length === 2,
      () => undefined,
      () => {
        areTwo = false;
      },
    );
    expect(all.problems).toEqual([
      `127.0.0.1:${bot.port} answered 409: another program reads the messages of this bot; give each system a bot of its own`,
      null,
    ]);
  });
});
