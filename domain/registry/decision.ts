/** What a person decides about a candidate: whether it may be so, and what an implementation makes of the registry. */
import { canonicalJson, type Json } from '../algorithm/canonical-json.js';
import { problemText } from '../algorithm/check-parameters.js';
import { nextVersion } from '../algorithm/next-version.js';
import type { Patch, Stale } from '../algorithm/parameter-patch.js';
import { hashId } from '../hash.js';
import { newYorkDay } from '../time/calendar.js';
import { addDays, isoDate, type IsoDate } from '../time/dates.js';
import { adoptedRow, changeTo } from './change-of-version.js';
import { sessionFrom } from './effective-from.js';
import {
  contentOf,
  lineage,
  registryOf,
  versionNamed,
  versionOf,
  versionOn,
  type Registry,
} from './registry.js';
import { refused, type Planned, type Refused } from './refused.js';
import type { ChangeRow, DecisionRow, VersionRow } from './registry-rows.js';

/** What of a candidate's latest revision a decision is about. */
export interface CandidateToDecide {
  candidate_id: string;
  revision: number;
  status: string;
  flags: readonly string[];
  patch: Patch;
}

/** What is decided. Undefined or null is what was not said. */
export interface DecisionRequest {
  decision: DecisionRow['decision'];
  /** That the person has seen. */
  revision: number | null;
  until: IsoDate | null;
  reason: string | null;
  acceptCost: boolean;
  /** The session from which an implementation holds, if not the next. */
  effective: IsoDate | null;
  /** How long an implementation is watched, and what happens when its condition is met. */
  watchWeeks: number;
  onBreach: 'revert' | 'propose';
  weeklyLossLimit: string | null;
  at: string;
  /** Whether the person said when; the same decision at another time is then another. */
  isAtGiven: boolean;
  by: string;
}

/** A decision, and what it adds to the registry. */
export interface Decided {
  decision: DecisionRow;
  versions: VersionRow[];
  changes: ChangeRow[];
}

const OPEN = new Set(['open', 'deferred']);
export const WATCH_WEEKS = 6;

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
  const refusal = refusalToDecide(candidate, request);
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

function misuseOf({ decision, until, reason, at, effective }: DecisionRequest): Refused | undefined {
  if (decision === 'reject' && (reason ?? '').trim() === '')
    return refused('InvalidInput', 'a rejection needs --reason');
  if (effective !== null && decision !== 'implement')
    return refused('InvalidInput', `--effective is of an implementation: ${effective}`);
  if (decision !== 'defer') {
    if (until === null) return undefined;
    return refused('InvalidInput', `--until is of a deferral: ${until}`);
  }
  if (until === null) return refused('InvalidInput', 'a deferral needs --until');
  const day = newYorkDay(at);
  const [year, month, date] = [Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(day.slice(8))];
  const latest = isoDate(year + 1, month, date);
  if (until <= day) return refused('InvalidInput', `--until ${until} is not after ${day}`);
  if (until > latest)
    return refused('InvalidInput', `--until ${until} is more than a year ahead, after ${latest}`);
  return undefined;
}

/** Whether a request asks for what was decided already. */
export function isSame(made: DecisionRow, { decision, until, at, isAtGiven }: DecisionRequest): boolean {
  return made.decision === decision && made.until === until && (!isAtGiven || made.decided_at === at);
}

/** Why a candidate cannot be decided so, whatever is in force. */
export function refusalToDecide(
  { candidate_id, revision, status, flags }: Omit<CandidateToDecide, 'patch'>,
  request: DecisionRequest,
): Refused | undefined {
  const misuse = misuseOf(request);
  if (misuse !== undefined) return misuse;
  if (!OPEN.has(status)) return refused('Conflict', `candidate ${candidate_id} is ${status}, not open`);
  if (request.revision !== null && request.revision !== revision)
    return refused(
      'Stale',
      `revision ${request.revision} is not of today: look at revision ${revision} first`,
    );
  if (request.decision === 'implement' && flags.includes('costly') && !request.acceptCost)
    return refused(
      'CostNotAccepted',
      `candidate ${candidate_id} is costly: give --accept-cost to implement it`,
    );
  return undefined;
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
