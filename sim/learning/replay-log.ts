import { adviceLog } from '../../domain/advice/advice-log.js';
import type { Version } from '../../domain/algorithm/next-version.js';
import { prepareReplay, type PreparedReplay } from '../../domain/candidates/prepare-replay.js';
import type { Replayer } from '../../domain/candidates/replay.js';
import type { LoggedAnswer } from '../../domain/candidates/stretch.js';
import { groupBy } from '../../domain/group-by.js';
import { decisionsOf } from '../../domain/matching/decisions.js';
import type { Decision } from '../../domain/matching/decision.js';
import type { MatchedExecution } from '../../domain/matching/fill-groups.js';
import { humanFacts } from '../../domain/matching/human-facts.js';
import type { Position } from '../../domain/positions/positions.js';
import type { StoredAnswer } from '../../domain/preferences/known-advice.js';
import type { AnsweredAdvice } from '../../domain/preferences/week-decisions.js';
import { versionOf, type Registry } from '../../domain/registry/registry.js';
import type { StoredExecution } from '../../domain/records/execution-order.js';
import { addDays, type IsoDate } from '../../domain/time/dates.js';
import { shiftWeek, weekRange, type IsoWeek } from '../../domain/time/iso-week.js';
import { NEXT_SESSION_DAYS } from '../../domain/time/session-gaps.js';
import type { PlantedSeason } from '../planted/season.js';
import type { MatchedRecord } from './advice-record.js';
import { storedAnswer } from './decided.js';
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
const NO_FACTS = humanFacts([]);

export function replayLog(
  { market, advisedOn, knownOn }: Pick<PlantedSeason, 'market' | 'advisedOn' | 'knownOn'>,
  know: (answer: StoredAnswer) => AnsweredAdvice,
): ReplayLog {
  let sessions: { date: IsoDate; positions: readonly Position[] }[] = [];
  let executions: MatchedExecution[] = [];
  let log: MatchedRecord[] = [];
  /** Of advice whose match nothing changes any more. */
  const settled = new WeakMap<MatchedRecord, LoggedAnswer>();
  let ready: { week: IsoWeek; prepared: PreparedReplay } | undefined;

  const answerOf = (record: MatchedRecord): LoggedAnswer =>
    settled.get(record) ?? {
      ...storedAdvice(record),
      ...know(storedAnswer({ ...record, outcome: null })),
      ...pick(record),
    };

  return {
    add(date, session) {
      sessions.push({ date, positions: session.positions });
      executions.push(...session.executions.filter(({ right }) => right !== null).map(matchedExecution));
    },

    advise: (records) => void log.push(...records),

    forget(before) {
      const { from } = weekRange(shiftWeek(before, -WEEKS_BEFORE - 1));
      sessions = sessions.filter(({ date }) => date >= from);
      executions = executions.filter(({ trading_date }) => trading_date >= addDays(from, -NEXT_SESSION_DAYS));
      log = log.filter(({ day }) => day >= addDays(from, -EPISODE_DAYS));
    },

    replayer(base, registry, week) {
      if (ready?.week !== week) ready = { week, prepared: preparedBy(week, registry) };
      return ready.prepared.replayer(base);
    },
  };

  /** What replays of a Saturday have in common. */
  function preparedBy(week: IsoWeek, registry: Registry): PreparedReplay {
    const { from: monday, to } = weekRange(week);
    const advice = log.map((record) => {
      const answer = answerOf(record);
      if (record.day < addDays(monday, -NEXT_SESSION_DAYS)) settled.set(record, answer);
      return answer;
    });
    return prepareReplay(
      {
        ...{ sessions, advice, histories: advisedOn, market: market.daily, facts: NO_FACTS },
        trades: tradesIn(executions, advice),
        known: knownOn,
        versions: new Map(registry.versions.map((row) => [row.version, versionOf(row)])),
        knownThrough: () => to,
      },
      ready?.prepared,
    );
  }
}

function pick({ recommendation: { bid, ask }, match, day }: MatchedRecord) {
  const { fill_record_ids, fill_quantities, excluded, answered_at, held_side } = match;
  return {
    ...{ bid, ask, trading_date: day },
    ...{ fill_record_ids, fill_quantities, excluded, answered_at, held_side },
  };
}

function tradesIn(
  executions: readonly MatchedExecution[],
  advice: readonly LoggedAnswer[],
): Map<string, Decision[]> {
  const adviceOf = groupBy(advice, ({ underlying }) => underlying);
  return new Map(
    [...groupBy(executions, ({ underlying }) => underlying)].map(([underlying, own]) => [
      underlying,
      decisionsOf(own, adviceLog(adviceOf.get(underlying) ?? []), NO_FACTS),
    ]),
  );
}
