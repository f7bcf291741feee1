import { lineage, type Registry } from './registry.js';
import type { ChangeRow } from './registry-rows.js';

/** The versions that a change back ends: the one whose condition was met, and those made from it, which go with it. */
export interface TakenBack {
  /** Null where a person went back. */
  cause: string | null;
  /** In the order in which they were made. */
  withIt: string[];
}

export function takenBack(registry: Registry, back: ChangeRow): TakenBack {
  const kept = new Set(lineage(registry, back.to_version));
  const gone = lineage(registry, back.from_version ?? '').filter((version) => !kept.has(version));
  const cause = back.kind === 'auto_revert' ? implementedBy(registry, back.decision_id) : null;
  return { cause, withIt: gone.filter((version) => version !== cause).toReversed() };
}

function implementedBy({ changes }: Registry, decisionId: string | null): string | null {
  return (
    changes.find(({ kind, decision_id }) => kind === 'implement' && decision_id === decisionId)?.to_version ??
    null
  );
}

/** What came of the watch of a version, in words; null where it was never watched. */
export function watchText(registry: Registry, version: string): string | null {
  const { changes } = registry;
  const at = changes.findLastIndex(({ to_version, outcome }) => to_version === version && outcome !== null);
  const outcome = changes[at]?.outcome ?? null;
  if (outcome !== 'rolled_back' && outcome !== 'auto_reverted') return outcome;
  const back = changes
    .slice(at + 1)
    .find(({ kind, to_version }) => kind !== 'implement' && !lineage(registry, to_version).includes(version));
  if (back === undefined) return outcome.replace('_', ' ');
  const { cause } = takenBack(registry, back);
  const beside = cause === null || cause === version ? '' : ` with ${cause}`;
  return `${outcome.replace('_', ' ')} from ${back.effective_from}${beside}`;
}
