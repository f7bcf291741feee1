import { strongTag } from './etag.js';
import { Problem } from './problem.js';

/**
 * Refuses a change of what is no more as who asks has seen it, and gives what stands, which is looked for only then.
 * Without `If-Match` nothing.
 */
export async function checkIfMatch(
  request: Request,
  document: object,
  current: () => unknown,
): Promise<void> {
  const named = request.headers.get('if-match');
  if (named === null || named.trim() === '*') return;
  const etag = strongTag(document);
  if (named.split(',').some((one) => one.trim() === etag)) return;
  throw new Problem('changed', 'it has changed since: look at what stands, then say it again', {
    ...{ headers: { etag }, current: await current() },
  });
}
