import { Command, InvalidArgumentError } from 'commander';
import type { Reads } from '../activities/named-reads.js';
import type { ApproveReport, ModelChangeInput, ModelChangeReport } from '../activities/learning-reports.js';
import { InvalidInput } from '../domain/errors.js';
import { betText } from '../domain/evidence/bet-text.js';
import { ALIASES, type Alias } from '../domain/learning/models/alias.js';
import { deploymentText } from '../domain/learning/models/deployment-state.js';
import { STEPS } from '../workflows/step-table.js';
import { answering, localOption, type Answer, type Context } from './context.js';
import { saidBy } from './said.js';
import { terminalWidth } from './terminal-width.js';
import { textTable, type TableColumn } from '../domain/text-table.js';
import { withReads } from './with-reads.js';
import { withSteps } from './with-steps.js';

/**
 * `list` gives `{models}`, `show` `{model, manifest, registry, broken}`, `card` `{model_id, card, registry}`; what
 * changes something `{seq, champion, previous, manifest_sha256}`.
 */
export function modelsCommand(): Command {
  return new Command('models')
    .description('the models: which serves, how good each is, and the way back')
    .addCommand(listCommand(), { isDefault: true })
    .addCommand(showCommand())
    .addCommand(cardCommand())
    .addCommand(promoteCommand())
    .addCommand(rollbackCommand());
}

type Listed = Awaited<ReturnType<Reads['models']>>;

function listCommand(): Command {
  return new Command('list')
    .description('list the models, which of them serves, and what the gate says of each')
    .addOption(localOption())
    .action(
      answering(async (context) => {
        const { models } = await withReads(context, (reads) => reads.models());
        const lines = models.length === 0 ? ['no model yet: "learn retrain" trains one'] : listLines(models);
        return { document: { models }, lines };
      }),
    );
}

function listLines(models: Listed['models']): string[] {
  const columns: TableColumn<Listed['models'][number]>[] = [
    { heading: 'model', of: ({ model_id }) => model_id },
    { heading: 'serves as', of: ({ aliases }) => aliases.join(', ') },
    { heading: 'made as', of: ({ lineage }) => lineage ?? 'broken' },
    { heading: 'the gate says', of: ({ verdict }) => verdict ?? '' },
    {
      heading: 'a bet of 1 became',
      right: true,
      of: ({ evidence }) => (evidence === null ? '' : betText(evidence)),
    },
  ];
  const [serving, others] = [true, false].map((serves) =>
    models.filter(({ aliases }) => aliases.length > 0 === serves),
  ) as [Listed['models'], Listed['models']];
  serving.sort((a, b) => ALIASES.indexOf(a.aliases[0] as Alias) - ALIASES.indexOf(b.aliases[0] as Alias));
  return textTable([...serving, ...others], columns, terminalWidth());
}

function showCommand(): Command {
  return new Command('show')
    .description('print what a model was made from, its history, and files that are broken')
    .argument('<model>', 'champion, shadow, previous, an id or the beginning of one', modelArgument)
    .addOption(localOption())
    .action(
      answering(async (context, id: string) => {
        const { model, manifest, registry, broken } = await withReads(context, (reads) =>
          reads.model({ id }),
        );
        return {
          document: { model, manifest, registry, broken },
          lines: [
            ...broken.map((path) => `broken: ${path} is not what it was when the model was made`),
            ...(manifest === null ? [] : manifestLines(manifest)),
            ...registry.map(registryText),
          ],
        };
      }),
    );
}

type Line = Awaited<ReturnType<Reads['model']>>['registry'][number];

function registryText({ seq, alias, at, by, reason }: Line): string {
  return `change ${seq}: ${alias} at ${at} by ${by}${reason === null ? '' : `: ${reason}`}`;
}

type Manifest = NonNullable<Awaited<ReturnType<Reads['model']>>['manifest']>;

/** What it was made from, in words; `--json` has the manifest as it is. */
function manifestLines({ model_id, lineage, parent, inputs, files }: Manifest): string[] {
  const { window_from, window_to, rows, spec_id, scenarios_sha256, config, seed, backend } = inputs;
  return [
    `${model_id}, made as ${lineage}${parent === null ? '' : ` from ${parent}`}`,
    `  from ${rows} labelled decisions, ${window_from} to ${window_to}`,
    `  features by specification ${spec_id}, rows ${scenarios_sha256}`,
    `  computed by ${backend.name} ${backend.version}, seed ${seed}`,
    `  configuration ${JSON.stringify(config)}`,
    ...textTable(files, FILES, terminalWidth()).map((line) => `  ${line}`),
  ];
}

const FILES: TableColumn<Manifest['files'][number]>[] = [
  { heading: 'file', of: ({ path }) => path },
  { heading: 'bytes', right: true, of: ({ bytes }) => String(bytes) },
  { heading: 'SHA-256', of: ({ sha256 }) => sha256 },
];

function cardCommand(): Command {
  return new Command('card')
    .description('print the card of a model: data, figures, what it is not for, who promoted it and why')
    .argument('<model>', 'champion, shadow, previous, an id or the beginning of one', modelArgument)
    .addOption(localOption())
    .action(
      answering(async (context, id: string) => {
        const { model_id, text, registry } = await withReads(context, (reads) => reads.modelCard({ id }));
        const history = registry.length === 0 ? ['no change yet'] : registry.map(registryText);
        return {
          document: { model_id, card: text, registry },
          lines: [...text.trimEnd().split('\n'), '', '## Who promoted it, and why?', '', ...history],
        };
      }),
    );
}

function promoteCommand(): Command {
  return new Command('promote')
    .description('make a model serve; without the gate’s blessing only with --override and a reason')
    .argument('<model>', 'shadow, an id or the beginning of one', modelArgument)
    .option('--reason <text>', 'why', reasonArgument)
    .option('--override', 'although the gate has not blessed it')
    .addOption(localOption())
    .action(
      answering((context, id: string, options: { reason?: string; override?: true }) => {
        const { reason, override = false } = options;
        if (override && reason === undefined) throw new InvalidInput('--override needs --reason TEXT');
        return change(context, reason ?? null, { change: 'promote', id, override });
      }),
    );
}

function rollbackCommand(): Command {
  return new Command('rollback')
    .description('make the model serve that did before, the same bytes')
    .option('--reason <text>', 'why', reasonArgument)
    .addOption(localOption())
    .action(
      answering((context, { reason }: { reason?: string }) =>
        change(context, reason ?? null, { change: 'rollback' }),
      ),
    );
}

type Asked<I> = I extends unknown ? Omit<I, 'at' | 'seq' | 'reason'> : never;

/** What changed since it was looked at is a conflict, not overwritten. */
async function change(
  context: Context,
  reason: string | null,
  asked: Asked<ModelChangeInput>,
): Promise<Answer> {
  const { seq } = await withReads(context, (reads) => reads.models());
  const { at } = saidBy({});
  const report = await withSteps(context, (steps) => steps.changeModel({ ...asked, at, seq, reason }));
  return { document: report, lines: [...STEPS.model.lines(report), ...deploymentLines(report)] };
}

/** Where a deployment was asked: how far that is. */
function deploymentLines(report: ModelChangeReport | ApproveReport): string[] {
  return 'deployment' in report
    ? [`  ${report.deployment.model_id}: ${deploymentText(report.deployment)}`]
    : [];
}

function modelArgument(text: string): string {
  if (!/^[a-z0-9_-]{1,100}$/.test(text)) throw new InvalidArgumentError('not a model');
  return text;
}

function reasonArgument(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('empty');
  return text;
}
