import type { BesideRule, StageBesideRule, StageVerdict } from '../domain/learning/report/beside-rule.js';
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
  { heading: 'beside following all', of: ({ stage }) => stage },
  { heading: 'is', of: ({ verdict }) => VERDICTS[verdict] },
  { heading: 'scored', right: true, of: ({ scored }) => String(scored) },
  { heading: 'model, USD', right: true, of: ({ model }) => model.net_usd.toFixed(2) },
  { heading: 'all, USD', right: true, of: ({ rule }) => rule.net_usd.toFixed(2) },
  { heading: 'reward differs by', right: true, of: ({ difference }) => figure(difference) },
  {
    heading: '95 % interval',
    right: true,
    of: ({ difference_low, difference_high }) =>
      difference_low === null ? '' : `${figure(difference_low)} to ${figure(difference_high)}`,
  },
  { heading: 'more needed', right: true, of: ({ needed }) => (needed === null ? '' : String(needed)) },
  { heading: 'gains', right: true, of: ({ model }) => share(model.win_rate) },
  { heading: 'all gains', right: true, of: ({ rule }) => share(rule.win_rate) },
  { heading: 'Sharpe', right: true, of: ({ model }) => figure(model.sharpe) },
  { heading: 'all Sharpe', right: true, of: ({ rule }) => figure(rule.sharpe) },
  { heading: 'no luck', right: true, of: ({ model }) => share(model.dsr) },
  { heading: 'fall, USD', right: true, of: ({ model }) => model.drawdown_usd.toFixed(2) },
  { heading: 'all fall, USD', right: true, of: ({ rule }) => rule.drawdown_usd.toFixed(2) },
];

function figure(value: number | null): string {
  return value === null ? '' : value.toFixed(3);
}

function share(value: number | null): string {
  return value === null ? '' : `${Math.round(100 * value)} %`;
}
