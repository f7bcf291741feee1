import { compare } from '../../compare.js';
import type { IsoDate } from '../../time/dates.js';
import { askedAt, knownAt } from '../features/known-times.js';
import type { Scenario, ScenarioStatus } from '../scenarios/scenario.js';

/** A scenario of the frozen window with its features. */
export interface TrainingRow {
  scenario_id: string;
  sent_at: string;
  trading_date: IsoDate;
  account: string | null;
  underlying: string;
  action: Scenario['action'];
  chosen: Scenario['chosen'];
  status: ScenarioStatus;
  labelled_at: string | null;
  label: 0 | 1 | null;
  reward: number | null;
  /** What following comes to after costs, as a reward and in dollars; null without a label. */
  net_reward: number | null;
  net_usd: number | null;
  /** The guardrails that speak against following. */
  vetoes: readonly string[];
  values: Float64Array;
  missing: ReadonlySet<string>;
}

/** One that a model can be trained on: its label is known. */
export type LabelledRow = TrainingRow & {
  label: 0 | 1;
  reward: number;
  net_reward: number;
  net_usd: number;
  labelled_at: string;
  /** When the advice came and when its label was known, in milliseconds since 1970. */
  asked: number;
  known: number;
  /** Features of its perturbed copies, which are trained on wherever it is; none without. */
  copies?: readonly Float64Array[];
};

/** Those with labels, in the order in which the advice came. */
export function labelledRows(rows: readonly TrainingRow[]): LabelledRow[] {
  return rows
    .flatMap((row): LabelledRow[] => {
      const { status, label, reward, net_reward, net_usd, labelled_at, sent_at } = row;
      if (status !== 'labelled' || label === null || reward === null || labelled_at === null) return [];
      if (net_reward === null || net_usd === null) return [];
      const told = { label, reward, net_reward, net_usd, labelled_at };
      return [{ ...row, ...told, asked: askedAt(sent_at), known: knownAt(labelled_at) }];
    })
    .sort((a, b) => a.asked - b.asked || compare(a.scenario_id, b.scenario_id));
}

/** When the last of their labels was known; of one row at least. */
export function latestLabel(rows: readonly LabelledRow[]): string {
  return rows.reduce((latest, row) => (row.known > latest.known ? row : latest)).labelled_at;
}
