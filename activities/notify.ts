import { readdir } from 'node:fs/promises';
import { printable, printableLines } from '../domain/printable.js';
import { isThere, writeDurably } from '../store/home/durable-file.js';
import { fileWay } from '../messages/file.js';
import type { Message, News } from '../domain/news/news.js';
import type { Notify, Way } from '../messages/way.js';
import { draftPath, messagePath, sentText } from '../store/home/messages.js';
import type { UsedWay } from '../store/home/used-ways.js';

/** What came of a message that was sent by one way. */
export type Sent = Pick<UsedWay, 'way' | 'ok' | 'problem'>;

/** The same way; `note` is handed what came of each message. */
export function notedWay({ name, send }: Way, note: (sent: Sent) => Promise<void>): Way {
  return {
    name,
    async send(message) {
      try {
        await send(message);
      } catch (error) {
        await note({ way: name, ok: false, problem: problemIn(error) });
        throw error;
      }
      await note({ way: name, ok: true, problem: null });
    },
  };
}

/** Sends a message by each of these ways, whatever comes of the others. */
export async function sendByEach(ways: readonly Way[], message: Message): Promise<Sent[]> {
  const shown = { ...message, text: printableLines(message.text) };
  const sent: Sent[] = [];
  for (const { name: way, send } of ways)
    try {
      await send(shown);
      sent.push({ way, ok: true, problem: null });
    } catch (error) {
      sent.push({ way, ok: false, problem: problemIn(error) });
    }
  return sent;
}

/** In a line; of a file without where it lies. */
function problemIn(error: unknown): string {
  const { code, path } = error as NodeJS.ErrnoException;
  if (path !== undefined) return `a file cannot be written: ${code ?? 'unknown'}`;
  const [first = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return printable(first);
}

/** The messages of a home, a file each. */
export interface Messages {
  /** Those of these subjects that have no message yet. */
  missing<S extends Pick<Message, 'subject'>>(subjects: readonly S[]): Promise<S[]>;
  /** The text of one, as it was sent; null where there is none. */
  kept(subject: Pick<Message, 'subject'>): Promise<string | null>;
  /** Writes the file: nobody gets the message. */
  keep: Notify;
  /** Writes it beside, for who asked for the message before it is sent. */
  draft: Notify;
  /** Whether that was done. */
  isDrafted(subject: Pick<Message, 'subject'>): Promise<boolean>;
  /**
   * Sends the message by all ways, the file last, which says that it was sent: after a crash in between it is sent
   * again rather than lost.
   */
  tell: (message: Message & Partial<News>) => Promise<void>;
  /** The names of the ways by which a person gets messages. */
  ways: readonly string[];
  /** Sends it by all ways, again where it was sent before, and gives what came of each. */
  sendAgain(message: Message & Partial<News>): Promise<Sent[]>;
}

/** The ways over a network, by which another process sends. */
export interface FarMessages {
  names: readonly string[];
  /** Has a message sent; it is kept until it is taken over. */
  handOver(news: News): Promise<void>;
  /** Has it sent although it was before, and waits a while for what comes of it. */
  sendAgain(news: News): Promise<Sent[]>;
}

const NOT_FAR: FarMessages = {
  names: [],
  handOver: () => Promise.resolve(),
  sendAgain: () => Promise.resolve([]),
};

/** `noted`: the same way, of which somebody hears what came of each message. */
export function messagesIn(
  dir: string,
  others: readonly Way[],
  noted: (way: Way) => Way = (way) => way,
  far: FarMessages = NOT_FAR,
): Messages {
  const write: Notify = (message) => writeDurably(messagePath(dir, message), message.text);
  const file = fileWay(write);
  const [before, last] = [others.map(noted), noted(file)];
  return {
    async missing(subjects) {
      const there = new Set(await readdir(dir));
      return subjects.filter(({ subject }) => !there.has(`${subject}.txt`));
    },
    kept: (subject) => sentText(dir, subject),
    keep: file.send,
    draft: (message) => writeDurably(draftPath(dir, message), printableLines(message.text)),
    isDrafted: (subject) => isThere(draftPath(dir, subject)),
    async tell({ subject, text, questions = [] }) {
      const shown = { subject, text: printableLines(text) };
      for (const { send } of before) await send(shown);
      await far.handOver({ ...shown, questions });
      await last.send(shown);
    },
    ways: [...before.map(({ name }) => name), ...far.names, last.name],
    async sendAgain({ subject, text, questions = [] }) {
      const shown = { subject, text: printableLines(text) };
      const near = await sendByEach([...before, last], shown);
      return [...near, ...(await far.sendAgain({ ...shown, questions }))];
    },
  };
}

/** The same messages; `whenSent` hands on each that a person was sent by any way, until `end` is called. */
export function heardMessages(messages: Messages): HeardMessages {
  const hearing = new Set<(message: Message) => void>();
  function say({ subject, text }: Message): void {
    for (const hear of hearing) hear({ subject, text: printableLines(text) });
  }
  return {
    ...messages,
    async tell(message) {
      await messages.tell(message);
      say(message);
    },
    async sendAgain(message) {
      const sent = await messages.sendAgain(message);
      if (sent.some(({ ok }) => ok)) say(message);
      return sent;
    },
    whenSent(hear) {
      hearing.add(hear);
      return { end: () => void hearing.delete(hear) };
    },
  };
}

export type HeardMessages = Messages & {
  whenSent(hear: (message: Message) => void): { end: () => void };
};
