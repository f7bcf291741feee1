import { MATCH_FACTS } from '../../domain/matching/match-fact.js';
import type { Fact, Facts } from '../home/journal.js';
import { matchFactsOf, factsOf } from '../home/journal.js';
import type { JournalTable } from './journal-table.js';

/** When people said something: each time once, whatever facts came of it. What the program did by itself is none. */
export const said: JournalTable = {
  table: 'said',
  facts: [
    ...MATCH_FACTS.map((schema): Fact['fact'] => schema.shape.fact.value),
    'advice_intended',
    'candidate_decided',
    'algorithm_change',
  ],
  rules: 1,
  rows: (journal) => saidTimes(journal).map((at) => ({ at })),
};

/** In order. */
export function saidTimes(journal: Facts): string[] {
  const changes = factsOf(journal, 'algorithm_change').filter(({ row }) => row.kind !== 'auto_revert');
  const others = [...factsOf(journal, 'advice_intended'), ...factsOf(journal, 'candidate_decided')];
  const facts = [...matchFactsOf(journal), ...others, ...changes];
  return [...new Set(facts.map(({ at }) => at))].sort();
}
