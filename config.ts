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
}

export interface TlsFiles {
  certPath: string;
  keyPath: string;
  serverRootCaPath: string | undefined;
}

/** Reads the variables that tradeloop knows into one frozen object. */
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
  });
}

function tlsOf(env: Readonly<Record<string, string | undefined>>): TlsFiles | boolean {
  const certPath = env['TEMPORAL_TLS_CLIENT_CERT_PATH'];
  const keyPath = env['TEMPORAL_TLS_CLIENT_KEY_PATH'];
  if (certPath && keyPath)
    return { certPath, keyPath, serverRootCaPath: env['TEMPORAL_TLS_SERVER_CA_CERT_PATH'] };
  return env['TEMPORAL_TLS'] === 'true' || Boolean(env['TEMPORAL_API_KEY']);
}
