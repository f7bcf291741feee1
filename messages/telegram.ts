import type { InlineKeyboardButton } from 'grammy/types';
import { answersTo } from '../domain/matching/question-answers.js';
import { newsAbout } from '../domain/news/news.js';
import type { Button } from './heard.js';
import { cutText, restText } from './cut-text.js';
import type { WaySettings } from './settings.js';
import { chatOf, telegramApi, telegramProblem } from './telegram-api.js';
import type { ChatWay, Piece } from './way.js';

/** In UTF-16 units, without the markup. */
const MOST_LENGTH = 4_096;
const BUTTONS_A_ROW = 2;

/** Messages of a bot to one chat; each question by itself, with a button an answer. */
export function telegramWay(settings: NonNullable<WaySettings['telegram']>): ChatWay {
  return {
    name: 'telegram',
    asksSingly: true,
    async send(piece) {
      const api = await telegramApi(settings);
      const chat = chatOf(settings);
      const keyboard = buttonsOf(piece);
      try {
        const { message_id } = await api.sendMessage(chat, markedUp(textOf(piece)), {
          parse_mode: 'HTML',
          link_preview_options: { is_disabled: true },
          ...(keyboard.length > 0 && { reply_markup: { inline_keyboard: keyboard } }),
        });
        return String(message_id);
      } catch (error) {
        throw telegramProblem(error, settings);
      }
    },
    async reply({ to, text }) {
      const api = await telegramApi(settings);
      try {
        const { message_id } = await api.sendMessage(chatOf(settings), text, {
          link_preview_options: { is_disabled: true },
          // What it answers may have been deleted.
          reply_parameters: { message_id: Number(to), allow_sending_without_reply: true },
        });
        return String(message_id);
      } catch (error) {
        throw telegramProblem(error, settings);
      }
    },
  };
}

function textOf({ text, url, question }: Piece): string {
  const length = (some: string) => some.length;
  const cut = cutText(text.trimEnd(), { most: MOST_LENGTH, size: length, rest: restText(url) });
  return question === null ? cut : `${question.number}. ${cut}`;
}

/** In HTML as Telegram reads it: the first line is bold. */
function markedUp(text: string): string {
  const [first = '', ...rest] = text.split('\n').map(escaped);
  return [`<b>${first}</b>`, ...rest].join('\n');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function buttonsOf({ subject, question }: Piece): InlineKeyboardButton[][] {
  const { week } = newsAbout(subject);
  if (question === null || week === null) return [];
  const buttons = answersTo(question.about, question.is_pair).map(({ label }, at) => ({
    ...{ text: label, callback_data: buttonData({ week, question: question.question_id, key: at + 1 }) },
  }));
  const rows = Array.from({ length: Math.ceil(buttons.length / BUTTONS_A_ROW) }, (_, row) => row);
  return rows.map((row) => buttons.slice(row * BUTTONS_A_ROW, (row + 1) * BUTTONS_A_ROW));
}

/** In the 64 bytes that Telegram gives back when a button is pressed. */
function buttonData({ week, question, key }: Button): string {
  return `a:${week}:${question}:${key}`;
}

const DATA = /^a:(\d{4}-W\d{2}):([0-9a-f]{1,32}):([1-9])$/;

/** Undefined for what is no button of ours. */
export function buttonOf(data: string): Button | undefined {
  const [, week, question, key] = DATA.exec(data) ?? [];
  return week !== undefined && question !== undefined ? { week, question, key: Number(key) } : undefined;
}
