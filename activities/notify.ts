import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { printableLines } from '../domain/printable.js';
import { writeDurably } from '../store/home/durable-file.js';

/** What is sent to a person: of a week, of a morning. */
export interface Message {
  /** What it is about, in letters of a file name: `2025-W03-r1`, `morning-2025-01-13`. */
  subject: string;
  text: string;
}

/** A way to reach a person; the text is printable. */
export type Notify = (message: Message) => Promise<void>;

/** Writes the text wherever lines for people go. */
export function notifyConsole(write: (text: string) => void): Notify {
  return ({ text }) => {
    write(text);
    return Promise.resolve();
  };
}

/** The messages of a home, a file each. */
export interface Messages {
  /** Those of these subjects that have no message yet. */
  missing<S extends Pick<Message, 'subject'>>(subjects: readonly S[]): Promise<S[]>;
  /** The text of one, as it was sent; null where there is none. */
  kept(subject: Pick<Message, 'subject'>): Promise<string | null>;
  /** Writes the file. */
  keep: Notify;
  /**
   * Sends the message by all ways, then writes the file, which says that it was sent: after a crash in between it is
   * sent again rather than lost.
   */
  tell: Notify;
}

export function messagesIn(dir: string, ways: readonly Notify[]): Messages {
  const nameOf = ({ subject }: Pick<Message, 'subject'>) => `${subject}.txt`;
  const keep: Notify = (message) => writeDurably(join(dir, nameOf(message)), printableLines(message.text));
  return {
    async missing(subjects) {
      const there = new Set(await readdir(dir));
      return subjects.filter((subject) => !there.has(nameOf(subject)));
    },
    kept: (subject) =>
      readFile(join(dir, nameOf(subject)), 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return null;
        throw error;
      }),
    keep,
    async tell(message) {
      const shown = { ...message, text: printableLines(message.text) };
      for (const notify of ways) await notify(shown);
      await keep(message);
    },
  };
}
