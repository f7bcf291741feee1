import type { Scorer } from '../serving/scorer.js';
import { sessionHour } from '../report/performers.js';
import { isBareDate } from '../../time/calendar.js';
import type { ScoredGroups } from '../serving/scorer.js';
import type { LabelledRow } from './training-row.js';
import type { ForwardScore } from './walk-forward-scores.js';

/** What else belongs to a model, by the names of its files. */
export const [FORWARD_FILE, SAMPLES_FILE, ACCOUNT_FILE] = [
  ...(['walk_forward.jsonl', 'samples.jsonl', 'policy.json'] as const),
];

/** A line for each scenario that the model and its baselines were asked about without having seen its label. */
export function forwardText(scores: readonly ForwardScore[]): string {
  return linesOf(scores);
}

export function forwardIn(text: string): ForwardScore[] {
  return linesIn<ForwardScore>(text);
}

/** What the model said of a row at training, by which it is seen whether it still says so. */
export interface Sample {
  scenario_id: string;
  values: readonly number[];
  groups: ScoredGroups;
  p_win: number;
}

const SAMPLES = 64;

/** Rows that lie evenly among those that it was trained on. */
export function samplesText(rows: readonly LabelledRow[], scorer: Pick<Scorer, 'pWin'>): string {
  const count = Math.min(SAMPLES, rows.length);
  const chosen = Array.from({ length: count }, (_, i) => rows[Math.floor((i * rows.length) / count)]);
  return linesOf(
    (chosen as LabelledRow[]).map((row): Sample => {
      const groups = groupsOf(row);
      const { scenario_id, values } = row;
      return { scenario_id, values: [...values], groups, p_win: scorer.pWin(values, groups) };
    }),
  );
}

export function samplesIn(text: string): Sample[] {
  return linesIn<Sample>(text);
}

/** What a decision is about. */
export function groupsOf({
  underlying,
  account,
  sent_at,
}: {
  underlying: string;
  account: string | null;
  sent_at: string;
}): ScoredGroups {
  return { underlying, account, session_hour: isBareDate(sent_at) ? null : sessionHour(sent_at) };
}

const CLOSE = 1e-6;

/** Whether a model says what it said at training. */
export function saysTheSame(samples: readonly Sample[], scorer: Pick<Scorer, 'pWin'>): boolean {
  return samples.every(
    ({ values, groups, p_win }) => Math.abs(scorer.pWin(Float64Array.from(values), groups) - p_win) <= CLOSE,
  );
}

function linesOf(rows: readonly object[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

function linesIn<T>(text: string): T[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}
