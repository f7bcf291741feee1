import { createServer, type Server } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { InvalidInput } from '../../domain/errors.js';
import { freePlaces, hostsOf, isLoopback, parsePlace, placeText, urlOf } from './api-place.js';

describe('parsePlace(text)', () => {
  test.each(['127.0.0.1:8000', '[::1]:8000', 'localhost:3000', 'loop.example.org:443', '0.0.0.0:8000'])(
    'reads %s',
    (text) => {
      expect(placeText(parsePlace(text))).toBe(text);
    },
  );

  test.each([
    '8000',
    'localhost',
    'localhost:0',
    'localhost:65536',
    '::1:8000',
    'http://localhost:8000',
    'a b:1',
    '',
  ])('throws InvalidInput for %j', (text) => {
    expect(() => parsePlace(text)).toThrow(InvalidInput);
  });
});

describe('freePlaces(named)', () => {
  test('takes the next port where another program has the first', async () => {
    const [first] = await freePlaces([]);
    if (first === undefined) throw new Error('no port from 8000 to 8010 is free here');
    // Another test may have been quicker: then it is taken all the same.
    const server = await taking(first.host, first.port).catch(() => undefined);
    const next = await freePlaces([]);
    server?.close();
    expect(next[0]?.port).toBeGreaterThan(first.port);
    expect(next.every(isLoopback)).toBe(true);
  });

  test('throws InvalidInput for a named one that is taken, or is no address of this machine', async () => {
    const server = await taking('127.0.0.1', 0);
    const { port } = server.address() as { port: number };
    await expect(freePlaces([{ host: '127.0.0.1', port }])).rejects.toThrow('is taken');
    server.close();
    await expect(freePlaces([{ host: '203.0.113.7', port: 8000 }])).rejects.toThrow('is no address');
  });
});

function taking(host: string, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer()
      .once('error', reject)
      .listen({ host, port }, () => resolve(server));
  });
}

describe('hostsOf(places, publicUrl)', () => {
  test('are the names of this machine for itself, at the port', () => {
    expect([...hostsOf([{ host: '127.0.0.1', port: 8000 }], undefined)].sort()).toEqual(
      ['127.0.0.1:8000', '[::1]:8000', 'localhost:8000'].sort(),
    );
  });

  test('beyond it: the address that was named, without the port that a scheme implies, and that beyond a proxy', () => {
    expect([...hostsOf([{ host: '192.0.2.1', port: 80 }], 'https://Loop.example.org/x')]).toEqual([
      '192.0.2.1:80',
      '192.0.2.1',
      'loop.example.org',
    ]);
  });
});

test('urlOf(places) is without a path; null for none', () => {
  expect(urlOf([])).toBeNull();
  expect(urlOf(['127.0.0.1:8001', '[::1]:8001'].map(parsePlace))).toBe('http://localhost:8001');
  expect(urlOf(['192.0.2.1:9000'].map(parsePlace))).toBe('http://192.0.2.1:9000');
  for (const place of ['0.0.0.0:9000', '[::]:9000'])
    expect(urlOf([parsePlace(place)])).toBe('http://localhost:9000');
});
