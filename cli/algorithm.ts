import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { Reads } from '../activities/named-reads.js';
import type { AlgorithmInput } from '../activities/algorithm-reports.js';
import { InvalidInput } from '../domain/errors.js';
import { nameProblem } from '../domain/records/record-fields.js';
import type { IsoDate } from '../domain/time/dates.js';
import { STEPS } from '../workflows/step-table.js';
import { answering, localOption, type Answer, type Context } from './context.js';
import { dateArgument } from './day-range.js';
import { saidBy, withSaid, type SaidOptions } from './said.js';
import { valueText } from '../domain/records/row-text.js';
import { terminalWidth } from './terminal-width.js';
import { textTable, type TableColumn } from '../domain/text-table.js';
import { withReads } from './with-reads.js';
import { withSteps } from './with-steps.js';

/**
 * `list` gives `{versions, in_force}`, `show` `{version, sha256, parameters, patch}`, `diff` `{from, to, changes}`,
 * `current` `{version, sha256, etag, effective_from, path, parameters}`; what changes something `{change, version,
 * sha256}`.
 */
export function algorithmCommand(): Command {
  return new Command('algorithm')
    .description('the versions of the algorithm: which is in force, what changed, and the way back')
    .addCommand(listCommand(), { isDefault: true })
    .addCommand(showCommand())
    .addCommand(diffCommand())
    .addCommand(currentCommand())
    .addCommand(rollbackCommand())
    .addCommand(keepCommand())
    .addCommand(adoptCommand());
}

type Listed = Awaited<ReturnType<Reads['algorithmVersions']>>;

function listCommand(): Command {
  return new Command('list')
    .description('list the versions, and which is in force on the next session')
    .addOption(localOption())
    .action(
      answering(async (context) => {
        const listed = await withReads(context, (reads) => reads.algorithmVersions());
        const { versions, in_force } = listed;
        const document = { versions: versions.map(({ ended: _ended, ...version }) => version), in_force };
        return { document, lines: listLines(listed) };
      }),
    );
}

function showCommand(): Command {
  return new Command('show')
    .description('print the parameters of a version, as their canonical bytes')
    .argument('<version>', 'like v3.3', versionArgument)
    .addOption(localOption())
    .action(
      answering(async (context, version: string) => {
        const { text, ...document } = await withReads(context, (reads) =>
          reads.algorithmVersion({ version }),
        );
        return { document, lines: [text], exact: true };
      }),
    );
}

function diffCommand(): Command {
  return new Command('diff')
    .description('print what turns one version into another')
    .argument('<from>', 'a version', versionArgument)
    .argument('<to>', 'another', versionArgument)
    .addOption(localOption())
    .action(
      answering(async (context, from: string, to: string) => {
        const found = await withReads(context, (reads) => reads.algorithmDifferences({ from, to }));
        const lines = found.changes.map(
          (change) => `${change.path}: ${valueText(change.from)} → ${valueText(change.to)}`,
        );
        return { document: found, lines: lines.length === 0 ? ['no parameter differs'] : lines };
      }),
    );
}

function currentCommand(): Command {
  return new Command('current')
    .description('print the version that is in force, which the bot reads')
    .option('--date <date>', 'on this session (default: the next)', dateArgument)
    .addOption(localOption())
    .action(
      answering(async (context, { date }: { date?: IsoDate }) => {
        const current = await withReads(context, (reads) => reads.currentAlgorithm({ date }));
        const { version, effective_from, sha256, path } = current;
        const since = effective_from === null ? 'from the beginning' : `since ${effective_from}`;
        return {
          document: current,
          lines: [`${version}, in force ${since}`, `  sha256 ${sha256}`, `  the bot reads ${path}`],
        };
      }),
    );
}

interface ChangeOptions extends SaidOptions {
  reason?: string;
  effective?: IsoDate;
}

function rollbackCommand(): Command {
  return changing('rollback', 'put an earlier version in force again, the same bytes')
    .argument('[version]', 'without one, that which was in force before', versionArgument)
    .option('--reason <text>', 'why', reasonArgument)
    .addOption(effectiveOption())
    .action(
      answering((context, version: string | undefined, { reason, ...options }: ChangeOptions) =>
        change(context, options, {
          change: 'rollback',
          version: version ?? null,
          reason: reason ?? null,
        }),
      ),
    );
}

function keepCommand(): Command {
  return changing('keep', 'keep a version that is watched: its watch ends')
    .argument('[version]', 'without one, that which is in force', versionArgument)
    .action(
      answering((context, version: string | undefined, options: ChangeOptions) =>
        change(context, options, { change: 'keep', version: version ?? null }),
      ),
    );
}

function adoptCommand(): Command {
  return changing('adopt', 'put the parameters of another algorithm in force, as a version')
    .argument('<file>', 'its parameters, as JSON')
    .requiredOption('--as <version>', 'the algorithm_version that its advice carries', versionArgument)
    .addOption(effectiveOption())
    .action(
      answering(async (context, file: string, options: ChangeOptions & { as: string }) =>
        change(context, options, {
          change: 'adopt',
          version: options.as,
          file,
          text: await textOfFile(file),
        }),
      ),
    );
}

function changing(name: string, description: string): Command {
  return withSaid(new Command(name).description(description)).addOption(localOption());
}

type Asked<I> = I extends unknown ? Omit<I, 'at' | 'by' | 'effective' | 'request'> : never;

async function change(
  context: Context,
  { effective = undefined, ...said }: ChangeOptions,
  asked: Asked<AlgorithmInput>,
): Promise<Answer> {
  const input = { ...asked, ...saidBy(said), effective: effective ?? null, request: randomUUID() };
  const report = await withSteps(context, (steps) => steps.changeAlgorithm(input));
  return { document: report, lines: STEPS.algorithm.lines(report) };
}

async function textOfFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new InvalidInput(`${path} cannot be read: ${(error as Error).message}`);
  }
}

function effectiveOption(): Option {
  return new Option('--effective <date>', 'from this session on (default: the next)').argParser(dateArgument);
}

function reasonArgument(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('empty');
  return text;
}

function versionArgument(text: string): string {
  const problem = nameProblem(text);
  if (problem !== undefined) throw new InvalidArgumentError(`a version is ${problem}`);
  return text;
}

function listLines({ versions, in_force }: Listed): string[] {
  const columns: TableColumn<Listed['versions'][number]>[] = [
    { heading: 'version', of: ({ version }) => version },
    { heading: 'in force', of: ({ version }) => (version === in_force ? 'yes' : '') },
    { heading: 'from', of: ({ in_force_from }) => in_force_from.join(', ') },
    { heading: 'made from', of: ({ parent }) => parent ?? '' },
    { heading: 'what came of it', wraps: true, of: ({ ended }) => ended ?? '' },
    { heading: 'origin', of: ({ origin }) => origin },
    { heading: 'sha256', of: ({ sha256 }) => sha256.slice(0, 8) },
  ];
  return textTable(versions, columns, terminalWidth());
}
