import type { Cost } from '../evidence/cost-sequence.js';
import { LOG_BREACH, logBreachEvidence, type Divergence } from '../evidence/divergence-guard.js';

/** The condition under which a change is taken back, armed with the approval. */
export interface AutoRevert {
  /** The divergence that is guarded; null where too little, or too much, was known to arm it. */
  divergence: number | null;
  /** The new advice beside the old, in % of the price a decision: where it is proven to be below this. */
  cost: number;
  /** A loss in dollars; null where the person named none. */
  weekly_loss: number | null;
}

/** What is known since the change. */
export interface Since {
  /** Decisions on advice that it changed. */
  divergence: Divergence;
  cost: Cost | null;
  /** The greatest loss of a week in dollars, above 0; null where no week lost. */
  worstWeekLoss: number | null;
}

/** Why a change is to be taken back, as the rest of a sentence; null where its condition is not met. */
export function breachOf(armed: AutoRevert, since: Since): string | null {
  const { diverged, decisions } = since.divergence;
  if (armed.divergence !== null && logBreachEvidence(armed.divergence, since.divergence) >= LOG_BREACH)
    return `${diverged} of ${decisions} decisions on the changed advice diverge, more than ${percent(armed.divergence)}`;
  if (since.cost !== null && since.cost.high !== null && since.cost.high < armed.cost)
    return `the new advice loses at least ${(-since.cost.high).toFixed(2)} % of the price a decision beside the old`;
  if (armed.weekly_loss !== null && since.worstWeekLoss !== null && since.worstWeekLoss > armed.weekly_loss)
    return `a week lost ${since.worstWeekLoss.toFixed(2)} USD beside the old advice, more than ${armed.weekly_loss.toFixed(2)}`;
  return null;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
