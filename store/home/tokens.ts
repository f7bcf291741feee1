import { createHash, randomBytes, randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { SCOPES } from '../../domain/access/scope.js';
import type { TokenEntry } from '../../domain/access/token-entry.js';
import { tokenText } from '../../domain/access/token-text.js';
import { NotFound, StoreCorrupt } from '../../domain/errors.js';
import { addDays } from '../../domain/time/dates.js';
import { writeDurably } from './durable-file.js';
import type { Home } from './home.js';
import { whileLocked } from './while-locked.js';

const entrySchema = z.strictObject({
  id: z.string(),
  /** Of the secret, in hexadecimal digits. */
  sha256: z.string(),
  name: z.string(),
  scope: z.enum(SCOPES),
  created_at: z.string(),
  expires_at: z.string().nullable(),
  revoked_at: z.string().nullable(),
});
const fileSchema = z.strictObject({ tokens: z.array(entrySchema) });

/** An entry of `tokens.json`. */
export type KeptToken = z.infer<typeof entrySchema>;

type TokenPaths = Pick<Home, 'tokens' | 'tokensUsed'>;

/** All tokens that were ever made, the oldest first. Throws StoreCorrupt on a file that is none of ours. */
export async function readTokens({ tokens }: Pick<Home, 'tokens'>): Promise<KeptToken[]> {
  const text = await readFile(tokens, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return [];
  const parsed = fileSchema.safeParse(parseJson(text));
  if (!parsed.success)
    throw new StoreCorrupt(`${tokens} is no list of tokens: remove it, then make new ones by "token create"`);
  return parsed.data.tokens;
}

/** So many days a list shows one that is no more in force. */
const ENDED_SHOWN_DAYS = 30;

/**
 * Makes a token and gives it, the only time that it is seen. What expired or was revoked long before is kept no longer.
 */
export async function createToken(
  home: Pick<Home, 'tokens'>,
  made: Pick<TokenEntry, 'name' | 'scope' | 'created_at' | 'expires_at'>,
): Promise<TokenEntry & { token: string }> {
  const secret = randomBytes(32).toString('base64url');
  const shownFrom = addDays(made.created_at.slice(0, 10), -ENDED_SHOWN_DAYS);
  return changeTokens(home, (all) => {
    const isShown = (ended: string | null) => ended === null || ended.slice(0, 10) >= shownFrom;
    const kept = all.filter(({ expires_at, revoked_at }) => isShown(expires_at) && isShown(revoked_at));
    const entry = { id: freeId(kept), ...made, revoked_at: null };
    const tokens = [...kept, { ...entry, sha256: hashOf(secret) }];
    return { tokens, result: { token: tokenText({ id: entry.id, secret }), ...entry } };
  });
}

/** Takes a token out of force for good; one that was before keeps its time. Throws NotFound. */
export async function revokeToken(
  home: Pick<Home, 'tokens'>,
  { id, at }: { id: string; at: string },
): Promise<TokenEntry> {
  const revoked = await changeTokens(home, (kept) => {
    const named = kept.find((one) => one.id === id);
    if (named === undefined)
      throw new NotFound(`no token ${JSON.stringify(id)}: "npx tradeloop token list" shows them`);
    const { sha256: _, ...entry } = { ...named, revoked_at: named.revoked_at ?? at };
    const tokens = kept.map((one) => (one === named ? { ...one, revoked_at: entry.revoked_at } : one));
    return { tokens, result: entry };
  });
  // Somebody may have put another file there, such as one from a backup.
  const found = (await readTokens(home)).find((one) => one.id === id);
  if (found?.revoked_at === null)
    throw new StoreCorrupt(`${home.tokens} was replaced meanwhile: ${id} is not revoked, so try again`);
  return revoked;
}

/** The hash of a secret, as a file keeps it. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

const usedSchema = z.record(z.string(), z.string());

/** The day on which each token was used last, by its id. */
export async function readTokensUsed({ tokensUsed }: TokenPaths): Promise<Record<string, string>> {
  const text = await readFile(tokensUsed, 'utf8').catch(() => '{}');
  const parsed = usedSchema.safeParse(parseJson(text));
  return parsed.success ? parsed.data : {};
}

/** Notes on which day tokens were used; one process alone does so. */
export function writeTokensUsed(
  { tokensUsed }: TokenPaths,
  used: Readonly<Record<string, string>>,
): Promise<void> {
  return writeDurably(tokensUsed, `${JSON.stringify(used)}\n`);
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const ID_LENGTH = 8;

function freeId(kept: readonly KeptToken[]): string {
  for (;;) {
    const id = Array.from({ length: ID_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
    if (!kept.some((one) => one.id === id)) return id;
  }
}

/** Two commands at once take turns, so that neither loses what the other wrote. */
function changeTokens<T>(
  home: Pick<Home, 'tokens'>,
  change: (kept: readonly KeptToken[]) => { tokens: readonly KeptToken[]; result: T },
): Promise<T> {
  return whileLocked(home.tokens, async () => {
    const { tokens, result } = change(await readTokens(home));
    await writeDurably(home.tokens, `${JSON.stringify({ tokens }, null, 2)}\n`);
    return result;
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
