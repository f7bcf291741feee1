import type { CandidateRow } from '../domain/candidates/candidate-row.js';
import type { ChangeRow } from '../domain/registry/registry-rows.js';
import type { Outcome, SimulatedWeek } from './simulate.js';
import type { WeekLine } from './week-line.js';

/** The files of a simulation, one line a row. */
export const SIMULATED_FILES = [
  'weeks',
  'patterns',
  'candidates',
  'decisions',
  'algorithm_versions',
  'algorithm_changes',
] as const;
type SimulatedFile = (typeof SIMULATED_FILES)[number];
/** Lines that are added to files. */
export type SimulatedLines = Partial<Record<SimulatedFile, string>>;

/** What a simulation came to for one seed. */
export interface SimulatedPerson {
  seed: number;
  /** Mean chosen divergence of the first two weeks, and of the last three. */
  first_weeks: number | null;
  last_weeks: number | null;
  candidates: number;
  implemented: number;
  /** Candidates that were ever flagged so. */
  costly: number;
  /** Of what is in force. */
  changes: number;
  habits: HabitCost[];
  /** By week. */
  divergence: (number | null)[];
}

export interface HabitCost {
  index: number;
  /**
   * What a decision that the habit changes is expected to cost, hedged, in % of price: negative is what it loses. Null
   * where it changed none.
   */
  true_cost: number | null;
}

export function simulatedPerson(
  seed: number,
  {
    weeks,
    outcome: { candidates, algorithm_changes },
    trueCosts,
  }: {
    weeks: readonly WeekLine[];
    outcome: {
      candidates: readonly Pick<CandidateRow, 'candidate_id' | 'status' | 'flags'>[];
      algorithm_changes: readonly Pick<ChangeRow, 'kind'>[];
    };
    trueCosts: readonly (number | null)[];
  },
): SimulatedPerson {
  const divergence = weeks.map(({ divergence_chosen }) => divergence_chosen);
  const countOf = (isOne: (row: Pick<CandidateRow, 'status' | 'flags'>) => boolean) =>
    new Set(candidates.filter(isOne).map(({ candidate_id }) => candidate_id)).size;
  return {
    seed,
    first_weeks: meanOf(divergence.slice(0, 2)),
    last_weeks: meanOf(divergence.slice(-3)),
    candidates: countOf(() => true),
    implemented: countOf(({ status }) => status === 'implemented'),
    costly: countOf(({ flags }) => flags.includes('costly')),
    changes: algorithm_changes.filter(({ kind }) => kind !== 'start').length,
    habits: trueCosts.map((true_cost, index) => ({ index, true_cost })),
    divergence,
  };
}

/** Of those that are known; null where none is. */
export function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** The lines that a week adds, each beginning with the seed. */
export function weekLines(
  seed: number,
  { line, patterns }: Pick<SimulatedWeek, 'line' | 'patterns'>,
): SimulatedLines {
  return { weeks: linesOf(seed, [line]), patterns: linesOf(seed, patterns, ['underlyings']) };
}

/** The lines of what became of the algorithm. */
export function outcomeLines(seed: number, { candidates, decisions, registry }: Outcome): SimulatedLines {
  const shown = candidates
    .map((row) => ({ week: row.as_of, ...row }))
    .sort((a, b) =>
      a.candidate_id < b.candidate_id ? -1 : a.candidate_id > b.candidate_id ? 1 : a.revision - b.revision,
    );
  return {
    candidates: linesOf(seed, shown, ['patch', 'frontier', 'auto_revert', 'worst_week_usd']),
    decisions: linesOf(seed, decisions),
    algorithm_versions: linesOf(seed, registry.versions, ['parameters', 'patch']),
    algorithm_changes: linesOf(seed, registry.changes, ['validation']),
  };
}

/** Rows as exports have them: what is JSON, or a number, as text stands as such. */
function linesOf(seed: number, rows: readonly object[], ofJson: readonly string[] = []): string {
  return rows
    .map((row) => {
      const fields = Object.entries(row).map(([name, value]: [string, unknown]) => [
        name,
        ofJson.includes(name) && typeof value === 'string' ? (JSON.parse(value) as unknown) : value,
      ]);
      return `${JSON.stringify({ seed, ...(Object.fromEntries(fields) as object) })}\n`;
    })
    .join('');
}
