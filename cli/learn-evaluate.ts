import { Command } from 'commander';
import { InvalidInput } from '../domain/errors.js';
import { ESTIMATORS, type Estimate, type Estimates } from '../domain/learning/off-policy/estimates.js';
import type { PolicyEvaluation } from '../domain/learning/off-policy/evaluate-policy.js';
import { STEPS } from '../workflows/step-table.js';
import { answering, localOption } from './context.js';
import { readLines } from './read-lines.js';
import { terminalWidth } from './terminal-width.js';
import { textTable, type TableColumn } from '../domain/text-table.js';
import { withSteps } from './with-steps.js';

interface EvaluateOptions {
  incumbent?: string;
  log?: string;
  target?: string;
}

/**
 * `learn evaluate [MODEL]`: `{evaluation, value}`, what the gate says of a model and what its policy would have made.
 * With `--log FILE --target FILE` the document is a PolicyEvaluation, and no home is needed.
 */
export function evaluateCommand(): Command {
  return new Command('evaluate')
    .description(
      'what the gate says of a model, and what it would have made; or what a policy would have, by a log with its chances',
    )
    .argument('[model]', 'champion, shadow, previous, or an id; without one the shadow, else the champion')
    .option(
      '--incumbent <model>',
      'beside which: the same, or a baseline (default: the champion, else base_rate)',
    )
    .option('--log <file>', 'JSON lines of {id, context, action, propensity, reward}')
    .option('--target <file>', 'JSON lines of {when, probabilities}; the first that holds counts')
    .addOption(localOption())
    .action(
      answering(async (context, model: string | undefined, { incumbent, log, target }: EvaluateOptions) => {
        if (log === undefined && target === undefined) {
          const report = await withSteps(context, (steps) =>
            steps.evaluateModel({ model: model ?? null, incumbent: incumbent ?? null }),
          );
          const { value } = report;
          const estimates = value.method === 'off_policy' ? estimateLines(value.estimates) : [];
          return { document: report, lines: [...STEPS.evaluate.lines(report), ...estimates] };
        }
        if (log === undefined || target === undefined)
          throw new InvalidInput('a log is evaluated by --log FILE and --target FILE, both');
        if (model !== undefined || incumbent !== undefined)
          throw new InvalidInput('--log and --target are about a policy: name no model with them');
        const evaluation = await evaluated(log, target);
        return { document: evaluation, lines: evaluationLines(evaluation) };
      }),
    );
}

async function evaluated(log: string, target: string): Promise<PolicyEvaluation> {
  const { policyRules } = await import('../domain/learning/off-policy/policy-rules.js');
  const { weighedLog } = await import('../domain/learning/off-policy/weighed-log.js');
  const { evaluatePolicy } = await import('../domain/learning/off-policy/evaluate-policy.js');
  const rules = await readLines(target, policyRules());
  return evaluatePolicy(await readLines(log, weighedLog(rules)), rules);
}

type Named = readonly [name: string, estimate: Estimate];

const COLUMNS: TableColumn<Named>[] = [
  { heading: 'estimate', of: ([name]) => name },
  { heading: 'a decision', right: true, of: ([, { value }]) => shown(value) },
  {
    heading: '95 % interval',
    right: true,
    of: ([, { low, high }]) => (low === null ? '' : `${shown(low)} to ${shown(high)}`),
  },
];

function evaluationLines({ rows, ess, support, reasons, estimates }: PolicyEvaluation): string[] {
  return [
    `${rows} logged decisions say as much about the target as ${Math.round(ess)} of its own would.`,
    support === 'enough' ? 'That is enough.' : 'That is not enough to believe what follows:',
    ...reasons.map((reason) => `  ${reason}`),
    ...estimateLines(estimates),
  ];
}

function estimateLines(estimates: Estimates): string[] {
  const named = ESTIMATORS.map((name) => [name, estimates[name]] as const);
  return ['', ...textTable(named, COLUMNS, terminalWidth())];
}

function shown(value: number | null): string {
  return value === null ? '' : Number(value.toPrecision(4)).toString();
}
