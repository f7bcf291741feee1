import { cusum, cusumLimit } from '../drift/cusum.js';
import { surprise } from '../drift/surprise.js';
import { brierGain, challengerEvidence, type Pair } from './challenger-evidence.js';
import type { GatePolicy } from './gate-policy.js';

/** A model since it was promoted, beside the one before it. */
export interface WatchedModel {
  model_id: string;
  /**
   * What it said of scenarios that it had not seen when it was trained: how sure it claims to be. If that is nothing,
   * what it says since counts.
   */
  claimed: readonly number[];
  /**
   * What it, as the challenger, and the one before, as the incumbent, said of each scenario since, in the order in
   * which labels were known.
   */
  pairs: readonly Omit<Pair, 'day'>[];
}

/** Why a watched model goes, and after how many scenarios that was so. */
export interface WatchFailure {
  rule: 'surprise' | 'evidence_against';
  scored: number;
}

/**
 * Whether a promoted model is to be taken back: its labels surprise it more than once in `cusum_arl` scenarios would,
 * or it is proven worse than the model before it. Only the first scenarios of its life are watched. Null: it stays.
 */
export function watchFailure(
  { model_id, claimed, pairs }: WatchedModel,
  { watch, alpha }: Pick<GatePolicy, 'watch' | 'alpha'>,
): WatchFailure | null {
  const watched = pairs.slice(0, watch.scored);
  const chances = claimed.length > 0 ? claimed : watched.map(({ challenger }) => challenger);
  const limit = cusumLimit(chances, { arl: watch.cusum_arl, modelId: model_id });
  const surprises = watched.map(({ challenger, label }) => surprise(challenger, label));
  const [alarm] = cusum(surprises, limit).alarms;
  const worse = provenWorseAt(watched, Math.log(1 / alpha));
  if (alarm !== undefined && (worse === null || alarm + 1 <= worse))
    return { rule: 'surprise', scored: alarm + 1 };
  return worse === null ? null : { rule: 'evidence_against', scored: worse };
}

/** After how many pairs the evidence against first reaches a limit. */
function provenWorseAt(pairs: readonly Omit<Pair, 'day'>[], limit: number): number | null {
  // Evidence grows with what is lost: it cannot reach the limit before so much is.
  let lost = 0;
  for (let scored = 1; scored <= pairs.length; scored++) {
    lost -= brierGain(pairs[scored - 1] as Omit<Pair, 'day'>);
    if (lost * 0.95 < limit - Math.log(4)) continue;
    if (challengerEvidence(pairs.slice(0, scored)).evidence_against >= limit) return scored;
  }
  return null;
}
