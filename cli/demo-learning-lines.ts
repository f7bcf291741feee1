import type { RetrainReport, ScenariosReport } from '../activities/learning-reports.js';
import { betText } from '../domain/evidence/bet-text.js';
import type { ChampionTerm, IntradayReport } from './demo-intraday-report.js';

/** What can be learned from the sample: which advice says something, and what the gate says of a model of it. */
export interface SampleLearning {
  scenarios: ScenariosReport['scenarios'];
  retrain: Pick<RetrainReport, 'model_id' | 'rows' | 'evaluation'>;
}

export function sampleLearningLines({ scenarios, retrain }: SampleLearning): string[] {
  const asked = Object.values(scenarios).reduce((all, n) => all + n, 0);
  return [
    'What can be learned from it',
    `Of ${asked} pieces of advice that asked for a decision, ${scenarios.labelled ?? 0} say whether following paid.`,
    ...retrainLines(retrain),
  ];
}

function retrainLines({ rows, evaluation }: SampleLearning['retrain']): string[] {
  if (evaluation === null) return [`${rows} of the last two months are too few to train a model on.`];
  const { verdict, scored, needed, reasons } = evaluation;
  const least = Number(reasons.find(({ rule }) => rule === 'min_scored')?.limit ?? 0);
  const missing = least > scored ? `; ${least} are asked for, so ${least - scored} are missing` : '';
  return [
    `A logistic regression learned from ${rows} of the last two months. The gate says: ${verdict}.`,
    `It was asked about ${scored} that it had not seen${missing}.`,
    neededText(needed),
  ];
}

function neededText(needed: number | null): string {
  if (needed === null) return 'So far it is no better than the base rate.';
  return `As it goes so far, about ${needed} more would make it sure.`;
}

/** The life of the models of the intraday account, an event a line. */
export function intradayLines(report: IntradayReport): string[] {
  const { from, to, advised, trades, terms, changed_on, pnl_all, pnl_chosen } = report;
  const events = [
    ...terms.flatMap((term, i) => termEvents(term, terms[i - 1])),
    { on: changed_on, after: '', text: 'planted: from here on momentum means the opposite' },
  ].sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
  const width = Math.max(...events.map(({ after }) => after.length));
  return [
    `A simulated account, ${from} to ${to}: ${advised} times a bot advised to buy and to sell within the hour`,
    ...events.map(({ on, after, text }) => `${on}  ${after.padEnd(width)}  ${text}`),
    `${trades} trades can be learned from. All that were advised while a model served: ${pnl_all} USD.`,
    `Those of these that the model would have followed: ${pnl_chosen} USD. Account and pattern are made up, so this says`,
    'nothing of real trading. It shows that a pattern is found where there is one, and given up when it ends.',
  ];
}

interface Event {
  on: string;
  after: string;
  text: string;
}

function termEvents(term: ChampionTerm, before: ChampionTerm | undefined): Event[] {
  const events: Event[] = [{ on: term.on, after: tradeText(term.trades), text: servesText(term) }];
  if (before !== undefined && term.by !== 'watch' && term.watched_through !== null)
    events.push({
      ...{ on: term.watched_through, after: tradeText(term.watched_trades) },
      text: `watched for ${term.watched} trades beside the model before it: it stays`,
    });
  if (term.alarm_on !== null && term.alarm_trades !== null)
    events.push({
      ...{ on: term.alarm_on, after: tradeText(term.alarm_at) },
      text: `alarm, ${term.alarm_trades} trades after the change: what comes surprises the model`,
    });
  return events;
}

function tradeText(n: number): string {
  return `trade ${n}`;
}

function servesText(term: ChampionTerm): string {
  const { by, verdict, model_id, evidence, evidence_asked, accuracy, reason } = term;
  const name = model_id.replace(/-([0-9a-f]{4})[0-9a-f]*$/, '-$1');
  if (by === 'watch') return `${name} serves again: ${reason ?? ''}`;
  if (verdict !== 'bless') return `${name} serves ${reason ?? ''}`;
  const right = `right in ${Math.round(100 * (accuracy ?? 0))} %`;
  const bet = `a bet of 1 became ${betText(evidence)} (asked: ${betText(evidence_asked)})`;
  return `blessed: ${name} serves; ${right}, ${bet}`;
}
