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
const DEFAULT_PLACES = Array.from({ length: LAST_PORT - FIRST_PORT + 1 }, (_, after) =>
  LOOPBACKS.map((host): ApiPlace => ({ host, port: FIRST_PORT + after })),
);
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
 * Takes the places that were named, else the first port from 8000 to 8010 that is free at all loopback addresses of
 * this machine; none where none is. Throws InvalidInput for a named place that is taken, or is no address of this
 * machine.
 */
export async function takePlaces<T>(
  named: readonly ApiPlace[],
  {
    take,
    release,
  }: { take(this: void, place: ApiPlace): Promise<T>; release(this: void, taken: T): Promise<void> },
): Promise<{ place: ApiPlace; taken: T }[]> {
  for (const places of named.length > 0 ? [named] : DEFAULT_PLACES) {
    const tried = await Promise.allSettled(places.map(take));
    const taken = places.flatMap((place, at) => {
      const one = tried[at];
      return one?.status === 'fulfilled' ? [{ place, taken: one.value }] : [];
    });
    const lacking = places.filter((place) => !taken.some((one) => one.place === place));
    const codes = tried.flatMap((one) => (one.status === 'rejected' ? [(one.reason as Errno).code] : []));
    const isThis = named.length > 0 ? codes.length === 0 : taken.length > 0 && !codes.some(isTaken);
    if (isThis) return taken;
    await Promise.all(taken.map((one) => release(one.taken)));
    if (named.length > 0) throw refusalOf(lacking[0] as ApiPlace, codes[0]);
  }
  return [];
}

type Errno = NodeJS.ErrnoException;

/** The places of {@link takePlaces} that are free now. */
export async function freePlaces(named: readonly ApiPlace[]): Promise<ApiPlace[]> {
  const found = await takePlaces(named, { take: touch, release: () => Promise.resolve() });
  return found.map(({ place }) => place);
}

/** Listens there for a moment. */
function touch({ host, port }: ApiPlace): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve()));
  });
}

function isTaken(code: string | undefined): boolean {
  return code === 'EADDRINUSE' || code === 'EACCES';
}

function refusalOf(place: ApiPlace, code: string | undefined): InvalidInput {
  return new InvalidInput(
    isTaken(code)
      ? `${placeText(place)} is taken by another program: name another port`
      : `${placeText(place)} is no address of this machine`,
  );
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
