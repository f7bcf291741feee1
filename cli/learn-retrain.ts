import { readFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import type { Reads } from '../activities/named-reads.js';
import type { RetrainInput, RetrainReport } from '../activities/learning-reports.js';
import { FileRefused, InvalidInput } from '../domain/errors.js';
import { BASES, type Basis } from '../domain/learning/policies/basis.js';
import { defaultConfig, DEFAULT_DAYS } from '../domain/learning/training/default-config.js';
import { RETRAINED_KINDS, type RetrainedKind } from '../domain/learning/training/kinds.js';
import type { TrainingConfig } from '../domain/learning/training/training-config.js';
import { stepId, withoutStore } from '../workflows/ids.js';
import { STEPS } from '../workflows/step-table.js';
import { afterRetrainLines } from './after-retrain.js';
import { answering, localOption, type Context } from './context.js';
import { goesOn } from './goes-on.js';
import { wholeNumber } from './whole-number.js';
import { withSteps } from './with-steps.js';
import { withSystem } from './with-system.js';

interface RetrainOptions {
  days: number;
  kind?: RetrainedKind | null;
  config?: string;
  seed: number;
  basis?: Basis;
}

/** `learn retrain`: the document is a RetrainReport. */
export function retrainCommand(): Command {
  return new Command('retrain')
    .description('train a model anew on the last days, and have the gate judge it')
    .option('--days <n>', 'how far the window reaches back', wholeNumber(1, 36_525), DEFAULT_DAYS)
    .addOption(
      new Option('--kind <kind>', 'without one, the best by what it said of folds forward in time').choices(
        RETRAINED_KINDS,
      ),
    )
    .addOption(
      new Option(
        '--basis <basis>',
        'what a policy learns from: what came of decisions, or what you did (default: hindsight)',
      ).choices(BASES),
    )
    .option('--config <file>', 'a training configuration, as JSON')
    .option('--seed <n>', 'of what is random', wholeNumber(0, Number.MAX_SAFE_INTEGER), 0)
    .addOption(localOption())
    .action(
      answering(async (context, { days, kind = null, config: file, seed, basis }: RetrainOptions) => {
        refuseBasis(kind, basis);
        const config = file === undefined ? defaultConfig(kind) : await configIn(file, kind);
        const asked = { days, kind, config, seed, ...(basis && { basis }) };
        const { report, ...models } = await retrained(context, asked);
        const next = afterRetrainLines(report, { ...models, deploys: !context.local });
        return { document: report, lines: [...STEPS.retrain.lines(report), ...next] };
      }),
    );
}

/** Only a policy that learns of either has a choice. */
function refuseBasis(kind: RetrainedKind | null, basis: Basis | undefined): void {
  if (basis !== undefined && kind !== 'dpo' && kind !== 'ppo' && kind !== 'rrhf')
    throw new InvalidInput('--basis is for --kind dpo, ppo and rrhf: the others learn of one thing only');
}

type Listed = Awaited<ReturnType<Reads['models']>>['models'];

interface Retrained {
  report: RetrainReport;
  /** The models before it and after it. */
  before: Listed;
  after: Listed;
}

/** Ctrl-C ends the waiting for a running system, and not the training. */
async function retrained(context: Context, asked: RetrainInput): Promise<Retrained> {
  const { home, homeGiven, local } = context;
  const around = async (reads: Reads, retrain: () => Promise<RetrainReport>): Promise<Retrained> => {
    const { models: before } = await reads.models();
    const report = await retrain();
    return { report, before, after: (await reads.models()).models };
  };
  if (local) return withSteps(context, (steps, reads) => around(reads, () => steps.retrainModel(asked)));
  const where = homeGiven ? ` --home ${home}` : '';
  return withSystem(
    home,
    (system) => {
      const run = withoutStore(system.storeId, stepId(system, 'retrain', asked));
      return around(system.reads, () => goesOn({ run, where }, () => system.steps.retrainModel(asked)));
    },
    { orLocal: true },
  );
}

async function configIn(path: string, kind: RetrainedKind | null): Promise<TrainingConfig> {
  const { parseConfig } = await import('../domain/learning/training/training-config.js');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new InvalidInput(`cannot read ${path}: ${error.code ?? error.message}`);
  });
  const parsed = parseConfig(jsonIn(text, path), kind);
  if ('refused' in parsed) throw new FileRefused(`${path}: ${parsed.refused}`);
  return parsed;
}

function jsonIn(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new FileRefused(`${path}: no JSON: ${(error as Error).message}`);
  }
}
