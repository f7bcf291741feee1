import { createServer } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { hiddenPlace, isFindable, LOOPBACK, portsClosedToBrowsers } from './hidden-place.js';

describe('hiddenPlace()', () => {
  test('is at a port that fetch refuses as every browser does, and where no page looks', async () => {
    const { ip, port } = await hiddenPlace();
    expect(ip).toMatch(/^127\./);
    await expect(fetch(`http://${ip}:${port}/`)).rejects.toMatchObject({ cause: { message: 'bad port' } });
    expect(isFindable({ ip, port })).toBe(false);
  });
});

describe('portsClosedToBrowsers(ip)', () => {
  test('leaves out what is taken', async () => {
    const [first = 0, ...others] = await portsClosedToBrowsers(LOOPBACK);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(first, LOOPBACK, resolve));
    try {
      expect(others.length).toBeGreaterThan(0);
      expect(await portsClosedToBrowsers(LOOPBACK)).not.toContain(first);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });
});

describe('isFindable(place)', () => {
  test('a usual port of 127.0.0.1 is, anything else is not', () => {
    expect(isFindable({ ip: LOOPBACK, port: 8233 })).toBe(true);
    expect(isFindable({ ip: LOOPBACK, port: 6667 })).toBe(false);
    expect(isFindable({ ip: '127.3.2.1', port: 8233 })).toBe(false);
  });
});
