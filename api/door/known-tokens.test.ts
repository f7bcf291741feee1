import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseToken } from '../../domain/access/token-text.js';
import { homePaths, type Home } from '../../store/home/home.js';
import { createToken, readTokensUsed, revokeToken } from '../../store/home/tokens.js';
import { knownTokens } from './known-tokens.js';

let home: Home;
beforeEach(async () => {
  home = homePaths(await mkdtemp(join(tmpdir(), 'known-tokens-')));
});
// On which day a token was used is noted beside the answer.
afterEach(() => rm(home.dir, { recursive: true, maxRetries: 5 }));

const MADE = { name: 'bot', scope: 'decide', created_at: '2026-01-05T10:00:00Z' } as const;

test('check(text) gives the bearer of a token until it expires', async () => {
  let now = '2026-01-06T09:59:59Z';
  const { token, id } = await createToken(home, { ...MADE, expires_at: '2026-01-06T10:00:00Z' });
  const tokens = await knownTokens(home, () => new Date(now));
  expect(await tokens.check(token)).toEqual({ id, name: 'bot', scope: 'decide' });
  now = '2026-01-06T10:00:00Z';
  expect(await tokens.check(token)).toBeUndefined();
});

test('check(text) gives nothing for another secret, another id and what is no token', async () => {
  const { token } = await createToken(home, { ...MADE, expires_at: null });
  const tokens = await knownTokens(home, () => new Date());
  const { id = '', secret = '' } = parseToken(token) ?? {};
  const other = `${secret.startsWith('A') ? 'B' : 'A'}${secret.slice(1)}`;
  for (const text of ['', 'x', `tl_${id}_${other}`, `tl_abcdefgh_${secret}`, `${token} `, token.slice(0, -1)])
    expect([text, await tokens.check(text)]).toEqual([text, undefined]);
});

test('many that ask at once right after the start are let in alike', async () => {
  const { token, id } = await createToken(home, { ...MADE, expires_at: null });
  const tokens = await knownTokens(home, () => new Date());
  const found = await Promise.all(Array.from({ length: 20 }, () => tokens.check(token)));
  expect(found.map((bearer) => bearer?.id)).toEqual(Array.from({ length: 20 }, () => id));
});

test('while the file cannot be read nobody is let in, and those in it are as soon as it can', async () => {
  const { token, id } = await createToken(home, { ...MADE, expires_at: null });
  const tokens = await knownTokens(home, () => new Date());
  await tokens.check(token);
  const whole = await readFile(home.tokens, 'utf8');
  await writeFile(home.tokens, '{');
  await sleep(600);
  for (let times = 0; times < 3; times++)
    await expect(tokens.check(token)).rejects.toMatchObject({ name: 'StoreCorrupt' });
  await writeFile(home.tokens, whole);
  await sleep(600);
  expect(await tokens.check(token)).toMatchObject({ id });
});

test('a token that is made or revoked while the system runs is known as such within a second', async () => {
  const tokens = await knownTokens(home, () => new Date());
  expect(await tokens.check('x')).toBeUndefined();
  const { token, id } = await createToken(home, { ...MADE, expires_at: null });
  await sleep(1_000);
  expect(await tokens.check(token)).toMatchObject({ id });
  await revokeToken(home, { id, at: '2026-01-06T10:00:00Z' });
  await sleep(1_000);
  expect(await tokens.check(token)).toBeUndefined();
});

test('the day of the last use is noted, and no refused one', async () => {
  const { token, id } = await createToken(home, { ...MADE, expires_at: null });
  const tokens = await knownTokens(home, () => new Date('2026-01-08T23:00:00Z'));
  await tokens.check(`${token.slice(0, -1)}`);
  await sleep(50);
  expect(await readTokensUsed(home)).toEqual({});
  await tokens.check(token);
  for (let tries = 0; tries < 50 && !(id in (await readTokensUsed(home))); tries++) await sleep(20);
  expect(await readTokensUsed(home)).toEqual({ [id]: '2026-01-08' });
});
