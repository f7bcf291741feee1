import type { Patch } from '../algorithm/parameter-patch.js';
import type { RoundStart } from '../preferences/rounds.js';
import { lineage, versionNamed, versionOf, versionsCarrying, type Registry } from '../registry/registry.js';
import { addDays, type IsoDate } from '../time/dates.js';
import { weekRange } from '../time/iso-week.js';
import type { CandidateRow, DecidedCandidate } from './candidate-row.js';
import { doRollsComeAlong } from './rolls-along.js';

/**
 * What was decided about candidates as what begins rounds of their hypotheses, in the order of the decisions. A
 * rejection is of the data's time: what came after the week of the revision that was rejected. Taking a patch back is
 * one too: what the person does with the advice that is back says something new.
 */
export function roundStarts(
  rows: readonly CandidateRow[],
  decisions: readonly DecidedCandidate[],
  registry: Registry,
): RoundStart[] {
  const decided = decisions.flatMap((decision) => {
    const row = rows.find(
      ({ candidate_id, revision }) =>
        candidate_id === decision.candidate_id && revision === decision.revision,
    );
    return row === undefined ? [] : [{ row, decision }];
  });
  const starts = decided.flatMap(({ row, decision: { decision, effective_from } }): RoundStart[] => {
    if (decision === 'reject') return [startOf(row, addDays(weekRange(row.as_of).to, 1), null)];
    if (decision !== 'implement' || effective_from === null) return [];
    const versions = versionsCarrying(registry, row.candidate_id);
    const start = startOf(row, effective_from, versions);
    return rollsCameAlong(row, registry) ? [start, { ...start, action: 'roll' }] : [start];
  });
  const takenBack = registry.changes.flatMap(({ kind, from_version, to_version, effective_from }) => {
    if ((kind !== 'rollback' && kind !== 'auto_revert') || from_version === null || effective_from === null)
      return [];
    const kept = new Set(lineage(registry, to_version));
    const gone = lineage(registry, from_version).filter((version) => !kept.has(version));
    const candidates = new Set(gone.map((version) => versionNamed(registry, version)?.candidate_id));
    return decided
      .filter(({ row, decision }) => decision.decision === 'implement' && candidates.has(row.candidate_id))
      .map(({ row }) => startOf(row, effective_from, null));
  });
  return [...starts, ...takenBack];
}

function startOf(
  { kind, action, scope_kind, underlyings }: CandidateRow,
  from: IsoDate,
  versions: readonly string[] | null,
): RoundStart {
  return { kind, action, scope_kind, underlyings, from, versions };
}

function rollsCameAlong(row: CandidateRow, registry: Registry): boolean {
  const { base, changes } = JSON.parse(row.patch) as Patch;
  const version = versionNamed(registry, base);
  return doRollsComeAlong(row, changes, version && versionOf(version).parameters);
}
