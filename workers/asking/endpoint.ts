import { readFile } from 'node:fs/promises';
import type { TLSConfig } from '@temporalio/client';
import type { Config, TlsFiles } from '../../config.js';
import type { RunFile } from '../running/run-file.js';

/** Where a Temporal server is and how it lets us in, in the form that the SDK's connections take. */
export interface Endpoint {
  address: string;
  tls?: TLSConfig | boolean;
  apiKey?: string;
}

/** The cluster of the environment; without one the server of a running system. */
export async function endpointOf({ temporal }: Config, run: RunFile): Promise<Endpoint> {
  if (!temporal) return { address: run.address };
  const { address, apiKey, tls } = temporal;
  return {
    address,
    tls: typeof tls === 'boolean' ? tls : await tlsOf(tls),
    ...(apiKey === undefined ? {} : { apiKey }),
  };
}

async function tlsOf({ client, serverRootCaPath }: TlsFiles): Promise<TLSConfig> {
  return {
    ...(client && {
      clientCertPair: { crt: await readFile(client.certPath), key: await readFile(client.keyPath) },
    }),
    ...(serverRootCaPath !== undefined && { serverRootCACertificate: await readFile(serverRootCaPath) }),
  };
}
