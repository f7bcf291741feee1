import { createHash } from 'node:crypto';
import { Problem } from './problem.js';

const KEPT_MS = 24 * 3_600_000;
/** Of more keys than that the oldest are forgotten. */
const MOST_KEYS = 10_000;
/** What a key is: visible characters of ASCII. */
export const KEY = /^[\x21-\x7e]{1,200}$/;

interface Kept {
  /** Of the request that came with the key. */
  request: string;
  at: number;
  /** Undefined while it is under way. */
  answer: { status: number; headers: [string, string][]; text: string } | undefined;
}

/** What a request is, beside its key. */
export interface Repeatable {
  key: string | null;
  /** Whose key it is. */
  bearer: string;
  method: string;
  url: string;
  body: unknown;
}

/**
 * Gives the answer that a request with the same key had, for a day. Throws a Problem where the key came with another
 * request, and while the first is under way. What was refused for a fault may be tried again.
 */
export function repeats(
  now: () => number,
): (request: Repeatable, answer: () => Promise<Response>) => Promise<Response> {
  const kept = new Map<string, Kept>();
  return async ({ key, bearer, method, url, body }, answer) => {
    if (key === null) return answer();
    if (!KEY.test(key))
      throw new Problem('malformed', 'Idempotency-Key: 1 to 200 visible characters of ASCII', {
        errors: [{ in: 'header', name: 'Idempotency-Key', message: 'not 1 to 200 visible characters' }],
      });
    const name = `${bearer} ${key}`;
    const request = hashOf([method, url, body]);
    const before = kept.get(name);
    if (before !== undefined && now() - before.at < KEPT_MS) return again(before, request);
    const mine: Kept = { request, at: now(), answer: undefined };
    kept.delete(name);
    kept.set(name, mine);
    if (kept.size > MOST_KEYS) kept.delete(kept.keys().next().value as string);
    try {
      const response = await answer();
      const text = await response.text();
      mine.answer = { status: response.status, headers: [...response.headers], text };
      return new Response(text, { status: response.status, headers: mine.answer.headers });
    } catch (error) {
      kept.delete(name);
      throw error;
    }
  };
}

function again({ request: first, answer }: Kept, request: string): Response {
  if (first !== request)
    throw new Problem('idempotency-key-reused', 'Idempotency-Key: it came with another request before');
  if (answer === undefined)
    throw new Problem('in-progress', 'the request with this Idempotency-Key is under way');
  const headers = new Headers(answer.headers);
  headers.set('idempotency-replayed', 'true');
  return new Response(answer.text, { status: answer.status, headers });
}

function hashOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
