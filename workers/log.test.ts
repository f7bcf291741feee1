import { expect, test } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rotated, shownBy } from './log.js';

test('rotated(path, bytes) begins the file anew when it is full, and keeps the one before', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'log-'));
  const path = join(dir, 'data.log');
  const log = rotated(path, 1_000);
  for (let at = 0; at < 1_000; at++) log.write(`${String(at).padStart(9, '0')}\n`);
  const [now, before] = await Promise.all([path, `${path}.1`].map((one) => readFile(one, 'utf8')));
  expect((await readdir(dir)).sort()).toEqual(['data.log', 'data.log.1']);
  expect([now, before].every((text) => (text?.length ?? 0) <= 1_010)).toBe(true);
  const kept = `${before}${now}`.trim().split('\n').map(Number);
  expect(kept).toEqual(Array.from(kept, (_, at) => 1_000 - kept.length + at));
  rotated(path, 1_000).write('again\n');
  expect(await readFile(path, 'utf8')).toBe(`${now}again\n`);
  await rm(dir, { recursive: true });
});

test('shownBy(stream) passes lines of a log on with nothing in their texts that a terminal acts on', () => {
  const lines: string[] = [];
  const stream = shownBy({ write: (line) => lines.push(line) });
  stream.write(`${JSON.stringify({ msg: 'a\u001b[2J\nb', err: { stack: 'x\u009b' }, pid: 1 })}\n`);
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    { msg: 'a\\u001b[2J\nb', err: { stack: 'x\\u009b' }, pid: 1 },
  ]);
});
