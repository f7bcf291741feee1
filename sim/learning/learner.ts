/**
 * What the store and the steps make of advice and trades, kept in memory and made week by week: only what a week can
 * still change is looked at again.
 */
import { knowing } from '../../domain/preferences/known-advice.js';
import { knownIn } from '../../domain/preferences/patterns.js';
import type { Version } from '../../domain/algorithm/next-version.js';
import type { Replayer } from '../../domain/candidates/replay.js';
import { compare } from '../../domain/compare.js';
import type { Registry } from '../../domain/registry/registry.js';
import { sessionOnOrBefore } from '../../domain/time/calendar.js';
import { addDays, type DateRange, type IsoDate } from '../../domain/time/dates.js';
import { shiftWeek, weekRange, type IsoWeek } from '../../domain/time/iso-week.js';
import { matterAction } from '../planted/trade.js';
import type { PlantedSeason, PlayedSession } from '../planted/season.js';
import type { AdviceRecord, Decided, MatchedRecord } from './advice-record.js';
import { answering, decidedIn, inOrder, judgedDecision, ofWeek, placed } from './decided.js';
import { movingMatch } from './moving-match.js';
import { replayLog } from './replay-log.js';
import { outcomeOf, trades } from './outcome-of.js';

/** What is known of a week: on its own Saturday, or on the next, when its last session is known as well. */
export interface KnownWeek {
  week: IsoWeek;
  /** All its advice. */
  records: readonly MatchedRecord[];
  /** In the order of their first advice. */
  decided: readonly Decided[];
  /** Of it and of weeks before, those of which became known what they came to; in the same order. */
  judged: readonly Decided[];
}

export interface Learner {
  /** Takes a session in. */
  add(date: IsoDate, played: PlayedSession): void;
  /** What is known on the Saturday of a week of it and of the week before, which nothing changes any more. */
  saturday(week: IsoWeek): { before: KnownWeek; own: KnownWeek };
  /** In the order of their first advice; those of one time by symbol. */
  underlyings(): readonly string[];
  /** Replays changes of a version over weeks up to the one that was looked at last. */
  replayer(base: Version, registry: Registry): Replayer;
  /** Weeks before one are not replayed any more. */
  forget(before: IsoWeek): void;
}

export function learner(
  season: Pick<PlantedSeason, 'market' | 'underlyings' | 'advisedOn' | 'knownOn'>,
): Learner {
  const { market, underlyings } = season;
  const matching = movingMatch();
  const done = trades();
  const answerOf = answering(
    knowing({
      histories: market.histories,
      earnings: new Map(underlyings.map(({ symbol, earnings }) => [symbol, earnings])),
    }),
  );
  const log = replayLog(season, answerOf);
  let looked: IsoWeek = '';
  const advised: string[] = [];
  /** Of this week and the one before. */
  let recent: AdviceRecord[] = [];
  /** What may belong to an episode that goes on. */
  const subjects = new Map<string, MatchedRecord[]>();
  /** Judged advice whose outcome is not known yet. */
  const waiting = new Set<MatchedRecord>();
  /** Of which became known lately what it came to. */
  let known = new Set<MatchedRecord>();

  return {
    add(date, { positions, advised: advice, executions, closings }) {
      log.add(date, { positions, executions });
      for (const execution of executions) {
        matching.execute(execution);
        done.execute(execution);
      }
      for (const closing of closings) done.close(closing);
      for (const one of advice) {
        const record: AdviceRecord = {
          ...one,
          ...{ day: date, match: null, episode_id: null, isJudged: false, outcome: null, decided: null },
        };
        recent.push(record);
        matching.advise(record);
      }
      const seen = new Set(advised);
      const added = advice
        .map(({ recommendation }) => recommendation.underlying)
        .filter((one) => !seen.has(one));
      advised.push(...[...new Set(added)].sort());
    },

    saturday(week) {
      const { from, to } = weekRange(week);
      const since = addDays(from, -7);
      recent = recent.filter(({ day }) => day >= since);
      for (const { record, match } of matching.match({ since, known: to }))
        enter(Object.assign(record, { match }));
      const decided = decideSince(since);
      prune(from);
      judge({ from, to });
      const of = (one: IsoWeek, range: DateRange): KnownWeek => ({
        week: one,
        records: recent.filter(({ day }) => day >= range.from && day <= range.to) as MatchedRecord[],
        decided: inOrder(ofWeek(decided, one)),
        judged: judgedIn(one),
      });
      const before = shiftWeek(week, -1);
      const told = { before: of(before, weekRange(before)), own: of(week, { from, to }) };
      log.advise(told.own.records);
      looked = week;
      known = new Set([...known].filter(({ decided: one }) => one !== null && knownIn(one.decision) >= week));
      return told;
    },

    underlyings: () => advised,
    replayer: (base, registry) => log.replayer(base, registry, looked),
    forget: (before) => log.forget(before),
  };

  /** Advice to wait is no decision, whatever becomes of it. */
  function enter(record: MatchedRecord): void {
    if (matterAction(record.recommendation) === 'wait') return;
    const subject = record.match.subject ?? '';
    const own = subjects.get(subject) ?? [];
    subjects.set(subject, own);
    if (record.episode_id !== null) return;
    own.push(record);
    own.sort((a, b) => compare(a.day, b.day));
  }

  function decideSince(since: IsoDate): Decided[] {
    return [...subjects.values()].flatMap((records) => {
      if ((records.at(-1) as MatchedRecord).day < since) return [];
      return placed(records)
        .filter((episode) => (episode.at(-1) as MatchedRecord).day >= since)
        .flatMap((episode) => {
          for (const record of episode) awaitOutcome(record, since);
          const decided = decidedIn(episode, answerOf);
          for (const one of decided)
            for (const record of one.advice) if (record.day >= since) record.decided = one;
          return decided;
        });
    });
  }

  /** Of an episode one piece of advice is judged: which one an answer may change. */
  function awaitOutcome(record: MatchedRecord, since: IsoDate): void {
    if (record.isJudged && matterAction(record.recommendation) !== 'hold') {
      if (record.day >= since) waiting.add(record);
      return;
    }
    waiting.delete(record);
    if (record.outcome === null) return;
    record.outcome = null;
    if (record.decided !== null) record.decided.decision.judged = null;
  }

  /** Leaves of each subject what a later week can belong to: its last episode, and what is not settled yet. */
  function prune(from: IsoDate): void {
    for (const [subject, records] of subjects) {
      const last = records.at(-1) as MatchedRecord;
      const open = records.filter(({ day }) => day >= from).map(({ episode_id }) => episode_id);
      const kept = new Set([...open, last.episode_id]);
      const isGone = last.day < from && (last.match.gone_on ?? '') < from;
      if (isGone) subjects.delete(subject);
      else
        subjects.set(
          subject,
          records.filter(({ episode_id }) => kept.has(episode_id)),
        );
    }
  }

  /** What lies before this week is matched for good, and judged once. */
  function judge({ from, to: asOf }: DateRange): void {
    const lastBar = sessionOnOrBefore(asOf);
    for (const record of waiting) {
      if (record.match.match_type === 'pending') continue;
      const outcome = outcomeOf(record, { done, market: market.daily, asOf, lastBar });
      if (outcome === undefined) continue;
      if (record.day < from) waiting.delete(record);
      record.outcome = outcome === 'nothing to go by' ? null : outcome;
      judgedDecision(record, answerOf);
      known.add(record);
    }
  }

  function judgedIn(week: IsoWeek): Decided[] {
    const judged = [...known].flatMap(({ decided: one }) =>
      one === null || one.decision.judged === null || knownIn(one.decision) !== week ? [] : [one],
    );
    return inOrder([...new Set(judged)]);
  }
}
