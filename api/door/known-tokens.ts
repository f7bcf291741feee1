import { timingSafeEqual } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { isInForce } from '../../domain/access/token-entry.js';
import { parseToken } from '../../domain/access/token-text.js';
import type { Home } from '../../store/home/home.js';
import {
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

/**
 * The tokens of a home, as its file has them now. Notes on which day each was used last: this process alone does.
 */
export async function knownTokens(home: Home, clock: () => Date): Promise<Tokens> {
  let known = new Map<string, KeptToken>();
  let lookedAt = -Infinity;
  let seen = '';
  const used = await readTokensUsed(home);

  async function current(): Promise<Map<string, KeptToken>> {
    if (performance.now() - lookedAt < LOOK_AGAIN_MS) return known;
    lookedAt = performance.now();
    const found = await stat(home.tokens).catch(() => undefined);
    const stamp = found === undefined ? '' : `${found.ino} ${found.size} ${found.mtimeMs}`;
    if (stamp === seen) return known;
    known = new Map((await readTokens(home)).map((token) => [token.id, token]));
    seen = stamp;
    return known;
  }

  async function noteUse(id: string, now: string): Promise<void> {
    const day = now.slice(0, 10);
    if (used[id] === day) return;
    used[id] = day;
    await writeTokensUsed(home, used);
  }

  return {
    async check(text) {
      const given = parseToken(text);
      const tokens = await current();
      const token = given && tokens.get(given.id);
      const isIts = isSame(hashOf(given?.secret ?? 'none'), token?.sha256 ?? NOBODY);
      const now = toSecond(clock());
      if (token === undefined || !isIts || !isInForce(token, now)) return undefined;
      // That it was used is worth no failed request.
      noteUse(token.id, now).catch(() => undefined);
      const { id, name, scope } = token;
      return { id, name, scope };
    },
  };
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a, 'hex'), Buffer.from(b, 'hex')];
  return left.length === right.length && timingSafeEqual(left, right);
}
