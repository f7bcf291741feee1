import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

interface Named {
  /** What the message is about, in letters of a file name. */
  subject: string;
}

/** Where a message lies in the folder of messages once it was sent, or is to be sent no more. */
export function messagePath(dir: string, { subject }: Named): string {
  return join(dir, `${subject}.txt`);
}

/** Where it lies until then, if somebody asked for it before. */
export function draftPath(dir: string, { subject }: Named): string {
  return join(dir, `${subject}.draft.txt`);
}

/** The text of a message as it was sent; null where it was not. */
export function sentText(dir: string, message: Named): Promise<string | null> {
  return textAt(messagePath(dir, message));
}

/** The text of a message as it was sent, or as it would be; null where there is none. */
export async function messageText(dir: string, message: Named): Promise<string | null> {
  return (await sentText(dir, message)) ?? textAt(draftPath(dir, message));
}

function textAt(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
}

/** Where what every way is handed of a message lies. */
export function sheetPath(dir: string, { subject }: Named): string {
  return join(dir, `${subject}.json`);
}

/** Where what a way was sent of it lies. */
export function sentPath(dir: string, { subject, way }: Named & { way: string }): string {
  return join(dir, `${subject}.${way}.json`);
}
