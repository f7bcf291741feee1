import type { BesideRule, StageBesideRule, StageVerdict } from '../domain/learning/report/beside-rule.js';
import { figure } from '../domain/number/figure.js';
import { textTable, type TableColumn } from '../domain/text-table.js';
import { terminalWidth } from './terminal-width.js';

/** Whether a model beats following all advice, and the stages that say so; nothing before there is a model. */
export function besideRuleLines({ stages, text }: BesideRule): string[] {
  if (stages.every(({ model_id }) => model_id === null)) return [];
  const scored = stages.filter(({ verdict }) => verdict !== 'nothing');
  return ['', text, ...(scored.length === 0 ? [] : ['', ...textTable(scored, COLUMNS, terminalWidth())])];
}

const VERDICTS: Readonly<Record<StageVerdict, string>> = {
  better: 'better',
  worse: 'worse',
  not_told: 'not known yet',
  nothing: '',
};

const COLUMNS: TableColumn<StageBesideRule>[] = [
  { heading: 'stage', of: ({ stage }) => stage },
  { heading: 'model is', of: ({ verdict }) => VERDICTS[verdict] },
  { heading: 'scored', right: true, of: ({ scored }) => String(scored) },
  { heading: 'USD', right: true, of: ({ model }) => figure(model.net_usd, 2) },
  { heading: 'all: USD', right: true, of: ({ rule }) => figure(rule.net_usd, 2) },
  { heading: 'reward by', right: true, of: ({ difference }) => ratio(difference) },
  {
    heading: '95 % interval',
    right: true,
    of: ({ difference_low, difference_high }) =>
      difference_low === null ? '' : `${ratio(difference_low)} to ${ratio(difference_high)}`,
  },
  { heading: 'needed', right: true, of: ({ needed }) => (needed === null ? '' : String(needed)) },
  { heading: 'gains', right: true, of: ({ model }) => share(model.win_rate) },
  { heading: 'all: gains', right: true, of: ({ rule }) => share(rule.win_rate) },
  { heading: 'Sharpe', right: true, of: ({ model }) => ratio(model.sharpe) },
  { heading: 'all: Sharpe', right: true, of: ({ rule }) => ratio(rule.sharpe) },
  { heading: 'DSR', right: true, of: ({ model }) => share(model.dsr) },
  { heading: 'fall', right: true, of: ({ model }) => figure(model.drawdown_usd, 2) },
  { heading: 'all: fall', right: true, of: ({ rule }) => figure(rule.drawdown_usd, 2) },
];

function ratio(value: number | null): string {
  return value === null ? '' : figure(value, 3);
}

function share(value: number | null): string {
  return value === null ? '' : `${Math.round(100 * value)} %`;
}
