import { addressOf, type Answer, type Query, type RouteOf } from './api.js';
import { noteKnownThrough } from './known-through.js';
import { OFFLINE, problemIn, Refused } from './problem.js';
import { session, signOut } from './session.js';

/**
 * What a GET of the API answers. The browser keeps answers by their ETags: what has not changed is not sent again.
 * Throws Refused.
 */
export async function read<R extends RouteOf<'get'>>(
  route: R,
  {
    named,
    query,
    signal,
  }: { named?: Readonly<Record<string, string>>; query?: Query<R>; signal?: AbortSignal } = {},
): Promise<Answer<R>> {
  const response = await send(addressOf(route, named, query), { ...(signal && { signal }) });
  const answer = (await response.json()) as Answer<R>;
  noteKnownThrough(answer);
  return answer;
}

/** The answer to a request with the session's token. Throws Refused for any that did not go well. */
export async function send(address: string, init: RequestInit): Promise<Response> {
  const { value: signedIn } = session;
  const headers = { ...init.headers, authorization: `Bearer ${signedIn?.token ?? ''}` };
  const response = await fetch(address, { ...init, headers }).catch((error: unknown) => {
    if (init.signal?.aborted) throw error;
    throw new Refused(OFFLINE);
  });
  if (response.ok) return response;
  // A token that was replaced meanwhile says nothing of the one that stands.
  if (response.status === 401 && session.value === signedIn) signOut();
  throw new Refused(await problemIn(response));
}
