import { alphaOfStart, neededInAll, type Evidence } from './challenger-evidence.js';
import { LEAST_PREFERENCES } from '../policies/research.js';
import type { GatePolicy } from './gate-policy.js';
import { mostDrawdown, type Drawdowns } from './paired-results.js';

export type Verdict = 'bless' | 'reject' | 'insufficient' | 'infra_fail';

/** What is known of a challenger when it is judged. */
export interface Judged {
  /** What of its files or numbers does not work; null where all does. */
  fault: string | null;
  /** Features that are suspected of knowing what comes. */
  leaks: readonly string[];
  /** Labels of the window. */
  samples: number;
  /** Determined preferences that it learned; null of what learns none. */
  preferences: number | null;
  /** Scenarios that both have said something about, and by how much the challenger's Brier score is better in each. */
  gains: readonly number[];
  /** Which start of an evidence this is in the store: 1 is the first. */
  start: number;
  against_incumbent: Evidence;
  /** Null where it does not decide. */
  by_day: Evidence | null;
  against_base_rate: Evidence;
  calibration: { z: number; mean: number };
  /** Mean reward less the incumbent's, with its interval; null where there is none. */
  reward: { low: number; high: number } | null;
  /** Of the summed P&L. */
  drawdown: Drawdowns;
  /**
   * Of what learns preferences what it does, less what going by its own chance would come to: by how much at most; null
   * where there is nothing to compare.
   */
  beside_chance: { high: number } | null;
  /** Share of right guesses on scenarios that it was not trained on; null without any. */
  accuracy: number | null;
  /** Mean gains in the Brier score over the baselines of the policy. */
  baselines: readonly { name: string; gain: number }[];
}

/** One rule: whether it is met, what was seen, and what it asks for. */
export interface Reason {
  rule: string;
  passed: boolean;
  value: number | string | null;
  limit: number | string | null;
  text: string;
}

export interface Judgement {
  verdict: Verdict;
  /** How many more scored scenarios it takes, as it has gone so far; null where none will do. */
  needed: number | null;
  /** All rules, always. */
  reasons: Reason[];
}

/** What a rule that is not met comes to. */
type Failing = 'infra_fail' | 'reject' | 'insufficient';

/**
 * The verdict on a challenger: of several rules that are not met the worst decides, and all are listed. Rejected is
 * what is proven worse or unfit, insufficient what is not known yet.
 */
export function judge(judged: Judged, policy: GatePolicy): Judgement {
  const rules = rulesOf(judged, policy);
  const failed = (kind: Failing) => rules.some(({ fails, passed }) => fails === kind && !passed);
  const verdict = (['infra_fail', 'reject', 'insufficient'] as const).find(failed) ?? 'bless';
  const alpha = alphaOfStart(policy.alpha, judged.start);
  const all = neededInAll(judged.gains, alpha);
  return {
    verdict,
    needed: all === null ? null : Math.max(1, Math.ceil(all) - judged.gains.length),
    reasons: rules.map(({ fails: _fails, ...reason }) => reason),
  };
}

function rulesOf(judged: Judged, policy: GatePolicy): (Reason & { fails: Failing })[] {
  const { alpha, min_samples, min_scored, accept_cv, reward_margin, max_calibration_z } = policy;
  const scored = judged.gains.length;
  const isMany = scored >= min_scored;
  const sure = -Math.log(alphaOfStart(alpha, judged.start));
  const sureOnce = Math.log(1 / alpha);
  const deciding = judged.by_day ?? judged.against_incumbent;
  const { challenger } = judged.drawdown;
  const most = mostDrawdown(judged.drawdown, policy.max_drawdown_ratio);
  const worst = judged.baselines.reduce((least, { gain }) => Math.min(least, gain), Infinity);
  return [
    {
      ...{ rule: 'infrastructure', fails: 'infra_fail', passed: judged.fault === null },
      ...{ value: judged.fault, limit: null },
      text: judged.fault ?? 'everything loads and scores',
    },
    {
      ...{ rule: 'leak', fails: 'reject', passed: judged.leaks.length === 0 },
      ...{ value: judged.leaks.join(', ') || null, limit: policy.leak_auc },
      text:
        judged.leaks.length === 0
          ? 'no feature knows what was not known yet'
          : `not known beforehand: ${judged.leaks.join(', ')}`,
    },
    {
      ...{ rule: 'evidence_against', fails: 'reject', passed: deciding.evidence_against < sureOnce },
      ...{ value: deciding.evidence_against, limit: sureOnce },
      text: 'it is not proven worse than the incumbent',
    },
    ...(
      [
        ['calibration', judged.calibration.z],
        ['calibration_mean', judged.calibration.mean],
      ] as const
    ).map(([rule, z]) => ({
      ...{ rule, fails: 'reject' as const, passed: !isMany || Math.abs(z) <= max_calibration_z },
      ...{ value: z, limit: max_calibration_z },
      text:
        rule === 'calibration'
          ? 'chances are about as often right as they say'
          : 'on average it expects as many wins as there are',
    })),
    {
      ...{ rule: 'reward_high', fails: 'reject' },
      passed: !isMany || judged.reward === null || judged.reward.high >= -reward_margin,
      ...{ value: judged.reward?.high ?? null, limit: -reward_margin },
      text: 'it is not sure to earn less than the incumbent',
    },
    {
      ...{ rule: 'drawdown', fails: 'reject', passed: most === null || challenger <= most },
      ...{ value: challenger, limit: most },
      text: 'its largest fall is not much larger than the incumbent’s',
    },
    {
      ...{ rule: 'min_samples', fails: 'insufficient', passed: judged.samples >= min_samples },
      ...{ value: judged.samples, limit: min_samples },
      text: 'enough labels in the window',
    },
    ...(judged.preferences === null
      ? []
      : [
          {
            ...{ rule: 'min_preferences', fails: 'insufficient' as const },
            passed: judged.preferences >= LEAST_PREFERENCES,
            ...{ value: judged.preferences, limit: LEAST_PREFERENCES },
            text: 'enough determined preferences to learn from: with fewer it is research, and never serves',
          },
        ]),
    {
      ...{ rule: 'min_scored', fails: 'insufficient', passed: isMany },
      ...{ value: scored, limit: min_scored },
      text: 'enough scenarios that both said something about',
    },
    {
      ...{ rule: 'evidence', fails: 'insufficient' },
      passed: judged.by_day !== null || judged.against_incumbent.evidence >= sure,
      ...{ value: judged.against_incumbent.evidence, limit: sure },
      text: 'sure to be better than the incumbent',
    },
    {
      ...{ rule: 'evidence_by_day', fails: 'insufficient' },
      passed: judged.by_day === null || judged.by_day.evidence >= sure,
      ...{ value: judged.by_day?.evidence ?? null, limit: sure },
      text:
        judged.by_day === null
          ? 'scenarios of a day are no more alike than others: each counts for itself'
          : 'sure to be better than the incumbent, a day at a time: scenarios of a day are alike',
    },
    {
      ...{ rule: 'evidence_base_rate', fails: 'insufficient' },
      passed: judged.against_base_rate.evidence >= sureOnce,
      ...{ value: judged.against_base_rate.evidence, limit: sureOnce },
      text: 'sure to be better than the base rate',
    },
    {
      ...{ rule: 'reward_low', fails: 'insufficient' },
      passed: judged.reward !== null && judged.reward.low >= -reward_margin,
      ...{ value: judged.reward?.low ?? null, limit: -reward_margin },
      text: 'sure not to earn much less than the incumbent',
    },
    ...(judged.preferences === null
      ? []
      : [
          {
            ...{ rule: 'own_chance', fails: 'insufficient' as const },
            passed: judged.beside_chance === null || judged.beside_chance.high >= 0,
            ...{ value: judged.beside_chance?.high ?? null, limit: 0 },
            text: 'what it does is not sure to earn less than going by its own chance',
          },
        ]),
    {
      ...{ rule: 'accept_cv', fails: 'insufficient' },
      passed: judged.accuracy !== null && judged.accuracy > accept_cv,
      ...{ value: judged.accuracy, limit: accept_cv },
      text: 'right often enough on what it was not trained on',
    },
    {
      ...{ rule: 'baselines', fails: 'insufficient', passed: worst >= 0 },
      ...{ value: worst === Infinity ? null : worst, limit: 0 },
      text: `no worse than ${judged.baselines.map(({ name }) => name).join(', ') || 'anything'}`,
    },
  ];
}
