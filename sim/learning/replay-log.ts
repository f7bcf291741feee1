import { adviceLog } from '../../domain/advice/advice-log.js';
import type { Version } from '../../domain/algorithm/next-version.js';
import { prepareReplay, type PreparedReplay } from '../../domain/candidates/prepare-replay.js';
import type { Replayer } from '../../domain/candidates/replay.js';
import type { LoggedAnswer } from '../../domain/candidates/stretch.js';
import { groupBy } from '../../domain/group-by.js';
import { decisionsOf } from '../../domain/matching/decisions.js';
import type { Decision } from '../../domain/matching/decision.js';
import type { MatchedExecution } from '../../domain/matching/fill-groups.js';
import { NO_FACTS } from '../../domain/matching/human-facts.js';
import type { Match } from '../../domain/matching/match-row.js';
import type { Position } from '../../domain/positions/positions.js';
import type { AnsweredAdvice } from '../../domain/preferences/week-decisions.js';
import { versionOf, type Registry } from '../../domain/registry/registry.js';
import type { StoredExecution } from '../../domain/records/execution-order.js';
import { addDays, type IsoDate } from '../../domain/time/dates.js';
import { shiftWeek, weekRange, type IsoWeek } from '../../domain/time/iso-week.js';
import { NEXT_SESSION_DAYS } from '../../domain/time/session-gaps.js';
import type { PlantedSeason } from '../planted/season.js';
import type { MatchedRecord } from './advice-record.js';
import type { AnswerOf } from './decided.js';
import { matchedExecution, storedAdvice } from './moving-match.js';

/** What a person was advised and did over the weeks that candidates are replayed over. */
export interface ReplayLog {
  add(
    date: IsoDate,
    session: { positions: readonly Position[]; executions: readonly StoredExecution[] },
  ): void;
  /** Takes the advice of a session in, once it is matched. */
  advise(records: readonly MatchedRecord[]): void;
  /** Replays changes of a version over weeks up to one, of which the first is not forgotten. */
  replayer(base: Version, registry: Registry, to: IsoWeek): Replayer;
  /** Forgets what no range from a week on needs. */
  forget(before: IsoWeek): void;
}

/** As much advice before a range as an episode that runs into it may have. */
const EPISODE_DAYS = 60;
/** The range begins with the week before its first. */
const WEEKS_BEFORE = 1;

export function replayLog(
  { market, advisedOn, knownOn }: Pick<PlantedSeason, 'market' | 'advisedOn' | 'knownOn'>,
  answerOf: AnswerOf,
): ReplayLog {
  let sessions: { date: IsoDate; positions: readonly Position[] }[] = [];
  /** Decisions are of one session each: those that are made stay. */
  let undecided: MatchedExecution[] = [];
  let trades = new Map<string, readonly Decision[]>();
  let log: Logged[] = [];
  let ready: { week: IsoWeek; prepared: PreparedReplay } | undefined;

  return {
    add(date, session) {
      sessions.push({ date, positions: session.positions });
      undecided.push(...session.executions.filter(({ right }) => right !== null).map(matchedExecution));
    },
    advise: (records) => void log.push(...records.map((record) => ({ record, match: null, answer: null }))),
    forget(before) {
      const { from } = weekRange(shiftWeek(before, -WEEKS_BEFORE - 1));
      const tradedFrom = addDays(from, -NEXT_SESSION_DAYS);
      const isKept = ({ trading_date }: { trading_date: IsoDate }) => trading_date >= tradedFrom;
      sessions = sessions.filter(({ date }) => date >= from);
      undecided = undecided.filter(isKept);
      trades = new Map([...trades].map(([underlying, own]) => [underlying, own.filter(isKept)]));
      const advisedFrom = addDays(from, -EPISODE_DAYS);
      log = log.filter(({ record: { day } }) => day >= advisedFrom);
    },
    replayer(base, registry, week) {
      if (ready?.week !== week) ready = { week, prepared: preparedBy(week, registry) };
      return ready.prepared.replayer(base);
    },
  };

  /** What replays of a Saturday have in common. */
  function preparedBy(week: IsoWeek, registry: Registry): PreparedReplay {
    const { to } = weekRange(week);
    decideTrades();
    return prepareReplay(
      {
        ...{
          sessions,
          trades,
          advice: log.map((one) => answered(one, answerOf)),
          histories: advisedOn,
          market: market.daily,
        },
        ...{ facts: NO_FACTS, known: knownOn },
        versions: new Map(registry.versions.map((row) => [row.version, versionOf(row)])),
        knownThrough: () => to,
      },
      ready?.prepared,
    );
  }

  /** Takes the decisions behind what was traded since the last time to the others. */
  function decideTrades(): void {
    const first = undecided[0]?.trading_date;
    if (first === undefined) return;
    const from = addDays(first, -NEXT_SESSION_DAYS);
    const near = log.filter(({ record: { day } }) => day >= from);
    const adviceOf = groupBy(
      near.map(({ record }) => storedAdvice(record)),
      ({ underlying }) => underlying,
    );
    for (const [underlying, own] of groupBy(undecided, (one) => one.underlying)) {
      const made = decisionsOf(own, adviceLog(adviceOf.get(underlying) ?? []));
      trades.set(underlying, [...(trades.get(underlying) ?? []), ...made]);
    }
    undecided = [];
  }
}

/** Advice with its answer, and the match that it was made of. */
interface Logged {
  record: MatchedRecord;
  match: Match | null;
  answer: LoggedAnswer | null;
}

/** The same answer as long as its match is. */
function answered(one: Logged, answerOf: AnswerOf): LoggedAnswer {
  const { record } = one;
  const isKnown = one.match === record.match && one.answer?.episode_id === record.episode_id;
  const answer = isKnown && one.answer ? one.answer : loggedAnswer(record, answerOf(record));
  [one.match, one.answer] = [record.match, answer];
  return answer;
}

function volatilityOf({ context }: MatchedRecord['recommendation']): number | null {
  if (context === null) return null;
  return (JSON.parse(context) as { volatility?: number }).volatility ?? null;
}

function loggedAnswer(record: MatchedRecord, answer: AnsweredAdvice): LoggedAnswer {
  const { fill_record_ids, fill_quantities, excluded, answered_at, held_side } = record.match;
  return {
    ...storedAdvice(record),
    ...answer,
    ...{ trading_date: record.day, judged: null, volatility: volatilityOf(record.recommendation) },
    ...{ fill_record_ids, fill_quantities, excluded, answered_at, held_side },
  };
}
