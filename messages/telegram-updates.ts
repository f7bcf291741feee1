import { setTimeout as sleep } from 'node:timers/promises';
import type { Message, Update } from 'grammy/types';
import { toSecond } from '../domain/time/to-second.js';
import type { Heard } from './heard.js';
import { NotSent } from './not-sent.js';
import type { WaySettings } from './settings.js';
import { buttonOf } from './telegram.js';
import { chatOf, telegramApi, telegramProblem, WAITING_SECONDS } from './telegram-api.js';

const LONGEST_PAUSE_MS = 60_000;

interface Hearing {
  /** Takes what was said; it is given again until this has returned. */
  hear: (heard: Heard) => Promise<void>;
  /** What keeps it from hearing; null once it hears again. */
  tell: (problem: string | null) => Promise<void>;
  clock: () => Date;
  stop: AbortSignal;
}

/**
 * Hears what is said in the configured chat, and in no other, in its order, until `stop`. What was said while nobody
 * heard waits at Telegram for a day.
 */
export async function hearTelegram(
  settings: NonNullable<WaySettings['telegram']>,
  { hear, tell, clock, stop }: Hearing,
): Promise<void> {
  let offset = 0;
  let pauseMs = 0;
  while (!stop.aborted) {
    try {
      const api = await telegramApi(settings, 2 * WAITING_SECONDS);
      const chat = chatOf(settings);
      const asked = { offset, timeout: WAITING_SECONDS, allowed_updates: HEARD };
      const updates = await api
        // The library's type of a signal is that of another package.
        .getUpdates(asked, stop as Parameters<typeof api.getUpdates>[1])
        .catch((error: unknown) => {
          throw telegramProblem(error, settings);
        });
      for (const update of updates) {
        const heard = heardIn(update, { chat, now: clock() });
        if (heard !== undefined) await hear(heard);
        offset = update.update_id + 1;
        const { callback_query: pressed } = update;
        // Only ends the button's waiting; too late it cannot be done.
        if (heard !== undefined && pressed) await api.answerCallbackQuery(pressed.id).catch(() => undefined);
      }
      if (pauseMs > 0) await tell(null);
      pauseMs = 0;
    } catch (error) {
      if (stop.aborted) return;
      const asked = error instanceof NotSent ? (error.retryAfterSeconds ?? 0) * 1_000 : 0;
      pauseMs = Math.max(asked, Math.min(Math.max(2 * pauseMs, 1_000), LONGEST_PAUSE_MS));
      const problem =
        error instanceof NotSent ? error.message : 'what was said waits: it cannot be taken now';
      // On a full disk it cannot be noted.
      await tell(problem).catch(() => undefined);
      await sleep(pauseMs, undefined, { signal: stop }).catch(() => undefined);
    }
  }
}

const HEARD = ['message', 'edited_message', 'callback_query'] as const;

/** Undefined for what is said elsewhere, and for what is neither a button nor words. */
export function heardIn(update: Update, { chat, now }: { chat: number; now: Date }): Heard | undefined {
  const { update_id, callback_query: pressed } = update;
  const about = { way: 'telegram', update: update_id };
  if (pressed) {
    const button = buttonOf(pressed.data ?? '');
    const { message } = pressed;
    if (button === undefined || message?.chat.id !== chat) return undefined;
    return { ...about, at: toSecond(now), message: String(message.message_id), said: { press: button } };
  }
  const message: Message | undefined = update.edited_message ?? update.message;
  if (message?.chat.id !== chat || message.from?.is_bot || message.text === undefined) return undefined;
  const { reply_to_message, date, edit_date } = message;
  return {
    ...about,
    at: toSecond(new Date((edit_date ?? date) * 1_000)),
    message: String(message.message_id),
    ...(update.edited_message !== undefined && { edited: true }),
    said: {
      text: message.text,
      replyTo: reply_to_message === undefined ? null : String(reply_to_message.message_id),
    },
  };
}
