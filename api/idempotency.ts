import { hash } from 'node:crypto';
import { bearerAndKey, KEY_KEPT_MS, type KeyedRequest } from '../domain/keyed-request.js';
import type { Before } from './carrying.js';
import { keptAnswers, type Kept } from './kept-answers.js';
import { Problem } from './problem.js';

/** What a key is: visible characters of ASCII. */
export const KEY = /^[\x21-\x7e]{1,200}$/;

/** A request with a key, whose body may be still to come. */
export interface Keyed {
  idempotency_key: string;
  token: string;
  /** What it asks for, once its body is known: JSON of it, or the hash of a file. */
  named(body: unknown): KeyedRequest;
}

/** The key of a request, whose it is and what it asks for; null without one. Throws a Problem for one that is none. */
export function keyedIn(request: Request, token: string): Keyed | null {
  const idempotency_key = checkKey(request);
  if (idempotency_key === null) return null;
  const { method, url } = request;
  const { pathname, search } = new URL(url);
  return {
    ...{ idempotency_key, token },
    named(body) {
      const asked = JSON.stringify([method, `${pathname}${search}`, body]);
      const digest = hash('sha256', asked, 'base64url').slice(0, 22);
      return { idempotency_key, request: `${token}.${digest}` };
    },
  };
}

/** The key of a request; null without one. Throws a Problem for one that is none. */
export function checkKey(request: Request): string | null {
  const key = request.headers.get('idempotency-key');
  if (key === null || KEY.test(key)) return key;
  throw new Problem('malformed', 'Idempotency-Key: 1 to 200 visible characters of ASCII', {
    errors: [{ in: 'header', name: 'Idempotency-Key', message: 'not 1 to 200 visible characters' }],
  });
}

/** What a request comes to, step by step. */
export interface Steps {
  /** What came of the key before this start of the program. */
  knownBefore(this: void, keyed: KeyedRequest): Promise<Before | undefined>;
  /**
   * The body. `isKnown`: the key came before, so that nothing new comes of it and it is only compared. Absent where the
   * body was read with the request.
   */
  receive?(this: void, how: { isKnown: boolean }): Promise<unknown>;
  answer(this: void, before: Before | undefined, keyed: KeyedRequest | null): Promise<Response>;
}

/**
 * Gives the answer that a request with the same key had, for a day. Of what came before this start of the program
 * `knownBefore` says what became of it, from which it is answered again. Throws a Problem where the key came with
 * another request, and while the first is under way: of a file before it comes in. What was refused may be tried again.
 */
export function repeats(
  now: () => number,
  limits: { mostBytes?: number } = {},
): (keyed: Keyed | null, body: unknown, steps: Steps) => Promise<Response> {
  const kept = keptAnswers(now, limits);

  return async (keyed, body, { knownBefore, receive, answer }) => {
    const read = (isKnown: boolean) => (receive ? receive({ isKnown }) : Promise.resolve(body));
    if (keyed === null) {
      await read(false);
      return answer(undefined, null);
    }
    const name = bearerAndKey(keyed.named(''));
    const first = kept.find(name);
    if (first !== undefined) {
      // A file need not come in to be refused.
      if (first.answer === undefined && (receive || first.request === undefined)) throw underWay();
      return again(first, keyed.named(await read(true)).request);
    }
    const mine = kept.begin(name);
    try {
      const found = await knownBefore(keyed.named(''));
      const before = found && now() - Date.parse(found.at) < KEY_KEPT_MS ? found : undefined;
      const own = keyed.named(await read(before !== undefined));
      mine.request = own.request;
      if (before !== undefined && before.request !== own.request) throw reused();
      const response = await answer(before, own);
      const text = await response.text();
      const { status, headers } = response;
      kept.end(mine, { status, headers: [...headers], text });
      return before === undefined ? new Response(text, { status, headers }) : again(mine, own.request);
    } catch (error) {
      kept.forget(name);
      throw error;
    }
  };
}

function again({ request: first, answer }: Kept, request: string): Response {
  if (first !== request) throw reused();
  if (answer === undefined) throw underWay();
  const headers = new Headers(answer.headers);
  headers.set('idempotency-replayed', 'true');
  return new Response(answer.text, { status: answer.status, headers });
}

function underWay(): Problem {
  return new Problem('in-progress', 'the request with this Idempotency-Key is under way');
}

function reused(): Problem {
  return new Problem('idempotency-key-reused', 'Idempotency-Key: it came with another request before', {
    errors: [{ in: 'header', name: 'Idempotency-Key', message: 'came with another request before' }],
  });
}
