import { Command } from 'commander';
import type { Reads } from '../activities/named-reads.js';
import { answering, localOption, type Answer } from './context.js';
import { evaluateCommand } from './learn-evaluate.js';
import { policyCommand } from './learn-policy.js';
import { preferencesCommand } from './learn-preferences.js';
import { frontierCommand } from './learn-frontier.js';
import { predictCommand } from './learn-predict.js';
import { reinforceCommand, updateCommand } from './learn-online.js';
import { retrainCommand } from './learn-retrain.js';
import { reportCommand } from './learn-report.js';
import { terminalWidth } from './terminal-width.js';
import { textTable, type TableColumn } from '../domain/text-table.js';
import { withSteps } from './with-steps.js';

type Listed = Awaited<ReturnType<Reads['features']>>;

/** `learn features` gives `{spec_id, specification, rows, features}`, with `--default` the specification alone. */
export function learnCommand(): Command {
  return new Command('learn')
    .description('what can be learned from the advice and what came of it')
    .addCommand(reportCommand())
    .addCommand(featuresCommand())
    .addCommand(policyCommand())
    .addCommand(preferencesCommand())
    .addCommand(updateCommand())
    .addCommand(reinforceCommand())
    .addCommand(retrainCommand())
    .addCommand(frontierCommand())
    .addCommand(predictCommand())
    .addCommand(evaluateCommand());
}

function featuresCommand(): Command {
  return new Command('features')
    .description('what a model sees of each decision, and how often it is known')
    .option('--default', 'print the default specification, to save as learning/features.json')
    .addOption(localOption())
    .action(
      answering(async (context, { default: isDefault }: { default?: true }): Promise<Answer> => {
        const { listed, specification } = await withSteps(context, async (steps, reads) => {
          // A shell that saves the default has emptied the saved file before this runs: nothing may read that.
          if (isDefault) return { listed: null, ...(await reads.defaultFeatures()) };
          await steps.updateScenarios({});
          return { listed: await reads.features(), specification: null };
        });
        if (listed !== null) return { document: listed, lines: featureLines(listed) };
        return { document: specification, lines: JSON.stringify(specification, null, 2).split('\n') };
      }),
    );
}

const PERCENT = 100;

function featureLines({ spec_id, specification, rows, features }: Listed): string[] {
  if (specification === null || rows === 0)
    return ['no advice that asked for a decision yet: import advice and trades first'];
  const sources = new Map(specification.features.map((feature) => [feature.name, feature]));
  const columns: TableColumn<Listed['features'][number]>[] = [
    { heading: 'feature', of: ({ name }) => name },
    { heading: 'source', of: ({ name }) => sourceText(sources.get(name)) },
    { heading: 'known', right: true, of: ({ present }) => String(present) },
    { heading: 'missing', right: true, of: ({ missing }) => `${Math.round((PERCENT * missing) / rows)} %` },
  ];
  const { view, normalise, clip, neutral_band } = specification.reward;
  return [
    `specification "${specification.name}" (${spec_id}): ${features.length} features of ${rows} scenarios`,
    `reward: ${view} P&L${NORMALISED[normalise]}, clipped at ${clip}, neutral within ${neutral_band}`,
    '',
    ...textTable(features, columns, terminalWidth()),
  ];
}

const NORMALISED = { none: ' in dollars', notional: ' ÷ notional', volatility: ' ÷ notional and volatility' };

type Feature = NonNullable<Listed['specification']>['features'][number];

/** `bars: return over 20 sessions`. */
function sourceText(feature: Feature | undefined): string {
  if (feature === undefined) return '';
  const { source, of } = feature;
  if (source === 'bars') return `bars: ${of} over ${feature.window}`;
  if (source === 'history') return `history: ${of} of the last ${feature.window} by ${feature.by}`;
  return `${source}: ${of}`;
}
