import { scenarioResults } from '../domain/learning/backtest/scenario-result.js';
import { defaultSpecification } from '../domain/learning/features/default-specification.js';
import { specId, type FeatureSpecification } from '../domain/learning/features/feature-specification.js';
import type { AskedDecision, World } from '../domain/learning/features/feature-values.js';
import type { JudgedDecision } from '../domain/learning/scenarios/judged-decision.js';
import {
  labelledContexts,
  labelledDecisions,
  pastOf,
  scenariosOf,
} from '../domain/learning/scenarios/scenarios.js';
import { groupBy } from '../domain/group-by.js';
import { hashId } from '../domain/hash.js';
import type { OffScale } from '../domain/market/share-count.js';
import { adviceTradingDate } from '../domain/time/calendar.js';
import { addDays, type DateRange, type IsoDate } from '../domain/time/dates.js';
import { registryIn } from '../store/derived/algorithm.js';
import { judgedDecisions } from '../store/derived/judged-decisions.js';
import { findChangedInputs } from '../store/derived/scenario-inputs.js';
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
import { readOffScale } from '../store/inputs/share-evidence.js';
import { guardrailsOf } from './guardrails.js';
import { scoreLive } from './live-predictions.js';
import { savedSpecification } from './learning-files.js';
import type { ScenariosReport, Steps } from './steps.js';
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
  const world = await readWorld(warehouse, saved);
  const specification = saved ?? defaultFor(world);
  const surroundings = surroundingsOf(world, journal);
  const by = { spec_id: specId(specification), specification, saved: saved !== null, surroundings };
  const toMake = await findChangedInputs(warehouse);
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

/** A hash of what all scenarios are made from beside advice, what came of it, bars and days ahead. */
function surroundingsOf({ offScale }: ReadWorld, journal: Facts): string {
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

/** Calendar days that surely hold a session more than so many. */
const daysOf = (sessions: number) => Math.ceil(sessions * 1.6) + 14;

/** All that is known for advice that may not be stored. */
export async function worldFor(
  warehouse: Reader,
  specification: FeatureSpecification,
  asked: readonly AskedDecision[],
): Promise<World> {
  const world = await readWorld(warehouse, specification, { asked });
  const labelled = labelledDecisions(world.decisions, { rule: specification.reward, bars: world.bars });
  return { bars: world.bars, events: world.events, past: pastOf(labelled) };
}

/** All that features are made from, of all advice or of that of some days, and of what is asked about beside it. */
export async function readWorld(
  warehouse: Reader,
  specification: FeatureSpecification | null,
  { asked = [], within }: { asked?: readonly AskedDecision[]; within?: DateRange } = {},
): Promise<ReadWorld> {
  const all = await judgedDecisions(warehouse);
  const decisions = within
    ? all.filter(({ trading_date: day }) => day >= within.from && day <= within.to)
    : all;
  const days = [
    ...decisions.map(({ trading_date }) => trading_date),
    ...asked.map(({ sent_at }) => adviceTradingDate(sent_at)),
  ].sort();
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined)
    return { decisions, bars: new Map(), events: new Map(), offScale: new Map() };
  const symbols = [...new Set([...decisions, ...asked].map(({ underlying }) => underlying))].sort();
  const offScale = await readOffScale(warehouse, { through: null });
  const bars = await readBarsFor(warehouse, specification, { symbols, first, last, offScale });
  const ahead = await datesAhead(warehouse, symbols, { from: first, to: addDays(last, 60) });
  const daysAhead = (own: typeof ahead, kind: string) =>
    own.filter((one) => one.kind === kind).map(({ date }) => date);
  const events = new Map(
    [...groupBy(ahead, ({ underlying }) => underlying)].map(([underlying, own]) => [
      underlying,
      { earnings: daysAhead(own, 'earnings'), ex_dividend: daysAhead(own, 'ex_dividend') },
    ]),
  );
  return { decisions, bars, events, offScale };
}

/** The bars that features of advice from one day to another look back on. */
export function readBarsFor(
  warehouse: Reader,
  specification: FeatureSpecification | null,
  {
    symbols,
    first,
    last,
    offScale,
  }: { first: IsoDate; last: IsoDate } & Pick<Parameters<typeof readFeatureBars>[1], 'symbols' | 'offScale'>,
): ReturnType<typeof readFeatureBars> {
  const windows = (specification ?? NO_CONTEXT).features.map((feature) =>
    feature.source === 'bars' ? feature.window : 0,
  );
  // A scale is measured over twenty returns whatever the features are.
  const from = addDays(first, -daysOf(Math.max(21, ...windows) + 1));
  return readFeatureBars(warehouse, { symbols, from, to: last, offScale });
}
