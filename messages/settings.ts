/** A setting that may be secret: read when it is used, and so kept out of whatever prints the settings. */
export type Setting = () => string;

/** By which ways over a network a person is reached; a way is used when its first setting is there. */
export interface WaySettings {
  telegram: { token: Setting; chatId: Setting | undefined; apiRoot: Setting | undefined } | undefined;
  ntfy: { url: Setting; token: Setting | undefined } | undefined;
  webhook: { url: Setting; secret: Setting | undefined } | undefined;
  mail: { url: Setting; from: Setting | undefined; to: Setting | undefined } | undefined;
}
