import { mailWay } from './mail.js';
import { NotSent } from './not-sent.js';
import { ntfyWay } from './ntfy.js';
import type { WaySettings } from './settings.js';
import { telegramWay } from './telegram.js';
import type { ChatWay, FarWay, FarWayName } from './way.js';
import { webhookWay } from './webhook.js';

/** The ways over a network that are set. What each needs beside is loaded when it sends. */
export function farWays({ telegram, ntfy, webhook, mail }: WaySettings): (FarWay | ChatWay)[] {
  return [
    ...(telegram ? [telegramWay(telegram)] : []),
    ...(ntfy ? [ntfyWay(ntfy)] : []),
    ...(webhook ? [webhookWay(webhook)] : []),
    ...(mail ? [mailWay(mail)] : []),
  ].map(inOurWords);
}

/** Their names. */
export function farWayNames(settings: WaySettings): FarWayName[] {
  return farWays(settings).map(({ name }) => name);
}

/** Whatever else is thrown may hold what it was about: its kind is all that is said of it. */
function inOurWords<W extends FarWay>(way: W): W {
  return {
    ...way,
    async send(piece) {
      try {
        return await way.send(piece);
      } catch (error) {
        throw inOurs(way.name, error);
      }
    },
  };
}

function inOurs(name: string, error: unknown): NotSent {
  if (error instanceof NotSent) return error;
  return new NotSent(`${name} failed: ${error instanceof Error ? error.name : typeof error}`);
}
