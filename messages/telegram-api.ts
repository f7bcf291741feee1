import type { Api } from 'grammy';
import { addressOf } from './asked-address.js';
import { awayReason, NotSent } from './not-sent.js';
import type { WaySettings } from './settings.js';

type Settings = NonNullable<WaySettings['telegram']>;

const API_ROOT = 'https://api.telegram.org';
const ANSWER_SECONDS = 20;
/** For an answer that waits for news, as `getUpdates` does. */
export const WAITING_SECONDS = 50;

/** The client of a bot; the token is read anew. Throws NotSent for an address that is none. */
export async function telegramApi(settings: Settings, timeoutSeconds = ANSWER_SECONDS): Promise<Api> {
  const { Api: BotApi } = await import('grammy');
  const token = settings.token();
  // The token is a part of the address.
  if (!/^\d+:[\w-]+$/.test(token)) throw new NotSent('TELEGRAM_BOT_TOKEN is no token like 123456:ABC-def');
  return new BotApi(token, { apiRoot: rootOf(settings), timeoutSeconds });
}

/** The chat that is written to and heard. Throws NotSent where none is named. */
export function chatOf({ chatId }: Settings): number {
  const id = chatId?.() ?? '';
  if (!/^-?\d+$/.test(id)) throw new NotSent('TELEGRAM_CHAT_ID is not set to the number of a chat');
  return Number(id);
}

function rootOf({ apiRoot }: Settings): string {
  const root = apiRoot?.() ?? API_ROOT;
  return addressOf('TELEGRAM_API_ROOT', root).href.replace(/\/+$/, '');
}

/** What went wrong in words of ours: the library's network error has the address with the token in it. */
export function telegramProblem(error: unknown, settings: Settings): NotSent {
  if (error instanceof NotSent) return error;
  const { host } = new URL(rootOf(settings));
  const { error_code, parameters } = error as { error_code?: unknown; parameters?: { retry_after?: number } };
  if (typeof error_code !== 'number')
    return new NotSent(`${host} does not answer: ${awayReason(causeOf(error))}`);
  return new NotSent(`${host} answered ${error_code}${MEANINGS[error_code] ?? ''}`, {
    retryAfterSeconds: parameters?.retry_after,
  });
}

/** What a person does about it. */
const MEANINGS: Readonly<Record<number, string>> = {
  400: ': is TELEGRAM_CHAT_ID the chat in which you wrote to the bot?',
  401: ': TELEGRAM_BOT_TOKEN is not in force',
  403: ': the bot was blocked, or nobody wrote to it yet',
  404: ': TELEGRAM_BOT_TOKEN is no bot',
  409: ': another program reads the messages of this bot; give each system a bot of its own',
};

/** Within the library's error lies what it came from. */
function causeOf(error: unknown): unknown {
  return (error as { error?: unknown }).error ?? error;
}
