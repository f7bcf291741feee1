import { compare } from '../compare.js';
import { combinedInterval, type Estimate } from '../number/combined-interval.js';
import { decimal, divide, sum, toNumber, type Decimal } from '../number/decimal.js';
import { groupBy } from '../group-by.js';
import type { ModifiedField } from '../matching/deviation.js';
import { wilson } from '../number/intervals.js';
import { parseWeek, type IsoWeek } from '../time/iso-week.js';
import type { MatchType } from '../matching/match-type.js';

/** What a week is made of: the matches whose trading date lies in it, … */
export interface WeekMatch {
  match_type: MatchType;
  recommendation_id: string | null;
  /** Of advice: its episode, when it was sent (milliseconds since 1970) and whether a trade answered it. */
  episode_id: string | null;
  window_opens: number | null;
  answered: boolean;
  underlying: string | null;
  excluded: boolean;
  passive: boolean;
  modified_fields: readonly ModifiedField[];
  strike_diff: Decimal | null;
  expiration_diff_days: number | null;
  premium_diff: Decimal | null;
  quantity_diff: Decimal | null;
}

/** … the closings of lots on its days whose P&L is known, … */
export interface WeekClosing {
  pnl: Decimal;
  currency: string | null;
}

/** … and the counterfactuals whose horizon lies in it. Amounts of one row are in one currency. */
export interface WeekCounterfactual {
  underlying: string;
  human_pnl: Decimal | null;
  pnl_low: Decimal | null;
  pnl_mid: Decimal | null;
  pnl_high: Decimal | null;
  currency: string | null;
}

/** What became of what a week asked for, by decision: an episode's part in it. */
export interface WeekDecided {
  active: number;
  active_modified: number;
  active_refused: number;
  price_only: number;
}

export interface WeekInputs {
  week: IsoWeek;
  matches: readonly WeekMatch[];
  /** Fills of that week's trading dates. */
  executions: number;
  closings: readonly WeekClosing[];
  counterfactuals: readonly WeekCounterfactual[];
  decided: WeekDecided;
  /** The habits that are found by its end. */
  patterns: readonly { pattern_id: string; text: string }[];
  /** Those that stood open, the most urgent first. */
  candidates: readonly { candidate_id: string; revision: number; priority: string; text: string }[];
}

/** A row of weekly_summaries without what says when it was made: `as_of`, `revision` and `input_hash`. */
export interface WeekSummary {
  year: number;
  week: number;
  recommendations: number;
  executions: number;
  consent: number;
  /** Those of `consent` that were holds and waits kept by doing nothing. */
  consent_passive: number;
  modify: number;
  reject: number;
  independent: number;
  no_action: number;
  pending: number;
  excluded: number;
  divergence_rate: number | null;
  divergence_rate_low: number | null;
  divergence_rate_high: number | null;
  consent_rate: number | null;
  consent_rate_low: number | null;
  consent_rate_high: number | null;
  /** The share of consent among what asked for something to be done: without the passive ones. */
  consent_rate_active: number | null;
  /** Of the decisions that could be judged; null where there were none or their currencies differ. */
  pnl_human: Decimal | null;
  pnl_algorithm_low: Decimal | null;
  pnl_algorithm_mid: Decimal | null;
  pnl_algorithm_high: Decimal | null;
  /** JSON text of {@link Modification}s, the most frequent first. */
  top_modifications: string;
  patterns: string;
  candidates: string;
  /**
   * Of all closings, whatever opened them; null where their currencies differ. These five are null in weeks of contract
   * version 1.
   */
  realised_pnl: Decimal | null;
  closings: number | null;
  currency: string | null;
  /** Episodes with advice of the week that is consent, modify or reject. */
  episodes: number | null;
  /** Each by the last such advice of the week; of an answered episode the answered advice is the last. */
  divergence_rate_by_episode: number | null;
  /**
   * Decisions that asked for something to be done and that were a person's to take. These seven are null in weeks that
   * earlier versions published.
   */
  active: number | null;
  active_modified: number | null;
  active_refused: number | null;
  /** Followed at another premium. */
  price_only: number | null;
  /** The share of them that was modified or refused. */
  divergence_chosen: number | null;
  divergence_chosen_low: number | null;
  divergence_chosen_high: number | null;
}

/** How a field of the advice was changed; differences are executed − advised, expiration's in days. */
export interface Modification {
  field: ModifiedField;
  count: number;
  /** Times in which nothing else was changed. */
  alone: number;
  median_diff: number | null;
  by_underlying: { underlying: string; count: number; median_diff: number | null }[];
}

/**
 * The arithmetic of a week. Every match counts once: under its type, or under `excluded`. Rates are shares of consent,
 * modify and reject; what is pending is in none of them.
 */
export function summarizeWeek({
  week,
  matches,
  executions,
  closings,
  counterfactuals,
  decided: decisions,
  patterns,
  candidates,
}: WeekInputs): WeekSummary {
  const parsed = parseWeek(week);
  if (!parsed) throw new RangeError(`not an ISO week: ${JSON.stringify(week)}`);
  const counted = matches.filter((match) => !match.excluded);
  const count = (type: MatchType) => counted.filter((match) => match.match_type === type).length;
  const [consent, modify, reject] = [count('consent'), count('modify'), count('reject')];
  const passive = counted.filter((match) => match.match_type === 'consent' && match.passive).length;
  const decided = consent + modify + reject;
  const divergenceRate = wilson(modify + reject, decided);
  const consentRate = wilson(consent, decided);
  const chosen = wilson(decisions.active_modified + decisions.active_refused, decisions.active);
  return {
    ...parsed,
    recommendations: matches.filter((match) => match.recommendation_id !== null).length,
    executions,
    consent,
    consent_passive: passive,
    modify,
    reject,
    independent: count('independent'),
    no_action: count('no_action'),
    pending: count('pending'),
    excluded: matches.length - counted.length,
    divergence_rate: divergenceRate.rate,
    divergence_rate_low: divergenceRate.low,
    divergence_rate_high: divergenceRate.high,
    consent_rate: consentRate.rate,
    consent_rate_low: consentRate.low,
    consent_rate_high: consentRate.high,
    consent_rate_active: wilson(consent - passive, decided - passive).rate,
    ...profitAndLoss(counterfactuals),
    top_modifications: JSON.stringify(modifications(counted)),
    patterns: JSON.stringify(patterns),
    candidates: JSON.stringify(candidates),
    ...realised(closings),
    ...byEpisode(counted),
    ...decisions,
    divergence_chosen: chosen.rate,
    divergence_chosen_low: chosen.low,
    divergence_chosen_high: chosen.high,
  };
}

/**
 * Whether there is nothing to publish of a week: no advice, no trade, no closing, and nothing decided earlier that
 * ended in it.
 */
export function isEmptyWeek({ recommendations, executions, closings, pnl_human }: WeekSummary): boolean {
  return recommendations === 0 && executions === 0 && !closings && pnl_human === null;
}

function realised(
  closings: readonly WeekClosing[],
): Pick<WeekSummary, 'realised_pnl' | 'closings' | 'currency'> {
  const currencies = [...new Set(closings.map(({ currency }) => currency))];
  const [currency = null] = currencies;
  return currencies.length > 1
    ? { realised_pnl: null, closings: closings.length, currency: null }
    : { realised_pnl: sum(closings.map(({ pnl }) => pnl)), closings: closings.length, currency };
}

const DECIDED: readonly MatchType[] = ['consent', 'modify', 'reject'];

function byEpisode(
  matches: readonly WeekMatch[],
): Pick<WeekSummary, 'episodes' | 'divergence_rate_by_episode'> {
  const decided = matches.filter(
    ({ match_type, episode_id }) => DECIDED.includes(match_type) && episode_id !== null,
  );
  const episodes = [...groupBy(decided, ({ episode_id }) => episode_id).values()];
  const diverged = episodes.filter(
    (advice) => advice.reduce((a, b) => (isBefore(a, b) ? b : a)).match_type !== 'consent',
  );
  return {
    episodes: episodes.length,
    divergence_rate_by_episode: wilson(diverged.length, episodes.length).rate,
  };
}

/** Orders advice of one episode: answered advice comes last, else what was sent last. */
function isBefore(a: WeekMatch, b: WeekMatch): boolean {
  if (a.answered !== b.answered) return b.answered;
  const later = (b.window_opens ?? 0) - (a.window_opens ?? 0);
  return later > 0 || (later === 0 && (b.recommendation_id ?? '') > (a.recommendation_id ?? ''));
}

type ProfitAndLoss = Pick<
  WeekSummary,
  'pnl_human' | 'pnl_algorithm_low' | 'pnl_algorithm_mid' | 'pnl_algorithm_high'
>;

/**
 * Both sides over the same decisions: those whose two sides are known. What the model has wrong of an underlying it has
 * wrong in all of them.
 */
function profitAndLoss(counterfactuals: readonly WeekCounterfactual[]): ProfitAndLoss {
  let human = 0n;
  const estimates: Estimate[] = [];
  const currencies = new Set<string | null>();
  for (const { underlying, human_pnl, pnl_low, pnl_mid, pnl_high, currency } of counterfactuals) {
    if (human_pnl === null || pnl_low === null || pnl_mid === null || pnl_high === null) continue;
    human += human_pnl;
    estimates.push({ cluster: underlying, low: pnl_low, mid: pnl_mid, high: pnl_high });
    currencies.add(currency);
  }
  if (currencies.size !== 1)
    return { pnl_human: null, pnl_algorithm_low: null, pnl_algorithm_mid: null, pnl_algorithm_high: null };
  const { low, mid, high } = combinedInterval(estimates);
  return {
    pnl_human: human,
    pnl_algorithm_low: low,
    pnl_algorithm_mid: mid,
    pnl_algorithm_high: high,
  };
}

function modifications(matches: readonly WeekMatch[]): Modification[] {
  const fields = ['strike', 'expiration', 'premium', 'quantity'] as const;
  return fields
    .map((field) => modificationOf(field, matches))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
}

function modificationOf(field: ModifiedField, matches: readonly WeekMatch[]): Modification {
  const modified = matches.filter(
    (match) => match.match_type === 'modify' && match.modified_fields.includes(field),
  );
  const underlyings = [...new Set(modified.map(({ underlying }) => underlying ?? ''))].sort();
  const tell = (some: readonly WeekMatch[]) => ({
    count: some.length,
    median_diff: median(some.map((match) => difference(field, match)).filter((diff) => diff !== null)),
  });
  return {
    field,
    alone: modified.filter(({ modified_fields }) => modified_fields.length === 1).length,
    ...tell(modified),
    by_underlying: underlyings
      .map((underlying) => ({
        underlying,
        ...tell(modified.filter((match) => (match.underlying ?? '') === underlying)),
      }))
      .sort((a, b) => b.count - a.count),
  };
}

function difference(field: ModifiedField, match: WeekMatch): Decimal | null {
  switch (field) {
    case 'strike':
      return match.strike_diff;
    case 'expiration':
      return match.expiration_diff_days === null ? null : decimal(match.expiration_diff_days);
    case 'premium':
      return match.premium_diff;
    case 'quantity':
      return match.quantity_diff;
  }
}

const TWO = decimal(2);

function median(values: readonly Decimal[]): number | null {
  const ordered = [...values].sort(compare);
  const upper = ordered[Math.floor(ordered.length / 2)];
  const lower = ordered[Math.ceil(ordered.length / 2) - 1];
  return upper === undefined || lower === undefined ? null : toNumber(divide(lower + upper, TWO));
}
