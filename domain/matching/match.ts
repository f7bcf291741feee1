import { adviceLog, successors, type AdviceLog, type LoggedAdvice } from '../advice/advice-log.js';
import type { HeldAdvice } from '../advice/asked-terms.js';
import { expirationToClose, isEmpty, isOpenAt } from '../advice/advice-window.js';
import { isBareDate, newYorkDay } from '../time/calendar.js';
import { earlierOf, laterOf, type IsoDate } from '../time/dates.js';
import type { Decimal } from '../number/decimal.js';
import { decisionsOf, type Decision } from './decisions.js';
import type { ModifiedField } from './deviation.js';
import type { StoredExecution } from '../records/execution-order.js';
import { hashId, hashOfAll } from '../hash.js';
import { contradictedBy } from './contradiction.js';
import type { Side } from '../records/instrument.js';
import { isAnswer, type Candidate } from './match-score.js';
import { matchUnits, type MatchUnit } from './match-units.js';
import type { AdviceAction } from '../records/records.js';
import { rejectCause } from './reject-cause.js';
import { MATCHING_RULES } from './rules.js';

export type MatchType = 'consent' | 'modify' | 'reject' | 'independent' | 'no_action' | 'pending';

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
  confidence: null;
  modified_fields: readonly ModifiedField[];
  strike_diff: Decimal | null;
  expiration_diff_days: number | null;
  premium_diff: Decimal | null;
  quantity_diff: Decimal | null;
  hours_to_execution: number | null;
  excluded: boolean;
  exclusion_reason: 'superseded' | 'withdrawn' | null;
  cause: string | null;
  passive: boolean;
  flags: readonly string[];
  reason_code: null;
  reason_note: null;
  reviewed_at: null;
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
  unit_id: string;
  input_hash: string;
}

/** All there is on one underlying, in any order. */
export interface MatchInputs {
  underlying: string;
  /** One revision of each. */
  recommendations: readonly HeldAdvice[];
  executions: readonly (StoredExecution & { execution_id: string; trading_date: IsoDate })[];
  /** The last day on which everything in an account is known; for advice to any account (null) in all of them. Null: none is. */
  knownThrough(account: string | null): IsoDate | null;
}

/** Rows that are restated together, and the first and last trading date among the advice and decisions they were made of. */
export interface MatchedUnit {
  unit_id: string;
  from: IsoDate;
  to: IsoDate;
  matches: Match[];
}

type Finding = Pick<Match, 'match_type'> &
  Partial<Pick<Match, 'excluded' | 'exclusion_reason' | 'cause' | 'passive'>>;

/** Compares what was advised on one underlying with what was done; the same for any order of the inputs. */
export function matchUnderlying(inputs: MatchInputs): MatchedUnit[] {
  const log = adviceLog(inputs.recommendations);
  const decisions = decisionsOf(inputs.executions, log);
  const units = matchUnits(log, decisions);
  const answers = new Map(
    units.flatMap(({ chosen }) => chosen).map((pair): [LoggedAdvice, Candidate] => [pair.logged, pair]),
  );
  const find = findingsOf(inputs, decisions, answers);
  return units.map((unit) => {
    const answered = new Set(unit.chosen.map(({ decision }) => decision));
    const matches = [
      ...unit.advice.map((logged) => adviceRow(logged, { answer: answers.get(logged), ...find(logged) })),
      ...unit.decisions
        .filter((decision) => !answered.has(decision))
        .map((decision) => independentRow(decision, { underlying: inputs.underlying, log })),
    ];
    return stamped(unit, matches);
  });
}

/** What became of a piece of advice, and when its window is closed for good. */
function findingsOf(
  inputs: MatchInputs,
  decisions: readonly Decision[],
  answers: ReadonlyMap<LoggedAdvice, Candidate>,
): (logged: LoggedAdvice) => { finding: Finding; closesOn: IsoDate } {
  const causeOf = rejectCause(inputs.executions);
  const contradicted = contradictedBy(decisions);
  return (logged) => {
    const closesOn = closingDay(logged);
    const known = inputs.knownThrough(logged.advice.account);
    const finding: Finding =
      known === null || known < closesOn
        ? { match_type: 'pending' }
        : findingOn(logged, { answers, contradicted, causeOf });
    return { finding, closesOn };
  };
}

function closingDay(logged: LoggedAdvice): IsoDate {
  return successors(logged)
    .map(({ advice }) => newYorkDay(advice.sent_at))
    .reduce(earlierOf, logged.window.closes_on);
}

function findingOn(
  logged: LoggedAdvice,
  {
    answers,
    contradicted,
    causeOf,
  }: {
    answers: ReadonlyMap<LoggedAdvice, Candidate>;
    contradicted: (logged: LoggedAdvice) => boolean;
    causeOf: (logged: LoggedAdvice) => string | null;
  },
): Finding {
  const { advice, window, repeat } = logged;
  const answer = answers.get(logged);
  if (answer) {
    const { modified_fields, flags } = answer.deviation;
    const moved = modified_fields.length > 0 || flags.includes('close_only');
    return { match_type: moved ? 'modify' : 'consent' };
  }
  const waits = advice.action === 'hold' || advice.action === 'wait';
  if (waits && contradicted(logged)) return { match_type: 'reject', cause: 'contradicted' };
  if (repeat !== null || isRepeatOfExecuted(logged, answers))
    return { match_type: 'no_action', excluded: true, exclusion_reason: 'superseded' };
  if (isWithdrawn(logged)) return { match_type: 'no_action', excluded: true, exclusion_reason: 'withdrawn' };
  if (waits) return { match_type: 'consent', passive: true };
  if (isEmpty(window)) {
    const closing = expirationToClose(advice);
    const expired = closing !== null && closing < window.trading_date;
    return { match_type: 'no_action', cause: expired ? 'expired' : null };
  }
  return { match_type: 'reject', cause: causeOf(logged) };
}

/** True where the same advice came before, its window was still open, and it had been executed. */
function isRepeatOfExecuted(
  { previous, window }: LoggedAdvice,
  answers: ReadonlyMap<LoggedAdvice, Candidate>,
): boolean {
  for (let before = previous; before !== null; before = before.previous) {
    if (before.window.closes < window.opens) return false;
    if (answers.has(before)) return true;
  }
  return false;
}

/** True where the withdrawal came before the window would have closed by itself. */
function isWithdrawn({ advice, window }: LoggedAdvice): boolean {
  if (advice.withdrawn_at === null) return false;
  return isBareDate(advice.withdrawn_at)
    ? advice.withdrawn_at <= window.closes_on
    : Date.parse(advice.withdrawn_at) <= window.closes;
}

function adviceRow(
  { advice, window }: LoggedAdvice,
  { answer, finding, closesOn }: { answer: Candidate | undefined; finding: Finding; closesOn: IsoDate },
): Match {
  const deviation = answer?.deviation;
  return {
    ...EMPTY,
    match_id: hashId('match', 'recommendation', advice.recommendation_id),
    recommendation_id: advice.recommendation_id,
    ...(answer && fillsOf(answer.decision)),
    trading_date: window.trading_date,
    account: advice.account,
    underlying: advice.underlying,
    action: advice.action,
    score: answer?.score ?? null,
    modified_fields: deviation?.modified_fields ?? [],
    strike_diff: deviation?.strike_diff ?? null,
    expiration_diff_days: deviation?.expiration_diff_days ?? null,
    premium_diff: deviation?.premium_diff ?? null,
    quantity_diff: deviation?.quantity_diff ?? null,
    hours_to_execution: answer ? hoursBetween(advice.sent_at, answer.decision.at) : null,
    flags: deviation?.flags ?? [],
    held_side: advice.held_side ?? null,
    window_closes: closesOn,
    ...finding,
  };
}

function independentRow(
  decision: Decision,
  { underlying, log }: { underlying: string; log: AdviceLog },
): Match {
  const { decision_id, trading_date, account, action } = decision;
  return {
    ...EMPTY,
    match_id: hashId('match', 'decision', decision_id),
    match_type: 'independent',
    recommendation_id: null,
    ...fillsOf(decision),
    trading_date,
    account,
    underlying,
    action,
    flags: isAnticipated(decision, log) ? ['anticipated'] : [],
    window_closes: null,
  };
}

function fillsOf({ account, execution_ids, parts, fills_through }: Decision) {
  return {
    decision_account: account,
    execution_ids,
    fill_record_ids: parts.map(({ record_id }) => record_id),
    fill_quantities: parts.map(({ quantity }) => quantity),
    fills_through,
  };
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

const EMPTY = {
  execution_ids: [],
  decision_account: null,
  fill_record_ids: [],
  fill_quantities: [],
  fills_through: null,
  held_side: null,
  score: null,
  confidence: null,
  modified_fields: [],
  strike_diff: null,
  expiration_diff_days: null,
  premium_diff: null,
  quantity_diff: null,
  hours_to_execution: null,
  excluded: false,
  exclusion_reason: null,
  cause: null,
  passive: false,
  reason_code: null,
  reason_note: null,
  reviewed_at: null,
  unit_id: '',
  input_hash: '',
} as const;

/** The unit is called after the first of its members; its input hash is that of all of them, of what is known of them and of the rules. */
function stamped({ advice, decisions }: MatchUnit, matches: readonly Match[]): MatchedUnit {
  const dates = [
    ...advice.map(({ window }) => window.trading_date),
    ...decisions.map(({ trading_date }) => trading_date),
  ];
  const members = [...advice.map((logged) => logged.advice), ...decisions].map(asText);
  const pending = matches
    .filter(({ match_type }) => match_type === 'pending')
    .map(({ match_id }) => match_id);
  const unit_id = hashId('unit', advice[0]?.advice.recommendation_id ?? '', decisions[0]?.decision_id ?? '');
  const input_hash = hashOfAll([MATCHING_RULES, ...members, ...pending]);
  return {
    unit_id,
    from: dates.reduce(earlierOf),
    to: dates.reduce(laterOf),
    matches: matches.map((match) => ({ ...match, unit_id, input_hash })),
  };
}

function asText(record: object): string {
  return JSON.stringify(record, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
}
