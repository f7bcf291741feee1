import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { counted } from '../domain/counted.js';
import { InvalidInput } from '../domain/errors.js';
import { POLICIES, type Policy } from '../sim/policy.js';
import type { SimulatedPerson } from '../sim/result.js';
import type { SimulationInput } from '../sim/simulate.js';
import { answering } from './context.js';
import { showBar } from './progress.js';
import { shareArgument } from './share-argument.js';
import type { SimulateJob } from './simulate-thread.js';
import { terminalWidth } from './terminal-width.js';
import { textTable, type TableColumn } from '../domain/text-table.js';

interface SimulateOptions {
  person: string;
  weeks: number;
  out: string;
  seeds: number[];
  policy: Policy;
  holdout?: number;
  records?: true;
}

/**
 * `simulate --person FILE --weeks N --out DIR`: the document is `{person, weeks, policy, seeds, people,
 * divergence_by_week}`.
 */
export function simulateCommand(): Command {
  return new Command('simulate')
    .description('let a person with known habits answer the advice, and see what is found of them')
    .requiredOption('--person <file>', 'who: their market, habits and noise (docs/planted-person.md)')
    .addOption(new Option('--weeks <n>', 'how many').argParser(wholeNumber).makeOptionMandatory())
    .requiredOption('--out <dir>', 'where the files go')
    .addOption(
      new Option('--seeds <seeds>', 'one, like 1, or several, like 1..40')
        .argParser(seedsOf)
        .default([1], '1'),
    )
    .addOption(
      new Option('--policy <policy>', 'what is decided on candidates').choices(POLICIES).default('none'),
    )
    .addOption(
      new Option(
        '--holdout <share>',
        'share of sessions and underlyings that get the advice of the version before',
      ).argParser(shareArgument),
    )
    .option('--records', 'also write the records, to be imported as anyone’s')
    .action(
      answering(async ({ home, homeGiven }, options: SimulateOptions) => {
        const { weeks, policy, seeds, out, holdout = null, records = false } = options;
        const [seed] = seeds as [number];
        if (homeGiven && (seeds.length > 1 || records))
          throw new InvalidInput('--home goes with one seed, and holds the records itself');
        const person = await readPerson(options.person);
        const job = { person, weeks, policy, holdout };
        const people = homeGiven
          ? [await inHome(home, { ...job, seed }, resolve(out))]
          : await inMemory(
              { ...job, records: records ? join(resolve(out), 'records') : null },
              seeds,
              resolve(out),
            );
        const { meanOf } = await import('../sim/result.js');
        const divergence_by_week = Array.from({ length: weeks }, (_, at) =>
          meanOf(people.map(({ divergence }) => divergence[at] ?? null)),
        );
        const told = people.map(({ divergence: _divergence, ...one }) => one);
        const document = { person: person.name, weeks, policy, seeds, people: told, divergence_by_week };
        return { document, lines: [...peopleLines(told), `wrote ${out}`] };
      }),
    );
}

/** Throws InvalidInput for a home that has anything in it: it may be somebody's own. */
async function inHome(home: string, input: SimulationInput, out: string): Promise<SimulatedPerson> {
  const { homePaths, storeIdOf } = await import('../store/home/home.js');
  if ((await storeIdOf(homePaths(home))) !== undefined)
    throw new InvalidInput(`--home ${home}: there is a home already; a simulation needs a new one`);
  const { simulateThrough } = await import('./simulate-home-files.js');
  return simulateThrough(home, input, out);
}

async function inMemory(
  job: Omit<SimulateJob, 'folder'>,
  seeds: readonly number[],
  out: string,
): Promise<SimulatedPerson[]> {
  const { simulateSeeds } = await import('./simulate-seeds.js');
  const progress = await showBar('simulate', seeds.length);
  const people = await simulateSeeds(job, seeds, { out, tell: (done) => progress.at(done, '') });
  progress.end();
  return people;
}

async function readPerson(path: string) {
  const { plantedPerson } = await import('../sim/planted/person.js');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new InvalidInput(`--person ${path}: ${error.message}`);
  });
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    throw new InvalidInput(`--person ${path}: not JSON`);
  }
  return plantedPerson(raw);
}

type Told = Pick<SimulatedPerson, 'seed' | 'first_weeks' | 'last_weeks' | 'candidates' | 'implemented'>;

function peopleLines(people: readonly Told[]): string[] {
  const columns: TableColumn<Told>[] = [
    { heading: 'seed', right: true, of: ({ seed }) => String(seed) },
    { heading: 'divergence at first', right: true, of: ({ first_weeks }) => percent(first_weeks) },
    { heading: 'at last', right: true, of: ({ last_weeks }) => percent(last_weeks) },
    { heading: 'candidates', right: true, of: ({ candidates }) => String(candidates) },
    { heading: 'implemented', right: true, of: ({ implemented }) => String(implemented) },
  ];
  return [counted(people.length, 'person'), ...textTable(people, columns, terminalWidth())];
}

function percent(share: number | null): string {
  return share === null ? '' : `${(100 * share).toFixed(1)} %`;
}

const MOST_WEEKS = 1040;
const MOST_SEEDS = 10_000;

function wholeNumber(text: string): number {
  const weeks = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (weeks < 1 || weeks > MOST_WEEKS) throw new InvalidArgumentError(`not a number from 1 to ${MOST_WEEKS}`);
  return weeks;
}

function seedsOf(text: string): number[] {
  const [, first, last] = /^(\d{1,9})(?:\.\.(\d{1,9}))?$/.exec(text) ?? [];
  if (first === undefined) throw new InvalidArgumentError('not a seed like 1, nor seeds like 1..40');
  const [from, to] = [Number(first), Number(last ?? first)];
  if (to < from || to - from >= MOST_SEEDS)
    throw new InvalidArgumentError(`not from 1 to ${MOST_SEEDS} seeds, the first of them the least`);
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}
