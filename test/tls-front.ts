import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect, constants, createSecureServer, type IncomingHttpHeaders } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';

/** An authority of one's own and what it vouches for, as PEM files. */
export interface Certificates {
  ca: string;
  server: { cert: string; key: string };
  client: { cert: string; key: string };
}

export function makeCertificates(folder: string): Certificates {
  const at = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'ignore' });
  const key = ['-newkey', 'rsa:2048', '-nodes'];
  openssl(
    ...['req', '-x509', ...key, '-keyout', at('ca.key'), '-out', at('ca.pem'), '-days', '2'],
    ...['-subj', '/CN=an authority'],
  );
  writeFileSync(at('names'), 'subjectAltName=DNS:localhost,IP:127.0.0.1\n');
  for (const name of ['server', 'client']) {
    openssl('req', ...key, '-keyout', at(`${name}.key`), '-out', at(`${name}.csr`), '-subj', `/CN=${name}`);
    openssl(
      ...['x509', '-req', '-in', at(`${name}.csr`), '-CA', at('ca.pem'), '-CAkey', at('ca.key')],
      ...['-CAcreateserial', '-out', at(`${name}.pem`), '-days', '2', '-extfile', at('names')],
    );
  }
  const pair = (name: string) => ({ cert: at(`${name}.pem`), key: at(`${name}.key`) });
  return { ca: at('ca.pem'), server: pair('server'), client: pair('client') };
}

/** A door with TLS in front of a Temporal server without. */
export interface TlsFront {
  address: string;
  /** What callers said who they are: their API key's header and their certificate's name, each once. */
  callers: Set<string>;
  close(): void;
}

/** `asksForClient`: nobody without a certificate of the authority comes in. */
export async function tlsFront(
  serverAddress: string,
  { ca, server }: Certificates,
  { asksForClient }: { asksForClient: boolean },
): Promise<TlsFront> {
  const callers = new Set<string>();
  const behind = connect(`http://${serverAddress}`);
  const front = createSecureServer({
    key: readFileSync(server.key),
    cert: readFileSync(server.cert),
    ca: readFileSync(ca),
    requestCert: asksForClient,
    rejectUnauthorized: asksForClient,
  });
  front.on('stream', (call, headers) => {
    const { subject } = (call.session?.socket as TLSSocket).getPeerCertificate();
    callers.add(`${headers.authorization ?? 'no key'}, ${String(subject?.CN ?? 'no certificate')}`);
    const handed = behind.request(headers);
    let trailers: IncomingHttpHeaders = {};
    handed.on('trailers', (told: IncomingHttpHeaders) => (trailers = told));
    // An error of gRPC may be no more than its headers.
    handed.on('response', (answer, flags) => {
      const isAll = (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0;
      call.respond(answer, isAll ? { endStream: true } : { waitForTrailers: true });
    });
    call.on('wantTrailers', () => call.sendTrailers(trailers));
    call.on('aborted', () => handed.close()).on('error', () => handed.close());
    handed.on('error', () => call.close());
    call.pipe(handed);
    handed.pipe(call);
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  return {
    address: `localhost:${(front.address() as AddressInfo).port}`,
    callers,
    close() {
      behind.destroy();
      front.close();
    },
  };
}
