import { sigmoid } from '../../domain/learning/baselines/ridge-logistic.js';
import type { TrainingRow } from '../../domain/learning/training/training-row.js';
import { normal, type Random } from '../../domain/number/random.js';
import type { IsoDate } from '../../domain/time/dates.js';

/** Decisions of somebody who goes by what they like, of advice that pays by something else. */
export interface LikedAndPaid {
  sessions: readonly IsoDate[];
  aDay: number;
  /** Of normal features; of more than two the others mean nothing. */
  features: number;
  /** How strongly the first feature is gone by, on the logit of following. */
  taste: number;
  /** How much of the reward is the second feature, beside noise of this size. */
  skill: number;
  noise: number;
}

/** What one of its rewards is in dollars. */
export const REWARD_USD = 100;

/** Labelled decisions in the order in which the advice came, one a minute; each label is known within that minute. */
export function likedAndPaid(
  random: Random,
  { sessions, aDay, features, taste, skill, noise }: LikedAndPaid,
): TrainingRow[] {
  return sessions.flatMap((day) =>
    Array.from({ length: aDay }, (_, i): TrainingRow => {
      const values = Float64Array.from({ length: features }, () => normal(random));
      const [liked = 0, pays = 0] = values;
      const reward = skill * pays + noise * normal(random);
      const minute = `${day}T15:${String(i).padStart(2, '0')}`;
      return {
        ...{ scenario_id: `${day}-${i}`, sent_at: `${minute}:00Z`, trading_date: day, account: null },
        ...{ underlying: 'ABC', action: 'buy', status: 'labelled', labelled_at: `${minute}:30Z` },
        ...{
          chosen: random() < sigmoid(taste * liked) ? 'follow' : 'skip',
          label: reward > 0 ? 1 : 0,
          reward,
        },
        ...{ net_reward: reward, net_usd: REWARD_USD * reward, vetoes: [] },
        ...{ values, missing: new Set<string>() },
      };
    }),
  );
}
