import { addDays, earlierOf, laterOf, type IsoDate } from '../domain/time/dates.js';
import { NEXT_SESSION_DAYS } from '../domain/time/session-gaps.js';
import { counterfactual, NOT_JUDGED } from '../domain/counterfactual/counterfactual.js';
import { MODEL } from '../domain/counterfactual/counterfactual-model.js';
import { InvalidInput } from '../domain/errors.js';
import { groupBy } from '../domain/group-by.js';
import {
  addCounterfactuals,
  answersTo,
  dueAdvice,
  lastBars,
  outcomesAfter,
  takeStaleCounterfactuals,
  type CounterfactualRow,
  type JudgedAdvice,
} from '../store/derived/counterfactuals.js';
import { keepCampaigns, tellCampaigns } from '../store/derived/campaigns.js';
import { datesOf } from '../store/inputs/description.js';
import { appendFact, factsOf, type Journal } from '../store/home/journal.js';
import { restateOffScale } from '../store/derived/off-scale.js';
import { linesOf, type OffScale } from '../domain/market/share-count.js';
import { readMarket, withFinerBars } from '../store/inputs/market.js';
import {
  countTold,
  coverageOfAccounts,
  executionsOf,
  hashesTold,
  keepLinks,
  linkMatches,
  noteTold,
  replaceUnits,
  toldThrough,
} from '../store/derived/outcomes.js';
import { findStaleUnits } from '../store/derived/stale-outcomes.js';
import type { Warehouse } from '../store/duckdb/warehouse.js';
import { answered } from './advice-case.js';
import { batches } from './batches.js';
import { evenParts } from './loops/even-parts.js';
import { runLoop } from './loops/run-loop.js';
import type { Steps } from './steps.js';
import { dealtOn, marketOf } from './loops/tell-units.js';

/** Read at a time, and held in memory at once. */
const EXECUTIONS_AT_ONCE = 50_000;
const ADVICE_AT_ONCE = 20_000;

/**
 * Lots, outcomes and counterfactuals up to a day. The day never goes back: what was once told stays known. Only what has changed is
 * made anew, in one transaction, and comes to the same rows as making all of it.
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
      if (wanted === undefined)
        throw new InvalidInput('nothing is imported: no day to tell outcomes through');
      const through = latest.reduce(laterOf, wanted);
      return warehouse.transaction(async () => {
        const told = await toldThrough(warehouse);
        const offScale = await restateOffScale(warehouse, through);
        const units = await restateUnits(warehouse, { told, through, offScale });
        await linkMatches(warehouse);
        await restateCounterfactuals(warehouse, { told, through, offScale });
        await noteTold(warehouse, through);
        const { lots, outcomes, counterfactuals } = await countTold(warehouse);
        // Work that fails is not claimed; a crash from here on leaves a fact, and the work is done when the home is opened again.
        if (!latest.includes(through)) await appendFact(journal, { fact: 'outcomes_through', through });
        return {
          ...{ through, ...units, lots_open: lots, outcomes, counterfactuals },
          bars_off_scale: linesOf(offScale),
        };
      });
    },
  };
}

/** The day that is told through now, and the one of the time before, null the first time. */
interface Told {
  told: IsoDate | null;
  through: IsoDate;
  offScale: ReadonlyMap<string, readonly OffScale[]>;
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
    const executions = await executionsOf(warehouse, unitIds, through);
    const byUnit = groupBy(executions, ({ unit_id }) => unit_id);
    const daily = await readMarket(warehouse, { ...marketOf(executions), offScale });
    const dealt = [...byUnit.values()].flatMap(dealtOn);
    const market = await withFinerBars(warehouse, daily, { ...marketOf(executions), dealt });
    const ownOfUnits = unitIds.map((unitId) => {
      const own = byUnit.get(unitId) ?? [];
      const covered = known.get(own[0]?.account ?? '') ?? through;
      return { unitId, executions: own, knownThrough: earlierOf(through, covered) };
    });
    const parts = evenParts(ownOfUnits, (unit) => unit.executions.length);
    const told = (
      await Promise.all(
        parts.map(({ items, weight }) => runLoop('tellUnits', { units: items, market }, weight)),
      )
    ).flat();
    const changed = told.filter(({ unitId, inputHash }) => hashes.get(unitId) !== inputHash);
    await replaceUnits(warehouse, changed);
    units_changed += changed.length;
  }
  await tellCampaigns(warehouse);
  return { units: units.length, units_changed };
}

async function restateCounterfactuals(
  warehouse: Warehouse,
  { told, through, offScale }: Told,
): Promise<void> {
  const stale = await takeStaleCounterfactuals(warehouse, { told, through });
  for (const batch of batches(stale, ({ advice }) => advice, ADVICE_AT_ONCE)) {
    const advice = await dueAdvice(
      warehouse,
      batch.map(({ underlying }) => underlying),
    );
    const rows = await counterfactualsOf(warehouse, advice, { through, offScale });
    await addCounterfactuals(warehouse, rows);
  }
}

async function counterfactualsOf(
  warehouse: Warehouse,
  advice: readonly JudgedAdvice[],
  { through, offScale }: Omit<Told, 'told'>,
): Promise<CounterfactualRow[]> {
  const symbols = [...new Set(advice.map(({ underlying }) => underlying))];
  const first = advice.map(({ trading_date }) => trading_date).reduce(earlierOf);
  const asked = {
    ids: advice.map(({ recommendation_id }) => recommendation_id),
    // A trade may count for a session after its day, and advice for one after the day that it was sent.
    since: addDays(first, -NEXT_SESSION_DAYS),
  };
  const answers = groupBy(await answersTo(warehouse, asked), ({ recommendation_id }) => recommendation_id);
  const outcomes = groupBy(
    await outcomesAfter(warehouse, asked),
    ({ recommendation_id }) => recommendation_id,
  );
  const lastBar = await lastBars(warehouse, symbols);
  const market = await readMarket(warehouse, {
    symbols,
    from: addDays(first, -MODEL.lookbackDays),
    to: through,
    offScale,
  });
  return advice.flatMap((one) => {
    const own = answers.get(one.recommendation_id) ?? [];
    const row = one.judged
      ? counterfactual({
          advice: one,
          ...answered(own, outcomes.get(one.recommendation_id) ?? []),
          daily: lastBar.has(one.underlying) ? market.get(one.underlying) : undefined,
          lastBar: lastBar.get(one.underlying) ?? null,
          asOf: through,
        })
      : NOT_JUDGED;
    if (row === undefined) return [];
    const { recommendation_id, match_id, underlying, episode_id, input_hash } = one;
    const currency = own[0]?.currency ?? 'USD';
    return [{ recommendation_id, match_id, ...row, currency, episode_id, unit_id: underlying, input_hash }];
  });
}
