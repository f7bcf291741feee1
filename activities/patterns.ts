import { priceHistory } from '../domain/market/price-history.js';
import {
  inOrderOfAdvice,
  knownAdvice,
  type StoredAnswer,
  type Surroundings,
} from '../domain/preferences/known-advice.js';
import { roundStarts } from '../domain/candidates/round-starts.js';
import type { PatternRow } from '../domain/preferences/pattern-row.js';
import { lookedWeeksInPieces, type LookedWeek } from '../domain/preferences/patterns.js';
import type { RoundStart } from '../domain/preferences/rounds.js';
import type { WeekDecision } from '../domain/preferences/week-decision.js';
import { weekDecisionsInPieces } from '../domain/preferences/week-decisions.js';
import { weeksOfInputs, type WeekOfInputs } from '../domain/preferences/weeks-of-inputs.js';
import { addDays, earlierOf, laterOf, type IsoDate } from '../domain/time/dates.js';
import { formatWeek, weekRange, type IsoWeek } from '../domain/time/iso-week.js';
import { registryIn } from '../store/derived/algorithm.js';
import { decidedCandidates, publishedCandidates } from '../store/derived/candidates.js';
import {
  earningsDays,
  firstFoundBefore,
  patternWeeks,
  replacePatterns,
  storedAnswers,
} from '../store/derived/patterns.js';
import { publishedWeeks } from '../store/derived/weeks.js';
import { readMarket } from '../store/inputs/market.js';
import { readOffScale } from '../store/inputs/share-evidence.js';
import type { Facts } from '../store/home/journal.js';
import type { Warehouse } from '../store/duckdb/warehouse.js';
import { turns } from '../store/turns.js';
import { inTurns } from './in-turns.js';

/**
 * Calendar days of bars before the first advice: the year that a volatility is placed in, and what its first day is
 * measured over.
 */
const RUN_UP_DAYS = 400;

interface Parts {
  warehouse: Warehouse;
  journal: Facts;
}

/** What a Saturday is shown beside its habits. */
export interface SaturdayContext {
  starts: readonly RoundStart[];
  answers: readonly StoredAnswer[];
  /** Of all weeks, later ones too. */
  decisions: readonly WeekDecision[];
}

/** Sees some of the weeks as they are looked at, in their order. */
export interface WeekWatcher {
  weeks: ReadonlySet<IsoWeek>;
  see(looked: LookedWeek, context: SaturdayContext): Promise<void>;
}

const NOBODY: WeekWatcher = { weeks: new Set(), see: () => Promise.resolve() };

/** Watchers that see each week one after the other. */
export function inTurn(...watchers: readonly WeekWatcher[]): WeekWatcher {
  return {
    weeks: new Set(watchers.flatMap(({ weeks }) => [...weeks])),
    async see(looked, context) {
      for (const watcher of watchers) if (watcher.weeks.has(looked.week)) await watcher.see(looked, context);
    },
  };
}

/** Makes the patterns of all weeks up to one; what is made of the same stays as it is. */
export async function makePatterns(
  { warehouse, journal }: Parts,
  through: IsoWeek,
  watcher: WeekWatcher = NOBODY,
): Promise<void> {
  const answers = await storedAnswers(warehouse, weekRange(through).to);
  const starts = roundStarts(publishedCandidates(journal), decidedCandidates(journal), registryIn(journal));
  const underlyings = await inTurns(inOrderOfAdvice(answers));
  const around = await surroundings(warehouse, { answers, underlyings });
  const inputs = {
    underlyings,
    starts,
    decisions: await inTurns(weekDecisionsInPieces(await inTurns(knownAdvice(answers, around)))),
    through,
  };
  const weeks = await inTurns(weeksOfInputs(inputs));
  const stored = await patternWeeks(warehouse);
  const since = firstDifferent(weeks, stored);
  if (since === undefined && watcher.weeks.size === 0) return;
  const rows: PatternRow[] = [];
  const before = [...watcher.weeks, ...(since === undefined ? [] : [since])].sort()[0] ?? through;
  const seen = { before, firstFound: await firstFoundBefore(warehouse, before) };
  const turn = turns();
  for (const looked of lookedWeeksInPieces({ ...inputs, seen })) {
    await turn();
    if (looked === undefined) continue;
    if (since !== undefined && looked.week >= since) rows.push(...(await inTurns(looked.rowsInPieces())));
    if (watcher.weeks.has(looked.week))
      await watcher.see(looked, { starts, answers, decisions: inputs.decisions });
  }
  if (since !== undefined)
    await replacePatterns(warehouse, { since, rows, weeks: weeks.filter(({ week }) => week >= since) });
}

/** Makes those of all weeks up to the last that is published, and no others. */
export async function makePublishedPatterns(store: Parts): Promise<void> {
  const { warehouse } = store;
  const last = (await publishedWeeks(warehouse)).at(-1);
  if (last !== undefined) return makePatterns(store, formatWeek(last));
  const [first] = await patternWeeks(warehouse);
  if (first !== undefined) await replacePatterns(warehouse, { since: first.week, rows: [], weeks: [] });
}

/** Makes them on a warehouse that has none: one made anew, or by a version that looked for none. */
export async function makeLostPatterns(store: Parts): Promise<void> {
  if ((await patternWeeks(store.warehouse)).length === 0) await makePublishedPatterns(store);
}

/** The first week, of either, that is not made of the same. */
function firstDifferent(
  weeks: readonly WeekOfInputs[],
  stored: readonly WeekOfInputs[],
): IsoWeek | undefined {
  const [longer, other] = weeks.length < stored.length ? [stored, weeks] : [weeks, stored];
  const at = longer.findIndex(({ input_hash }, i) => input_hash !== other[i]?.input_hash);
  return [weeks[at]?.week, stored[at]?.week].filter((week) => week !== undefined).sort()[0];
}

async function surroundings(
  warehouse: Warehouse,
  { answers, underlyings }: { answers: readonly StoredAnswer[]; underlyings: readonly string[] },
): Promise<Surroundings> {
  const [one] = answers;
  if (one === undefined) return { histories: new Map(), earnings: new Map() };
  let [first, last] = [one.trading_date, one.trading_date];
  for (const { trading_date } of answers)
    [first, last] = [earlierOf(first, trading_date), laterOf(last, trading_date)];
  return {
    histories: await histories(warehouse, underlyings, { first, last }),
    earnings: await earningsDays(warehouse),
  };
}

async function histories(
  warehouse: Warehouse,
  underlyings: readonly string[],
  { first, last }: { first: IsoDate; last: IsoDate },
): Promise<Surroundings['histories']> {
  const market = await readMarket(warehouse, {
    symbols: [...underlyings].sort(),
    from: addDays(first, -RUN_UP_DAYS),
    to: last,
    offScale: await readOffScale(warehouse, { through: null }),
  });
  return new Map([...market].map(([symbol, daily]) => [symbol, priceHistory(daily)]));
}
