import { clusteredMean, type ClusteredMean } from '../scoring/clustered-mean.js';
import { leftOutCounts, type LeftOut, type ValuedScenarios } from './valued-scenarios.js';

/** What a model would have made, scenario by scenario: skipping is worth 0. */
export interface ReplayedChoices {
  /** Scenarios whose outcome is determined, and how many of them the model would follow. */
  determined: number;
  follows: number;
  /** Of a scenario, after costs; with its 95 % interval, clustered by session. */
  mean_reward: number | null;
  mean_reward_low: number | null;
  mean_reward_high: number | null;
  net_usd: number;
  left_out: LeftOut;
}

/** From what to what the mean and the sum may be, with what is not determined. */
export interface BoundedChoices {
  undetermined: number;
  /** The mean reward at the least and at the most, with the outer ends of their 95 % intervals. */
  reward_least: number;
  reward_least_low: number | null;
  reward_most: number;
  reward_most_high: number | null;
  usd_least: number;
  usd_most: number;
}

/**
 * Replays what a model would do on the scenarios of which both is known, what following came to and what skipping did;
 * and bounds it where others have an outcome that is not determined. `bounds` is null where there are none.
 */
export function replayedChoices(scenarios: ValuedScenarios): {
  replay: ReplayedChoices;
  bounds: BoundedChoices | null;
} {
  const { status, day, follow, acts, vetoed, reward, usd, reward_low, reward_high, usd_low, usd_high } =
    scenarios;
  const [determined, least, most, left] = [dailySums(), dailySums(), dailySums(), leftOutCounts()];
  let [follows, undetermined] = [0, 0];
  for (let i = 0; i < status.length; i++) {
    if (Number.isNaN(follow[i])) continue;
    const acted = acts[i] === 1 && vetoed[i] !== 1 ? 1 : 0;
    const add = (sums: ReturnType<typeof dailySums>, rewards: Float64Array, dollars: Float64Array) =>
      sums.add(
        day[i] as number,
        acted === 0 ? NOTHING : { reward: rewards[i] as number, usd: dollars[i] as number },
      );
    if (!Number.isNaN(reward[i]) && !Number.isNaN(usd[i])) {
      follows += acted;
      for (const sums of [determined, least, most]) add(sums, reward, usd);
    } else if (isBounded(scenarios, i)) {
      undetermined++;
      add(least, reward_low, usd_low);
      add(most, reward_high, usd_high);
    } else left.add(status[i] as ValuedScenarios['status'][number]);
  }
  const { mean = null, low = null, high = null } = determined.mean() ?? {};
  const replay = {
    ...{ determined: determined.count(), follows },
    ...{ mean_reward: mean, mean_reward_low: low, mean_reward_high: high },
    ...{ net_usd: determined.usd(), left_out: left.counts },
  };
  if (undetermined === 0) return { replay, bounds: null };
  const [lower, upper] = [least.mean(), most.mean()] as [ClusteredMean, ClusteredMean];
  return {
    replay,
    bounds: {
      undetermined,
      ...{ reward_least: lower.mean, reward_least_low: lower.low },
      ...{ reward_most: upper.mean, reward_most_high: upper.high },
      ...{ usd_least: least.usd(), usd_most: most.usd() },
    },
  };
}

const NOTHING = { reward: 0, usd: 0 };

function isBounded({ reward_low, reward_high, usd_low, usd_high }: ValuedScenarios, i: number): boolean {
  return [reward_low, reward_high, usd_low, usd_high].every((values) => !Number.isNaN(values[i]));
}

/** Rewards by session, and dollars in all. */
function dailySums() {
  const days = new Map<number, { sum: number; count: number }>();
  let total = 0;
  return {
    add(day: number, { reward, usd }: { reward: number; usd: number }) {
      const { sum, count } = days.get(day) ?? { sum: 0, count: 0 };
      days.set(day, { sum: sum + reward, count: count + 1 });
      total += usd;
    },
    mean: () =>
      clusteredMean(
        [...days.values()].map(({ sum }) => sum),
        [...days.values()].map(({ count }) => count),
      ),
    count: () => [...days.values()].reduce((all, { count }) => all + count, 0),
    usd: () => total,
  };
}
