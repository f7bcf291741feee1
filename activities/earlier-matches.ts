import { InvalidInput } from '../domain/errors.js';
import { hasUnplacedAdvice } from '../store/derived/episodes.js';
import type { Warehouse } from '../store/duckdb/warehouse.js';

/**
 * Throws InvalidInput where matches are as an earlier version left them, without their places in episodes: what is made
 * of them would be published, and corrected by the next run.
 */
export async function refuseEarlierMatches(warehouse: Warehouse): Promise<void> {
  if (await hasUnplacedAdvice(warehouse))
    throw new InvalidInput(
      'the matches were made by an earlier version: run "npx tradeloop reconcile" first',
    );
}
