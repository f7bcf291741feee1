import { formatWeek, type IsoWeek } from '../domain/time/iso-week.js';
import type { Fact } from '../store/home/journal.js';
import type { AskedApi } from './asked-api.js';
import { published } from './candidate-row.js';
import { rewriteJournal } from './rewrite-journal.js';

/** Has a week have found a further candidate, less urgent than any: it begins again with it. Gives its id. */
export async function withSecondCandidate(api: AskedApi, week: IsoWeek): Promise<string> {
  const candidate_id = 'ffffffffffffffff';
  await rewriteJournal(api, (facts) =>
    facts.toSpliced(
      publicationOf(facts, week),
      0,
      published({ candidate_id, priority: 'low', first_seen: week, as_of: week }),
    ),
  );
  return candidate_id;
}

/** Has a week be published before any candidate was found, and these be found afterwards. */
export async function withCandidatesFoundLater(api: AskedApi, week: IsoWeek): Promise<void> {
  await rewriteJournal(api, (facts) => {
    const at = publicationOf(facts, week);
    const isEarly = (fact: Fact, place: number) => fact.fact === 'candidate_published' && place < at;
    return [
      ...facts.filter((fact, place) => place <= at && !isEarly(fact, place)),
      ...facts.filter(isEarly),
      ...facts.slice(at + 1),
    ];
  });
}

function publicationOf(facts: readonly Fact[], week: IsoWeek): number {
  return facts.findIndex((fact) => fact.fact === 'week_published' && formatWeek(fact.row) === week);
}
