import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { printableLines } from '../domain/printable.js';
import type { IsoWeek } from '../domain/time/iso-week.js';
import { writeDurably } from '../store/home/durable-file.js';

/** What a person is told when a week is published. */
export interface Message {
  week: IsoWeek;
  revision: number;
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
  /** Those of these revisions that have no message yet. */
  missing<R extends Pick<Message, 'week' | 'revision'>>(revisions: readonly R[]): Promise<R[]>;
  /** Writes the file. */
  keep: Notify;
  /**
   * Tells a person by all ways, then writes the file, which says that it was told: after a crash in between it is told again rather than
   * lost.
   */
  tell: Notify;
}

export function messagesIn(dir: string, ways: readonly Notify[]): Messages {
  const nameOf = ({ week, revision }: Pick<Message, 'week' | 'revision'>) => `${week}-r${revision}.txt`;
  const keep: Notify = (message) => writeDurably(join(dir, nameOf(message)), printableLines(message.text));
  return {
    async missing(revisions) {
      const there = new Set(await readdir(dir));
      return revisions.filter((revision) => !there.has(nameOf(revision)));
    },
    keep,
    async tell(message) {
      const shown = { ...message, text: printableLines(message.text) };
      for (const notify of ways) await notify(shown);
      await keep(message);
    },
  };
}
