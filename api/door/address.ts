import { Problem } from '../problem.js';

/** Of the address and all headers together. */
const MOST_BYTES = 64 * 1_024;

/** Refuses an address and headers that are too large, and an address that is none: a broken percent-encoding. */
export function checkAddress(request: Request): void {
  let bytes = request.url.length;
  for (const [name, value] of request.headers) bytes += name.length + value.length + 4;
  if (bytes > MOST_BYTES)
    throw new Problem('fields-too-large', `address and headers are over ${MOST_BYTES} bytes`);
  const { pathname, search } = new URL(request.url);
  if (!isEncoded(pathname)) throw new Problem('malformed', 'the path has a broken percent-encoding');
  if (!isEncoded(search)) throw new Problem('malformed', 'the query has a broken percent-encoding');
}

function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
