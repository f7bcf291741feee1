import type { Version } from '../algorithm/next-version.js';
import { applyChanges, type Patch } from '../algorithm/parameter-patch.js';
import { groupBy } from '../group-by.js';
import type { LookedWeek } from '../preferences/patterns.js';
import type { RoundStart } from '../preferences/rounds.js';
import { EXPIRY_WEEKS } from '../registry/asked-again.js';
import { addDays } from '../time/dates.js';
import { shiftWeek, weekRange, type IsoWeek } from '../time/iso-week.js';
import {
  candidateId,
  isSameKey,
  isStanding,
  openSince,
  withDecisions,
  type CandidateRow,
  type DecidedCandidate,
} from './candidate-row.js';
import { candidateContent, type CandidateContent } from './candidate-content.js';
import { proposals, type Proposal } from './proposals.js';
import type { Replayer } from './replay.js';

export interface SaturdayInputs {
  /** The Saturday's habits. */
  looked: LookedWeek;
  /** All revisions published before, in the order of the table. */
  earlier: readonly CandidateRow[];
  /** In the order in which they were made. */
  decisions: readonly DecidedCandidate[];
  starts: readonly RoundStart[];
  /** On the session after the week. */
  inForce: Version;
  replay: Replayer;
}

const URGENCY: Record<CandidateRow['priority'], number> = { low: 0, medium: 1, high: 2 };

/**
 * The candidates of a Saturday that are new, and revisions of those before of which anything but the week is another,
 * in the order of the table. A candidate that was implemented or rejected is revised no more: what comes after it is
 * the next of its key.
 */
export function saturdayCandidates(inputs: SaturdayInputs): CandidateRow[] {
  const { looked, decisions, inForce } = inputs;
  const earlier = withDecisions(inputs.earlier, decisions);
  const next = addDays(weekRange(looked.week).to, 1);
  const proposed = proposals({ ...looked, starts: inputs.starts, inForce, next });
  const latest = [...groupBy(earlier, ({ candidate_id }) => candidate_id).values()].map(
    (revisions) => revisions.at(-1) as CandidateRow,
  );
  const unproposed = latest.filter((row) => isStanding(row) && !proposed.some((one) => isSameKey(one, row)));
  return [...proposed, ...unproposed]
    .flatMap((key) => {
      const ended = latest.filter(
        (row) => isSameKey(row, key) && (row.status === 'implemented' || row.status === 'rejected'),
      );
      const id = candidateId(key, ended.length);
      const before = earlier.filter(({ candidate_id }) => candidate_id === id);
      const content = 'habits' in key ? contentOf(key, ended, { ...inputs, proposed }) : undefined;
      return revised(id, { content, before, inputs });
    })
    .sort((a, b) => (a.candidate_id < b.candidate_id ? -1 : 1));
}

function contentOf(
  proposal: Proposal,
  ended: readonly CandidateRow[],
  inputs: SaturdayInputs & { proposed: readonly Proposal[] },
) {
  return candidateContent(proposal, {
    ...inputs,
    rejectedBefore: ended.some(({ status }) => status === 'rejected'),
  });
}

/** The next revision of a candidate, where there is any. */
function revised(
  candidate_id: string,
  {
    content,
    before,
    inputs,
  }: { content: CandidateContent | undefined; before: readonly CandidateRow[]; inputs: SaturdayInputs },
): CandidateRow[] {
  const { week } = inputs.looked;
  const last = before.at(-1);
  if (content === undefined)
    return last === undefined || !isStanding(last)
      ? []
      : [{ ...last, revision: last.revision + 1, as_of: week, status: endOf(last, inputs) }];
  const isAsUrgent = last !== undefined && URGENCY[content.priority] <= URGENCY[last.priority];
  if (last?.status === 'expired' && last.patch === content.patch && isAsUrgent) return [];
  return [
    {
      candidate_id,
      revision: (last?.revision ?? 0) + 1,
      first_seen: last?.first_seen ?? week,
      as_of: week,
      occurrences: (last?.occurrences ?? 0) + 1,
      status: statusOf(content, before, inputs),
      ...content,
    },
  ];
}

/** A candidate whose habit asks for nothing any more: because the parameter was changed otherwise, or it stopped. */
function endOf({ patch }: CandidateRow, { inForce }: SaturdayInputs): CandidateRow['status'] {
  const { changes } = JSON.parse(patch) as Patch;
  return applyChanges(inForce.parameters, changes).kind === 'stale' ? 'superseded' : 'faded';
}

function statusOf(
  { priority }: CandidateContent,
  before: readonly CandidateRow[],
  { looked: { week }, decisions }: SaturdayInputs,
): CandidateRow['status'] {
  const last = before.at(-1);
  if (last === undefined || !isStanding(last)) return 'open';
  if (last.status === 'deferred') {
    const { until } = decisions.findLast(({ candidate_id }) => candidate_id === last.candidate_id) ?? {};
    return until !== undefined && until !== null && until > weekRange(week).to ? 'deferred' : 'open';
  }
  const since = asUrgentSince(before, priority) ?? week;
  return since <= shiftWeek(week, -EXPIRY_WEEKS) ? 'expired' : 'open';
}

/** The week from which on a candidate is open without a break and as urgent as it is; undefined where it is not yet. */
function asUrgentSince(
  before: readonly CandidateRow[],
  priority: CandidateRow['priority'],
): IsoWeek | undefined {
  const since = openSince(before);
  return before.find((row) => row.as_of >= since && URGENCY[row.priority] >= URGENCY[priority])?.as_of;
}
