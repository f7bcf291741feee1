import { addressOf, postTo } from './asked-address.js';
import { cutText, restText } from './cut-text.js';
import { titleOf } from './title.js';
import type { WaySettings } from './settings.js';
import type { FarWay } from './way.js';

const ADDRESS = 'TRADELOOP_NTFY_URL';
/** In bytes: what is longer ntfy makes a file of. */
const MOST_BYTES = 4_096;

/** A push message by the topic's address: one POST of plain text. */
export function ntfyWay({ url, token }: NonNullable<WaySettings['ntfy']>): FarWay {
  return {
    name: 'ntfy',
    asksSingly: false,
    async send({ subject, text, url: page }) {
      const response = await postTo(
        { name: ADDRESS, address: addressOf(ADDRESS, url()).href },
        {
          headers: {
            'Content-Type': 'text/plain; charset=utf-8',
            Title: titleOf(subject),
            ...(page !== null && { Click: page }),
            ...(token !== undefined && { Authorization: `Bearer ${token()}` }),
          },
          body: cutText(text, {
            most: MOST_BYTES,
            size: (some) => Buffer.byteLength(some),
            rest: restText(page),
          }),
        },
      );
      const answer: unknown = await response.json().catch(() => null);
      const { id } = (answer ?? {}) as { id?: unknown };
      return typeof id === 'string' ? id : null;
    },
  };
}
