import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sheet } from '../../domain/news/news.js';
import { writeDurably } from './durable-file.js';
import type { Home } from './home.js';
import { sheetPath } from './messages.js';

type Place = Pick<Home, 'messages' | 'outbox'>;

/** Has a message sent over the network: once this returns it is not lost. */
export async function putOut(home: Place, sheet: Sheet): Promise<void> {
  await writeSheet(home, sheet);
  await writeDurably(join(home.outbox, sheet.subject), '');
}

/** What every way is handed of a message. */
export function writeSheet(home: Place, sheet: Sheet): Promise<void> {
  return writeDurably(sheetPath(home.messages, sheet), `${JSON.stringify(sheet, null, 2)}\n`);
}

/** The subjects of what waits. */
export async function waitingInOutbox({ outbox }: Place): Promise<string[]> {
  return (await readdir(outbox)).filter((name) => !name.includes('.partial')).sort();
}

/** Others send it from now on. */
export function takeOut({ outbox }: Place, subject: string): Promise<void> {
  return rm(join(outbox, subject), { force: true });
}
