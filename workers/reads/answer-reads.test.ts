import { request } from 'node:http';
import { link, lstat, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openSteps, type OpenSteps } from '../../activities/make-steps.js';
import { NotRunning } from '../../domain/errors.js';
import { homePaths } from '../../store/home/home.js';
import { runningReads } from '../asking/running-reads.js';
import { answerReads } from './answer-reads.js';
import { clearPlace, placeSocket, removeSocket } from './socket-place.js';

let dir: string;
let path: string;
let opened: OpenSteps;
let answering: { close(): Promise<void> };

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'reads-'));
  path = await placeSocket(homePaths(dir));
  opened = await openSteps(dir);
  answering = await answerReads(path, opened.reads);
});
afterEach(async () => {
  await answering.close();
  await opened.close();
  await rm(dir, { recursive: true });
});

/** The status and the body of an answer. */
function ask(method: string, url: string, headers: Record<string, string> = {}, body = '') {
  return new Promise<{ status: number; body: string }>((resolve, reject) => {
    const asked = request({ socketPath: path, method, path: url, headers, agent: false }, (response) => {
      text(response).then((said) => resolve({ status: response.statusCode ?? 0, body: said }), reject);
    });
    asked.once('error', reject);
    asked.end(body);
  });
}

/** What comes back for bytes that need not be HTTP. */
function say(bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(path);
    let said = '';
    socket.on('data', (chunk) => (said += chunk.toString()));
    socket.once('error', () => resolve(said));
    socket.once('close', () => resolve(said));
    socket.write(bytes);
  });
}

describe('answerReads(path, reads)', () => {
  test('lets only the owner of the home in', async () => {
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test('gives what a read gives, also while a step is under way', async () => {
    const rebuilt = opened.steps.rebuildWarehouse({});
    const described = runningReads(path).describe();
    expect(await described).toEqual(await opened.reads.describe());
    await rebuilt;
    expect(await runningReads(path).waitingFor()).toEqual([]);
  });

  test('refuses what is no read: 404, 405, 400 with parameters, 413 with a body', async () => {
    expect(await ask('GET', '/describe')).toMatchObject({ status: 200 });
    expect(await ask('GET', '/toString')).toMatchObject({ status: 404 });
    expect(await ask('GET', '/../describe')).toMatchObject({ status: 404 });
    expect(await ask('POST', '/describe', { 'content-length': '0' })).toMatchObject({ status: 405 });
    expect(await ask('GET', '/describe?x=1')).toMatchObject({ status: 400 });
    expect(await ask('GET', '/describe', { 'content-length': '9' }, '123456789')).toMatchObject({
      status: 413,
    });
  });

  test('gives what a read with an input gives, and its refusals by their names', async () => {
    const reads = runningReads(path);
    expect(await reads.matches({ types: ['pending'], limit: 3 })).toEqual({ matches: [], total: 0 });
    await expect(reads.matches({ underlyings: ['É&=#'] })).rejects.toMatchObject({
      name: 'InvalidInput',
      message: expect.stringContaining('"É&=#"') as unknown,
    });
    await expect(reads.match({ id: 'aaaaaa' })).rejects.toMatchObject({
      name: 'NotFound',
      message: expect.stringContaining('no match "aaaaaa"') as unknown,
    });
    const refused = reads.tableRows({ table: 'nothing' });
    await expect(refused).rejects.toMatchObject({ name: 'InvalidInput' });
  });

  test('are waited for while nobody listens, which who asked to be told hears once, after some seconds', async () => {
    const heard: string[] = [];
    const isOver = () => (heard.length > 0 ? Promise.reject(new NotRunning('it ended')) : Promise.resolve());
    const reads = runningReads(`${path}-of-nobody`, { stillRuns: isOver, tell: (line) => heard.push(line) });
    await expect(reads.describe()).rejects.toThrow('it ended');
    expect(heard).toEqual([`the data process does not answer at ${path}-of-nobody; waiting for it`]);
  });

  test.each([
    ['no JSON', '/match?input={'],
    ['a parameter that it does not take', '/match?id=x'],
    ['no input', '/match'],
    ['another type', `/match?input=${encodeURIComponent('{"id":1}')}`],
    ['a member that it does not take', `/lots?input=${encodeURIComponent('{"name":"x"}')}`],
    ['a day that there is none of', `/matches?input=${encodeURIComponent('{"from":"2025-02-30"}')}`],
  ])('answers 400 for an input with %s', async (_, url) => {
    expect(await ask('GET', url)).toMatchObject({ status: 400 });
  });

  test('takes what thousands of decisions take to be asked about', async () => {
    const long = `/match?input=${encodeURIComponent(JSON.stringify({ id: 'x'.repeat(1_000_000) }))}`;
    expect(await ask('GET', long)).toMatchObject({ status: 422 });
  });

  test('refuses junk and requests that are too long, and goes on', async () => {
    expect(await say('\u0000\u0001 junk\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /);
    expect(await say(`GET /${'x'.repeat(9_000_000)} HTTP/1.1\r\n\r\n`)).toMatch(/^HTTP\/1.1 431 /);
    expect(await ask('GET', '/describe')).toMatchObject({ status: 200 });
  });
});

describe('placeSocket(home)', () => {
  test('a home whose path is too long for a socket: a private folder, which goes with the socket', async () => {
    const place = await placeSocket(homePaths(join(dir, 'x'.repeat(100))));
    expect(Buffer.byteLength(place)).toBeLessThanOrEqual(103);
    expect((await stat(dirname(place))).mode & 0o777).toBe(0o700);
    const there = await answerReads(place, opened.reads);
    expect(await runningReads(place).describe()).toMatchObject({ executions: 0 });
    await there.close();
    await removeSocket(place);
    await expect(lstat(dirname(place))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('clearPlace(path)', () => {
  test('removes the socket of a process that was killed', async () => {
    const left = join(dir, 'left.sock');
    const server = createServer().listen(left);
    await new Promise((resolve) => server.once('listening', resolve));
    // A server that closes removes its socket, one that is killed does not: the name it had is put back.
    await link(left, `${left}.kept`);
    await new Promise((resolve) => server.close(resolve));
    expect((await lstat(`${left}.kept`)).isSocket()).toBe(true);
    await clearPlace(`${left}.kept`);
    await expect(lstat(`${left}.kept`)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('leaves a socket at which somebody answers, and what is no socket', async () => {
    await expect(clearPlace(path)).rejects.toThrow('another process answers');
    expect(await ask('GET', '/describe')).toMatchObject({ status: 200 });
    const file = join(dir, 'file.sock');
    await writeFile(file, 'mine');
    await expect(clearPlace(file)).rejects.toThrow('is no socket');
    await removeSocket(file);
    expect((await lstat(file)).isFile()).toBe(true);
  });
});
