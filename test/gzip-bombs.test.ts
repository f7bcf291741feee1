import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { openSteps, type OpenSteps } from '../activities/make-steps.js';

const MIB = 2 ** 20;
const MOST_MEMORY = 300 * MIB;
/** Of what the processor takes to unpack a gibibyte of zeros: a slow machine, and a busy one, take longer for both. */
const MOST_TIMES = 1;

/** Microseconds of the processor since then. */
function processorSince(began: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(began);
  return user + system;
}

let directory: string;
let opened: OpenSteps;
/** What unpacking a gibibyte takes, in microseconds. */
let floor: number;
beforeAll(async () => {
  const zeros = gzipSync('\0'.repeat(64 * MIB));
  const began = process.cpuUsage();
  for (let times = 0; times < 16; times++) gunzipSync(zeros);
  floor = processorSince(began);
  directory = await mkdtemp(join(tmpdir(), 'tradeloop-bombs-'));
  opened = await openSteps(join(directory, 'home'));
});
afterAll(async () => {
  await opened.close();
  await rm(directory, { recursive: true });
});

const HEADER = 'account,executed_at,action,underlying,quantity,price\n';
const TRADE = 'main,2025-01-06,buy,F,1,9\n';

/** A file of many parts that unpack one after the other: gigabytes, without making them. */
function parts(content: string, count: number, first = ''): Buffer {
  return Buffer.concat([gzipSync(first), ...Array<Buffer>(count).fill(gzipSync(content))]);
}

/** So many different trades that they pack to a part of about a hundred and fiftieth with a mebibyte of one trade. */
function hardlyPacked(): string {
  const different = Array.from({ length: 500 }, (_, i) => TRADE.replace('9', `${(i * 7_919) % 10_007}.${i}`));
  return different.join('') + TRADE.repeat(MIB / TRADE.length);
}

describe('a gzip file that is made to fill memory is refused, soon and within 300 MB', () => {
  const cases: Readonly<Record<string, [content: () => Buffer, reason: string]>> = {
    'ten gigabytes of zeros': [() => parts('\0'.repeat(64 * MIB), 160), '200 times its size'],
    'ten gigabytes of one trade': [() => parts(TRADE.repeat(2_500_000), 160, HEADER), '200 times its size'],
    'gigabytes of line breaks behind a header': [
      () => parts('\n'.repeat(64 * MIB), 40, HEADER + TRADE),
      '200 times its size',
    ],
    'more than a gigabyte that is packed a little less': [
      () => parts(hardlyPacked(), 1_200, HEADER),
      'more than 1 GiB',
    ],
  };
  test.each(Object.entries(cases))(
    '%s',
    async (_, [content, reason]) => {
      const path = join(directory, 'bomb.csv.gz');
      await writeFile(path, content());
      const before = process.memoryUsage.rss();
      let most = before;
      const watch = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 10);
      const began = process.cpuUsage();
      const input = { path, givenPath: path, account: 'main', coveredThrough: null };
      const refused = await opened.steps.importFile(input).catch((error: unknown) => error);
      const took = processorSince(began);
      clearInterval(watch);
      expect(refused).toMatchObject({
        name: 'FileRefused',
        message: expect.stringContaining(reason) as unknown,
      });
      expect(took / floor).toBeLessThan(MOST_TIMES);
      expect(most - before).toBeLessThan(MOST_MEMORY);
    },
    60_000,
  );
});
