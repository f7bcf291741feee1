import { scenarioResults, type ScenarioResult } from '../domain/learning/backtest/scenario-result.js';
import { defaultSpecification } from '../domain/learning/features/default-specification.js';
import { barsBefore } from '../domain/learning/features/feature-bars.js';
import { labelledPast } from '../domain/learning/features/labelled-past.js';
import { specId, type FeatureSpecification } from '../domain/learning/features/feature-specification.js';
import type { AskedDecision, World } from '../domain/learning/features/feature-values.js';
import type { JudgedDecision } from '../domain/learning/scenarios/judged-decision.js';
import {
  dependsOnHistory,
  labelledContexts,
  labelledDecisions,
  scenariosOf,
  type Scenarios,
} from '../domain/learning/scenarios/scenarios.js';
import { groupBy } from '../domain/group-by.js';
import { hashId } from '../domain/hash.js';
import type { OffScale } from '../domain/market/share-count.js';
import { adviceTradingDate } from '../domain/time/calendar.js';
import { addDays, earlierOf, laterOf, type DateRange, type IsoDate } from '../domain/time/dates.js';
import { registryIn } from '../store/derived/algorithm.js';
import { judgedDecisions } from '../store/derived/judged-decisions.js';
import {
  decisionsToMake,
  findChangedInputs,
  firstDecisionDay,
  labelledBefore,
  labelledThatStay,
} from '../store/derived/scenario-inputs.js';
import {
  areScenariosStale,
  replaceScenarios,
  scenarioCounts,
  scenariosMadeBy,
} from '../store/derived/scenarios.js';
import type { Reader, Warehouse } from '../store/duckdb/warehouse.js';
import type { Home } from '../store/home/home.js';
import type { Facts, Journal } from '../store/home/journal.js';
import { datesOf } from '../store/inputs/description.js';
import { datesAhead, readFeatureBars } from '../store/inputs/market.js';
import { readSplits } from '../store/inputs/splits.js';
import { readOffScale } from '../store/inputs/share-evidence.js';
import { guardrailsOf } from './guardrails.js';
import { scoreLive } from './live-predictions.js';
import { savedSpecification } from './learning-files.js';
import type { ScenariosReport } from './learning-reports.js';
import type { Steps } from './steps.js';
import type { BringUpToDate } from './up-to-date.js';

interface Parts {
  warehouse: Warehouse;
  home: Pick<Home, 'featureSpecification'>;
  journal: Facts;
}

/** Brings matches and outcomes up to date, then the scenarios that are made from them, and what models say of them. */
export function learningSteps({
  bringUpToDate,
  ...store
}: Parts & { home: Home; journal: Journal; bringUpToDate: BringUpToDate }): Pick<Steps, 'updateScenarios'> {
  return {
    async updateScenarios() {
      // What is refused is refused before anything is computed.
      await savedSpecification(store.home);
      const { first_date, last_date } = await datesOf(store.warehouse);
      const all = first_date === null || last_date === null ? [] : [{ from: first_date, to: last_date }];
      await bringUpToDate(all);
      const report = await makeScenarios(store);
      await scoreLive(store, Infinity);
      return report;
    },
  };
}

/** Makes scenarios, features and rewards of what is stored now; where none of that has changed, they stay. */
export async function makeScenarios({ warehouse, home, journal }: Parts): Promise<ScenariosReport> {
  const saved = await savedSpecification(home);
  const made = await scenariosMadeBy(warehouse);
  const isSame = saved === null ? made?.saved === false : made?.spec_id === specId(saved);
  if (made !== null && isSame && !(await areScenariosStale(warehouse)))
    return { spec_id: made.spec_id, scenarios: await scenarioCounts(warehouse), changed: 0 };
  const toMake = await findChangedInputs(warehouse);
  const offScale = await readOffScale(warehouse, { through: null });
  const surroundings = surroundingsOf(offScale, journal);
  if (saved !== null && made?.spec_id === specId(saved) && made.surroundings === surroundings) {
    const asked = { specification: saved, since: toMake.since, offScale };
    const rows = await rowsSince({ warehouse, journal }, asked);
    if (rows !== null) {
      const by = { spec_id: made.spec_id, specification: saved, saved: true, surroundings };
      const changed = await replaceScenarios(warehouse, rows, by, toMake.since);
      return { spec_id: by.spec_id, scenarios: await scenarioCounts(warehouse), changed };
    }
  }
  const world = await readWorld(warehouse, saved, { offScale });
  const specification = saved ?? defaultFor(world);
  const by = { spec_id: specId(specification), specification, saved: saved !== null, surroundings };
  const isWhole = made?.spec_id !== by.spec_id || made.surroundings !== surroundings;
  const isAsked = ({ recommendation_id, sent_at }: JudgedDecision) =>
    isWhole || sent_at.slice(0, 10) >= toMake.since || toMake.changed.has(recommendation_id);
  const { reward: rule } = specification;
  const { bars, events, decisions } = world;
  const labelled = labelledDecisions(decisions, { rule, bars });
  const vetoes = await guardrailsOf({ warehouse, journal }, decisions.filter(isAsked));
  const results = scenarioResults(labelled, { rule, bars, vetoes, isAsked });
  const rows = { ...scenariosOf(labelled, specification, { bars, events, isAsked }), results };
  const changed = await replaceScenarios(warehouse, rows, by, isWhole ? null : toMake.since);
  return { spec_id: by.spec_id, scenarios: await scenarioCounts(warehouse), changed };
}

/**
 * The rows of advice that may have changed, by no more of the past than they look back on. Null where what they come to
 * depends on decisions long before them.
 */
async function rowsSince(
  { warehouse, journal }: Omit<Parts, 'home'>,
  {
    specification,
    since,
    offScale,
  }: { specification: FeatureSpecification; since: IsoDate; offScale: ReadWorld['offScale'] },
): Promise<(Scenarios & { results: ScenarioResult[] }) | null> {
  const decisions = await decisionsToMake(warehouse, since);
  const days = decisions.map(({ trading_date }) => trading_date).sort();
  const [asked, last] = [days[0], days.at(-1)];
  if (asked === undefined || last === undefined)
    return { scenarios: [], features: [], rewards: [], results: [] };
  const first = (await firstDecisionDay(warehouse)) ?? asked;
  const symbols = symbolsOf(decisions);
  const bars = await readBarsFor(warehouse, specification, { symbols, first, last, offScale, asked });
  // What is sent on a weekend counts for the session after it.
  const events = await daysAhead(warehouse, symbols, { first: laterOf(first, addDays(asked, -WEEK)), last });
  const { reward: rule } = specification;
  const labelled = labelledDecisions(decisions, { rule, bars });
  if (dependsOnHistory(labelled)) return null;
  const earlier = await labelledThatStay(warehouse, { since, window: longestWindow(specification) });
  const vetoes = await guardrailsOf({ warehouse, journal }, decisions);
  const results = scenarioResults(labelled, { rule, bars, vetoes });
  return { ...scenariosOf(labelled, specification, { bars, events, earlier }), results };
}

/** A hash of what all scenarios are made from beside advice, what came of it, bars and days ahead. */
function surroundingsOf(offScale: ReadWorld['offScale'], journal: Facts): string {
  const { versions, changes } = registryIn(journal);
  return hashId(JSON.stringify([...offScale]), JSON.stringify([versions, changes]));
}

/** The specification that holds where a person has saved none. */
export async function currentDefault(warehouse: Reader): Promise<FeatureSpecification> {
  return defaultFor(await readWorld(warehouse, null));
}

/** Of which the rule of rewards, and how far bars are looked back on, stand for every default. */
const NO_CONTEXT = defaultSpecification([]);

function defaultFor({ decisions, bars }: ReadWorld): FeatureSpecification {
  const labelled = labelledDecisions(decisions, { rule: NO_CONTEXT.reward, bars });
  return defaultSpecification(labelledContexts(labelled));
}

export type ReadWorld = Omit<World, 'past'> & {
  decisions: readonly JudgedDecision[];
  offScale: ReadonlyMap<string, readonly OffScale[]>;
};

function symbolsOf(decisions: readonly Pick<AskedDecision, 'underlying'>[]): string[] {
  return [...new Set(decisions.map(({ underlying }) => underlying))].sort();
}

/** Calendar days that surely hold a session more than so many. */
const daysOf = (sessions: number) => Math.ceil(sessions * 1.6) + 14;

/** All that is known for advice that may not be stored, by the scenarios as they were made last. */
export async function worldFor(
  warehouse: Reader,
  specification: FeatureSpecification,
  asked: readonly AskedDecision[],
): Promise<World> {
  const days = asked.map(({ sent_at }) => adviceTradingDate(sent_at)).sort();
  const [since, last] = [days[0], days.at(-1)];
  if (since === undefined || last === undefined)
    return { bars: new Map(), events: new Map(), past: labelledPast([]) };
  const symbols = symbolsOf(asked);
  const first = earlierOf((await firstDecisionDay(warehouse)) ?? since, since);
  const offScale = await readOffScale(warehouse, { through: null });
  const within = { symbols, first, last, offScale, asked: since };
  return {
    bars: await readBarsFor(warehouse, specification, within),
    events: await daysAhead(warehouse, symbols, { first: laterOf(first, addDays(since, -WEEK)), last }),
    past: labelledPast(
      await labelledBefore(warehouse, { since, through: last, window: longestWindow(specification) }),
    ),
  };
}

/** Of as many scenarios as a feature looks back on at most. */
function longestWindow({ features }: FeatureSpecification): number {
  return Math.max(1, ...features.map((one) => (one.source === 'history' ? one.window : 0)));
}

/** All that features are made from, of all advice or of that of some days. */
export async function readWorld(
  warehouse: Reader,
  specification: FeatureSpecification | null,
  { within, offScale: known }: { within?: DateRange; offScale?: ReadWorld['offScale'] } = {},
): Promise<ReadWorld> {
  const all = await judgedDecisions(warehouse);
  const decisions = within
    ? all.filter(({ trading_date: day }) => day >= within.from && day <= within.to)
    : all;
  const days = decisions.map(({ trading_date }) => trading_date).sort();
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined)
    return { decisions, bars: new Map(), events: new Map(), offScale: new Map() };
  const symbols = symbolsOf(decisions);
  const offScale = known ?? (await readOffScale(warehouse, { through: null }));
  const bars = await readBarsFor(warehouse, specification, { symbols, first, last, offScale });
  const events = await daysAhead(warehouse, symbols, { first, last });
  return { decisions, bars, events, offScale };
}

async function daysAhead(
  warehouse: Reader,
  symbols: readonly string[],
  { first, last }: { first: IsoDate; last: IsoDate },
): Promise<World['events']> {
  const ahead = await datesAhead(warehouse, symbols, { from: first, to: addDays(last, 60) });
  const ofKind = (own: typeof ahead, kind: string) =>
    own.filter((one) => one.kind === kind).map(({ date }) => date);
  return new Map(
    [...groupBy(ahead, ({ underlying }) => underlying)].map(([underlying, own]) => [
      underlying,
      { earnings: ofKind(own, 'earnings'), ex_dividend: ofKind(own, 'ex_dividend') },
    ]),
  );
}

const WEEK = 7;

/** So many days back there mostly are all the bars that features look back on. */
const RECENT_DAYS = 120;

/**
 * The bars that features of advice from one day to another look back on. With `asked` only those that the advice of
 * that day and later looks back on: the same, since what is short of bars in the last months is read whole.
 */
export async function readBarsFor(
  warehouse: Reader,
  specification: FeatureSpecification | null,
  {
    symbols,
    first,
    last,
    offScale,
    asked = first,
  }: { first: IsoDate; last: IsoDate; asked?: IsoDate } & Pick<
    Parameters<typeof readFeatureBars>[1],
    'symbols' | 'offScale'
  >,
): ReturnType<typeof readFeatureBars> {
  const windows = (specification ?? NO_CONTEXT).features.map((feature) =>
    feature.source === 'bars' ? feature.window : 0,
  );
  // A scale is measured over twenty returns whatever the features are.
  const most = Math.max(21, ...windows) + 1;
  const from = addDays(first, -daysOf(most));
  const recently = addDays(asked, -RECENT_DAYS);
  if (recently <= from) return readFeatureBars(warehouse, { symbols, from, to: last, offScale });
  const bars = await readFeatureBars(warehouse, { symbols, from: recently, to: last, offScale });
  const splits = await readSplits(warehouse, symbols);
  const before = addDays(asked, -WEEK);
  const isShort = (symbol: string) => {
    const own = bars.get(symbol);
    return own === undefined || splits.has(symbol) || barsBefore(own, before) <= most;
  };
  const rest = { symbols: symbols.filter(isShort), from, to: last, offScale };
  if (rest.symbols.length === 0) return bars;
  return new Map([...bars, ...(await readFeatureBars(warehouse, rest))]);
}
