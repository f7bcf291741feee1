import { createHash } from 'node:crypto';

/** A weak tag of a moment and a request: equal tags, equal answers. */
export function weakTag(generation: string, request: Request): string {
  const { pathname, search } = new URL(request.url);
  const hash = createHash('sha256').update(`${generation} ${pathname}${search}`).digest('base64url');
  return `W/"${hash.slice(0, 22)}"`;
}

/**
 * A strong tag of the thing itself: where it stands among others, how far all is known, and how long a person worked in
 * its week, whatever it was about, is none of it.
 */
export function strongTag(document: object): string {
  const { as_of: _, neighbours: __, ...thing } = document as Partial<Record<string, unknown>>;
  const { minutes: ___, ...review } = (thing['review'] ?? {}) as { minutes?: unknown };
  const own = JSON.stringify({ ...thing, review });
  return `"${createHash('sha256').update(own).digest('base64url').slice(0, 22)}"`;
}

/** Whether who asks has it already: `If-None-Match` names the tag, weakly compared, or any. */
export function hasAlready(request: Request, tag: string): boolean {
  return request.headers.get('if-none-match')?.trim() === '*' || hasNamed(request, tag);
}

/** Whether `If-None-Match` names this very tag: who does was given it, so there is what it is of. */
export function hasNamed(request: Request, tag: string): boolean {
  const named = request.headers.get('if-none-match') ?? '';
  return named.split(',').some((one) => opaque(one) === opaque(tag));
}

function opaque(tag: string): string {
  return tag.trim().replace(/^W\//, '');
}
