import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { InvalidInput } from '../../domain/errors.js';

/** Where the API listens. */
export interface ApiPlace {
  host: string;
  port: number;
}

/** The one that is taken where it is free. */
export const FIRST_PORT = 8_000;
const LAST_PORT = 8_010;
const LOOPBACKS = ['127.0.0.1', '::1'] as const;
const FORM = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9.-]+)):(\d{1,5})$/i;

/** `HOST:PORT`, IPv6 in brackets. Throws InvalidInput for anything else. */
export function parsePlace(text: string): ApiPlace {
  const [, ipv6, name, digits] = FORM.exec(text.trim()) ?? [];
  const [host, port] = [ipv6 ?? name, Number(digits)];
  if (host === undefined || !(port >= 1 && port <= 65_535))
    throw new InvalidInput(`not HOST:PORT, such as 127.0.0.1:8000 or [::1]:8000: ${JSON.stringify(text)}`);
  return { host, port };
}

/** As {@link parsePlace} reads it. */
export function placeText({ host, port }: ApiPlace): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Whether only this machine reaches it. */
export function isLoopback({ host }: ApiPlace): boolean {
  return host === '::1' || host === 'localhost' || /^127\./.test(host);
}

/**
 * Places that are free: those that were named, else the first port from 8000 to 8010 that is free on this machine's
 * loopback addresses; undefined where none is. Throws InvalidInput for a named one that is taken.
 */
export async function choosePlaces(named: readonly ApiPlace[]): Promise<ApiPlace[] | undefined> {
  for (const place of named) {
    const state = await stateOf(place);
    if (state === 'taken')
      throw new InvalidInput(`${placeText(place)} is taken by another program: name another port`);
    if (state === 'absent') throw new InvalidInput(`${placeText(place)} is no address of this machine`);
  }
  if (named.length > 0) return [...named];
  for (let port = FIRST_PORT; port <= LAST_PORT; port++) {
    const places = LOOPBACKS.map((host) => ({ host, port }));
    const states = await Promise.all(places.map(stateOf));
    const there = places.filter((_, at) => states[at] === 'free');
    if (!states.includes('taken') && there.length > 0) return there;
  }
  return undefined;
}

/** The address to show to people of this machine, without a path. */
export function urlOf(places: readonly ApiPlace[]): string | null {
  const [first] = places;
  if (first === undefined) return null;
  const isHere = isLoopback(first) || isEverywhere(first);
  return `http://${isHere ? `localhost:${first.port}` : placeText(first)}`;
}

/** Whether it is at all addresses of this machine. */
function isEverywhere({ host }: ApiPlace): boolean {
  return host === '0.0.0.0' || host === '::';
}

/** What `Host` may say at these places, and that of the address beyond a proxy where there is one. */
export function hostsOf(places: readonly ApiPlace[], publicUrl: string | undefined): Set<string> {
  const hosts = places.flatMap((place) => {
    const { port } = place;
    if (isLoopback(place)) return LOOPBACK_NAMES.map((name) => `${name}:${port}`);
    if (isEverywhere(place)) return [...LOOPBACK_NAMES, ...ownAddresses()].map((name) => `${name}:${port}`);
    return [placeText(place).toLowerCase()];
  });
  // At the port of its scheme a client leaves the port out.
  const withoutPort = hosts.flatMap((host) => (host.endsWith(':80') ? host.slice(0, -3) : []));
  return new Set([...hosts, ...withoutPort, ...(publicUrl === undefined ? [] : [new URL(publicUrl).host])]);
}

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];

function ownAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((some) => some ?? [])
    .map(({ address, family }) => (family === 'IPv6' ? `[${address}]` : address));
}

function stateOf({ host, port }: ApiPlace): Promise<'free' | 'taken' | 'absent'> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', ({ code }: NodeJS.ErrnoException) =>
      resolve(code === 'EADDRINUSE' || code === 'EACCES' ? 'taken' : 'absent'),
    );
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve('free')));
  });
}
