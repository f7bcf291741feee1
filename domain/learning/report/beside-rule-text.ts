import { counted } from '../../counted.js';
import { figure } from '../../number/figure.js';
import type { Stage, StageBesideRule } from './beside-rule.js';

const WHERE: Readonly<Record<Stage, string>> = {
  backtest: 'in the backtest',
  paper: 'on paper',
  canary: 'serving a share of the decisions',
  champion: 'as champion',
};

/** Whether a model beats following all advice, in a sentence: by the furthest stage that says something. */
export function besideRuleText(stages: readonly StageBesideRule[]): string {
  const furthest =
    stages.findLast(({ difference_low }) => difference_low !== null) ??
    stages.findLast(({ scored }) => scored > 0);
  return furthest === undefined
    ? 'Whether a model beats following all advice is not known yet: nothing that one said has an outcome.'
    : stageText(furthest);
}

function stageText(stage: StageBesideRule): string {
  const made = madeText(stage);
  switch (stage.verdict) {
    case 'better':
      return `The model beats following all advice: ${made}; ${differenceText(stage)}.`;
    case 'worse':
      return `The model does worse than following all advice: ${made}; ${differenceText(stage)}.`;
    default:
      return `Whether the model beats following all advice is not known yet: ${made}; ${neededText(stage)}.`;
  }
}

function madeText({ stage, model_id, scored, sessions, model, rule }: StageBesideRule): string {
  const over = `${counted(scored, 'decision')} of ${counted(sessions, 'day')}`;
  return (
    `${WHERE[stage]}, ${model_id ?? 'it'} would have made ${dollars(model.net_usd)} after costs over ${over}, ` +
    `following all advice ${dollars(rule.net_usd)}`
  );
}

function neededText({ needed, difference }: StageBesideRule): string {
  if (needed !== null) return `about ${counted(needed, 'more decision', 'more decisions')} would tell`;
  return difference === 0 ? 'so far it does what following all does' : 'more of the same would not tell';
}

function differenceText({ difference, difference_low, difference_high }: StageBesideRule): string {
  return `its mean reward differs by ${signed(difference)}, ${signed(difference_low)} to ${signed(difference_high)} with 95 % confidence`;
}

function dollars(usd: number): string {
  return `${figure(usd, 2)} dollars`;
}

function signed(value: number | null): string {
  return `${(value ?? 0) > 0 ? '+' : ''}${figure(value ?? 0, 3)}`;
}
