import { timingSafeEqual } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { isInForce } from '../../domain/access/token-entry.js';
import { parseToken } from '../../domain/access/token-text.js';
import type { Home } from '../../store/home/home.js';
import { takeCode } from '../../store/home/codes.js';
import {
  createToken,
  hashOf,
  readTokens,
  readTokensUsed,
  writeTokensUsed,
  type KeptToken,
} from '../../store/home/tokens.js';
import { toSecond } from '../../domain/time/to-second.js';
import type { Tokens } from '../parts.js';

/** A token that was made or revoked is known as such within this long. */
const LOOK_AGAIN_MS = 500;
/** What a secret is compared with where there is no such token, so that it takes as long. */
const NOBODY = hashOf('');
/** How long a browser that was let in stays so. */
const EXCHANGED_MS = 30 * 86_400_000;

type Known = ReadonlyMap<string, KeptToken>;

/**
 * The tokens of a home, as its file has them now. Notes on which day each was used last: this process alone does.
 */
export async function knownTokens(home: Home, clock: () => Date): Promise<Tokens> {
  let looked: { at: number; found: Promise<Known> } = { at: -Infinity, found: Promise.resolve(new Map()) };
  /** Of the file whose tokens are known; undefined before one was read, and after one that cannot be read. */
  let seen: string | undefined;
  const used = await readTokensUsed(home);
  let noted: Promise<void> = Promise.resolve();

  /** Whoever asks while the file is being read waits for it. Rejects, for all, where it cannot be read. */
  function current(): Promise<Known> {
    const at = performance.now();
    if (at - looked.at >= LOOK_AGAIN_MS) looked = { at, found: look(looked.found) };
    return looked.found;
  }

  async function look(before: Promise<Known>): Promise<Known> {
    const found = await stat(home.tokens).catch(() => undefined);
    const stamp = found === undefined ? '' : `${found.ino} ${found.size} ${found.mtimeMs}`;
    if (stamp === seen) return before;
    seen = undefined;
    const known = new Map((await readTokens(home)).map((token) => [token.id, token]));
    seen = stamp;
    return known;
  }

  /** One note after the other. That a token was used is worth no failed request. */
  function noteUse(id: string, now: string): void {
    const day = now.slice(0, 10);
    if (used[id] === day) return;
    used[id] = day;
    noted = noted.then(() => writeTokensUsed(home, used)).catch(() => undefined);
  }

  return {
    async check(text) {
      const given = parseToken(text);
      const tokens = await current();
      const token = given && tokens.get(given.id);
      const isIts = isSame(hashOf(given?.secret ?? 'none'), token?.sha256 ?? NOBODY);
      const now = toSecond(clock());
      if (token === undefined || !isIts || !isInForce(token, now)) return undefined;
      noteUse(token.id, now);
      const { id, name, scope } = token;
      return { id, name, scope };
    },
    async exchange(code) {
      const now = clock();
      const offer = await takeCode(home, { code, now });
      if (offer === undefined) return undefined;
      const { scope } = offer;
      const expires_at = toSecond(new Date(now.getTime() + EXCHANGED_MS));
      const made = { name: 'dashboard', scope, created_at: toSecond(now), expires_at };
      const { id, name, token } = await createToken(home, made);
      looked.at = -Infinity;
      return { id, name, scope, token, expires_at };
    },
  };
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a, 'hex'), Buffer.from(b, 'hex')];
  return left.length === right.length && timingSafeEqual(left, right);
}
