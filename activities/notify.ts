import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { IsoWeek } from '../domain/iso-week.js';
import { writeDurably } from '../store/durable-file.js';

/** What a person is told when a week is published. */
export interface Message {
  week: IsoWeek;
  revision: number;
  text: string;
}

/** A way to reach a person. */
export type Notify = (message: Message) => Promise<void>;

/** Writes the text wherever lines for people go. */
export function notifyConsole(write: (text: string) => void): Notify {
  return ({ text }) => {
    write(text);
    return Promise.resolve();
  };
}

/**
 * Tells each message once: by the other ways first, then as the file `<week>-r<revision>.txt`, which says that it was told. Sent again
 * after a crash in between, it is told again rather than lost.
 */
export function notifyOnce(messagesDir: string, ways: readonly Notify[]): Notify {
  return async (message) => {
    const path = join(messagesDir, `${message.week}-r${message.revision}.txt`);
    if (await isThere(path)) return;
    for (const notify of ways) await notify(message);
    await writeDurably(path, message.text);
  };
}

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
