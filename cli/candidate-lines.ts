import { shortId } from '../domain/short-id.js';
import type { Reads } from '../activities/named-reads.js';
import type { CandidateStatus } from '../domain/candidates/candidate-row.js';
import { counted } from '../domain/counted.js';
import { COST_WORDS } from '../domain/evidence/cost-words.js';
import type { Row } from '../store/exports/table-rows.js';
import { textOf, valueText } from '../domain/records/row-text.js';
import { textTable, type TableColumn } from '../domain/text-table.js';
import { wrapped } from '../domain/wrapped.js';

type Listed = Awaited<ReturnType<Reads['candidates']>>;
type Detail = Pick<Awaited<ReturnType<Reads['candidate']>>, 'candidate' | 'revisions' | 'decisions'>;

export const STATUSES: readonly CandidateStatus[] = [
  'open',
  'deferred',
  'implemented',
  'rejected',
  'expired',
  'superseded',
  'faded',
];

/** The candidates as a table, and what to type. */
export function candidateListLines({ candidates, open }: Listed, width: number): string[] {
  const columns: TableColumn<Row>[] = [
    { heading: 'id', of: ({ candidate_id }) => shortId(textOf(candidate_id)) },
    { heading: 'status', of: ({ status }) => textOf(status) },
    { heading: 'priority', of: ({ priority }) => textOf(priority) },
    { heading: 'what', wraps: true, of: ({ text }) => textOf(text) },
  ];
  return [
    `${counted(open, 'candidate')} open`,
    ...textTable(candidates, columns, width),
    '',
    '"npx tradeloop candidates show ID" shows the evidence, and how to decide.',
  ];
}

/** Where none is listed: what became of those there were. */
export function noCandidatesText(all: readonly Row[]): string {
  const counts = STATUSES.flatMap((status) => {
    const count = all.filter((row) => row['status'] === status).length;
    return count === 0 ? [] : [`${count} ${status}`];
  });
  return counts.length === 0
    ? 'no candidates: no habit asks for a change yet'
    : `none of these; ${counts.join(', ')}: "npx tradeloop candidates list --all"`;
}

/** A candidate for a person: what would change, the evidence, what it may cost, the way back, and how to decide. */
export function candidateLines(detail: Detail, width: number): string[] {
  const { candidate, revisions } = detail;
  const { status, priority, as_of, base_version, flags } = candidate;
  const flagged = (flags as readonly string[]).map((flag) => flag.replaceAll('_', ' ')).join(', ');
  const sentences = (...texts: string[]) => texts.flatMap((text) => wrapped(text, width));
  return [
    ...sentences(
      textOf(candidate['text']),
      `${textOf(status)}, priority ${textOf(priority)}${flagged === '' ? '' : ` (${flagged})`}; ` +
        `revision ${textOf(candidate['revision'])} of ${revisions.at(-1)}, as of ${textOf(as_of)}`,
    ),
    '',
    ...sentences(
      `Evidence: ${textOf(candidate['evidence'])}`,
      `Replay: ${replayText(candidate)}`,
      `Risk: ${textOf(candidate['risk'])}`,
      `Cost: ${costText(candidate)}`,
      `Way back: ${wayBackText(candidate)}`,
    ),
    '',
    'How much of the change, and what comes of that',
    ...textTable(candidate['frontier'] as readonly Row[], FRONTIER, width),
    '',
    `Patch of ${textOf(base_version)}`,
    ...changesOf(candidate).map(
      ({ path, from, to }) => `  ${textOf(path)}: ${valueText(from)} becomes ${valueText(to)}`,
    ),
    '',
    ...detail.decisions.map((row) => decisionText(row)),
    ...nextLines(candidate, width),
  ];
}

/** The second share is of fewer decisions, where the patch asks for less. */
function replayText({
  advices_changed,
  advices_total,
  divergence_before,
  divergence_after,
  divergence_after_low: low,
  divergence_after_high: high,
}: Row): string {
  return (
    `${textOf(advices_changed)} of ${textOf(advices_total)} pieces of advice changed; you diverge in ` +
    `${percent(divergence_before)} of the decisions, and in ${percent(divergence_after)} of those that would be left ` +
    `(${percent(low)} to ${percent(high)}). It assumes that you would have done the same under other advice.`
  );
}

/** What the changed advice cost, or the habit where the replay cannot say: the line says which it is. */
function costText({ cost, cost_low, cost_high, cost_status, frontier }: Row): string {
  const known =
    typeof cost_low === 'number'
      ? `${signed(cost)} % of the price a decision (${signed(cost_low)} to ${signed(cost_high)}, ${COST_WORDS[cost_status as keyof typeof COST_WORDS]}).`
      : 'not known yet.';
  const whole = (frontier as readonly Row[]).at(-1);
  return typeof cost === 'number' && whole?.['cost'] !== cost
    ? `${known} This is what your habit itself came to, with your own fills and early closes. The table below is the ` +
        'changed advice beside the present one: even its sign may differ.'
    : `${known} This, as in the table below, is the changed advice beside the present one. What your habit itself came ` +
        'to, with your own fills and early closes, is in the evidence: even its sign may differ.';
}

interface Condition {
  divergence: number | null;
  cost: number;
  weeks: number;
}

/** The condition on which a change is taken back by itself. */
function wayBackText({ auto_revert }: Row): string {
  const { divergence, cost, weeks } = auto_revert as unknown as Condition;
  const loses = `loses more than ${-cost} % of the price a decision`;
  const watched = `it is watched for ${counted(weeks, 'week')}, and taken back by itself once it is sure that`;
  return divergence === null
    ? `${watched} it ${loses}. How often you diverge takes nothing back: too little is known of it, or you nearly always do.`
    : `${watched} you diverge from what it changes more often than before (${percent(divergence)} at most), or that it ${loses}.`;
}

/** What to type while it waits for an answer, else how it ended. */
function nextLines({ candidate_id, status, flags }: Row, width: number): string[] {
  if (status !== 'open' && status !== 'deferred') return wrapped(ENDS[textOf(status)] ?? '', width);
  const decide = `npx tradeloop candidates decide ${shortId(textOf(candidate_id))}`;
  const accept = (flags as readonly string[]).includes('costly') ? ' --accept-cost' : '';
  return [
    'Decide',
    `  ${decide} implement${accept}`,
    `  ${decide} defer --until DATE`,
    `  ${decide} reject --reason TEXT`,
  ];
}

function decisionText({ decided_at, decision, by, until, version, reason }: Row): string {
  const what = [
    textOf(decision),
    ...(typeof until === 'string' ? [`until ${until}`] : []),
    ...(typeof version === 'string' ? [`as ${version}`] : []),
  ].join(' ');
  return `${textOf(decided_at)}: ${what}, by ${textOf(by)}${typeof reason === 'string' ? `: ${reason}` : ''}`;
}

/** Of each status that waits for nothing: how it came, and what can be done. */
const ENDS: Readonly<Record<string, string>> = {
  implemented:
    '"npx tradeloop algorithm list" shows what is in force; "npx tradeloop algorithm rollback" goes back.',
  rejected: 'Only what you do after the rejection can propose the like again.',
  expired:
    'It had no answer for twelve weeks. It comes back when your habit asks for another patch, or more urgently.',
  superseded: 'The algorithm was changed otherwise.',
  faded: 'Your habit asks for it no more. It comes back when it does again.',
};

const FRONTIER: TableColumn<Row>[] = [
  { heading: 'of the change', right: true, of: ({ strength }) => percent(strength) },
  { heading: 'you diverge', right: true, of: ({ divergence }) => percent(divergence) },
  {
    heading: 'gain (+) or loss (-), % of the price a decision',
    right: true,
    of: ({ cost }) => (typeof cost === 'number' ? signed(cost) : 'not known'),
  },
];

function signed(value: unknown): string {
  return typeof value === 'number' ? `${value > 0 ? '+' : ''}${value.toFixed(2)}` : '';
}

function changesOf({ patch }: Row): readonly Row[] {
  return (patch as { changes: readonly Row[] }).changes;
}

function percent(share: unknown): string {
  return typeof share === 'number' ? `${Math.round(100 * share)} %` : '';
}
