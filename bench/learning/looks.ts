import { logMean } from '../../domain/evidence/log-sum.js';
import {
  brierGain,
  challengerEvidence,
  decidesByDay,
  evidenceByDay,
  STAKES,
} from '../../domain/learning/gate/challenger-evidence.js';
import { DEFAULT_POLICY } from '../../domain/learning/gate/gate-policy.js';
import { judge, type Verdict } from '../../domain/learning/gate/gate.js';
import { drawdowns, meanDifference } from '../../domain/learning/gate/paired-results.js';
import { calibrationZ } from '../../domain/learning/scoring/calibration.js';
import type { Trade } from './life.js';

/** A trade with what was said of it before its label was known. */
export interface Said {
  trade: Trade;
  challenger: number;
  incumbent: number;
  baseRate: number;
}

/** What the gate says of a challenger after so many trades. */
export interface Look {
  scored: number;
  verdict: Verdict;
  /** The usual rule: accuracy above .48. */
  isAccurate: boolean;
  /** The rules by which it is rejected. */
  broken: readonly string[];
}

const REJECTING: ReadonlySet<string> = new Set([
  ...['leak', 'evidence_against', 'calibration', 'calibration_mean', 'reward_high', 'drawdown'],
]);

/** All rules of the default policy, after each further `every` trades, until it says one of `until`. */
export function looksAt(
  said: readonly Said[],
  { every, until }: { every: number; until: readonly Verdict[] },
): Look[] {
  const looks: Look[] = [];
  for (let scored = every; scored <= said.length; scored += every) {
    const look = lookAt(said.slice(0, scored));
    looks.push(look);
    if (until.includes(look.verdict)) break;
  }
  return looks;
}

/**
 * Whether a challenger is ever blessed, looked at after each further `every` trades, and at how many of the looks its
 * accuracy is above .48. Where the evidence beside the base rate falls short nothing blesses: only elsewhere are all
 * rules looked at.
 */
export function everBlessed(
  said: readonly Said[],
  { every }: { every: number },
): { isBlessed: boolean; looks: number; accurate: number } {
  const won = STAKES.map(() => 0);
  const sure = Math.log(1 / DEFAULT_POLICY.alpha);
  let [right, looks, accurate, isBlessed] = [0, 0, 0, false];
  said.forEach(({ challenger, baseRate, trade: { label } }, i) => {
    const gain = brierGain({ challenger, incumbent: baseRate, label });
    STAKES.forEach((stake, k) => (won[k] = (won[k] as number) + Math.log1p(stake * gain)));
    if ((challenger > 0.5 ? 1 : 0) === label) right++;
    if ((i + 1) % every !== 0) return;
    looks++;
    if (right / (i + 1) > DEFAULT_POLICY.accept_cv) accurate++;
    if (!isBlessed && logMean(won) >= sure) isBlessed = lookAt(said.slice(0, i + 1)).verdict === 'bless';
  });
  return { isBlessed, looks, accurate };
}

function lookAt(said: readonly Said[]): Look {
  const pairs = said.map(({ trade: { label, day }, challenger, incumbent }) => ({
    ...{ challenger, incumbent, label, day },
  }));
  const beside = (of: (one: Said) => number) =>
    said.map((one) => ({ ...one, label: one.trade.label, incumbent: of(one) }));
  const results = said.map(({ trade: { reward, day }, challenger, incumbent }) => ({
    incumbent: incumbent > 0.5 ? reward : 0,
    challenger: challenger > 0.5 ? reward : 0,
    ...{ followed: reward, day },
  }));
  const right = said.filter(({ challenger, trade }) => (challenger > 0.5 ? 1 : 0) === trade.label).length;
  const chances = said.map(({ challenger, trade }) => ({ p: challenger, label: trade.label }));
  const gain = (of: (one: Said) => number) => {
    const gains = beside(of).map(brierGain);
    return gains.reduce((sum, one) => sum + one, 0) / gains.length;
  };
  const { verdict, reasons } = judge(
    {
      ...{
        fault: null,
        leaks: [],
        preferences: null,
        beside_chance: null,
        samples: said.length,
        gains: pairs.map(brierGain),
        start: 1,
      },
      against_incumbent: challengerEvidence(pairs),
      by_day: decidesByDay(pairs) ? evidenceByDay(pairs) : null,
      against_base_rate: challengerEvidence(beside(({ baseRate }) => baseRate)),
      calibration: calibrationZ(chances),
      reward: meanDifference(results),
      drawdown: drawdowns(results),
      accuracy: right / said.length,
      baselines: [
        { name: 'base_rate', gain: gain(({ baseRate }) => baseRate) },
        { name: 'always_follow', gain: gain(() => 1) },
      ],
    },
    DEFAULT_POLICY,
  );
  const unmet = reasons.filter(({ passed }) => !passed).map(({ rule }) => rule);
  return {
    ...{ scored: said.length, verdict, isAccurate: right / said.length > DEFAULT_POLICY.accept_cv },
    broken: verdict === 'reject' ? unmet.filter((rule) => REJECTING.has(rule)) : [],
  };
}

/** After how many trades a verdict is given for the first time; Infinity for never. */
export function firstOf(looks: readonly Look[], verdict: Verdict): number {
  return looks.find((look) => look.verdict === verdict)?.scored ?? Infinity;
}

/** How often a gain came before each trade, with one of each added. */
export function baseRates(life: readonly Trade[]): number[] {
  let wins = 0;
  return life.map(({ label }, i) => {
    const rate = (wins + 1) / (i + 2);
    wins += label;
    return rate;
  });
}
