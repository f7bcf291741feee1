import { readFileSync } from 'node:fs';
import { InvalidInput } from './domain/errors.js';
import { NotSent } from './messages/not-sent.js';
import { NEEDED_SETTINGS, type Setting, type WaySettings } from './messages/settings.js';
import { FAR_WAYS } from './messages/way.js';

/** The one place where the environment is read. */
export interface Config {
  /** TRADELOOP_HOME, the default of `--home`. */
  home: string | undefined;
  /** `$XDG_CACHE_HOME/tradeloop`, else `~/.cache/tradeloop`: the Temporal server is kept there for all homes. */
  cacheDir: string;
  /** A real cluster, when TEMPORAL_ADDRESS is set. */
  temporal:
    { address: string; namespace: string; apiKey: string | undefined; tls: TlsFiles | boolean } | undefined;
  logLevel: string;
  path: string;
  /** TRADELOOP_LISTEN, the default of `up --listen`: each HOST:PORT, with commas between them. */
  listen: readonly string[];
  /** TRADELOOP_PUBLIC_URL: the API's address beyond a proxy. */
  publicUrl: string | undefined;
  /** What opens a link in a browser; undefined without a screen. */
  opener: string | undefined;
  /** By which ways over a network a person gets messages. */
  ways: WaySettings;
}

/** What TLS needs beyond the authorities that the machine trusts, as PEM files. */
export interface TlsFiles {
  /** Who we are, where the cluster asks. */
  client: { certPath: string; keyPath: string } | undefined;
  /** Who vouches for the cluster. */
  serverRootCaPath: string | undefined;
}

/**
 * Reads the variables that tradeloop knows into one frozen object. Throws InvalidInput for a certificate without its
 * key, and for an address that is none.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  const cacheHome = env['XDG_CACHE_HOME'] ?? `${env['HOME'] ?? '.'}/.cache`;
  return Object.freeze({
    home: env['TRADELOOP_HOME'] || undefined,
    cacheDir: `${cacheHome}/tradeloop`,
    temporal: env['TEMPORAL_ADDRESS']
      ? {
          address: env['TEMPORAL_ADDRESS'],
          namespace: env['TEMPORAL_NAMESPACE'] ?? 'default',
          apiKey: env['TEMPORAL_API_KEY'] || undefined,
          tls: tlsOf(env),
        }
      : undefined,
    logLevel: env['TRADELOOP_LOG_LEVEL'] ?? 'info',
    path: env['PATH'] ?? '',
    listen: (env['TRADELOOP_LISTEN'] ?? '').split(',').flatMap((place) => place.trim() || []),
    publicUrl: publicUrlOf(env['TRADELOOP_PUBLIC_URL']),
    opener: openerOf(env),
    ways: waysOf(env),
  });
}

/** A way is used where the first of its settings is there. */
const FIRST_SETTINGS = FAR_WAYS.map((way) => NEEDED_SETTINGS[way][0]);

/** An environment in which no way over a network is set: of what is made up nobody is sent anything. */
export function withoutWays(
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  const ways = new Set(FIRST_SETTINGS.flatMap((name) => [name, `${name}_FILE`]));
  return Object.fromEntries(Object.entries(env).filter(([name]) => !ways.has(name)));
}

/** Nothing is read from a file before it is used: a way that is set wrongly keeps nothing else from its work. */
function waysOf(env: Readonly<Record<string, string | undefined>>): WaySettings {
  const setting = (name: string) => settingOf(env, name);
  const [token, ntfy, webhook, smtp] = FIRST_SETTINGS.map(setting);
  const chat = { chatId: setting('TELEGRAM_CHAT_ID'), apiRoot: setting('TELEGRAM_API_ROOT') };
  const mail = { from: setting('TRADELOOP_MAIL_FROM'), to: setting('TRADELOOP_MAIL_TO') };
  return {
    telegram: token && { token, ...chat },
    ntfy: ntfy && { url: ntfy, token: setting('TRADELOOP_NTFY_TOKEN') },
    webhook: webhook && { url: webhook, secret: setting('TRADELOOP_WEBHOOK_SECRET') },
    mail: smtp && { url: smtp, ...mail },
  };
}

/** A setting, or what stands in the file that `<name>_FILE` names. */
function settingOf(env: Readonly<Record<string, string | undefined>>, name: string): Setting | undefined {
  const [value, path] = [env[name], env[`${name}_FILE`]];
  if (value) return () => value.trim();
  if (!path) return undefined;
  return () => {
    try {
      return readFileSync(path, 'utf8').trim();
    } catch (error) {
      throw new NotSent(`${name}_FILE cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`);
    }
  };
}

/** Who works on a Mac from elsewhere does not see its screen. */
function openerOf(env: Readonly<Record<string, string | undefined>>): string | undefined {
  if (process.platform === 'darwin') return env['SSH_CONNECTION'] ? undefined : 'open';
  return env['DISPLAY'] || env['WAYLAND_DISPLAY'] ? 'xdg-open' : undefined;
}

function publicUrlOf(text: string | undefined): string | undefined {
  if (!text) return undefined;
  if (!/^https?:\/\/[^/]+/.test(text) || !URL.canParse(text))
    throw new InvalidInput('TRADELOOP_PUBLIC_URL is no address like https://loop.example.org');
  return text;
}

function tlsOf(env: Readonly<Record<string, string | undefined>>): TlsFiles | boolean {
  const certPath = env['TEMPORAL_TLS_CLIENT_CERT_PATH'] || undefined;
  const keyPath = env['TEMPORAL_TLS_CLIENT_KEY_PATH'] || undefined;
  const serverRootCaPath = env['TEMPORAL_TLS_SERVER_CA_CERT_PATH'] || undefined;
  if ((certPath === undefined) !== (keyPath === undefined))
    throw new InvalidInput(
      'TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH are set together or not at all',
    );
  const client = certPath !== undefined && keyPath !== undefined ? { certPath, keyPath } : undefined;
  if (client ?? serverRootCaPath) return { client, serverRootCaPath };
  return env['TEMPORAL_TLS'] === 'true' || Boolean(env['TEMPORAL_API_KEY']);
}
