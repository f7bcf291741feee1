import type { AdviceAction } from '../../records/records.js';
import type { Decimal } from '../../number/decimal.js';
import type { IsoDate } from '../../time/dates.js';

export const SCENARIO_STATUSES = [
  ...['labelled', 'pending', 'exogenous', 'unscaled', 'no_outcome', 'undetermined'],
] as const;
export type ScenarioStatus = (typeof SCENARIO_STATUSES)[number];

/** A piece of advice that asked for a decision, and whether following it paid: a row of the table. */
export interface Scenario {
  scenario_id: string;
  recommendation_id: string;
  match_id: string;
  sent_at: string;
  trading_date: IsoDate;
  account: string | null;
  underlying: string;
  action: AdviceAction;
  /** What the human did with it; null where that is not known or was not for the human to choose. */
  chosen: 'follow' | 'skip' | null;
  propensity: number | null;
  propensity_source: 'logged' | 'none';
  algorithm_version: string | null;
  status: ScenarioStatus;
  exogenous_reason: string | null;
  /** When the last fill or mark was known that the reward needs: an instant, or a bare date. */
  labelled_at: string | null;
  /** 1 where following paid, 0 where it cost; null in the neutral band and without a reward. */
  label: 0 | 1 | null;
  reward: number | null;
  /** In dollars. */
  reward_raw: Decimal | null;
  reward_clipped: boolean;
  reward_source: 'outcome' | 'counterfactual' | null;
  weight: number;
  synthetic: boolean;
  parent_scenario_id: string | null;
  spec_id: string;
  features_hash: string;
  flags: readonly string[];
}

/** What an action came to, or would have: a row of the table of rewards. */
export interface Reward {
  scenario_id: string;
  action: 'follow' | 'skip';
  reward: number;
  reward_low: number;
  reward_high: number;
  source: 'outcome' | 'counterfactual';
}
