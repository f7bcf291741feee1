import { Command, InvalidArgumentError } from 'commander';
import { NotRunning } from '../domain/errors.js';
import { candidateLines, candidateListLines, noCandidatesText, STATUSES } from './candidate-lines.js';
import { answering, localOption } from './context.js';
import { decideCommand } from './decide-candidate.js';
import { textOf } from '../domain/records/row-text.js';
import { terminalWidth } from './terminal-width.js';
import { withReads } from './with-reads.js';

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
        return withReads(context, async (reads) => {
          const listed = await reads.candidates({ statuses: all ? null : (status ?? ['open', 'deferred']) });
          if (listed.candidates.length > 0)
            return { document: listed, lines: candidateListLines(listed, terminalWidth()) };
          const { candidates } = await reads.candidates({ statuses: null });
          return { document: listed, lines: [noCandidatesText(candidates)] };
        });
      }),
    );
}

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
        return { document: { ...detail, ...review }, lines: candidateLines(detail, terminalWidth()) };
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
