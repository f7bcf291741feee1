import type { Cost } from '../evidence/cost-sequence.js';
import type { IsoWeek } from '../time/iso-week.js';
import type { Hypothesis, RowKind } from './hypothesis.js';

/** A row of the table of patterns: a hypothesis as it stands in an ISO week. */
export interface PatternRow extends Omit<Hypothesis, 'kind'> {
  kind: RowKind;
  year: number;
  week: number;
  pattern_id: string;
  algorithm_versions: readonly string[];
  decisions: number;
  changed: number;
  answered: number;
  log_e: number;
  budget: number;
  found: boolean;
  first_found_week: IsoWeek | null;
  cell: string | null;
  effect: number | null;
  effect_low: number | null;
  effect_high: number | null;
  unit: Unit;
  share: number | null;
  share_low: number | null;
  share_high: number | null;
  /** JSON text of underlying parts. */
  underlyings: string;
  cost: number | null;
  cost_low: number | null;
  cost_high: number | null;
  cost_status: Cost['status'];
  judged_weeks: number;
  needed: number | null;
  text: string;
}

export type Unit =
  'weeks' | 'strikes' | 'contracts_ratio' | 'usd' | 'weekday' | 'sessions' | 'share' | 'none';
