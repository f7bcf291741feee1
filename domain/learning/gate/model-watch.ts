import { cusum, cusumLimit } from '../drift/cusum.js';
import { surprise } from '../drift/surprise.js';
import { brierGain, challengerEvidence, type Pair } from './challenger-evidence.js';
import type { GatePolicy } from './gate-policy.js';
import { drawdownsByDay, mostDrawdown } from './paired-results.js';

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
  said: readonly WatchedSaying[];
}

/**
 * With who would follow, and the dollars that following came to, after costs and guardrails. The incumbent is null
 * where it said nothing: then it followed nothing, and there is nothing to compare.
 */
export type WatchedSaying = Omit<Pair, 'incumbent'> & {
  incumbent: number | null;
  follows: Readonly<Record<'challenger' | 'incumbent', boolean>>;
  usd: number;
};

/** Why a watched model goes, and after how many scenarios that was so. */
export interface WatchFailure {
  rule: 'surprise' | 'evidence_against' | 'drawdown';
  scored: number;
}

/**
 * Whether a promoted model is to be rolled back: its labels surprise it more than once in `cusum_arl` scenarios would,
 * it is proven worse than the model before it, or its summed P&L falls farther than the gate would have it. What was so
 * first counts. Only the first scenarios of its life are watched. Null: it stays.
 */
export function watchFailure(
  { model_id, claimed, said }: WatchedModel,
  { watch, alpha, max_drawdown_ratio }: Pick<GatePolicy, 'watch' | 'alpha' | 'max_drawdown_ratio'>,
): WatchFailure | null {
  const watched = said.slice(0, watch.scored);
  const chances = claimed.length > 0 ? claimed : watched.map(({ challenger }) => challenger);
  const limit = cusumLimit(chances, { arl: watch.cusum_arl, modelId: model_id });
  const surprises = watched.map(({ challenger, label }) => surprise(challenger, label));
  const [alarm] = cusum(surprises, limit).alarms;
  const found: readonly [WatchFailure['rule'], number | null][] = [
    ['surprise', alarm === undefined ? null : alarm + 1],
    ['evidence_against', provenWorseAt(watched, Math.log(1 / alpha))],
    ['drawdown', fallenAt(watched, max_drawdown_ratio)],
  ];
  const failures = found.flatMap(([rule, scored]) => (scored === null ? [] : [{ rule, scored }]));
  return failures.sort((a, b) => a.scored - b.scored)[0] ?? null;
}

/** After how many scenarios, at the end of a day, the summed P&L had fallen too far. */
function fallenAt(watched: readonly WatchedSaying[], ratio: number): number | null {
  const results = watched.map(({ follows, day, usd }) => ({
    ...{ day, followed: usd },
    ...{ challenger: follows.challenger ? usd : 0, incumbent: follows.incumbent ? usd : 0 },
  }));
  for (const { scored, falls } of drawdownsByDay(results)) {
    const most = mostDrawdown(falls, ratio);
    if (most !== null && falls.challenger > most) return scored;
  }
  return null;
}

/** After how many scenarios the evidence against first reaches a limit, by those of which both said something. */
function provenWorseAt(watched: readonly WatchedSaying[], limit: number): number | null {
  // Evidence grows with what is lost: it cannot reach the limit before so much is.
  let lost = 0;
  const pairs: Omit<Pair, 'day'>[] = [];
  for (const [i, { challenger, incumbent, label }] of watched.entries()) {
    if (incumbent === null) continue;
    const pair = { challenger, incumbent, label };
    pairs.push(pair);
    lost -= brierGain(pair);
    if (lost * 0.95 < limit - Math.log(4)) continue;
    if (challengerEvidence(pairs).evidence_against >= limit) return i + 1;
  }
  return null;
}
