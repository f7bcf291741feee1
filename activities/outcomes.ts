import { earlierOf, laterOf, type IsoDate } from '../domain/time/dates.js';
import { InvalidInput } from '../domain/errors.js';
import type { Market } from '../domain/market/daily-bars.js';
import { linesOf } from '../domain/market/share-count.js';
import { keepCampaigns, tellCampaigns } from '../store/derived/campaigns.js';
import { datesOf } from '../store/inputs/description.js';
import { appendFact, factsOf, type Journal } from '../store/home/journal.js';
import { restateOffScale } from '../store/derived/off-scale.js';
import { readMarket, withFinerBars } from '../store/inputs/market.js';
import {
  addUnits,
  beginUnits,
  countTold,
  coverageOfAccounts,
  executionsOf,
  hashesTold,
  keepLinks,
  linkMatches,
  noteTold,
  replaceUnits,
  toldThrough,
  type ToldUnit,
  type UnitExecution,
} from '../store/derived/outcomes.js';
import { findStaleUnits } from '../store/derived/stale-outcomes.js';
import type { Warehouse } from '../store/duckdb/warehouse.js';
import { turns } from '../store/turns.js';
import { batches } from './batches.js';
import { refuseEarlierMatches } from './earlier-matches.js';
import { restateCounterfactuals, type Told } from './counterfactuals.js';
import { inTurns } from './in-turns.js';
import { dealtOn, marketOf, tellUnits } from './loops/tell-units.js';
import { runLoop } from './loops/run-loop.js';
import type { Steps } from './steps.js';

/** Executions of units that are written together. */
const EXECUTIONS_AT_ONCE = 50_000;
/** What takes some hundredths of a second: then whatever else waits in the process has its turn. */
const EXECUTIONS_TOLD_AT_ONCE = 300;

/**
 * Lots, outcomes and counterfactuals up to a day. The day never goes back: what was computed once stays known. Only
 * what has changed is made anew, in one transaction, and comes to the same rows as making all of it.
 */
export function outcomeSteps({
  warehouse,
  journal,
}: {
  warehouse: Warehouse;
  journal: Journal;
}): Pick<Steps, 'trackOutcomes'> {
  return {
    async trackOutcomes({ through: named }) {
      const latest = factsOf(journal, 'outcomes_through').map((fact) => fact.through);
      const wanted = named ?? (await datesOf(warehouse)).last_date ?? latest[0];
      if (wanted === undefined) throw new InvalidInput('nothing is imported: no day to compute outcomes for');
      const through = latest.reduce(laterOf, wanted);
      await refuseEarlierMatches(warehouse);
      return warehouse.transaction(async () => {
        const told = await toldThrough(warehouse);
        const offScale = await restateOffScale(warehouse, through);
        const units = await restateUnits(warehouse, { told, through, offScale });
        await linkMatches(warehouse);
        await restateCounterfactuals(warehouse, { told, through, offScale });
        await noteTold(warehouse, through);
        const { lots, outcomes, counterfactuals } = await countTold(warehouse);
        // Work that fails is not claimed; a crash from here on leaves a fact, and the work is done when the home is
        // opened again.
        if (!latest.includes(through)) await appendFact(journal, { fact: 'outcomes_through', through });
        return {
          ...{ through, ...units, lots_open: lots, outcomes, counterfactuals },
          bars_off_scale: linesOf(offScale),
        };
      });
    },
  };
}

async function restateUnits(
  warehouse: Warehouse,
  { told: toldBefore, through, offScale }: Told,
): Promise<{ units: number; units_changed: number }> {
  const units = await findStaleUnits(warehouse, { told: toldBefore, through });
  const known = await coverageOfAccounts(warehouse);
  const hashes = await hashesTold(warehouse);
  await keepCampaigns(warehouse);
  await keepLinks(warehouse);
  let units_changed = 0;
  for (const batch of batches(units, ({ executions }) => executions, EXECUTIONS_AT_ONCE)) {
    const unitIds = batch.map(({ unit_id }) => unit_id);
    const changed: string[] = [];
    await beginUnits(warehouse, unitIds);
    for await (const told of toldUnits(warehouse, unitIds, { known, through, offScale })) {
      const others = told.filter(({ unitId, inputHash }) => hashes.get(unitId) !== inputHash);
      await addUnits(warehouse, others);
      for (const { unitId } of others) changed.push(unitId);
    }
    await replaceUnits(warehouse, changed);
    units_changed += changed.length;
  }
  await tellCampaigns(warehouse);
  return { units: units.length, units_changed };
}

/**
 * Lots and outcomes of the units begun, some at a time. Those without executions any more come last, with no outcomes.
 */
async function* toldUnits(
  warehouse: Warehouse,
  unitIds: readonly string[],
  { known, through, offScale }: Omit<Told, 'told'> & { known: ReadonlyMap<string, IsoDate> },
): AsyncGenerator<ToldUnit[]> {
  const left = new Set(unitIds);
  for await (const some of executionsOf(warehouse, through)) {
    const units = some.map(([unitId, executions]) => {
      left.delete(unitId);
      const covered = known.get(executions[0]?.account ?? '') ?? through;
      return { unitId, executions, knownThrough: earlierOf(through, covered) };
    });
    const market = await marketFor(warehouse, some, offScale);
    const turn = turns();
    const told: ToldUnit[] = [];
    for (const part of batches(units, ({ executions }) => executions.length, EXECUTIONS_TOLD_AT_ONCE)) {
      const weight = part.reduce((sum, { executions }) => sum + executions.length, 0);
      told.push(...(await runLoop('tellUnits', { units: part, market }, weight)));
      await turn();
    }
    yield told;
  }
  const gone = [...left].map((unitId) => ({ unitId, executions: [], knownThrough: through }));
  yield await inTurns(tellUnits({ units: gone, market: new Map() }));
}

/** Bars for units' executions; most have shares or deliveries nowhere, and need none. */
async function marketFor(
  warehouse: Warehouse,
  units: readonly [string, UnitExecution[]][],
  offScale: Told['offScale'],
): Promise<Market> {
  const wanted = marketOf(units.flatMap(([, executions]) => executions));
  if (wanted.symbols.length === 0) return new Map();
  const dealt = units.flatMap(([, executions]) => dealtOn(executions));
  return withFinerBars(warehouse, await readMarket(warehouse, { ...wanted, offScale }), { ...wanted, dealt });
}
