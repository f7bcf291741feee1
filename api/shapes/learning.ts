import { z } from '@hono/zod-openapi';
import { amount, date } from './fields.js';

const count = z.int().min(0);
const number = z.number().nullable();
const verdict = z.enum(['bless', 'reject', 'insufficient', 'infra_fail']);
const byStatus = z.record(z.string(), count);

const reason = z.object({
  rule: z.string(),
  passed: z.boolean(),
  value: z.union([z.number(), z.string(), z.null()]),
  limit: z.union([z.number(), z.string(), z.null()]),
  text: z.string(),
});

/** How good predictions were; null where nothing was scored. */
const scores = {
  ...{ scored: count, log_loss: number, brier: number, accuracy: number, auc: number, ece: number },
  ece_null_95: number,
};

/** A row of the table of judgements, with what the evidence has to reach. */
export const evaluation = z
  .object({
    ...{ evaluation_id: z.string(), model_id: z.string(), incumbent_id: z.string(), as_of: z.string() },
    ...{ window_from: z.string(), window_to: z.string(), scenarios: count, skipped: byStatus },
    ...scores,
    ...{ calibration_z: number, mean_reward: number, mean_reward_low: number, mean_reward_high: number },
    net_pnl: z.union([amount, z.string(), z.null()]),
    ...{ sharpe: number, psr: number, dsr: number, trials: count },
    ...{ evidence: z.number(), evidence_against: z.number(), alpha: z.number(), needed: count.nullable() },
    ...{ verdict, reasons: z.array(reason), policy_hash: z.string() },
  })
  .openapi('ModelEvaluation');

export type EvaluationShape = z.input<typeof evaluation>;

const performer = {
  ...{ scored: count, pnl: amount, win_rate: z.number(), mean_reward: z.number(), shrunk: z.number() },
};
const served = z.object({ model_id: z.string(), ...scores });

const ruleResult = {
  ...{ mean_reward: number, mean_reward_low: number, mean_reward_high: number },
  ...{ sharpe: number, win_rate: number, drawdown_usd: amount, net_usd: amount },
};

/** A model beside following all advice, stage by stage. */
const besideRule = z.object({
  stages: z.array(
    z.object({
      stage: z.enum(['backtest', 'paper', 'canary', 'champion']),
      ...{ model_id: z.string().nullable(), lineage: z.string().nullable(), scored: count, sessions: count },
      ...{ model: z.object({ ...ruleResult, dsr: number }), rule: z.object(ruleResult) },
      ...{ difference: number, difference_low: number, difference_high: number, needed: count.nullable() },
      verdict: z.enum(['better', 'worse', 'not_told', 'nothing']),
    }),
  ),
  text: z.string(),
});

/** The document of `learn report`. */
export const learningReport = z
  .object({
    as_of: date,
    spec_id: z.string(),
    scenarios: byStatus,
    window: z.object({
      ...{ hours: z.number(), closed: count, win_rate: number, accuracy: number, mean_reward: number },
      total_pnl: amount.nullable(),
    }),
    champion: z.union([served, z.null()]),
    shadow: z.union([served, z.null()]),
    baselines: z.record(z.string(), z.object(scores)),
    beside_rule: besideRule,
    best: z.array(z.object({ underlying: z.string(), ...performer })),
    worst: z.array(z.object({ underlying: z.string(), ...performer })),
    by_hour: z.array(z.object({ hour: z.string(), ...performer })),
    drift: z.array(
      z.object({
        ...{ stream: z.string(), detector: z.string(), feature: z.string().nullable() },
        ...{ statistic: z.number(), limit: z.number(), alarm: z.boolean(), since: z.string().nullable() },
      }),
    ),
    verdict,
    needed: count.nullable(),
    reasons: z.array(reason),
    message: z.string(),
  })
  .openapi('LearningReport');
