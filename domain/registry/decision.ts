/** What a person decides about a candidate: whether it may be so, and what an implementation makes of the registry. */
import { canonicalJson, type Json } from '../algorithm/canonical-json.js';
import { problemText } from '../algorithm/check-parameters.js';
import { nextVersion } from '../algorithm/next-version.js';
import type { Patch, Stale } from '../algorithm/parameter-patch.js';
import { hashId } from '../hash.js';
import { previousSession } from '../time/calendar.js';
import { addDays, type IsoDate } from '../time/dates.js';
import { adoptedRow, changeTo } from './change-of-version.js';
import { sessionFrom } from './effective-from.js';
import {
  contentOf,
  lineage,
  plannedAfter,
  registryOf,
  versionNamed,
  versionOf,
  versionOn,
  type Registry,
} from './registry.js';
import { isSame, refusalToDecide, type CandidateToDecide, type DecisionRequest } from './may-decide.js';
import { refused, type Planned } from './refused.js';
import type { ChangeRow, DecisionRow, VersionRow } from './registry-rows.js';

/** A decision, and what it adds to the registry. */
export interface Decided {
  decision: DecisionRow;
  versions: VersionRow[];
  changes: ChangeRow[];
}

/**
 * A decision of today about a candidate; `made` are those about it that were made before, in their order, and `ahead`
 * is the session after the last day with data. The same decision again is repeated.
 */
export function decide(
  candidate: CandidateToDecide,
  request: DecisionRequest,
  { registry, made, ahead }: { registry: Registry; made: readonly DecisionRow[]; ahead: IsoDate | null },
): Planned<Decided> | { kind: 'repeated'; decision: DecisionRow } {
  const last = made.at(-1);
  if (last !== undefined && isSame(last, request)) return { kind: 'repeated', decision: last };
  const known = ahead === null ? null : previousSession(ahead);
  const refusal = refusalToDecide(candidate, request, known);
  if (refusal !== undefined) return refusal;
  const from = sessionFrom({ ahead, at: request.at, named: request.effective });
  if (typeof from !== 'string') return from;
  const isImplemented = request.decision === 'implement';
  const decision: DecisionRow = {
    decision_id: decisionId(candidate.candidate_id, request, last),
    candidate_id: candidate.candidate_id,
    revision: candidate.revision,
    decision: request.decision,
    until: request.until,
    reason: request.reason,
    by: request.by,
    decided_at: request.at,
    effective_from: isImplemented ? from : null,
    accept_cost: request.acceptCost,
    on_breach: isImplemented ? request.onBreach : null,
    weekly_loss_limit: isImplemented ? request.weeklyLossLimit : null,
    version: null,
  };
  if (!isImplemented) return { kind: 'planned', decision, versions: [], changes: [] };
  return implementation(registry, decision, { patch: candidate.patch, watchWeeks: request.watchWeeks });
}

/** A hash of the candidate, of what is decided and of the decision about it before; not of when or by whom. */
export function decisionId(
  candidateId: string,
  { decision, until }: Pick<DecisionRequest, 'decision' | 'until'>,
  before: DecisionRow | undefined,
): string {
  return hashId('decision', candidateId, decision, until ?? '', before?.decision_id ?? '');
}

/**
 * The versions and changes that an implementation makes of what is in force on its session, in their order. An
 * algorithm that is not ours comes in with no parameters, under the name that its advice carries, if it is not there.
 */
export function implementation(
  registry: Registry,
  decision: DecisionRow,
  { patch, watchWeeks }: { patch: Patch; watchWeeks: number },
): Planned<Decided> {
  const { decided_at: at, by, candidate_id } = decision;
  const effectiveFrom = decision.effective_from as IsoDate;
  const said = { at, by, effectiveFrom };
  const adopted =
    versionNamed(registry, patch.base) === undefined
      ? adoptedRow({ version: patch.base, ...contentOf({}), created_at: at })
      : undefined;
  const adoption = adopted && changeTo(registry, said, { kind: 'adopt', to_version: adopted.version });
  const [versions, changes] = [adopted ? [adopted] : [], adoption ? [adoption] : []];
  const before = registryOf({
    versions: [...registry.versions, ...versions],
    changes: [...registry.changes, ...changes],
  });
  const base = versionOn(before, effectiveFrom);
  const planned = plannedAfter(before, effectiveFrom);
  if (planned !== undefined)
    return refused(
      'Conflict',
      `${planned.to_version} is planned from ${planned.effective_from} on, and would not have this change: give --effective ${planned.effective_from} or a later day, or roll back first`,
    );
  if (firstOf(before, base.version) !== firstOf(before, patch.base))
    return refused('Stale', `the patch is of ${patch.base}, and ${base.version} is in force`);
  const taken = before.versions.map(({ version }) => version);
  const next = nextVersion(versionOf(base), patch, taken);
  if (next.kind === 'stale') return refused('Stale', staleText(next.changes, base.version));
  if (next.kind === 'refused')
    return refused('InvalidInput', next.problems.map((problem) => problemText(problem)).join('; '));
  const { version, parameters } = next.version;
  const made: VersionRow = {
    version,
    parent: base.version,
    ...contentOf(parameters),
    patch: canonicalJson({ base: patch.base, changes: patch.changes as unknown as Json }),
    candidate_id,
    created_at: at,
    origin: 'candidate',
  };
  const change = changeTo(before, said, {
    kind: 'implement',
    to_version: version,
    candidate_id,
    decision_id: decision.decision_id,
    why: decision.reason,
    watch_until: addDays(effectiveFrom, 7 * watchWeeks),
    outcome: 'watching',
  });
  return {
    kind: 'planned',
    decision: { ...decision, version },
    versions: [...versions, made],
    changes: [...changes, change],
  };
}

/** The version at the beginning of a version's line. */
function firstOf(registry: Registry, name: string): string | undefined {
  return lineage(registry, name).at(-1);
}

function staleText(changes: readonly Stale[], version: string): string {
  const [first] = changes;
  if (first === undefined) return `the patch does not fit ${version}`;
  const { path, from, found } = first;
  return (
    `${path} is ${JSON.stringify(found)} in ${version}, which is in force, and not ${JSON.stringify(from)}: ` +
    `the patch is of what was in force before`
  );
}
