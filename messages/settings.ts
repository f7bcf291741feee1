import type { FarWayName } from './way.js';

/** A setting that may be secret: read when it is used, and so kept out of whatever prints the settings. */
export type Setting = () => string;

/** What each way needs, first the setting by which it is used; without what it may have beside. */
export const NEEDED_SETTINGS: Readonly<Record<FarWayName, readonly [string, ...string[]]>> = {
  telegram: ['TELEGRAM_BOT_TOKEN', 'TELEGRAM_CHAT_ID'],
  ntfy: ['TRADELOOP_NTFY_URL'],
  webhook: ['TRADELOOP_WEBHOOK_URL', 'TRADELOOP_WEBHOOK_SECRET'],
  mail: ['TRADELOOP_SMTP_URL', 'TRADELOOP_MAIL_FROM', 'TRADELOOP_MAIL_TO'],
};

/** By which ways over a network a person is reached; a way is used when its first setting is there. */
export interface WaySettings {
  telegram: { token: Setting; chatId: Setting | undefined; apiRoot: Setting | undefined } | undefined;
  ntfy: { url: Setting; token: Setting | undefined } | undefined;
  webhook: { url: Setting; secret: Setting | undefined } | undefined;
  mail: { url: Setting; from: Setting | undefined; to: Setting | undefined } | undefined;
}
