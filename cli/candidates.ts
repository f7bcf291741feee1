import { Command, InvalidArgumentError } from 'commander';
import type { CandidateStatus } from '../domain/candidates/candidate-row.js';
import type { Reads } from '../activities/reads.js';
import { counted } from '../domain/counted.js';
import { NotRunning } from '../domain/errors.js';
import type { Row } from '../store/exports/table-rows.js';
import { answering, localOption } from './context.js';
import { decideCommand } from './decide-candidate.js';
import { textOf } from './row-text.js';
import { terminalWidth, textTable, type TableColumn } from './table.js';
import { withReads } from './with-reads.js';

type Listed = Awaited<ReturnType<Reads['candidates']>>;
type Detail = Awaited<ReturnType<Reads['candidate']>>;

/**
 * `candidates list` gives `{candidates, open}`, rows of the table; `candidates show ID` `{candidate, revisions,
 * patterns, decisions, workflow_id, workflow_state}`.
 */
export function candidatesCommand(): Command {
  return new Command('candidates')
    .description('changes of the algorithm that your habits ask for')
    .addCommand(listCommand(), { isDefault: true })
    .addCommand(showCommand())
    .addCommand(decideCommand());
}

function listCommand(): Command {
  return new Command('list')
    .description('what waits for your answer, the most urgent first')
    .option(
      '--status <status>',
      `only of this status (${STATUSES.join(', ')}); may be given again`,
      collected,
    )
    .option('--all', 'whatever came of them')
    .addOption(localOption())
    .action(
      answering(async (context, { status, all }: { status?: string[]; all?: true }) => {
        const listed = await withReads(context, (reads) =>
          reads.candidates({ statuses: all ? null : (status ?? ['open', 'deferred']) }),
        );
        return { document: listed, lines: listLines(listed) };
      }),
    );
}

const STATUSES: readonly CandidateStatus[] = [
  'open',
  'deferred',
  'implemented',
  'rejected',
  'expired',
  'superseded',
  'faded',
];

function collected(value: string, before: string[] = []): string[] {
  if (!STATUSES.some((status) => status === value))
    throw new InvalidArgumentError(`not one of ${STATUSES.join(', ')}`);
  return [...before, value];
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('not a whole number from 1 on');
  return Number(text);
}

function showCommand(): Command {
  return new Command('show')
    .description('one of them: evidence, replay, risk, and what would take it back')
    .argument('<id>', 'the id, or at least six characters of its beginning')
    .option('--revision <number>', 'as it was published then (default: the latest)', wholeNumber)
    .addOption(localOption())
    .action(
      answering(async (context, id: string, { revision }: { revision?: number }) => {
        const detail = await withReads(context, (reads) => reads.candidate({ id, revision }));
        const review = context.local
          ? {}
          : await reviewOf(context.home, textOf(detail.candidate['candidate_id']));
        return { document: { ...detail, ...review }, lines: detailLines(detail) };
      }),
    );
}

/** How its review stands on the server of the running system; nothing while that does not answer. */
async function reviewOf(home: string, candidateId: string): Promise<object> {
  const { connectRunning } = await import('../workers/asking/client.js');
  const { reviewStatus } = await import('../workers/asking/reviews.js');
  const { reviewId } = await import('../workflows/ids.js');
  const system = await connectRunning(home, { patienceMs: 0 }).catch((error: unknown) => {
    if (error instanceof NotRunning) return undefined;
    throw error;
  });
  if (system === undefined) return {};
  try {
    return {
      workflow_id: reviewId(system, candidateId),
      workflow_state: await reviewStatus(system, candidateId),
    };
  } finally {
    await system.close();
  }
}

const ID_SHOWN = 6;

function listLines({ candidates, open }: Listed): string[] {
  if (candidates.length === 0) return [open === 0 ? 'no candidates' : `none of these; ${open} open`];
  const columns: TableColumn<Row>[] = [
    { heading: 'id', of: ({ candidate_id }) => textOf(candidate_id).slice(0, ID_SHOWN) },
    { heading: 'status', of: ({ status }) => textOf(status) },
    { heading: 'priority', of: ({ priority }) => textOf(priority) },
    { heading: 'what', of: ({ text }) => textOf(text) },
  ];
  return [`${counted(open, 'candidate')} open`, ...textTable(candidates, columns, terminalWidth())];
}

function detailLines({ candidate, revisions, decisions }: Detail): string[] {
  const { status, priority, as_of, base_version, flags } = candidate;
  const flagged = (flags as readonly string[]).join(', ');
  return [
    textOf(candidate['text']),
    `${textOf(status)}, priority ${textOf(priority)}, as of ${textOf(as_of)}${flagged === '' ? '' : ` (${flagged})`}`,
    '',
    `Evidence: ${textOf(candidate['evidence'])}`,
    `Replay: ${textOf(candidate['advices_changed'])} of ${textOf(candidate['advices_total'])} pieces of advice changed; ` +
      `divergence ${percent(candidate['divergence_before'])} before, ${percent(candidate['divergence_after'])} after ` +
      `(${percent(candidate['divergence_after_low'])} to ${percent(candidate['divergence_after_high'])}). ` +
      'It assumes that you would have done the same under other advice.',
    `Risk: ${textOf(candidate['risk'])}`,
    '',
    'How strongly',
    ...textTable(candidate['frontier'] as readonly Row[], FRONTIER, terminalWidth()),
    '',
    `Patch of ${textOf(base_version)}`,
    ...changesOf(candidate).map(
      ({ path, from, to }) => `  ${textOf(path)}: ${JSON.stringify(from)} becomes ${JSON.stringify(to)}`,
    ),
    ...decisions.map(
      (row) => `${textOf(row['decided_at'])}: ${textOf(row['decision'])} by ${textOf(row['by'])}`,
    ),
    `Revision ${textOf(candidate['revision'])} of ${revisions.at(-1)}.`,
  ];
}

const FRONTIER: TableColumn<Row>[] = [
  { heading: 'strength', right: true, of: ({ strength }) => textOf(strength) },
  { heading: 'divergence', right: true, of: ({ divergence }) => percent(divergence) },
  {
    heading: '% of price a decision',
    right: true,
    of: ({ cost }) => (typeof cost === 'number' ? cost.toFixed(2) : ''),
  },
];

function changesOf({ patch }: Row): readonly Row[] {
  return (patch as { changes: readonly Row[] }).changes;
}

function percent(share: unknown): string {
  return typeof share === 'number' ? `${Math.round(100 * share)} %` : '';
}
