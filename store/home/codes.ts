import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { SCOPES, type Scope } from '../../domain/access/scope.js';
import { writeDurably } from './durable-file.js';
import type { Home } from './home.js';
import { hashOf } from './tokens.js';
import { whileLocked } from './while-locked.js';

/** What a code can be exchanged for, and until when. */
interface Offer {
  scope: Scope;
  /** An instant in UTC. */
  expires_at: string;
}

type CodePaths = Pick<Home, 'codes'>;

const fileSchema = z.strictObject({
  /** By the hash of their code, in hexadecimal digits. */
  codes: z.record(z.string(), z.strictObject({ scope: z.enum(SCOPES), expires_at: z.string() })),
});

const CODE_MS = 60_000;

/** Makes a code, for which a token of a scope can be had once within a minute. Only its hash is kept. */
export async function createCode(
  home: CodePaths,
  { scope, now }: { scope: Scope; now: Date },
): Promise<{ code: string; expires_at: string }> {
  const code = randomBytes(32).toString('base64url');
  const expires_at = new Date(now.getTime() + CODE_MS).toISOString();
  await whileLocked(home.codes, async () => {
    const open = Object.entries(await readCodes(home)).filter(([, offer]) => isOpen(offer, now));
    await writeCodes(home, Object.fromEntries([...open, [hashOf(code), { scope, expires_at }]]));
  });
  return { code, expires_at };
}

/** Uses a code up and gives what it is for; undefined for one that is unknown, used or too old. */
export async function takeCode(
  home: CodePaths,
  { code, now }: { code: string; now: Date },
): Promise<Offer | undefined> {
  const hash = hashOf(code);
  // Whoever guesses holds up nobody.
  if (!Object.hasOwn(await readCodes(home), hash)) return undefined;
  return whileLocked(home.codes, async () => {
    const { [hash]: offer, ...others } = await readCodes(home);
    if (offer === undefined) return undefined;
    await writeCodes(home, others);
    return isOpen(offer, now) ? offer : undefined;
  });
}

/** Whether a code can still be exchanged. */
export async function isCodeOpen(
  home: CodePaths,
  { code, now }: { code: string; now: Date },
): Promise<boolean> {
  const offer = (await readCodes(home))[hashOf(code)];
  return offer !== undefined && isOpen(offer, now);
}

function isOpen({ expires_at }: Offer, now: Date): boolean {
  return now.toISOString() < expires_at;
}

/** What cannot be read offers nothing, and is written anew with the next code. */
async function readCodes({ codes }: CodePaths): Promise<Record<string, Offer>> {
  const text = await readFile(codes, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return fileSchema.safeParse(parseJson(text)).data?.codes ?? {};
}

function writeCodes({ codes }: CodePaths, open: Readonly<Record<string, Offer>>): Promise<void> {
  return writeDurably(codes, `${JSON.stringify({ codes: open })}\n`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
