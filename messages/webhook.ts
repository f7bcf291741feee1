import { newsAbout } from '../domain/news/news.js';
import { postTo } from './asked-address.js';
import { NotSent } from './not-sent.js';
import type { WaySettings } from './settings.js';
import type { FarWay } from './way.js';

const SECRET = 'TRADELOOP_WEBHOOK_SECRET';

/** A signed POST as Standard Webhooks say; its id stays the same however often the message is tried. */
export function webhookWay({ url, secret }: NonNullable<WaySettings['webhook']>): FarWay {
  return {
    name: 'webhook',
    asksSingly: false,
    async send({ subject, text, url: page, at }) {
      const { kind, week } = newsAbout(subject);
      const id = `msg_${subject}_${at.replaceAll(/\D/g, '')}`;
      const body = JSON.stringify({
        kind,
        ...(week !== null && { week }),
        ...{ subject, text, url: page, at },
      });
      const sentAt = new Date();
      const signature = await signed(secret, { id, sentAt, body });
      await postTo(
        { name: 'TRADELOOP_WEBHOOK_URL', address: url() },
        {
          headers: {
            'Content-Type': 'application/json',
            'webhook-id': id,
            'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1_000)),
            'webhook-signature': signature,
          },
          body,
        },
      );
      return id;
    },
  };
}

async function signed(
  secret: (() => string) | undefined,
  { id, sentAt, body }: { id: string; sentAt: Date; body: string },
): Promise<string> {
  if (secret === undefined) throw new NotSent(`${SECRET} is not set`);
  const { Webhook } = await import('standardwebhooks');
  try {
    return new Webhook(secret()).sign(id, sentAt, body);
  } catch {
    throw new NotSent(`${SECRET} is no secret like whsec_<base64>`);
  }
}
