import type { IsoDate } from '../../domain/time/dates.js';
import { accountCoverage } from '../inputs/account-coverage.js';
import { lastTrade, madeThrough } from '../inputs/description.js';
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
  return { matches: await areMatchesBehind(warehouse), outcomes: await areOutcomesBehind(warehouse) };
}

/** The same of matches alone. */
export async function areMatchesBehind(warehouse: Reader): Promise<boolean> {
  const { reconciled_through } = await madeThrough(warehouse);
  return reconciled_through !== null && (await areKnownOtherwise(warehouse, reconciled_through));
}

/** The same of outcomes, and of what is made with them. */
export async function areOutcomesBehind(warehouse: Reader): Promise<boolean> {
  const { reconciled_through, outcomes_through } = await madeThrough(warehouse);
  if (outcomes_through === null) return reconciled_through !== null;
  if (reconciled_through !== null && outcomes_through < reconciled_through) return true;
  return areLapsedOrMarked(warehouse, outcomes_through);
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
  const { outcomes_through } = await madeThrough(warehouse);
  const last_trade = await lastTrade(warehouse, accounts);
  if (outcomes_through === null || last_trade === null || last_trade <= outcomes_through) return null;
  return { outcomes_through, last_trade };
}

async function areKnownOtherwise(warehouse: Reader, asOf: IsoDate): Promise<boolean> {
  if (await isMarked(warehouse, ['match'], asOf)) return true;
  const accounts = await accountCoverage(warehouse);
  const otherwise = await warehouse.rows(`${KNOWN_OTHERWISE} LIMIT 1`, { asOf, ...knownDays(accounts) });
  return otherwise.length > 0;
}

async function areLapsedOrMarked(warehouse: Reader, through: IsoDate): Promise<boolean> {
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
