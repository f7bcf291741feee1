import { hash } from 'node:crypto';
import { bearerAndKey, KEY_KEPT_MS, type KeyedRequest } from '../domain/keyed-request.js';
import type { Before } from './carrying.js';
import { Problem } from './problem.js';

/** Of more keys than that the oldest are forgotten here. */
const MOST_KEYS = 10_000;
/** What a key is: visible characters of ASCII. */
export const KEY = /^[\x21-\x7e]{1,200}$/;

interface Kept {
  request: string;
  at: number;
  /** Undefined while it is under way. */
  answer: { status: number; headers: [string, string][]; text: string } | undefined;
}

/** The key of a request, whose it is and what it asks for; null without one. Throws a Problem for one that is none. */
export function keyedIn(
  request: Request,
  { token, body }: { token: string; body: unknown },
): KeyedRequest | null {
  const key = checkKey(request);
  if (key === null) return null;
  const { pathname, search } = new URL(request.url);
  const asked = JSON.stringify([request.method, `${pathname}${search}`, body]);
  const digest = hash('sha256', asked, 'base64url').slice(0, 22);
  return { idempotency_key: key, request: `${token}.${digest}` };
}

/** The key of a request; null without one. Throws a Problem for one that is none. */
export function checkKey(request: Request): string | null {
  const key = request.headers.get('idempotency-key');
  if (key === null || KEY.test(key)) return key;
  throw new Problem('malformed', 'Idempotency-Key: 1 to 200 visible characters of ASCII', {
    errors: [{ in: 'header', name: 'Idempotency-Key', message: 'not 1 to 200 visible characters' }],
  });
}

/**
 * Gives the answer that a request with the same key had, for a day. Of what came before this start of the program
 * `knownBefore` says what became of it, from which it is answered again. Throws a Problem where the key came with
 * another request, and while the first is under way. What was refused may be tried again.
 */
export function repeats(
  now: () => number,
): (
  keyed: KeyedRequest | null,
  knownBefore: (keyed: KeyedRequest) => Promise<Before | undefined>,
  answer: (before: Before | undefined) => Promise<Response>,
) => Promise<Response> {
  const kept = new Map<string, Kept>();
  return async (keyed, knownBefore, answer) => {
    if (keyed === null) return answer(undefined);
    const name = bearerAndKey(keyed);
    const { request } = keyed;
    const first = kept.get(name);
    if (first !== undefined && now() - first.at < KEY_KEPT_MS) return again(first, request);
    const mine: Kept = { request, at: now(), answer: undefined };
    kept.delete(name);
    kept.set(name, mine);
    if (kept.size > MOST_KEYS) kept.delete(kept.keys().next().value as string);
    try {
      const found = await knownBefore(keyed);
      const before = found && now() - Date.parse(found.at) < KEY_KEPT_MS ? found : undefined;
      if (before !== undefined && before.request !== request) throw reused();
      const response = await answer(before);
      const text = await response.text();
      mine.answer = { status: response.status, headers: [...response.headers], text };
      return before === undefined
        ? new Response(text, { status: response.status, headers: mine.answer.headers })
        : again(mine, request);
    } catch (error) {
      kept.delete(name);
      throw error;
    }
  };
}

function again({ request: first, answer }: Kept, request: string): Response {
  if (first !== request) throw reused();
  if (answer === undefined)
    throw new Problem('in-progress', 'the request with this Idempotency-Key is under way');
  const headers = new Headers(answer.headers);
  headers.set('idempotency-replayed', 'true');
  return new Response(answer.text, { status: answer.status, headers });
}

function reused(): Problem {
  return new Problem('idempotency-key-reused', 'Idempotency-Key: it came with another request before', {
    errors: [{ in: 'header', name: 'Idempotency-Key', message: 'came with another request before' }],
  });
}
