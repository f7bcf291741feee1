/** How often matches are right that are held for as sure as each other: on people whose answers are known. */
import { describe, expect, test } from '@jest/globals';
import { adviceLog, askedFor, type LoggedAdvice } from '../domain/advice/advice-log.js';
import { groupBy } from '../domain/group-by.js';
import { confidenceOf, DOUBTFUL, kindOf, type Evidence } from '../domain/matching/confidence.js';
import { contradictedBy } from '../domain/matching/contradiction.js';
import { decisionsOf } from '../domain/matching/decisions.js';
import type { Decision } from '../domain/matching/decision.js';
import { matchUnits } from '../domain/matching/match-units.js';
import { evidenceOf } from '../domain/matching/match.js';
import { sessionsBetween } from '../domain/time/calendar.js';
import { observed, type Observed, type Recording } from './observed.js';
import { plantedPerson } from './planted/person.js';
import { FIRST_VERSION, plantedSeason } from './planted/season.js';

const DAYS = { from: '2024-01-02', to: '2024-06-28' };
const RECORDINGS: readonly Recording[] = [
  { unlogged: 0, late: 0, byDay: false },
  { unlogged: 0.15, late: 0.1, byDay: false },
  { unlogged: 0, late: 0, byDay: true },
  { unlogged: 0.15, late: 0.1, byDay: true },
];
/** Habits of the people, one set a seed in turn. */
const HABITS: readonly object[][] = [
  [],
  [
    { kind: 'expiration_shift', action: 'open', weeks: 1 },
    { kind: 'strike_shift', action: 'roll', steps: 2 },
  ],
  [
    { kind: 'strike_shift', action: 'open', steps: 2, share: 0.7 },
    { kind: 'early_exit', captured: 0.6 },
  ],
  [
    { kind: 'quantity_share', share_of_advised: 0.5 },
    { kind: 'premium_floor', premium: 0.25 },
  ],
  [
    { kind: 'weekday_refusal', action: 'roll', weekday: 5 },
    { kind: 'expiration_shift', action: 'roll', weeks: 1, share: 0.6 },
  ],
];

interface Judged {
  evidence: Evidence;
  right: boolean;
}

function season(seed: number): ReturnType<ReturnType<typeof plantedSeason>['play']>[] {
  const person = plantedPerson({
    ...{ schema: 1, name: 'somebody', start: DAYS.from },
    accounts: [
      { account: 'main', commission: 0.65 },
      { account: 'ira', commission: 0 },
    ],
    market: { underlyings: { count: 8 } },
    habits: HABITS[seed % HABITS.length],
    noise: { misses: 0.1, absent_days: 0.05, wobble: 0.15, mood: 0.3, limit_orders: seed % 2 === 1 },
  });
  const played = plantedSeason(person, seed, DAYS);
  return sessionsBetween(DAYS.from, DAYS.to).map((date) => played.play(date, 1, FIRST_VERSION));
}

/** All matches of a season with whether they are what happened. */
function judged({ recommendations, executions, answers }: Observed): Judged[] {
  const adviceOf = groupBy(recommendations, ({ underlying }) => underlying);
  const tradesOf = groupBy(executions, ({ underlying }) => underlying);
  return [...new Set([...adviceOf.keys(), ...tradesOf.keys()])].flatMap((underlying) => {
    const log = adviceLog(adviceOf.get(underlying) ?? []);
    const decisions = decisionsOf(tradesOf.get(underlying) ?? [], log);
    const units = matchUnits(log, decisions);
    const chosen = new Map(units.flatMap((unit) => unit.chosen).map((pair) => [pair.decision, pair]));
    const truth = (decision: Decision) => answers.get(decision.execution_ids[0] ?? '');
    const truly = groupBy(
      decisions.filter((decision) => truth(decision) !== undefined),
      (decision) => truth(decision)?.recommendation_id,
    );
    // Asked again, the same advice is as good an answer.
    const isAnswerOf = (decision: Decision, { advice }: LoggedAdvice) => {
      const asked = truth(decision);
      return asked !== undefined && askedFor(asked) === askedFor(advice);
    };
    const contradicts = contradictedBy(decisions);
    return units.flatMap((unit) => [
      ...unit.advice.map((logged): Judged => {
        const answer = unit.chosen.find((pair) => pair.logged === logged);
        const evidence = evidenceOf(unit, logged, answer);
        if (answer) return { evidence, right: isAnswerOf(answer.decision, logged) };
        const own = truly.get(logged.advice.recommendation_id) ?? [];
        if (evidence.of === 'passive')
          return { evidence, right: (contradicts(logged) !== undefined) === own.length > 0 };
        const taken = own.every((decision) => {
          const other = chosen.get(decision);
          return other !== undefined && isAnswerOf(decision, other.logged);
        });
        return { evidence, right: taken };
      }),
      ...unit.decisions
        .filter((decision) => !chosen.has(decision))
        .map((decision): Judged => {
          const asked = truth(decision);
          // What did the contrary of a hold answers no advice either.
          const isLogged = log.all.some(
            ({ advice, terms }) => terms.length > 0 && advice.recommendation_id === asked?.recommendation_id,
          );
          return { evidence: evidenceOf(unit, decision, undefined), right: !isLogged };
        }),
    ]);
  });
}

function judgedOn(seeds: readonly number[]): Judged[] {
  return seeds.flatMap((seed) => {
    const sessions = season(seed);
    return RECORDINGS.flatMap((recording, at) => judged(observed(sessions, recording, 100 * seed + at)));
  });
}

interface Counted {
  n: number;
  right: number;
}

function countedBy<K>(matches: readonly Judged[], key: (match: Judged) => K): Map<K, Counted> {
  return new Map(
    [...groupBy(matches, key)].map(([one, same]) => [
      one,
      { n: same.length, right: same.filter(({ right }) => right).length },
    ]),
  );
}

/** What is counted of a kind goes to that of all, the more the fewer there are. */
const WEIGHT_OF_ALL = 5;

function fitted(matches: readonly Judged[]): string {
  const all = matches.filter(({ right }) => right).length / matches.length;
  const lines = [...countedBy(matches, ({ evidence }) => kindOf(evidence))]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, { n, right }]) => {
      const share = (right + WEIGHT_OF_ALL * all) / (n + WEIGHT_OF_ALL);
      return `  ${JSON.stringify(kind)}: ${share.toFixed(3)}, // ${right} of ${n}`;
    });
  return [...lines, `all: ${all.toFixed(3)}`].join('\n');
}

/** Of matches in ten parts of confidence: what was said, how often they were right, and how many there are. */
function reliability(matches: readonly Judged[]): { said: number; right: number; n: number }[] {
  const parts = groupBy(matches, ({ evidence }) => Math.min(9, Math.floor(confidenceOf(evidence) * 10)));
  return [...parts]
    .sort(([a], [b]) => a - b)
    .map(([, same]) => ({
      said: same.reduce((sum, { evidence }) => sum + confidenceOf(evidence), 0) / same.length,
      right: same.filter(({ right }) => right).length / same.length,
      n: same.length,
    }));
}

/** The expected calibration error: the mean distance of what was said from what was right. */
function errorOf(matches: readonly Judged[]): number {
  return reliability(matches).reduce(
    (sum, { said, right, n }) => sum + (n / matches.length) * Math.abs(right - said),
    0,
  );
}

const FITTED_ON = Array.from({ length: 40 }, (_, at) => at + 1);
const CHECKED_ON = [101, 102, 103, 104, 105];

describe('confidenceOf(evidence)', () => {
  test('is how often matches are right, on seasons that it was not counted on', () => {
    if (process.env['FIT_CONFIDENCE'] === '1') process.stdout.write(`${fitted(judgedOn(FITTED_ON))}\n`);
    const matches = judgedOn(CHECKED_ON);
    const pairs = matches.filter(({ evidence }) => evidence.answer !== undefined);
    if (process.env['FIT_CONFIDENCE'] === '1')
      for (const some of [matches, pairs])
        process.stdout.write(
          `${reliability(some)
            .map(({ said, right, n }) => `${said.toFixed(3)} ${right.toFixed(3)} ${n}`)
            .join('\n')}\n` + `expected calibration error ${errorOf(some).toFixed(4)} of ${some.length}\n`,
        );
    expect(errorOf(matches)).toBeLessThan(0.03);
    expect(errorOf(pairs)).toBeLessThan(0.03);
    // What is doubtful is wrong far more often than what is not.
    const wrong = (some: readonly Judged[]) => some.filter(({ right }) => !right).length / some.length;
    const [doubtful, sure] = [true, false].map((isDoubtful) =>
      matches.filter(({ evidence }) => confidenceOf(evidence) < DOUBTFUL === isDoubtful),
    ) as [Judged[], Judged[]];
    expect(doubtful.length).toBeGreaterThan(50);
    expect(wrong(doubtful)).toBeGreaterThan(5 * wrong(sure));
  }, 400_000);
});
