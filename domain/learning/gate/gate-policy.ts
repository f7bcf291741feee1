import { z } from 'zod';
import { firstIssue, type Refused } from '../features/feature-specification.js';

const share = z.number().gt(0).lt(1);
const count = z.int().min(1).max(1_000_000);

/** The baselines that a challenger must be no worse than. */
const COMPARED = ['base_rate', 'always_follow', 'logistic'] as const;

const policySchema = z.strictObject({
  gate_policy: z.literal(1),
  /** The chance that a challenger that is no better is ever blessed. */
  alpha: share,
  min_samples: count,
  lookback_hours: count,
  accept_cv: z.number().min(0).max(1),
  min_scored: count,
  baselines: z.array(z.enum(COMPARED)),
  reward_margin: z.number().min(0),
  max_calibration_z: z.number().gt(0),
  leak_auc: z.number().min(0.5).max(1),
  max_drawdown_ratio: z.number().gt(0),
  shadow: z.strictObject({ min_scored: count, min_sessions: count }),
  canary: z.strictObject({ share, min_scored: count }),
  watch: z.strictObject({ scored: count, cusum_arl: count }),
  approval: z.enum(['gate', 'ask']),
  retention: z.strictObject({ keep: count, days: count }),
});

/** What a person asks of a model before it is deployed: `learning/gate.json` of a home. */
export type GatePolicy = z.infer<typeof policySchema>;

export const DEFAULT_POLICY: GatePolicy = {
  gate_policy: 1,
  alpha: 0.01,
  min_samples: 20,
  lookback_hours: 24,
  accept_cv: 0.48,
  min_scored: 100,
  baselines: [...COMPARED],
  reward_margin: 0.05,
  max_calibration_z: 3,
  leak_auc: 0.85,
  max_drawdown_ratio: 1.25,
  shadow: { min_scored: 50, min_sessions: 5 },
  canary: { share: 0.2, min_scored: 50 },
  watch: { scored: 300, cusum_arl: 10_000 },
  approval: 'gate',
  retention: { keep: 20, days: 90 },
};

/** The policy that a JSON value is; else the path and the value of the first thing that it may not have. */
export function parsePolicy(value: unknown): GatePolicy | Refused {
  const { data, error } = policySchema.safeParse(value);
  return data ?? { refused: firstIssue(value, error) };
}
