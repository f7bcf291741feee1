import { describe, expect, test } from '@jest/globals';
import { readConfig, withoutWays } from './config.js';
import { InvalidInput } from './domain/errors.js';

const CLUSTER = { TEMPORAL_ADDRESS: 'cluster.example:7233' };
const [CERT, KEY] = [{ TEMPORAL_TLS_CLIENT_CERT_PATH: '/c.pem' }, { TEMPORAL_TLS_CLIENT_KEY_PATH: '/k.pem' }];
const CA = { TEMPORAL_TLS_SERVER_CA_CERT_PATH: '/ca.pem' };

describe('readConfig(env).temporal', () => {
  test('is nothing without an address', () => {
    expect(readConfig({ TEMPORAL_API_KEY: 'secret', ...CA }).temporal).toBeUndefined();
  });

  test.each([
    ['an address alone', {}, false],
    ['TEMPORAL_TLS', { TEMPORAL_TLS: 'true' }, true],
    ['an API key', { TEMPORAL_API_KEY: 'secret' }, true],
    ['an authority of their own', CA, { client: undefined, serverRootCaPath: '/ca.pem' }],
    [
      'a client certificate',
      { ...CERT, ...KEY },
      { client: { certPath: '/c.pem', keyPath: '/k.pem' }, serverRootCaPath: undefined },
    ],
  ])('has the TLS that %s asks for', (_, env, tls) => {
    expect(readConfig({ ...CLUSTER, ...env }).temporal?.tls).toEqual(tls);
  });

  test.each([
    ['a certificate', CERT],
    ['a key', KEY],
  ])('is refused with %s alone', (_, env) => {
    expect(() => readConfig({ ...CLUSTER, ...env })).toThrow(InvalidInput);
  });
});

test('withoutWays(env) leaves no way over a network, by a value or by a file', () => {
  const env = {
    TELEGRAM_BOT_TOKEN: '1:a',
    TRADELOOP_SMTP_URL_FILE: '/mail',
    TELEGRAM_CHAT_ID: '4',
    HOME: '/home/me',
  };
  expect(withoutWays(env)).toEqual({ TELEGRAM_CHAT_ID: '4', HOME: '/home/me' });
  const none = { telegram: undefined, ntfy: undefined, webhook: undefined, mail: undefined };
  expect(readConfig(withoutWays(env)).ways).toEqual(none);
});
