import { Ambiguous, NotFound } from '../domain/errors.js';
import type { Reader } from '../store/duckdb/warehouse.js';
import { tableRows, type Row } from '../store/exports/table-rows.js';
import type { Home } from '../store/home/home.js';
import { requireWhole } from './require-whole.js';

/** Candidates as the latest rows of their table. */
export interface ListedCandidates {
  candidates: Row[];
  /** How many are open or deferred, listed or not. */
  open: number;
}

export interface CandidateDetail {
  candidate: Row;
  revisions: number[];
  /** The habits that it comes of, as they stood in its week. */
  patterns: Row[];
  decisions: Row[];
  workflow_id: string;
  /** Null where nothing waits for an answer. */
  workflow_state: string | null;
}

interface ReadParts {
  warehouse: Reader;
  home: Home;
}

const PRIORITIES = ['high', 'medium', 'low'];
const STANDING: readonly string[] = ['open', 'deferred'];

/** The latest revisions, the most urgent first; `statuses`: those alone, null: all. */
export async function listedCandidates(
  store: ReadParts,
  statuses: readonly string[] | null,
): Promise<ListedCandidates> {
  const { rows } = await tableRows(store, { table: 'candidates' });
  const latest = rows.filter((row, i) => row['candidate_id'] !== rows[i + 1]?.['candidate_id']);
  const isListed = ({ status }: Row) => statuses === null || statuses.includes(status as string);
  return {
    candidates: latest.filter(isListed).sort(byPriority),
    open: latest.filter(({ status }) => STANDING.includes(status as string)).length,
  };
}

function byPriority(a: Row, b: Row): number {
  const rank = ({ priority }: Row) => PRIORITIES.indexOf(priority as string);
  return rank(a) - rank(b) || ((a['candidate_id'] as string) < (b['candidate_id'] as string) ? -1 : 1);
}

/** Throws InvalidInput, NotFound where no id begins so or there is no such revision, Ambiguous where several do. */
export async function candidateDetail(
  store: ReadParts,
  { id, revision }: { id: string; revision?: number | undefined },
): Promise<CandidateDetail> {
  const { rows: all } = await tableRows(store, { table: 'candidates' });
  const rows = all.filter(({ candidate_id }) => (candidate_id as string).startsWith(id));
  const ids = [...new Set(rows.map((row) => row['candidate_id'] as string))];
  requireWhole(id, ids);
  const [candidate_id, ...others] = ids;
  if (candidate_id === undefined) throw new NotFound(`no candidate ${JSON.stringify(id)}`);
  if (others.length > 0)
    throw new Ambiguous(
      `several candidates begin with ${JSON.stringify(id)}: ${[candidate_id, ...others].join(', ')}`,
    );
  const candidate = revision === undefined ? rows.at(-1) : rows.find((row) => row['revision'] === revision);
  const revisions = rows.map((row) => Number(row['revision']));
  if (candidate === undefined)
    throw new NotFound(
      `candidate ${candidate_id} has no revision ${revision}; it has ${revisions.join(', ')}`,
    );
  const { rows: decisions } = await tableRows(store, {
    table: 'decisions',
    where: [['candidate_id', candidate_id]],
  });
  return {
    candidate,
    revisions,
    patterns: await patternsOf(store, candidate),
    decisions,
    workflow_id: `candidate:${candidate_id}`,
    workflow_state: null,
  };
}

async function patternsOf(store: ReadParts, { pattern_ids, as_of }: Row): Promise<Row[]> {
  const week = as_of as string;
  const { rows } = await tableRows(store, {
    table: 'patterns',
    where: [
      ['year', week.slice(0, 4)],
      ['week', String(Number(week.slice(6)))],
      ...(pattern_ids as readonly string[]).map((one) => ['pattern_id', one] as const),
    ],
  });
  return rows;
}
