/** The kinds that a full retrain makes. */
export const RETRAINED_KINDS = [
  ...(['logistic', 'mlp', 'online_logistic'] as const),
  ...(['clone', 'reward', 'dpo', 'ppo', 'rrhf'] as const),
] as const;
export type RetrainedKind = (typeof RETRAINED_KINDS)[number];

/** Those that choose among actions. */
const POLICIES = ['clone', 'dpo', 'ppo', 'rrhf'] as const satisfies readonly RetrainedKind[];

/** Whether a kind of any model is one of them. */
export function isPolicy(kind: string | null): boolean {
  return POLICIES.some((one) => one === kind);
}

/** Whether a kind learns what is preferred to what: not by the weights of rewards, nor of jittered copies. */
export function learnsPreferences(kind: string | null): boolean {
  return kind === 'reward' || isPolicy(kind);
}
