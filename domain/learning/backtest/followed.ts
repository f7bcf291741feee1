import type { LabelledRow } from '../training/training-row.js';

type Followed = Pick<LabelledRow, 'vetoes' | 'net_reward' | 'net_usd'>;

/** The reward of acting on advice: after costs, and nothing where a guardrail speaks against it. */
export function followedReward({ vetoes, net_reward }: Followed): number {
  return vetoes.length > 0 ? 0 : net_reward;
}

/** The same in dollars. */
export function followedUsd({ vetoes, net_usd }: Followed): number {
  return vetoes.length > 0 ? 0 : net_usd;
}
