import { episodesOf, type EpisodeAdvice } from '../../domain/advice/episode.js';
import { judgedOnce } from '../../domain/advice/judged-once.js';
import { groupBy } from '../../domain/group-by.js';
import type { Match } from '../../domain/matching/match-row.js';
import { decimal } from '../../domain/number/decimal.js';
import type { StoredAnswer } from '../../domain/preferences/known-advice.js';
import { weekDecisions, type AnsweredAdvice } from '../../domain/preferences/week-decisions.js';
import { weekOf, type IsoWeek } from '../../domain/time/iso-week.js';
import type { Decided, MatchedRecord } from './advice-record.js';

/** The episodes of one subject's advice, all of it from the first of an episode on; each names its judged advice. */
export function placed(records: readonly MatchedRecord[]): MatchedRecord[][] {
  const episodeOf = episodesOf(records.map(episodeAdvice));
  const episodes = groupBy(
    records,
    ({ recommendation }) => episodeOf.get(recommendation.recommendation_id) as string,
  );
  return [...episodes].map(([id, episode]) => {
    const judged = judgedOnce(episode.map(episodeAdvice));
    for (const record of episode) {
      record.episode_id = id;
      record.isJudged = record.recommendation.recommendation_id === judged;
    }
    return episode;
  });
}

/** The decisions of an episode, one for each week in which something was left or done. */
export function decidedIn(episode: readonly MatchedRecord[], answerOf: AnswerOf): Decided[] {
  const inWeek = groupBy(episode, ({ day }) => weekOf(day));
  return weekDecisions(episode.map(answerOf)).map((decision) => ({
    decision,
    advice: inWeek.get(decision.week) ?? [],
  }));
}

/** In the order of their first advice, as all decisions of a week are. */
export function inOrder(decided: readonly Decided[]): Decided[] {
  const first = ({ advice: [record] }: Decided) => record?.match;
  return [...decided].sort((a, b) => {
    const [one, other] = [first(a), first(b)];
    const time = (one?.window_opens ?? 0) - (other?.window_opens ?? 0);
    return time || ((one?.recommendation_id ?? '') < (other?.recommendation_id ?? '') ? -1 : 1);
  });
}

export function ofWeek(decided: readonly Decided[], week: IsoWeek): Decided[] {
  return decided.filter(({ decision }) => decision.week === week);
}

function episodeAdvice({
  match,
  held,
}: MatchedRecord): EpisodeAdvice & Pick<Match, 'excluded' | 'exclusion_reason'> {
  const { subject, asked, gone_on, recommendation_id, window_opens, window_ends } = match;
  return {
    recommendation_id: recommendation_id as string,
    subject: subject as string,
    asked: asked as string,
    gone_on: gone_on as string,
    window_opens: window_opens as number,
    window_ends: window_ends as number,
    trading_date: match.trading_date,
    answered_at: match.answered_at,
    held,
    excluded: match.excluded,
    exclusion_reason: match.exclusion_reason,
  };
}

const CONTRACT = decimal(100);

/** What is known of a piece of advice, once it is matched. */
export type AnswerOf = (record: MatchedRecord) => AnsweredAdvice;

/** The same answer as long as nothing else is known of its advice. */
export function answering(know: (answer: StoredAnswer) => AnsweredAdvice): AnswerOf {
  const answers = new WeakMap<
    MatchedRecord,
    Pick<MatchedRecord, 'match' | 'episode_id' | 'outcome'> & { answer: AnsweredAdvice }
  >();
  return (record) => {
    const { match, episode_id, outcome } = record;
    const known = answers.get(record);
    if (known?.match === match && known.episode_id === episode_id && known.outcome === outcome)
      return known.answer;
    const answer = know(storedAnswer(record));
    answers.set(record, { match, episode_id, outcome, answer });
    return answer;
  };
}

/** Field by field: a match has many more, and copying them all takes long. */
function storedAnswer({ recommendation, match, episode_id, outcome }: MatchedRecord): StoredAnswer {
  return {
    account: match.account,
    underlying: match.underlying,
    action: match.action,
    trading_date: match.trading_date,
    match_type: match.match_type,
    cause: match.cause,
    exclusion_reason: match.exclusion_reason,
    modified_fields: match.modified_fields,
    flags: match.flags,
    expiration_diff_days: match.expiration_diff_days,
    hours_to_execution: match.hours_to_execution,
    advised_right: match.advised_right,
    advised_strike: match.advised_strike,
    advised_premium: match.advised_premium,
    advised_quantity: match.advised_quantity,
    advised_expiration: match.advised_expiration,
    traded_strike: match.traded_strike,
    traded_quantity: match.traded_quantity,
    answered_at: match.answered_at,
    recommendation_id: recommendation.recommendation_id,
    episode_id: episode_id as string,
    window_opens: match.window_opens as number,
    algorithm_version: recommendation.algorithm_version,
    underlying_price: recommendation.underlying_price,
    multiplier: recommendation.multiplier ?? CONTRACT,
    structure: false,
    captured: capturedOf(recommendation.context),
    difference_delta_hedged: outcome?.difference ?? null,
    horizon: outcome?.horizon ?? null,
  };
}

function capturedOf(context: string | null): number | null {
  if (context === null) return null;
  return (JSON.parse(context) as { profit_captured?: number | null }).profit_captured ?? null;
}

/** What a decision came to, where its judged advice is this one. */
export function judgedDecision(record: MatchedRecord, answerOf: AnswerOf): void {
  if (record.decided !== null) record.decided.decision.judged = answerOf(record).judged;
}
