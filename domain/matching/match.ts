import { adviceLog, successors, type LoggedAdvice, type StoredAdvice } from '../advice/advice-log.js';
import { expirationToClose, isEmpty } from '../advice/advice-window.js';
import { isBareDate, newYorkDay } from '../time/calendar.js';
import { earlierOf, laterOf, type IsoDate } from '../time/dates.js';
import { decisionsOf } from './decisions.js';
import type { Decision } from './decision.js';
import type { MatchedExecution } from './fill-groups.js';
import { hashId, hashOfAll } from '../hash.js';
import { confidenceOf, type Evidence } from './confidence.js';
import { contradictedBy } from './contradiction.js';
import { NO_FACTS, type HumanFacts } from './human-facts.js';
import { adviceRow, independentRow, type Finding, type Match } from './match-row.js';
import { OTHER_TRADE, type Candidate } from './match-score.js';
import { matchUnits, type MatchUnit } from './match-units.js';
import { rejectCause } from './reject-cause.js';
import { MATCHING_RULES } from './rules.js';

/** All there is on one underlying, in any order. */
export interface MatchInputs {
  underlying: string;
  /** One revision of each. */
  recommendations: readonly StoredAdvice[];
  executions: readonly MatchedExecution[];
  /**
   * The last day on which everything in an account is known; for advice to any account (null) in all of them. Null:
   * none is.
   */
  knownThrough(account: string | null): IsoDate | null;
  /** What people said of these matches; absent: nothing. */
  facts?: HumanFacts;
}

/**
 * Rows that are restated together, and the first and last trading date among the advice and decisions they were made
 * of.
 */
export interface MatchedUnit {
  unit_id: string;
  from: IsoDate;
  to: IsoDate;
  matches: Match[];
}

/** Compares what was advised on one underlying with what was done; the same for any order of the inputs. */
export function matchUnderlying(inputs: MatchInputs): MatchedUnit[] {
  const { facts = NO_FACTS } = inputs;
  const log = adviceLog(inputs.recommendations);
  const decisions = decisionsOf(inputs.executions, log, facts);
  const units = matchUnits(log, decisions, facts);
  const answers = new Map(
    units.flatMap(({ chosen }) => chosen).map((pair): [LoggedAdvice, Candidate] => [pair.logged, pair]),
  );
  const find = findingsOf(inputs, decisions, answers);
  return units.map((unit) => {
    const answered = new Set(unit.chosen.map(({ decision }) => decision));
    const matches = [
      ...unit.advice.map((logged) => {
        const said = facts.ofAdvice(logged.advice.recommendation_id);
        const answer = answers.get(logged);
        const found = find(logged);
        const confidence =
          found.finding.match_type === 'pending' ? null : confidenceOf(evidenceOf(unit, logged, answer));
        return adviceRow(logged, { answer, said, confidence, ...found });
      }),
      ...unit.decisions
        .filter((decision) => !answered.has(decision))
        .map((decision) => {
          const said = facts.ofTrade(decision);
          const confidence = confidenceOf(evidenceOf(unit, decision, undefined));
          return independentRow(decision, { underlying: inputs.underlying, log, said, confidence });
        }),
    ];
    const texts = [
      ...unit.advice.map(({ advice }) => facts.adviceText(advice.recommendation_id)),
      ...unit.decisions.map((decision) => facts.tradeText(decision, !answered.has(decision))),
    ];
    return stamped(unit, matches, texts);
  });
}

/** What the matches of a unit's advice and trades are judged by. */
export function evidenceOf(
  { rivals }: MatchUnit,
  of: LoggedAdvice | Decision,
  answer: Candidate | undefined,
): Evidence {
  const others = (answer ? [answer.logged, answer.decision] : [of]).flatMap((one) => rivals.get(one) ?? []);
  return {
    answer,
    rival: others.length === 0 ? undefined : Math.max(...others),
    of: !('terms' in of) ? 'trade' : of.terms.length === 0 ? 'passive' : 'advice',
  };
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

/** The New York day with which what became of a piece of advice is settled. */
export function closingDay(logged: LoggedAdvice): IsoDate {
  return successors(logged)
    .map(({ advice }) => newYorkDay(advice.sent_at))
    .reduce(earlierOf, logged.window.closes_on);
}

/** What advice that was answered so is. */
export function typeOfAnswer({ deviation }: Pick<Candidate, 'deviation'>): 'consent' | 'modify' {
  const { modified_fields, flags } = deviation;
  const moved = modified_fields.length > 0 || flags.includes('close_only') || flags.includes(OTHER_TRADE);
  return moved ? 'modify' : 'consent';
}

/** What became of a piece of advice whose window is closed. */
export function findingOn(
  logged: LoggedAdvice,
  {
    answers,
    contradicted,
    causeOf,
  }: {
    answers: ReadonlyMap<LoggedAdvice, Candidate>;
    contradicted: (logged: LoggedAdvice) => Decision | undefined;
    causeOf: (logged: LoggedAdvice) => string | null;
  },
): Finding {
  const { advice, window, repeat } = logged;
  const answer = answers.get(logged);
  if (answer) {
    return { match_type: typeOfAnswer(answer) };
  }
  const waits = advice.action === 'hold' || advice.action === 'wait';
  const contradiction = waits ? contradicted(logged) : undefined;
  if (contradiction) return { match_type: 'reject', cause: 'contradicted', answered_at: contradiction.at };
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

/**
 * The unit is called after the first of its members; its input hash is that of all of them, of what is known of them,
 * of what people said of them (`said`) and of the rules.
 */
function stamped({ advice, decisions }: MatchUnit, matches: Match[], said: readonly string[]): MatchedUnit {
  const dates = [
    ...advice.map(({ window }) => window.trading_date),
    ...decisions.map(({ trading_date }) => trading_date),
  ];
  const members = [
    ...advice.map(({ advice: { record_id, held_side } }) => `${record_id} ${held_side ?? null}`),
    ...decisions.map(decisionKey),
  ];
  const pending = matches
    .filter(({ match_type }) => match_type === 'pending')
    .map(({ match_id }) => match_id);
  const unit_id = hashId('unit', advice[0]?.advice.recommendation_id ?? '', decisions[0]?.decision_id ?? '');
  const input_hash = hashOfAll([
    MATCHING_RULES,
    ...members,
    ...pending,
    ...said.filter((text) => text !== ''),
  ]);
  // Copying each of its many columns once more would cost a tenth of the whole.
  for (const match of matches) [match.unit_id, match.input_hash] = [unit_id, input_hash];
  return { unit_id, from: dates.reduce(earlierOf), to: dates.reduce(laterOf), matches };
}

/** All of a decision as text, the same for the same decision; nothing in it has a line break. */
function decisionKey(decision: Decision): string {
  const { decision_id, account, action, effect, right, contract, from, side, quantity, premium } = decision;
  const { at, trading_date, fills_through, execution_ids, parts } = decision;
  return [
    ...[
      decision_id,
      account,
      at,
      trading_date,
      fills_through,
      action,
      effect,
      right,
      side,
      quantity,
      premium,
    ],
    ...[contract.strike, contract.expiration, from?.strike, from?.expiration],
    ...execution_ids,
    ...parts.map((part) => `${part.record_id} ${part.quantity}`),
  ].join('\n');
}
