import { carriedBy, type Carried } from '../domain/keyed-request.js';
import type { Patch } from '../domain/algorithm/parameter-patch.js';
import { withDecisions, type CandidateRow } from '../domain/candidates/candidate-row.js';
import { Ambiguous, NotFound } from '../domain/errors.js';
import { decide, decisionId, implementation, type Decided } from '../domain/registry/decision.js';
import { isSame, WATCH_WEEKS, type CandidateToDecide } from '../domain/registry/may-decide.js';
import type { DecisionRow } from '../domain/registry/registry-rows.js';
import { registryIn, unfollowedDecisions } from '../store/derived/algorithm.js';
import { decidedCandidates, publishedCandidates } from '../store/derived/candidates.js';
import { sessionAhead, writeCurrentAlgorithm } from '../store/derived/current-algorithm.js';
import { keepFacts } from '../store/derived/from-journal.js';
import { tableRows, type Row } from '../store/exports/table-rows.js';
import { factsOf, type Fact, type Facts } from '../store/home/journal.js';
import type { Store } from '../store/open-store.js';
import { accepted } from './algorithm.js';
import { requireWhole } from './require-whole.js';
import type { DecideInput } from './algorithm-reports.js';
import type { Steps } from './steps.js';

type Parts = Pick<Store, 'home' | 'journal' | 'warehouse'>;

/** What a person decides about a candidate: a fact first, then the version that it makes. */
export function decideSteps(store: Parts): Pick<Steps, 'decideCandidate'> {
  const { journal, warehouse } = store;
  return {
    async decideCandidate({ id, ...request }) {
      const candidate = candidateNamed(journal, id);
      const { candidate_id } = candidate;
      const found = decide(toDecide(candidate), request, {
        registry: registryIn(journal),
        made: decisionsAbout(journal, candidate_id),
        ahead: await sessionAhead(warehouse),
      });
      const isRepeated = found.kind === 'repeated';
      const { decision } = isRepeated ? found : await keep(store, accepted(found), request);
      return {
        decision,
        candidate: await latestRow(store, candidate_id),
        version: decision.version,
        repeated: isRepeated,
      };
    },
  };
}

async function keep(
  store: Parts,
  decided: Decided,
  { watchWeeks, ...said }: { watchWeeks: number } & Carried,
): Promise<Decided> {
  const { decision } = decided;
  const { by, decided_at: at } = decision;
  const watch_weeks = decision.decision === 'implement' ? watchWeeks : null;
  await keepFacts(store, [
    { fact: 'candidate_decided', at, by, row: decision, watch_weeks, ...carriedBy(said) },
    ...registryFacts(decided),
  ]);
  await writeCurrentAlgorithm(store);
  return decided;
}

function registryFacts({ decision, versions, changes }: Decided): Fact[] {
  const said = { at: decision.decided_at, by: decision.by };
  return [
    ...versions.map((row): Fact => ({ fact: 'algorithm_version', ...said, row })),
    ...changes.map((row): Fact => ({ fact: 'algorithm_change', ...said, row })),
  ];
}

/**
 * Makes what implementations lack that a crash broke off once the decision was in the journal: of what there was before
 * it, so that lines that are there already are the same.
 */
export async function followDecisions(store: Parts): Promise<void> {
  const { journal } = store;
  for (const fact of unfollowedDecisions(journal)) {
    const { row, watch_weeks } = fact;
    const before = { entries: journal.entries.slice(0, journal.entries.indexOf(fact)) };
    const { patch } = toDecide(candidateNamed(journal, row.candidate_id));
    const made = implementation(registryIn(before), row, { patch, watchWeeks: watch_weeks ?? WATCH_WEEKS });
    if (made.kind !== 'planned') continue;
    await keepFacts(store, registryFacts(made));
    await writeCurrentAlgorithm(store);
  }
}

/** The candidate and the id of a decision about it, and whether it was made already. */
export function decisionNamed(
  journal: Facts,
  { id, ...request }: Pick<DecideInput, 'id' | 'decision' | 'until' | 'at' | 'isAtGiven'>,
): { candidate_id: string; decision_id: string; is_made: boolean } {
  const { candidate_id } = candidateNamed(journal, id);
  const last = decisionsAbout(journal, candidate_id).at(-1);
  if (last !== undefined && isSame(last, request))
    return { candidate_id, decision_id: last.decision_id, is_made: true };
  return { candidate_id, decision_id: decisionId(candidate_id, request, last), is_made: false };
}

/**
 * The latest revision of a candidate, by its id or the beginning of it, with what was decided about it. Throws
 * InvalidInput, NotFound, Ambiguous.
 */
export function candidateNamed(journal: Facts, id: string): CandidateRow {
  const found = publishedCandidates(journal).filter(({ candidate_id }) => candidate_id.startsWith(id));
  const ids = [...new Set(found.map(({ candidate_id }) => candidate_id))].sort();
  requireWhole(id, ids);
  if (ids.length > 1)
    throw new Ambiguous(`several candidates begin with ${JSON.stringify(id)}: ${ids.join(', ')}`);
  const last = withDecisions(found, decidedCandidates(journal)).reduce<CandidateRow | undefined>(
    (latest, row) => (latest === undefined || row.revision > latest.revision ? row : latest),
    undefined,
  );
  if (last === undefined) throw new NotFound(`no candidate ${JSON.stringify(id)}`);
  return last;
}

export function toDecide(row: CandidateRow): CandidateToDecide {
  const { candidate_id, revision, status, flags } = row;
  return { candidate_id, revision, status, flags, patch: JSON.parse(row.patch) as Patch };
}

/** In their order. */
export function decisionsAbout(journal: Facts, candidateId: string): DecisionRow[] {
  return factsOf(journal, 'candidate_decided').flatMap(({ row }) =>
    row.candidate_id === candidateId ? [row] : [],
  );
}

/** As its export has it. */
async function latestRow(store: Parts, candidateId: string): Promise<Row> {
  const { rows } = await tableRows(store, { table: 'candidates', where: [['candidate_id', candidateId]] });
  const row = rows.at(-1);
  if (row === undefined) throw new Error(`the table of candidates lacks ${candidateId}`);
  return row;
}
