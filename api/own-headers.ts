/** On every answer: nothing of it is guessed at, framed, or read by another site. A page says itself what it may do. */
export const OWN_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};

/** Puts them on an answer, with the id under which the log has it. */
export function putOwnHeaders({ headers }: Response, id: string): void {
  for (const [name, value] of Object.entries(OWN_HEADERS)) if (!headers.has(name)) headers.set(name, value);
  headers.set('x-request-id', id);
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store');
}
