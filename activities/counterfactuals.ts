import { answersAndExits, isOneCurrency } from '../domain/counterfactual/answers-and-exits.js';
import { counterfactual, NOT_JUDGED } from '../domain/counterfactual/counterfactual.js';
import { MODEL } from '../domain/counterfactual/counterfactual-model.js';
import type { OffScale } from '../domain/market/share-count.js';
import { groupBy } from '../domain/group-by.js';
import { addDays, earlierOf, type IsoDate } from '../domain/time/dates.js';
import { NEXT_SESSION_DAYS } from '../domain/time/session-gaps.js';
import { answersTo, beginAnswers, outcomesAfter } from '../store/derived/answers.js';
import {
  addCounterfactuals,
  dueAdvice,
  takeStaleCounterfactuals,
  type CounterfactualRow,
  type JudgedAdvice,
} from '../store/derived/counterfactuals.js';
import { lastBars, readMarket } from '../store/inputs/market.js';
import type { Warehouse } from '../store/duckdb/warehouse.js';
import { turns } from '../store/turns.js';
import { batches } from './batches.js';

/** Read at a time, and held in memory at once. */
const ADVICE_AT_ONCE = 20_000;

/** The day through which outcomes are computed now, and that of the run before; null the first time. */
export interface Told {
  told: IsoDate | null;
  through: IsoDate;
  offScale: ReadonlyMap<string, readonly OffScale[]>;
}

/** Judges anew the advice whose match, bars or lots have changed, and what waited for its horizon. */
export async function restateCounterfactuals(
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
  // A trade may count for a session after its day, and advice for one after the day that it was sent.
  const since = addDays(first, -NEXT_SESSION_DAYS);
  await beginAnswers(warehouse, advice);
  const answers = groupBy(await answersTo(warehouse, since), ({ recommendation_id }) => recommendation_id);
  const outcomes = groupBy(
    await outcomesAfter(warehouse, since),
    ({ recommendation_id }) => recommendation_id,
  );
  const lastBar = await lastBars(warehouse, symbols);
  const market = await readMarket(warehouse, {
    symbols,
    from: addDays(first, -MODEL.lookbackDays),
    to: through,
    offScale,
  });
  const rows: CounterfactualRow[] = [];
  const turn = turns();
  for (const one of advice) {
    await turn();
    const own = answers.get(one.recommendation_id) ?? [];
    const after = outcomes.get(one.recommendation_id) ?? [];
    const row =
      one.judged && isOneCurrency(own, after)
        ? counterfactual({
            advice: one,
            ...answersAndExits(own, after),
            daily: lastBar.has(one.underlying) ? market.get(one.underlying) : undefined,
            lastBar: lastBar.get(one.underlying) ?? null,
            asOf: through,
          })
        : NOT_JUDGED;
    if (row === undefined) continue;
    const { recommendation_id, match_id, underlying, episode_id, input_hash } = one;
    const currency = own[0]?.currency ?? 'USD';
    rows.push({ recommendation_id, match_id, ...row, currency, episode_id, unit_id: underlying, input_hash });
  }
  return rows;
}
