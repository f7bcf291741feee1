import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { homePaths } from '../store/home/home.js';
import { usedWays } from '../store/home/used-ways.js';
import { connectRunning, type RunningSystem } from '../workers/asking/client.js';
import * as ids from '../workflows/ids.js';
import {
  botServer,
  mailServer,
  postServer,
  type BotServer,
  type MailServer,
  type PostServer,
} from './message-servers.js';
import { saveHistory } from './saved-histories.js';
import { writeSmallMarket } from './small-market.js';
import { done, makeHome, pidOf, removeHome, SERVER_TEST_MS, tradeloop, until, up } from './system.js';

// Each asks processes that another one may keep waiting.
jest.setTimeout(SERVER_TEST_MS);

const TOKEN = '4711:AAsecretsecretsecret';
const SECRETS = [
  'AAsecretsecretsecret',
  'secret-topic',
  'secret-path',
  'secret-password',
  'c2VjcmV0IGtleSBvZiBh',
];
const WEEK = '2025-W03-r1';

let home: string;
let system: RunningSystem;
let token: string;
let bot: BotServer, mail: MailServer, ntfy: PostServer, hook: PostServer;

beforeAll(async () => {
  [bot, mail, ntfy, hook] = await Promise.all([botServer(TOKEN), mailServer(), postServer(), postServer()]);
  Object.assign(process.env, {
    TELEGRAM_BOT_TOKEN: TOKEN,
    TELEGRAM_CHAT_ID: '42',
    TELEGRAM_API_ROOT: `http://127.0.0.1:${bot.port}`,
    TRADELOOP_NTFY_URL: `http://127.0.0.1:${ntfy.port}/secret-topic`,
    TRADELOOP_WEBHOOK_URL: `http://127.0.0.1:${hook.port}/secret-path`,
    TRADELOOP_WEBHOOK_SECRET: 'whsec_c2VjcmV0IGtleSBvZiBhIHdlYmhvb2sgLi4u',
    TRADELOOP_SMTP_URL: `smtp://me:secret-password@127.0.0.1:${mail.port}`,
    TRADELOOP_MAIL_FROM: 'loop@example.org',
    TRADELOOP_MAIL_TO: 'me@example.org',
  });
  // From before anybody heard.
  bot.updates = [words(1, '/week')];
  home = await makeHome();
  const files = await writeSmallMarket(join(home, 'market'));
  const made = await tradeloop(home, 'token', 'create', '--name', 'bot', '--scope', 'admin', '--json');
  ({ token } = JSON.parse(made.stdout) as { token: string });
  await up(home);
  system = await connectRunning(home);
  for (const path of Object.values(files))
    await system.steps.importFile({ path, givenPath: path, account: null, coveredThrough: '2025-01-31' });
}, SERVER_TEST_MS);

afterAll(async () => {
  await system.close();
  await tradeloop(home, 'down');
  await removeHome(home);
  await Promise.all([bot, mail, ntfy, hook].map((server) => server.close()));
}, 60_000);

/** The texts that the bot sent to the chat. */
function written(): string[] {
  return bot.calls.flatMap(({ method, payload }) =>
    method === 'sendMessage' ? [String(payload['text'])] : [],
  );
}

function words(update_id: number, text: string) {
  return { update_id, message: { message_id: 900 + update_id, date: 1_737_219_600, chat: { id: 42 }, text } };
}

function press(update_id: number, data: string) {
  return { update_id, callback_query: { id: 'q', data, message: { message_id: 102, chat: { id: 42 } } } };
}

test('what was said while nothing ran is answered once something does', async () => {
  await until(() => written().includes('No week is published yet.'), 60_000);
});

describe('the message of a week', () => {
  test('goes out by every way; one that is down holds up neither the week nor the others', async () => {
    ntfy.answer = { status: 502 };
    const report = await system.steps.aggregateWeek({ week: '2025-W03' });
    expect(report).toMatchObject({ week: '2025-W03', published: true });
    await until(() => written().length === 5 && mail.mails.length === 1 && hook.posted.length === 1);
    expect(written()[1]).toContain('<b>WEEKLY LEARNING SUMMARY (2025-W03)</b>');
    expect(written()[2]).toContain('<b>1. 13 Jan XYZ: is "sell 107C');
    expect(JSON.parse(hook.posted[0]?.body ?? '')).toMatchObject({ kind: 'week', week: '2025-W03' });
    await until(() => ntfy.posted.length > 0);
    const used = async (name: string) => (await usedWays(homePaths(home))).find(({ way }) => way === name);
    await until(async () => (await used('ntfy'))?.ok === false);
    expect((await used('ntfy'))?.problem).toMatch(/^127\.0\.0\.1:\d+ answered 502$/);
    ntfy.answer = { status: 200 };
    await until(async () => (await used('ntfy'))?.ok === true);
    expect((await tradeloop(home, 'status')).stdout).toMatch(/^messages by ntfy: the last was sent at /m);
    expect(await readdir(homePaths(home).outbox)).toEqual([]);
  });

  test('has one run a way, by its subject', async () => {
    for (const way of ['telegram', 'ntfy', 'webhook', 'mail']) {
      const workflowId = ids.messageId(system, { kind: 'week', subject: WEEK, way });
      const handle = system.client.workflow.getHandle(workflowId);
      expect(await handle.result()).toEqual({ sent: way === 'telegram' ? 4 : 1 });
      if (way === 'telegram' && process.env['RECORD_HISTORIES'] === '1')
        await saveHistory(system, home, { name: 'sendMessage-1', workflowId });
    }
  });
});

describe('a reply', () => {
  async function stands(): Promise<boolean> {
    const { questions } = await system.reads.review({ week: '2025-W03' });
    return questions[0]?.is_done ?? false;
  }

  test('by a button is the fact on the match, and answered in a line; /undo withdraws it', async () => {
    expect(await stands()).toBe(false);
    const { questions } = await system.reads.review({ week: '2025-W03' });
    bot.updates.push(press(2, `a:2025-W03:${questions[0]?.question_id}:1`));
    await until(() => written().some((text) => text.startsWith('Noted of 13 Jan XYZ: yes.')));
    expect(await stands()).toBe(true);
    expect(await readFile(homePaths(home).journal, 'utf8')).toMatch(
      /"fact":"match_reviewed".*"by":"telegram"/,
    );
    bot.updates.push(words(3, '/undo'));
    await until(() => written().includes('Withdrawn: your last answer.'));
    expect(await stands()).toBe(false);
  });

  test('that was heard is taken although the data process was killed, and once', async () => {
    process.kill(await pidOf(home, 'data'), 'SIGKILL');
    bot.updates.push(words(4, '1 yes'));
    await until(() => written().filter((text) => text.startsWith('Noted of 13 Jan')).length === 2, 120_000);
    expect(await stands()).toBe(true);
  });

  test('has a run by its number', async () => {
    const workflowId = ids.replyId(system, { way: 'telegram', update: 2 });
    await system.client.workflow.getHandle(workflowId).result();
    if (process.env['RECORD_HISTORIES'] !== '1') return;
    await saveHistory(system, home, { name: 'reply-1', workflowId });
    const asked = ids.replyId(system, { way: 'telegram', update: 5 });
    bot.updates.push(words(5, '/week'));
    await until(() => written().filter((text) => text.includes('WEEKLY')).length === 2);
    await system.client.workflow.getHandle(asked).result();
    await saveHistory(system, home, { name: 'reply-2', workflowId: asked });
  });
});

test('messages test sends a line by each way', async () => {
  const { status, stdout } = await tradeloop(home, 'messages', 'test', '--json');
  expect([status, JSON.parse(stdout)]).toEqual([
    0,
    {
      sent: ['console', 'file', 'telegram', 'ntfy', 'webhook', 'mail'].map((way) => ({
        ...{ way, ok: true, problem: null },
      })),
      not_set: [],
    },
  ]);
  expect(written().at(-1)).toBe('<b>tradeloop: this is a test, and it has reached you</b>');
});

test('POST notifications/send sends by all ways, again, and says what came of each', async () => {
  const before = written().length;
  const response = await fetch(
    new URL('/api/v1/strategies/learning/v2/notifications/send', system.run.api_url ?? ''),
    { method: 'POST', headers: { authorization: `Bearer ${token}` } },
  );
  expect(await response.json()).toMatchObject({
    status: 'sent',
    messages_sent: ['console', 'telegram', 'ntfy', 'webhook', 'mail', 'file'].map((way) => ({
      ...{ way, ok: true, problem: null },
    })),
  });
  expect(written().slice(before)).toEqual([
    expect.stringContaining('WEEKLY LEARNING SUMMARY') as unknown,
    // The first was answered: the others are listed, then sent one by one.
    ...['1. 6 Jan XYZ: is', '1. 6 Jan XYZ: is', '2. 2 Jan XYZ: did'].map(
      (begin) => expect.stringContaining(begin) as unknown,
    ),
  ]);
});

test('no secret is in any file of the home, nor in what status and doctor say', async () => {
  await done(home, 'doctor');
  const said = await Promise.all(['status', 'doctor'].map((name) => tradeloop(home, name, '--json')));
  expect(SECRETS.filter((secret) => JSON.stringify(said).includes(secret))).toEqual([]);
  const found: string[] = [];
  for (const file of await readdir(home, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    // The server's own journal comes and goes.
    const bytes = await readFile(join(file.parentPath, file.name)).catch(() => Buffer.of());
    for (const secret of SECRETS) if (bytes.includes(secret)) found.push(`${file.name}: ${secret}`);
  }
  expect(found).toEqual([]);
});
