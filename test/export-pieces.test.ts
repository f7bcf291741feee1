import { afterAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSteps } from '../activities/make-steps.js';
import { atMost, runs } from './runs.js';
import { SAMPLES } from './samples.js';

const TABLES = ['executions', 'cash_flows', 'lots', 'outcomes'];
const directory = await mkdtemp(join(tmpdir(), 'tradeloop-export-pieces-'));
afterAll(() => rm(directory, { recursive: true }));

/** The hashes of what a home exports that imported these files, in this order. */
async function toldBy(files: readonly string[]): Promise<Record<string, string>> {
  const home = await mkdtemp(join(directory, 'home-'));
  const { steps, close } = await openSteps(home);
  for (const [i, content] of files.entries()) {
    const path = join(home, `export-${i}`);
    await writeFile(path, content);
    const report = await steps.importFile({
      path,
      givenPath: path,
      account: 'main',
      coveredThrough: '2024-06-30',
    });
    expect(report.rejected).toBe(0);
  }
  await steps.reconcileRange({});
  await steps.trackOutcomes({});
  const hashes: Record<string, string> = {};
  for (const table of TABLES) hashes[table] = (await steps.exportTable({ table, format: 'csv' })).sha256;
  await close();
  return hashes;
}

/** Pieces that cover all days, overlapping or not, in any order. */
function pieces(days: number): fc.Arbitrary<[from: number, to: number][]> {
  return fc
    .array(fc.tuple(fc.nat(days - 1), fc.nat(days - 1)), { maxLength: 3 })
    .map((ranges) => ranges.map(([a, b]): [number, number] => [Math.min(a, b), Math.max(a, b) + 1]))
    .chain((ranges) => {
      const covered = (day: number) => ranges.some(([from, to]) => from <= day && day < to);
      const missing = [...Array(days).keys()].filter((day) => !covered(day));
      const all = [...ranges, ...missing.map((day): [number, number] => [day, day + 1])];
      return fc.shuffledSubarray(all, { minLength: all.length });
    });
}

/** Each day alone, but for two of which the newer begins with what took effect before the older. */
const A_LATE_BOOKING_FIRST: [number, number][] = [
  [1, 2],
  [5, 6],
  [4, 5],
  [2, 4],
  [0, 1],
];

const EXPORTS = SAMPLES.flatMap(({ format, days }) =>
  days === undefined ? [] : [[format.name, days] as const],
);

test.each(EXPORTS)(
  'an export of %s, cut at days into pieces that overlap and imported in any order, tells what the whole one tells',
  async (_, { days, file }) => {
    const whole = await toldBy([file(0, days)]);
    await fc.assert(
      fc.asyncProperty(pieces(days), async (ranges) => {
        expect(await toldBy(ranges.map(([from, to]) => file(from, to)))).toEqual(whole);
      }),
      { ...runs(3, { sharing: EXPORTS.length }), examples: days === 6 ? [[A_LATE_BOOKING_FIRST]] : [] },
    );
  },
  atMost(120_000),
);
