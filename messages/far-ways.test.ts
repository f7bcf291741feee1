import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { readConfig } from '../config.js';
import {
  botServer,
  mailServer,
  postServer,
  type BotServer,
  type MailServer,
  type PostServer,
} from '../test/message-servers.js';
import { farWays } from './far-ways.js';
import { NotSent } from './not-sent.js';
import type { FarWay, Piece } from './way.js';

const TOKEN = '4711:AAsecretsecretsecret';
const TOPIC = 'secret-topic';
const WHSEC = `whsec_${Buffer.from('a secret of thirty-two bytes ...').toString('base64')}`;
const PASSWORD = 'secret-password';
const PIECE: Piece = {
  subject: '2025-W03-r1',
  text: 'WEEKLY LEARNING SUMMARY (2025-W03)\n\n├─ Consent: 9 <b>&amp;</b> more\n',
  at: '2025-01-18T17:00:00Z',
  url: 'https://loop.example.org/strategies/learning',
  question: null,
};
const QUESTION: Piece = {
  ...{ ...PIECE, text: '17 Jan PLTR: why not "roll"?\n14 of 18 rolls look like this one' },
  question: {
    ...{ question_id: '0123456789abcdef', about: 'reason', is_pair: false, text: '', why: '', number: 2 },
  },
};

let bot: BotServer, mail: MailServer, ntfy: PostServer, hook: PostServer, dir: string;

beforeAll(async () => {
  [bot, mail, ntfy, hook] = await Promise.all([botServer(TOKEN), mailServer(), postServer(), postServer()]);
  dir = await mkdtemp(join(tmpdir(), 'ways-'));
});
afterAll(async () => {
  await Promise.all([bot, mail, ntfy, hook].map((server) => server.close()));
  await rm(dir, { recursive: true });
});
beforeEach(() => {
  Object.assign(bot, { calls: [], refuse: () => undefined });
  Object.assign(mail, { refuse: () => undefined });
  for (const server of [ntfy, hook]) server.answer = { status: 200, body: '{"id":"n1"}' };
});

function settings(): Record<string, string> {
  return {
    TELEGRAM_BOT_TOKEN: TOKEN,
    TELEGRAM_CHAT_ID: '-42',
    TELEGRAM_API_ROOT: `http://127.0.0.1:${bot.port}`,
    TRADELOOP_NTFY_URL: `http://127.0.0.1:${ntfy.port}/${TOPIC}`,
    TRADELOOP_NTFY_TOKEN: 'tk_secret',
    TRADELOOP_WEBHOOK_URL: `http://127.0.0.1:${hook.port}/secret-path`,
    TRADELOOP_WEBHOOK_SECRET: WHSEC,
    TRADELOOP_SMTP_URL: `smtp://me:${PASSWORD}@127.0.0.1:${mail.port}`,
    TRADELOOP_MAIL_FROM: 'loop@example.org',
    TRADELOOP_MAIL_TO: 'me@example.org',
  };
}

function way(name: string, other: Record<string, string> = {}): FarWay {
  const found = farWays(readConfig({ ...settings(), ...other }).ways).find((one) => one.name === name);
  if (found === undefined) throw new Error(`no way ${name}`);
  return found;
}

const SECRET = /AAsecret|secret-|tk_secret|secret:|no secret mails|whsec_[A-Za-z0-9]/;

/** What is said of a message that was not sent; it has no secret in it, wherever one looks. */
async function problemOf(sending: Promise<unknown>): Promise<string> {
  const error = await sending.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(NotSent);
  const { message, stack, ...rest } = error as NotSent;
  expect([message, stack, JSON.stringify(error), JSON.stringify(rest)].join()).not.toMatch(SECRET);
  return message;
}

describe('farWays(settings)', () => {
  test('are those whose first setting is there', () => {
    expect(farWays(readConfig({}).ways)).toEqual([]);
    expect(farWays(readConfig(settings()).ways).map(({ name }) => name)).toEqual([
      ...['telegram', 'ntfy', 'webhook', 'mail'],
    ]);
  });

  test('print no secret with the settings', () => {
    expect(JSON.stringify(readConfig(settings()))).not.toMatch(SECRET);
  });

  test('read a secret from a file each time they send', async () => {
    const path = join(dir, 'token');
    const other = { TELEGRAM_BOT_TOKEN: '', TELEGRAM_BOT_TOKEN_FILE: path };
    const telegram = way('telegram', other);
    expect(await problemOf(telegram.send(PIECE))).toBe('TELEGRAM_BOT_TOKEN_FILE cannot be read: ENOENT');
    await writeFile(path, `${TOKEN}\n`);
    expect(await telegram.send(PIECE)).toMatch(/^\d+$/);
  });

  test.each([
    ['telegram', { TELEGRAM_CHAT_ID: '' }, 'TELEGRAM_CHAT_ID is not set to the number of a chat'],
    ['telegram', { TELEGRAM_BOT_TOKEN: 'secret' }, 'TELEGRAM_BOT_TOKEN is no token like 123456:ABC-def'],
    ['ntfy', { TRADELOOP_NTFY_URL: 'secret' }, 'TRADELOOP_NTFY_URL is no address like https://example.org/…'],
    [
      'ntfy',
      { TRADELOOP_NTFY_URL: 'https://secret:secret@example.org/' },
      'TRADELOOP_NTFY_URL has a user in it: that is not supported',
    ],
    ['webhook', { TRADELOOP_WEBHOOK_SECRET: '' }, 'TRADELOOP_WEBHOOK_SECRET is not set'],
    [
      'webhook',
      { TRADELOOP_WEBHOOK_SECRET: 'whsec_' },
      'TRADELOOP_WEBHOOK_SECRET is no secret like whsec_<base64>',
    ],
    ['mail', { TRADELOOP_MAIL_TO: '' }, 'TRADELOOP_MAIL_TO is not set'],
    [
      'mail',
      { TRADELOOP_SMTP_URL: 'secret' },
      'TRADELOOP_SMTP_URL is no address like smtps://user:password@mail.example.org',
    ],
  ])('%s with %o says what is wrong', async (name, other, problem) => {
    expect(await problemOf(way(name, other).send(PIECE))).toBe(problem);
  });

  test.each([
    ['telegram', 'TELEGRAM_API_ROOT', 'http://127.0.0.1:1'],
    ['ntfy', 'TRADELOOP_NTFY_URL', 'http://127.0.0.1:1/secret-topic'],
    ['webhook', 'TRADELOOP_WEBHOOK_URL', 'http://127.0.0.1:1/secret-path'],
    ['mail', 'TRADELOOP_SMTP_URL', 'smtp://me:secret-password@127.0.0.1:1'],
  ])('%s whose server is away says so by its host', async (name, setting, address) => {
    const problem = await problemOf(way(name, { [setting]: address }).send(PIECE));
    expect(problem).toMatch(/^127\.0\.0\.1:1 does not answer: (ECONNREFUSED|ESOCKET|no answer)/);
  });
});

describe('ntfy', () => {
  test('posts the text to the topic, with title, link and token', async () => {
    expect(await way('ntfy').send(PIECE)).toBe('n1');
    const { path, headers, body } = ntfy.posted.at(-1) ?? {};
    expect([path, body]).toEqual([`/${TOPIC}`, PIECE.text]);
    expect(headers).toMatchObject({
      title: 'tradeloop: week 2025-W03',
      click: PIECE.url,
      authorization: 'Bearer tk_secret',
    });
  });

  test('is called otherwise where it is what a week still asks', async () => {
    await way('ntfy').send({ ...PIECE, subject: '2025-W03-r1-questions' });
    expect(ntfy.posted.at(-1)?.headers).toMatchObject({ title: 'tradeloop: questions of week 2025-W03' });
  });

  test('cuts at a line’s end to 4,096 bytes', async () => {
    await way('ntfy').send({ ...PIECE, text: '├─ DRFT 125C → 130C\n'.repeat(500) });
    const { body = '' } = ntfy.posted.at(-1) ?? {};
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(4_096);
    expect(Buffer.byteLength(body)).toBeGreaterThan(4_000);
    expect(body).toMatch(/130C\n… the rest: https:\/\/loop\.example\.org\/strategies\/learning$/);
  });

  test.each([403, 302, 500])('says the host and %i', async (status) => {
    ntfy.answer = { status, headers: { location: 'http://127.0.0.1:1/' }, body: TOPIC };
    expect(await problemOf(way('ntfy').send(PIECE))).toBe(`127.0.0.1:${ntfy.port} answered ${status}`);
  });
});

describe('webhook', () => {
  test('is signed as Standard Webhooks say, under an id that stays the same', async () => {
    await way('webhook').send(PIECE);
    await way('webhook').send(PIECE);
    const [first, second] = hook.posted.slice(-2);
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    const headers = first?.headers as Record<string, string>;
    expect(new Webhook(WHSEC).verify(first?.body ?? '', headers)).toEqual({
      ...{ kind: 'week', week: '2025-W03', subject: '2025-W03-r1', text: PIECE.text },
      ...{ url: PIECE.url, at: PIECE.at },
    });
    expect(() => new Webhook(WHSEC).verify(`${first?.body} `, headers)).toThrow('No matching signature');
  });
});

describe('mail', () => {
  test('has the whole text and an id that stays the same', async () => {
    expect(await way('mail').send(PIECE)).toBe('<2025-W03-r1.20250118170000@tradeloop>');
    const sent = mail.mails.at(-1) ?? '';
    expect(sent).toContain('Subject: tradeloop: week 2025-W03\n');
    expect(sent).toContain('To: me@example.org\n');
    expect(sent).toContain('Message-ID: <2025-W03-r1.20250118170000@tradeloop>\n');
    expect(sent).toMatch(/^Content-Type: text\/plain; charset=utf-8$/m);
    const quoted = sent.slice(sent.indexOf('\n\n') + 2).replaceAll('=\n', '');
    const bytes = quoted.replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) =>
      String.fromCharCode(parseInt(hex, 16)),
    );
    expect(Buffer.from(bytes, 'latin1').toString()).toContain(
      '├─ Consent: 9 <b>&amp;</b> more\n\nIn the dashboard: https://loop.example.org/strategies/learning\n',
    );
  });

  test.each([
    ['AUTH', `535 5.7.8 ${PASSWORD} is wrong`, 'does not accept the user and the password (535)'],
    ['RCPT', '550 no such user', 'does not take mail of this sender to this reader (550)'],
    ['DATA', '554 no secret mails', 'does not take mail of this sender to this reader (554)'],
  ])('%s refused says what, and not what the server said', async (verb, reply, problem) => {
    mail.refuse = (line) => (line.startsWith(verb) ? reply : undefined);
    expect(await problemOf(way('mail').send(PIECE))).toBe(`127.0.0.1:${mail.port} ${problem}`);
  });
});

describe('telegram', () => {
  test('sends the text as HTML that shows what it says', async () => {
    expect(await way('telegram').send(PIECE)).toMatch(/^\d+$/);
    expect(bot.calls).toMatchObject([
      {
        method: 'sendMessage',
        payload: {
          chat_id: -42,
          parse_mode: 'HTML',
          text: '<b>WEEKLY LEARNING SUMMARY (2025-W03)</b>\n\n├─ Consent: 9 &lt;b&gt;&amp;amp;&lt;/b&gt; more',
        },
      },
    ]);
    expect(bot.calls[0]?.payload).not.toHaveProperty('reply_markup');
  });

  test('sends a question with a button a reason', async () => {
    await way('telegram').send(QUESTION);
    const { text, reply_markup } = bot.calls[0]?.payload ?? {};
    expect(text).toBe('<b>2. 17 Jan PLTR: why not "roll"?</b>\n14 of 18 rolls look like this one');
    const buttons = (reply_markup as { inline_keyboard: { text: string; callback_data: string }[][] })
      .inline_keyboard;
    expect(buttons.map((row) => row.length)).toEqual([2, 2, 2, 2, 1]);
    expect(buttons.flat()[4]).toEqual({
      ...{ text: 'gut feeling', callback_data: 'a:2025-W03:0123456789abcdef:5' },
    });
  });

  test('cuts at a line’s end to 4,096 characters, whatever the markup adds', async () => {
    await way('telegram').send({ ...PIECE, text: '& DRFT 125C < 130C\n'.repeat(500) });
    const shown = String(bot.calls[0]?.payload['text'])
      .replaceAll(/<\/?b>/g, '')
      .replaceAll('&lt;', '<')
      .replaceAll('&amp;', '&');
    expect(shown.length).toBeLessThanOrEqual(4_096);
    expect(shown.length).toBeGreaterThan(4_000);
    expect(shown).toMatch(/130C\n… the rest: https:\/\/loop\.example\.org\/strategies\/learning$/);
  });

  test.each([
    [401, ': TELEGRAM_BOT_TOKEN is not in force'],
    [403, ': the bot was blocked, or nobody wrote to it yet'],
    [502, ''],
  ])('%i says what to do', async (error_code, meaning) => {
    bot.refuse = () => ({ ok: false, error_code, description: `secret ${TOKEN}` });
    expect(await problemOf(way('telegram').send(PIECE))).toBe(
      `127.0.0.1:${bot.port} answered ${error_code}${meaning}`,
    );
  });

  test('429 is tried again when Telegram says', async () => {
    bot.refuse = () => ({ ok: false, error_code: 429, description: '', parameters: { retry_after: 17 } });
    await expect(way('telegram').send(PIECE)).rejects.toMatchObject({ retryAfterSeconds: 17 });
  });
});
