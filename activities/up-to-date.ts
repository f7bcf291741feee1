import type { DateRange } from '../domain/time/dates.js';
import {
  areMatchesBehind,
  areOutcomesBehind,
  type Behind,
  type ShortOfTrades,
} from '../store/derived/behind.js';
import { reconciledRanges } from '../store/derived/matches.js';
import type { Warehouse } from '../store/duckdb/warehouse.js';
import { madeThrough } from '../store/inputs/description.js';
import { unreconciledDays } from '../store/inputs/unreconciled.js';
import type { Steps } from './steps.js';

/** Brings matches and outcomes up to date; gives whether there was anything to do. */
export type BringUpToDate = (asked: readonly DateRange[]) => Promise<boolean>;

/**
 * What is published is made of one state: docs/decisions/one-state.md. Before it, whatever of matches and outcomes is
 * older than what was imported is made anew, and what was never reconciled of the days `asked` for is reconciled. The
 * first time that is everything; later no further day becomes known than those.
 */
export function upToDateFirst({
  warehouse,
  reconcileRange,
  trackOutcomes,
}: { warehouse: Warehouse } & Pick<Steps, 'reconcileRange' | 'trackOutcomes'>): BringUpToDate {
  async function matchesUpToDate(asked: readonly DateRange[]): Promise<boolean> {
    const missing = await unreconciledDays(warehouse, asked);
    const done = await reconciledRanges(warehouse);
    const last = done.at(-1);
    if (missing !== null) await reconcileRange(last === undefined ? {} : missing);
    else if (last !== undefined && (await areMatchesBehind(warehouse))) await reconcileRange(last);
    else return false;
    return true;
  }

  async function outcomesUpToDate(): Promise<boolean> {
    if (!(await areOutcomesBehind(warehouse))) return false;
    const { reconciled_through } = await madeThrough(warehouse);
    await trackOutcomes(reconciled_through === null ? {} : { through: reconciled_through });
    return true;
  }

  return async (asked) => {
    const [matches, outcomes] = [await matchesUpToDate(asked), await outcomesUpToDate()];
    return matches || outcomes;
  };
}

/** What to run where rows are older than what is imported; null where none are. */
export function behindSentence({ matches, outcomes }: Behind): string | null {
  if (!matches && !outcomes) return null;
  const commands = [...(matches ? ['reconcile'] : []), 'outcomes'].map((name) => `"npx tradeloop ${name}"`);
  const what = matches ? 'matches and outcomes are' : 'outcomes are';
  return `${what} older than what is imported or said: run ${commands.join(', then ')}`;
}

/** What to run where outcomes stop before the last trade. That leaves nothing behind, but who looks is to know. */
export function shortSentence({ outcomes_through, last_trade }: ShortOfTrades): string {
  return `outcomes reach ${outcomes_through}, trades are imported through ${last_trade}: run "npx tradeloop outcomes"`;
}
