import { randomInt } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';

/** Where something listens on this machine alone. */
export interface Place {
  ip: string;
  port: number;
}

export const LOOPBACK = '127.0.0.1';

/**
 * Ports that no browser connects to, so that what listens there is out of reach of every web page: those of the Fetch
 * standard's list (https://fetch.spec.whatwg.org/#port-blocking) that need no privilege, without 4190 and 6679, to
 * which Chromium 156 did connect.
 */
const CLOSED_TO_BROWSERS = [
  ...[1719, 1720, 1723, 2049, 3659, 4045, 5060, 5061, 6000, 6566],
  ...[6665, 6666, 6667, 6668, 6669, 6697, 10_080],
];

/**
 * A free place that no web page reaches: at a random address of 127.0.0.0/8, or at 127.0.0.1 on a system that has no
 * other; and at a port that browsers keep away from, while one is free.
 */
export async function hiddenPlace(): Promise<Place> {
  const random = ['127', randomInt(1, 256), randomInt(256), randomInt(1, 255)].join('.');
  const ip = (await isFree(random, 0)) ? random : LOOPBACK;
  const [port = await freePort(ip)] = await portsClosedToBrowsers(ip);
  return { ip, port };
}

/** Whether a page that tries the ports of 127.0.0.1 would find what listens at a place. */
export function isFindable({ ip, port }: Place): boolean {
  return ip === LOOPBACK && !CLOSED_TO_BROWSERS.includes(port);
}

/**
 * The ports that browsers keep away from and that are free at an address, in random order, so that two systems take
 * different ones.
 */
export async function portsClosedToBrowsers(ip: string): Promise<number[]> {
  const free: number[] = [];
  for (const port of CLOSED_TO_BROWSERS)
    if (await isFree(ip, port)) free.splice(randomInt(free.length + 1), 0, port);
  return free;
}

/** A port that is free now. */
export function freePort(ip: string): Promise<number> {
  return listenOnce(ip, 0);
}

function isFree(ip: string, port: number): Promise<boolean> {
  return listenOnce(ip, port).then(
    () => true,
    () => false,
  );
}

function listenOnce(ip: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject).listen(port, ip, () => {
      const { port: taken } = server.address() as AddressInfo;
      server.close(() => resolve(taken));
    });
  });
}
