import type { AdviceLog, LoggedAdvice } from '../advice/advice-log.js';
import { isOpenAt } from '../advice/advice-window.js';
import { subjectOf } from '../advice/episode.js';
import type { Decision } from './decision.js';
import type { ModifiedField } from './deviation.js';
import type { Said } from './human-facts.js';
import type { PersonsExclusion, ReasonCode } from './said-codes.js';
import { isAnswer, type Candidate } from './match-score.js';
import type { MatchType } from './match-type.js';
import { hashId } from '../hash.js';
import type { Decimal } from '../number/decimal.js';
import type { Right, Side } from '../records/instrument.js';
import type { AdviceAction } from '../records/records.js';
import { isBareDate, newYorkDay } from '../time/calendar.js';
import type { IsoDate } from '../time/dates.js';

/** A row of the table of matches: one per recommendation, and one per decision that answers none. */
export interface Match {
  /** Of the recommendation's id, or of the decision's. */
  match_id: string;
  match_type: MatchType;
  recommendation_id: string | null;
  execution_ids: readonly string[];
  trading_date: IsoDate;
  account: string | null;
  underlying: string;
  action: AdviceAction;
  score: number | null;
  /** How probable it is that this is what happened; null while it is pending. */
  confidence: number | null;
  modified_fields: readonly ModifiedField[];
  strike_diff: Decimal | null;
  expiration_diff_days: number | null;
  premium_diff: Decimal | null;
  quantity_diff: Decimal | null;
  hours_to_execution: number | null;
  excluded: boolean;
  exclusion_reason: 'superseded' | 'withdrawn' | PersonsExclusion | null;
  cause: string | null;
  passive: boolean;
  flags: readonly string[];
  /** What a person said of it, and when. */
  reason_code: ReasonCode | null;
  reason_note: string | null;
  reviewed_at: string | null;
  /** What was asked for; of a roll the contract it opens and the net credit. */
  advised_right: Right | null;
  advised_strike: Decimal | null;
  advised_expiration: IsoDate | null;
  advised_premium: Decimal | null;
  advised_quantity: Decimal | null;
  /** What was traded in answer, or without advice; the price is the mean of the fills, of a roll the net credit. */
  traded_right: Right | null;
  traded_strike: Decimal | null;
  traded_expiration: IsoDate | null;
  traded_price: Decimal | null;
  traded_quantity: Decimal | null;
  reason_recorded_at: string | null;
  /** Who says that the trade answers the advice, or none; null without a trade. */
  linked_by: 'matcher' | 'user' | null;
  /** The account of the decision; null for advice without an answer. */
  decision_account: string | null;
  /** Records of the decision's fills, sorted, and beside each how much of the fill is this decision's. */
  fill_record_ids: readonly string[];
  fill_quantities: readonly Decimal[];
  /** The trading date of the last of them; null where there is none. */
  fills_through: IsoDate | null;
  /** Of advice to roll: the side that was known to be held, which says what it asks for. */
  held_side: Side | null;
  /** Until this New York day is known the match is pending; null without advice. */
  window_closes: IsoDate | null;
  /** What episodes are made of: see {@link EpisodeAdvice}; null without advice. */
  subject: string | null;
  asked: string | null;
  gone_on: IsoDate | null;
  window_opens: number | null;
  window_ends: number | null;
  answered_at: string | null;
  unit_id: string;
  input_hash: string;
}

/** What became of a piece of advice. */
export type Finding = Pick<Match, 'match_type'> &
  Partial<Pick<Match, 'excluded' | 'exclusion_reason' | 'cause' | 'passive' | 'answered_at'>>;

/** The id of the match of a piece of advice, whatever answers it. */
export function matchOfAdvice(recommendationId: string): string {
  return hashId('match', 'recommendation', recommendationId);
}

/** The row of a piece of advice, with what became of it. */
export function adviceRow(
  logged: LoggedAdvice,
  {
    answer,
    finding,
    closesOn,
    said,
    confidence,
  }: {
    answer: Candidate | undefined;
    finding: Finding;
    closesOn: IsoDate;
    said: Said;
    confidence: number | null;
  },
): Match {
  const { recommendation_id, account, underlying, action } = logged.advice;
  return row({
    match_id: matchOfAdvice(recommendation_id),
    place: { trading_date: logged.window.trading_date, account, underlying, action },
    finding,
    logged,
    closesOn,
    answer,
    decision: answer?.decision,
    flags: answer?.deviation.flags ?? [],
    said,
    confidence,
  });
}

/** The row of a decision that answers no advice. */
export function independentRow(
  decision: Decision,
  {
    underlying,
    log,
    said,
    confidence,
  }: { underlying: string; log: AdviceLog; said: Said; confidence: number },
): Match {
  const { decision_id, trading_date, account, action } = decision;
  return row({
    match_id: hashId('match', 'decision', decision_id),
    place: { trading_date, account, underlying, action },
    finding: { match_type: 'independent' },
    decision,
    flags: isAnticipated(decision, log) ? ['anticipated'] : [],
    said,
    confidence,
  });
}

/** What a row is made of: advice, a decision or both. */
interface Parts {
  match_id: string;
  place: Pick<Match, 'trading_date' | 'account' | 'underlying' | 'action'>;
  finding: Finding;
  logged?: LoggedAdvice;
  closesOn?: IsoDate;
  answer?: Candidate | undefined;
  decision?: Decision | undefined;
  flags: readonly string[];
  said: Said;
  confidence: number | null;
}

/** All columns in one literal: a row put together out of copied parts costs ten times as much. */
function row({
  match_id,
  place,
  finding,
  logged,
  closesOn,
  answer,
  decision,
  flags,
  said,
  confidence,
}: Parts): Match {
  const { advice, window } = logged ?? {};
  const deviation = answer?.deviation;
  const subject = logged && subjectOf(logged.advice, logged.window.trading_date);
  return {
    match_id,
    match_type: finding.match_type,
    recommendation_id: advice?.recommendation_id ?? null,
    execution_ids: decision?.execution_ids ?? [],
    trading_date: place.trading_date,
    account: place.account,
    underlying: place.underlying,
    action: place.action,
    score: answer?.score ?? null,
    confidence,
    modified_fields: deviation?.modified_fields ?? [],
    strike_diff: deviation?.strike_diff ?? null,
    expiration_diff_days: deviation?.expiration_diff_days ?? null,
    premium_diff: deviation?.premium_diff ?? null,
    quantity_diff: deviation?.quantity_diff ?? null,
    hours_to_execution: advice && answer ? hoursBetween(advice.sent_at, answer.decision.at) : null,
    excluded: said.exclusion !== null || (finding.excluded ?? false),
    exclusion_reason: said.exclusion?.reason ?? finding.exclusion_reason ?? null,
    cause: causeOf(finding, said),
    passive: finding.passive ?? false,
    flags,
    reason_code: said.reason?.code ?? null,
    reason_note: said.reason?.note ?? null,
    reviewed_at: said.reviewed_at,
    advised_right: advice?.right ?? null,
    advised_strike: advice?.strike ?? null,
    advised_expiration: advice?.expiration ?? null,
    advised_premium: advice?.premium ?? null,
    advised_quantity: advice?.quantity ?? null,
    traded_right: decision?.right ?? null,
    traded_strike: decision?.contract.strike ?? null,
    traded_expiration: decision?.contract.expiration ?? null,
    traded_price: decision?.premium ?? null,
    traded_quantity: decision?.quantity ?? null,
    reason_recorded_at: said.reason?.at ?? null,
    linked_by: decision === undefined ? null : answer?.linked === true ? 'user' : 'matcher',
    decision_account: decision?.account ?? null,
    fill_record_ids: decision?.parts.map(({ record_id }) => record_id) ?? [],
    fill_quantities: decision?.parts.map(({ quantity }) => quantity) ?? [],
    fills_through: decision?.fills_through ?? null,
    held_side: advice?.held_side ?? null,
    window_closes: closesOn ?? null,
    subject: subject?.subject ?? null,
    asked: subject?.asked ?? null,
    gone_on: subject?.gone_on ?? null,
    window_opens: window?.opens ?? null,
    window_ends: window?.closes ?? null,
    answered_at: answer?.decision.at ?? finding.answered_at ?? null,
    unit_id: '',
    input_hash: '',
  };
}

/** Why advice was not taken: what a person says, but for a trade that did the contrary, which the records show. */
function causeOf({ match_type, cause = null }: Finding, { reason }: Said): string | null {
  return match_type === 'reject' && cause !== 'contradicted' ? (reason?.cause ?? cause) : cause;
}

/** True for a trade that would have answered advice which came later on the same day. */
function isAnticipated(decision: Decision, log: AdviceLog): boolean {
  return log
    .near(decision.trading_date)
    .some(
      ({ advice, window, terms }) =>
        (advice.account === null || advice.account === decision.account) &&
        terms.some((asked) => isAnswer(asked, decision)) &&
        !isOpenAt(window, decision) &&
        (decision.trading_date === window.trading_date ||
          decision.trading_date === newYorkDay(advice.sent_at)),
    );
}

function hoursBetween(sentAt: string, at: string): number | null {
  if (isBareDate(sentAt) || isBareDate(at)) return null;
  return (Date.parse(at) - Date.parse(sentAt)) / 3_600_000;
}
