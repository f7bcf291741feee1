import { awayReason, NotSent } from './not-sent.js';

const ANSWER_MS = 20_000;
const FIRST_REFUSED = 300;

/** Posts to an address and gives the answer. Throws NotSent, which names only the host. */
export async function postTo(
  { name, address }: { name: string; address: string },
  { headers, body }: { headers: Record<string, string>; body: string },
): Promise<Response> {
  const url = addressOf(name, address);
  let response: Response;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      // What moved away is no address that the person named.
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_MS),
    });
  } catch (error) {
    throw new NotSent(`${url.host} does not answer: ${awayReason(error)}`);
  }
  if (response.status < FIRST_REFUSED) return response;
  await response.body?.cancel();
  const retryAfterSeconds = Number(response.headers.get('retry-after')) || undefined;
  throw new NotSent(`${url.host} answered ${response.status}`, { retryAfterSeconds });
}

/** Throws NotSent for a setting that is no address, by the setting's name. */
export function addressOf(name: string, address: string): URL {
  if (!/^https?:\/\//.test(address) || !URL.canParse(address))
    throw new NotSent(`${name} is no address like https://example.org/…`);
  const url = new URL(address);
  // fetch takes none that has them.
  if (url.username !== '' || url.password !== '')
    throw new NotSent(`${name} has a user in it: that is not supported`);
  return url;
}
