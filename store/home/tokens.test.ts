import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { watch, writeFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseToken } from '../../domain/access/token-text.js';
import { homePaths, type Home } from './home.js';
import { processRef } from './process-ref.js';
import { createToken, hashOf, readTokens, revokeToken } from './tokens.js';

let home: Home;
beforeEach(async () => {
  home = homePaths(await mkdtemp(join(tmpdir(), 'tokens-')));
});
afterEach(() => rm(home.dir, { recursive: true }));

const MADE = { name: 'bot', scope: 'read', created_at: '2026-01-05T10:00:00Z', expires_at: null } as const;

describe('createToken(home, made)', () => {
  test('gives a token once, and keeps its hash in a file of the owner alone', async () => {
    const mask = process.umask(0o077);
    const { token, ...entry } = await createToken(home, MADE);
    process.umask(mask);
    const parsed = parseToken(token);
    expect(parsed?.id).toBe(entry.id);
    expect(entry).toEqual({ id: expect.any(String) as unknown, ...MADE, revoked_at: null });
    const kept = await readFile(home.tokens, 'utf8');
    expect(kept).not.toContain(parsed?.secret);
    expect(await readTokens(home)).toEqual([{ ...entry, sha256: hashOf(parsed?.secret ?? '') }]);
    expect((await stat(home.tokens)).mode & 0o777).toBe(0o600);
  });

  test('forgets what expired or was revoked a month before, and nothing else', async () => {
    const at = (expires_at: string | null) => createToken(home, { ...MADE, expires_at });
    await at('2026-01-09T10:00:00Z');
    const [lately, never, revoked] = [await at('2026-01-10T10:00:00Z'), await at(null), await at(null)];
    await revokeToken(home, { id: revoked.id, at: '2026-01-09T10:00:00Z' });
    await revokeToken(home, { id: lately.id, at: '2026-01-10T10:00:00Z' });
    const later = await createToken(home, { ...MADE, created_at: '2026-02-09T10:00:00Z' });
    expect((await readTokens(home)).map(({ id }) => id)).toEqual([lately.id, never.id, later.id]);
  });

  test('ten at once are all kept, each with an id of its own', async () => {
    const made = await Promise.all(Array.from({ length: 10 }, () => createToken(home, MADE)));
    const kept = await readTokens(home);
    expect(kept.map(({ id }) => id).sort()).toEqual(made.map(({ id }) => id).sort());
    expect(new Set(kept.map(({ id }) => id)).size).toBe(10);
  });
});

describe('the lock of the tokens', () => {
  const lock = () => `${home.tokens}.lock`;

  test('of a process that died is taken over, and of one that lives never, however old', async () => {
    for (const left of ['', JSON.stringify({ pid: process.pid, began: 'long ago' })]) {
      await writeFile(lock(), left);
      await createToken(home, MADE);
    }
    await writeFile(lock(), JSON.stringify(processRef(process.pid)));
    await utimes(lock(), 0, 0);
    let isMade = false;
    const made = createToken(home, MADE).then(() => (isMade = true));
    await sleep(200);
    expect(isMade).toBe(false);
    await rm(lock());
    await made;
    expect((await readdir(home.dir)).filter((name) => name.includes('lock'))).toEqual([]);
  });
});

describe('revokeToken(home, which)', () => {
  test('keeps the entry with the time; the first time stays', async () => {
    const { id } = await createToken(home, MADE);
    const at = '2026-01-06T10:00:00Z';
    expect(await revokeToken(home, { id, at })).toMatchObject({ id, revoked_at: at });
    expect(await revokeToken(home, { id, at: '2026-01-07T10:00:00Z' })).toMatchObject({ revoked_at: at });
  });

  test('does not say so where another file took its place meanwhile', async () => {
    const { id } = await createToken(home, MADE);
    const before = await readFile(home.tokens);
    const restoring = watch(home.dir, (_, name) => {
      if (name !== 'tokens.json') return;
      restoring.close();
      writeFileSync(home.tokens, before);
    });
    await expect(revokeToken(home, { id, at: '2026-01-06T10:00:00Z' })).rejects.toMatchObject({
      name: 'StoreCorrupt',
    });
  });

  test('throws NotFound for an id that nobody has', async () => {
    await expect(revokeToken(home, { id: 'nobody00', at: '' })).rejects.toMatchObject({ name: 'NotFound' });
  });
});

test('readTokens(home) gives none where there is no file, and throws StoreCorrupt on one that is none of ours', async () => {
  expect(await readTokens(home)).toEqual([]);
  await writeFile(home.tokens, '{"tokens": [{"id": 1}]}');
  await expect(readTokens(home)).rejects.toMatchObject({ name: 'StoreCorrupt' });
});
