import { toNumber } from '../../number/decimal.js';
import type { RewardRule } from '../features/feature-specification.js';
import type { World } from '../features/feature-values.js';
import type { JudgedDecision } from '../scenarios/judged-decision.js';
import { clipped, type LabelledDecisions } from '../scenarios/scenarios.js';
import { tradingCosts } from './trading-costs.js';

/** What following the advice of a scenario comes to for whoever backtests. */
export interface ScenarioResult {
  scenario_id: string;
  /** The guardrails that speak against it: it is not followed then. */
  vetoes: readonly string[];
  /** Dollars and reward after costs; null where there is no label. */
  net_usd: number | null;
  net_reward: number | null;
}

/**
 * Of each scenario what following comes to after costs, and what speaks against it. What was really done has paid its
 * spread and fees; what was declined is valued at the middle, and pays what such a trade costs.
 */
export function scenarioResults(
  { scaled }: LabelledDecisions,
  {
    rule,
    bars,
    vetoes,
    isAsked = () => true,
  }: {
    rule: RewardRule;
    bars: World['bars'];
    vetoes: (decision: JudgedDecision) => readonly string[];
    isAsked?: (decision: JudgedDecision) => boolean;
  },
): ScenarioResult[] {
  const decisions = scaled.map(({ decision }) => decision);
  let usual: ReturnType<typeof tradingCosts> | undefined;
  // What is usual takes all decisions to know, and only what was declined asks for it.
  const costs = (...of: Parameters<ReturnType<typeof tradingCosts>>) =>
    (usual ??= tradingCosts(decisions, bars))(...of);
  const asked = scaled.filter(({ decision }) => isAsked(decision));
  return asked.map(({ scenario_id, status, decision, scale, result: { raw, heldTo } }) => {
    const spoken = { scenario_id, vetoes: vetoes(decision) };
    if (status !== 'labelled' || raw === null || heldTo === null || !scale?.divisor)
      return { ...spoken, net_usd: null, net_reward: null };
    const paid = raw.source === 'counterfactual' ? costs(decision, heldTo) : 0;
    const net_usd = toNumber(raw.usd) - paid;
    return { ...spoken, net_usd, net_reward: clipped(net_usd / scale.divisor, rule) };
  });
}
