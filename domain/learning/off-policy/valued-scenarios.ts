import type { ScenarioStatus } from '../scenarios/scenario.js';

/**
 * Scenarios with what a model said of them before their labels were known, column by column in the order in which
 * advice came; not a number of what is not known.
 */
export interface ValuedScenarios {
  status: readonly ScenarioStatus[];
  /** When the advice came, in milliseconds since 1970, and its session, in days since 1970. */
  asked: Float64Array;
  day: Float64Array;
  /** 1 of an advised hold or wait. */
  idle: Float64Array;
  /** The chance with which the bot advised what it did, where it was logged. */
  propensity: Float64Array;
  /** 1 of what was said live, 0 of what folds said. */
  live: Float64Array;
  /** The model's chance of following, and 1 where that is what it does. */
  follow: Float64Array;
  acts: Float64Array;
  /** 1 where a guardrail speaks against following. */
  vetoed: Float64Array;
  /** What following comes to after costs, where that is determined. */
  reward: Float64Array;
  usd: Float64Array;
  /** From what to what it may come to before costs, where it is not. */
  reward_low: Float64Array;
  reward_high: Float64Array;
  usd_low: Float64Array;
  usd_high: Float64Array;
}

/** How many scenarios are left out, by their status or by why. */
export type LeftOut = Partial<Record<ScenarioStatus | 'no_propensity' | 'unsaid' | 'folds', number>>;

/** Counts what is left out. */
export function leftOutCounts(): { add: (why: keyof LeftOut) => void; counts: LeftOut } {
  const counts: LeftOut = {};
  return {
    counts,
    add(why) {
      counts[why] = (counts[why] ?? 0) + 1;
    },
  };
}
