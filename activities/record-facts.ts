import type { Warehouse } from '../store/duckdb/warehouse.js';
import { reconciledRanges } from '../store/derived/matches.js';
import { matchesTouched, withTheirTrades } from '../store/derived/touched-matches.js';
import type { Journal } from '../store/home/journal.js';
import { appendMatchFacts } from '../store/home/match-facts.js';
import { meantBy } from './meant-facts.js';
import type { Steps } from './steps.js';

/**
 * Writes down what a person says of matches, a line of the journal each, and restates the matches it is about. What was
 * said before changes nothing. Throws InvalidInput, NotFound, Ambiguous or Conflict where nothing can be meant by it,
 * and then nothing is written.
 */
export function factSteps({
  warehouse,
  journal,
  reconcileRange,
}: { warehouse: Warehouse; journal: Journal } & Pick<Steps, 'reconcileRange'>): Pick<Steps, 'recordFacts'> {
  return {
    async recordFacts(saying) {
      const { facts, touched } = await meantBy({ warehouse, journal }, saying);
      const about = touched.executions.length === 0 ? touched : await withTheirTrades(warehouse, touched);
      const added = await appendMatchFacts(journal, facts);
      const last = (await reconciledRanges(warehouse)).at(-1);
      if (added.length > 0 && last !== undefined) await reconcileRange(last);
      const matches = await matchesTouched(warehouse, about);
      return { facts: added.length, match_ids: matches.map(({ match_id }) => match_id) };
    },
  };
}
