import { adviceLog, type StoredAdvice } from '../domain/advice/advice-log.js';
import { answersKnownThrough } from '../domain/advice/awaited-accounts.js';
import type { Version } from '../domain/algorithm/next-version.js';
import {
  prepareReplay,
  type PreparedReplay,
  type ReplayInputs,
} from '../domain/candidates/prepare-replay.js';
import { priceHistory } from '../domain/market/price-history.js';
import { decisionsOf } from '../domain/matching/decisions.js';
import type { Decision } from '../domain/matching/decision.js';
import type { MatchedExecution } from '../domain/matching/fill-groups.js';
import { humanFacts, type HumanFacts } from '../domain/matching/human-facts.js';
import { groupInPieces, mapInPieces, type Pieces } from '../domain/pieces.js';
import { positionsBefore } from '../domain/positions/positions.js';
import { knowing } from '../domain/preferences/known-advice.js';
import { knownMornings } from '../domain/preferences/known-mornings.js';
import { sessionsBetween } from '../domain/time/calendar.js';
import { addDays, earlierOf, laterOf, type DateRange } from '../domain/time/dates.js';
import { shiftWeek, weekOf, weekRange } from '../domain/time/iso-week.js';
import { NEXT_SESSION_DAYS } from '../domain/time/session-gaps.js';
import { keepLinks } from '../store/derived/linked-inputs.js';
import { loggedAnswers } from '../store/derived/logged-answers.js';
import { readInputs, type MatchColumns } from '../store/derived/match-inputs.js';
import { reconciledRanges } from '../store/derived/matches.js';
import { earningsDays } from '../store/derived/patterns.js';
import { rowsIn } from '../store/duckdb/columns.js';
import type { Warehouse } from '../store/duckdb/warehouse.js';
import { matchFactsOf } from '../store/home/journal.js';
import { accountCoverage } from '../store/inputs/account-coverage.js';
import { executionsOfCalls } from '../store/inputs/executions.js';
import { readMarket } from '../store/inputs/market.js';
import { readOffScale } from '../store/inputs/share-evidence.js';
import type { Store } from '../store/open-store.js';
import { inTurns } from './in-turns.js';

/** Calendar days of advice before a range: an episode that runs into it began no earlier, or is judged within it. */
const EPISODE_DAYS = 60;
/** Calendar days of bars before it: a year for the regimes, and what its first day is measured over. */
const RUN_UP_DAYS = 400;

export interface ReplayedRange extends DateRange {
  /** Only of these; of all where none is named. */
  underlyings: readonly string[];
  algorithm: Version['algorithm'];
  /** Of that algorithm. */
  versions: ReadonlyMap<string, Version>;
}

/** Reads what a range is replayed from, and prepares it. */
export async function readReplay(
  store: Pick<Store, 'warehouse' | 'journal'>,
  asked: ReplayedRange,
): Promise<PreparedReplay> {
  return prepareReplay(await replayInputs(store, asked));
}

export async function replayInputs(
  { warehouse, journal }: Pick<Store, 'warehouse' | 'journal'>,
  asked: ReplayedRange,
): Promise<ReplayInputs> {
  const facts = humanFacts(matchFactsOf(journal));
  const { from, to, versions, algorithm } = asked;
  const { from: first } = weekRange(shiftWeek(weekOf(from), -1));
  const isAsked = (underlying: string) =>
    asked.underlyings.length === 0 || asked.underlyings.includes(underlying);
  const answers = await loggedAnswers(warehouse, {
    from: addDays(first, -EPISODE_DAYS),
    to: addDays(to, NEXT_SESSION_DAYS),
    underlyings: asked.underlyings,
  });
  const held =
    algorithm === 'reference' ? await executionsOfCalls(warehouse, { from: first, to, account: null }) : [];
  const dealt = held.flatMap(({ underlying, to_underlying }) => [underlying, to_underlying ?? underlying]);
  const underlyings = [...new Set([...answers.map(({ underlying }) => underlying), ...dealt])]
    .filter(isAsked)
    .sort();
  const heldBefore = positionsBefore(held);
  const sessions = (algorithm === 'reference' ? sessionsBetween(first, to) : []).map((date) => ({
    date,
    positions: heldBefore(date).filter(({ underlying }) => isAsked(underlying)),
  }));
  const market = await readMarket(warehouse, {
    symbols: underlyings,
    from: addDays(first, -RUN_UP_DAYS),
    to,
    offScale: await readOffScale(warehouse, { through: null }),
  });
  const histories = new Map([...market].map(([symbol, daily]) => [symbol, priceHistory(daily)]));
  const surroundings = { histories, earnings: await earningsDays(warehouse) };
  const know = knowing(surroundings);
  const asOf = (await reconciledRanges(warehouse)).map((range) => range.to).reduce(laterOf, NEVER);
  const accounts = await accountCoverage(warehouse);
  return {
    sessions,
    advice: await inTurns(mapInPieces(answers, know)),
    trades: await tradesOf(warehouse, {
      underlyings,
      facts,
      from: addDays(first, -NEXT_SESSION_DAYS),
      to: asOf,
    }),
    histories,
    known: knownMornings(surroundings),
    versions,
    market,
    facts,
    knownThrough: (account) => {
      const through = answersKnownThrough(accounts, account);
      return through === null ? null : earlierOf(asOf, through);
    },
  };
}

const NEVER = '0001-01-01';

/** What the person did, as matching sees it, by underlying. */
async function tradesOf(
  warehouse: Warehouse,
  { underlyings, facts, from, to }: DateRange & { underlyings: readonly string[]; facts: HumanFacts },
): Promise<Map<string, Decision[]>> {
  await keepLinks(warehouse, facts);
  const scopes = underlyings.map((underlying) => ({ underlying, from, to }));
  const read = await readInputs(warehouse, scopes, to);
  return inTurns(decisionsIn(read, { underlyings, facts }));
}

function* decisionsIn(
  read: MatchColumns,
  { underlyings, facts }: { underlyings: readonly string[]; facts: HumanFacts },
): Pieces<Map<string, Decision[]>> {
  const adviceOf = yield* groupInPieces(
    rowsIn<StoredAdvice & { scope: number }>(read.recommendations),
    inScope,
  );
  yield;
  const executionsOf = yield* groupInPieces(
    rowsIn<MatchedExecution & { scope: number }>(read.executions),
    inScope,
  );
  const decided = (underlying: string, scope: number): [string, Decision[]] => [
    underlying,
    decisionsOf(executionsOf.get(scope) ?? [], adviceLog(adviceOf.get(scope) ?? []), facts),
  ];
  return new Map(yield* mapInPieces(underlyings, decided, 1));
}

function inScope({ scope }: { scope: number }): number {
  return scope;
}
