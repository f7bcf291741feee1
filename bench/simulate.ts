import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plantedPerson } from '../sim/planted/person.js';
import { simulate } from '../sim/simulate.js';
import { ratioTable, sideBySide, timed } from './side-by-side.js';
import { ownCommand } from './whole-process.js';

const ROUNDS = 3;
const YEAR_WEEKS = 52;
const PERSON = {
  ...{ schema: 1, name: 'a week more on opens, nothing under a quarter', start: '2022-01-03' },
  accounts: [
    { account: 'main', commission: 0.65 },
    { account: 'ira', commission: 0 },
  ],
  market: { underlyings: { count: 24 } },
  habits: [
    { kind: 'expiration_shift', action: 'open', weeks: 1 },
    { kind: 'premium_floor', premium: 0.25 },
  ],
};

/** A planted person of some 30 decisions a week over half a year, a year and two: in time and in memory. */
export async function benchSimulate(): Promise<string> {
  const person = plantedPerson(PERSON);
  const contender = (weeks: number, policy: 'none' | 'high') => ({
    name: `${weeks} weeks, policy ${policy}`,
    run: (round: number) =>
      timed(() => {
        const simulation = simulate({ person, weeks, policy, seed: round + 1, holdout: null });
        while (!simulation.next().done);
        return Promise.resolve();
      }),
  });
  const half = YEAR_WEEKS / 2;
  const [short, ...longer] = await sideBySide(
    [
      contender(half, 'none'),
      contender(YEAR_WEEKS, 'none'),
      contender(2 * YEAR_WEEKS, 'none'),
      contender(YEAR_WEEKS, 'high'),
    ],
    ROUNDS,
  );
  const long = longer[1];
  if (short === undefined || long === undefined) return '';
  const exponent = Math.log(long.medianMs / short.medianMs) / Math.log(4);
  return [
    ratioTable('A planted person, in memory (aim: a year in 6 s)', short, longer),
    `  grows with weeks to the power of ${exponent.toFixed(2)} (aim: 1.1 at most)`,
    `  most memory of two years as a command: ${(await peakOf(2 * YEAR_WEEKS)).toFixed(0)} MB (aim: 300 at most)`,
    '',
  ].join('\n');
}

async function peakOf(weeks: number): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), 'tradeloop-bench-'));
  const file = join(directory, 'person.json');
  await writeFile(file, JSON.stringify(PERSON));
  const out = join(directory, 'out');
  const { megabytes } = await ownCommand(
    'simulate',
    '--person',
    file,
    '--weeks',
    String(weeks),
    '--out',
    out,
    '--json',
  );
  await rm(directory, { recursive: true });
  return megabytes;
}
