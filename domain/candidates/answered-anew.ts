import { adviceLog, type LoggedAdvice, type StoredAdvice } from '../advice/advice-log.js';
import { episodesOf, subjectOf } from '../advice/episode.js';
import { closingDay, findingOn } from '../matching/match.js';
import type { HumanFacts } from '../matching/human-facts.js';
import type { Finding } from '../matching/match-row.js';
import type { Candidate } from '../matching/match-score.js';
import { matchUnits } from '../matching/match-units.js';
import { tradingDateOf } from '../time/calendar.js';
import type { AnsweredAdvice } from '../preferences/week-decisions.js';
import type { IsoDate } from '../time/dates.js';
import { isActive } from './advice-piece.js';
import { decidedParts, type DecidedPart, type TracedAdvice } from './decided-parts.js';
import type { Given, GivenPiece } from './given-advice.js';
import type { Ask, LoggedAnswer, Stretch } from './stretch.js';

/** Causes that a person, or the market, says: they hold for other advice of the same ask as well. */
const OF_THE_ASK: readonly (string | null)[] = ['unseen', 'unfilled', 'infeasible', 'capacity_limited'];
const MADE_BY_MATCHING: readonly (string | null)[] = ['superseded', 'withdrawn', null];

export interface AnsweredBy {
  /** The last day on which all that was done in the stretch's account is known. */
  knownThrough: IsoDate | null;
  /** What people said of matches. */
  facts: HumanFacts;
}

/**
 * The decisions that advice would have asked for, had it been given, with the trades as they were: by the rules of
 * matching, within its stretch. What a person said of the log's advice in an ask (excluded, unseen, …) holds for
 * whatever is given in it.
 */
export function answeredAnew(
  stretch: Stretch,
  given: readonly Given[],
  { knownThrough, facts }: AnsweredBy,
): DecidedPart[] {
  const before = new Map<StoredAdvice, LoggedAnswer | null>();
  for (const { ask, pieces } of given)
    for (const one of pieces)
      if (isActive(one.piece))
        before.set(adviceOf(stretch, ask, one), one.logged ?? ask.logged.at(-1) ?? null);
  if (before.size === 0) return [];
  const log = adviceLog([...before.keys()]);
  const units = stretch.trades.length === 0 ? [] : matchUnits(log, stretch.trades, facts);
  const answers = new Map(units.flatMap(({ chosen }) => chosen.map((pair) => [pair.logged, pair] as const)));
  const rows = log.all.map((logged) => {
    const isKnown = knownThrough !== null && knownThrough >= closingDay(logged);
    const said = before.get(logged.advice) ?? null;
    const cause = said !== null && OF_THE_ASK.includes(said.cause) ? said.cause : null;
    const finding: Finding = isKnown
      ? findingOn(logged, { answers, contradicted: () => undefined, causeOf: () => cause })
      : { match_type: 'pending' };
    return tracedAdvice(logged, { finding, said, answer: answers.get(logged) });
  });
  const held = stretch.subject.purpose === 'close' ? THE_POSITION : NOTHING;
  const episodes = episodesOf(
    log.all.map((logged, i) => {
      const { window } = logged;
      return {
        ...subjectOf(logged.advice, window.trading_date),
        subject: '',
        recommendation_id: logged.advice.recommendation_id,
        trading_date: window.trading_date,
        window_opens: window.opens,
        window_ends: window.closes,
        answered_at: rows[i]?.trade?.at ?? null,
        held,
      };
    }),
  );
  return decidedParts(
    rows.map((row) => ({
      ...row,
      advice: { ...row.advice, episode_id: episodes.get(row.advice.recommendation_id) ?? '' },
    })),
  );
}

const THE_POSITION = ['the position'];
const NOTHING: string[] = [];

function adviceOf({ subject: { account, underlying } }: Stretch, ask: Ask, one: GivenPiece): StoredAdvice {
  if (one.logged !== null) return one.logged;
  const before = ask.logged.at(-1);
  // What people linked or unlinked holds for what is given in the place of that advice.
  const id = before?.recommendation_id ?? `given in ${ask.session}`;
  return {
    ...{ recommendation_id: id, record_id: id, account, underlying, sent_at: ask.sent_at },
    valid_until: before?.valid_until ?? null,
    withdrawn_at: before?.withdrawn_at ?? null,
    held_side: before?.held_side ?? null,
    ...one.piece,
  };
}

function tracedAdvice(
  { advice, window }: LoggedAdvice,
  { finding, said, answer }: { finding: Finding; said: LoggedAnswer | null; answer: Candidate | undefined },
): TracedAdvice {
  const { deviation, decision } = answer ?? {};
  const excluded = said?.exclusion_reason ?? null;
  const answered: AnsweredAdvice = {
    recommendation_id: advice.recommendation_id,
    episode_id: '',
    account: advice.account,
    underlying: advice.underlying,
    action: advice.action,
    trading_date: window.trading_date,
    match_type: finding.match_type,
    cause: finding.cause ?? null,
    exclusion_reason: MADE_BY_MATCHING.includes(excluded) ? (finding.exclusion_reason ?? null) : excluded,
    modified_fields: deviation?.modified_fields ?? [],
    flags: deviation?.flags ?? [],
    expiration_diff_days: deviation?.expiration_diff_days ?? null,
    advised_right: advice.right,
    advised_strike: advice.strike,
    advised_expiration: advice.expiration,
    advised_premium: advice.premium,
    advised_quantity: advice.quantity,
    traded_strike: decision?.contract.strike ?? null,
    traded_quantity: decision?.quantity ?? null,
    algorithm_version: null,
    window_opens: window.opens,
    answered_on: decision ? tradingDateOf(decision.at) : null,
    structure: advice.legs !== null,
    ...{
      captured: null,
      earningsIn: null,
      hours_to_execution: null,
      notional: null,
      regimes: [],
      judged: null,
    },
  };
  return { advice: answered, trade: decision ?? null, closes_on: window.closes_on };
}
