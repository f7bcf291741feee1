import type { IsoDate } from '../../domain/time/dates.js';
import { accountCoverage } from '../inputs/account-coverage.js';
import { lastTrade, progressOf } from '../inputs/description.js';
import { staleOf, type StaleStep } from '../stale.js';
import type { Reader } from '../duckdb/warehouse.js';
import { LAPSES } from './stale-outcomes.js';
import { KNOWN_OTHERWISE, knownDays } from './stale-matches.js';

/** Which steps' rows are older than what they are made from, within the days that each step has done. */
export interface Behind {
  matches: boolean;
  outcomes: boolean;
}

/**
 * Looks at marks, coverage and days; reads no row of the history. What is imported for later days leaves nothing
 * behind.
 */
export async function behind(warehouse: Reader): Promise<Behind> {
  const { reconciled_through, outcomes_through } = await progressOf(warehouse);
  return {
    matches: reconciled_through !== null && (await areMatchesBehind(warehouse, reconciled_through)),
    outcomes:
      outcomes_through === null
        ? reconciled_through !== null
        : (reconciled_through !== null && outcomes_through < reconciled_through) ||
          (await areOutcomesBehind(warehouse, outcomes_through)),
  };
}

/** How far outcomes reach, where trades of later days are imported, and the day of the last of these. */
export interface ShortOfTrades {
  outcomes_through: IsoDate;
  last_trade: IsoDate;
}

/** The same of these accounts' trades, without any of all; null where outcomes reach as far, or there are none. */
export async function shortOfTrades(
  warehouse: Reader,
  accounts: readonly string[],
): Promise<ShortOfTrades | null> {
  const { outcomes_through } = await progressOf(warehouse);
  const last_trade = await lastTrade(warehouse, accounts);
  if (outcomes_through === null || last_trade === null || last_trade <= outcomes_through) return null;
  return { outcomes_through, last_trade };
}

async function areMatchesBehind(warehouse: Reader, asOf: IsoDate): Promise<boolean> {
  if (await isMarked(warehouse, ['match'], asOf)) return true;
  const accounts = await accountCoverage(warehouse);
  const otherwise = await warehouse.rows(`${KNOWN_OTHERWISE} LIMIT 1`, { asOf, ...knownDays(accounts) });
  return otherwise.length > 0;
}

async function areOutcomesBehind(warehouse: Reader, through: IsoDate): Promise<boolean> {
  if (await isMarked(warehouse, ['outcomes', 'links', 'counterfactuals'], through)) return true;
  return (await warehouse.rows(`SELECT account FROM (${LAPSES}) LIMIT 1`, { through })).length > 0;
}

async function isMarked(warehouse: Reader, steps: readonly StaleStep[], through: IsoDate): Promise<boolean> {
  const marks = steps.map((step) => `SELECT from_date FROM ${staleOf(step)}`).join(' UNION ALL ');
  const found = await warehouse.rows(
    `SELECT from_date FROM (${marks}) WHERE from_date <= $through::DATE LIMIT 1`,
    { through },
  );
  return found.length > 0;
}
