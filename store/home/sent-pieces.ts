import { readdir, readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Sheet } from '../../domain/news/news.js';
import { writeDurably } from './durable-file.js';
import type { Home } from './home.js';
import { sentPath, sheetPath } from './messages.js';
import { whileLocked } from './while-locked.js';

const question = z.object({
  question_id: z.string(),
  about: z.enum(['reason', 'doubt', 'candidate']),
  is_pair: z.boolean(),
  text: z.string(),
  why: z.string(),
});
const sheet = z.object({
  subject: z.string(),
  text: z.string(),
  at: z.string(),
  questions: z.array(question),
});

/** A piece of a message as a way knows it. */
const piece = z.object({
  /** Null: the message itself. */
  question_id: z.string().nullable(),
  /** The way's own id; null where it gives none. */
  id: z.string().nullable(),
  sent_at: z.string(),
  /** Who asked for it to be sent again; empty for the first time. */
  request: z.string(),
  /** Of the message itself: its questions, in the order of their numbers in it. */
  numbered: z.array(z.string()),
});
const pieces = z.array(piece);
export type SentPiece = z.infer<typeof piece>;

type Place = Pick<Home, 'messages'>;
interface Which {
  subject: string;
  way: string;
}

/** What every way is handed of a message; null where there is none. */
export async function readSheet({ messages }: Place, subject: string): Promise<Sheet | null> {
  const text = await textAt(sheetPath(messages, { subject }));
  return text === null ? null : sheet.parse(JSON.parse(text));
}

/** The pieces of a message that a way was sent, in their order, also by earlier requests. */
export async function sentPieces({ messages }: Place, which: Which): Promise<SentPiece[]> {
  const text = await textAt(sentPath(messages, which));
  return text === null ? [] : pieces.parse(JSON.parse(text));
}

/** Notes what a way was sent, beside what else it is sent meanwhile. */
export function addSentPiece({ messages }: Place, which: Which, sent: SentPiece): Promise<void> {
  const path = sentPath(messages, which);
  return whileLocked(path, async () => {
    const all = [...(await sentPieces({ messages }, which)), sent];
    await writeDurably(path, `${JSON.stringify(all, null, 2)}\n`);
  });
}

/** The piece that a way knows by an id, and the subject of its message; undefined for what is none of ours. */
export async function pieceNamed(
  { messages }: Place,
  { way, id }: { way: string; id: string },
): Promise<{ subject: string; piece: SentPiece } | undefined> {
  const end = `.${way}.json`;
  const names = (await readdir(messages)).filter((name) => name.endsWith(end)).sort();
  for (const name of names.reverse()) {
    const subject = name.slice(0, -end.length);
    const found = (await sentPieces({ messages }, { subject, way })).find((one) => one.id === id);
    if (found !== undefined) return { subject, piece: found };
  }
  return undefined;
}

/**
 * The questions of the message that a way was sent last of those that have any, by their numbers; none: null. `before`:
 * the way's id of a message, whose ids rise: of what came behind it none was meant there.
 */
export async function lastNumbered(
  { messages }: Place,
  { way, before }: { way: string; before: string },
): Promise<{ subject: string; numbered: string[] } | null> {
  const end = `.${way}.json`;
  const names = (await readdir(messages)).filter((name) => name.endsWith(end));
  const all: { subject: string; sent_at: string; numbered: string[] }[] = [];
  for (const name of names) {
    const subject = name.slice(0, -end.length);
    for (const { id, sent_at, numbered } of await sentPieces({ messages }, { subject, way }))
      if (numbered.length > 0 && !(Number(id) > Number(before))) all.push({ subject, sent_at, numbered });
  }
  return all.sort((a, b) => (a.sent_at < b.sent_at ? -1 : 1)).at(-1) ?? null;
}

function textAt(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
}
