import { Argument, Command, Option } from 'commander';
import type { Reads } from '../activities/named-reads.js';
import type { MatchSaying } from '../activities/loop-reports.js';
import { InvalidInput } from '../domain/errors.js';
import {
  PERSONS_CAUSES,
  PERSONS_EXCLUSIONS,
  REASON_CODES,
  type PersonsCause,
  type PersonsExclusion,
  type ReasonCode,
} from '../domain/matching/said-codes.js';
import type { ToldMatch } from '../domain/matching/match-words.js';
import type { IsoDate } from '../domain/time/dates.js';
import { STEPS } from '../workflows/step-table.js';
import { answering, localOption, type Answer, type Context } from './context.js';
import { dateArgument } from './day-range.js';
import { saidBy, withSaid, type SaidOptions } from './said.js';
import { withSteps } from './with-steps.js';

const ID =
  'its id, that of its advice or of one of its executions, or at least six characters of the beginning';
/** Takes a reason back. */
const NO_REASON = 'none';

/** What a person says of matches. The document of each is `{matches, facts}`: the rows as they are now. */
export function sayingCommands(): Command[] {
  return [
    reasonCommand(),
    reviewCommand(),
    excludeCommand(),
    includeCommand(),
    linkCommand(),
    unlinkCommand(),
  ];
}

function reasonCommand(): Command {
  return saying('reason')
    .description('say why you did otherwise than advised')
    .argument('<id>', ID)
    .addArgument(
      new Argument('<code>', `why; ${NO_REASON} takes back what was said`).choices([
        ...REASON_CODES,
        NO_REASON,
      ]),
    )
    .addOption(noteOption())
    .addOption(new Option('--cause <cause>', 'what kept you from following it').choices([...PERSONS_CAUSES]))
    .action(
      answering(
        async (
          context,
          id: string,
          code: ReasonCode | typeof NO_REASON,
          { note, cause, ...said }: SaidOptions & { note?: string; cause?: PersonsCause },
        ) =>
          say(context, {
            ...saidBy(said),
            say: 'reason',
            id,
            code: code === NO_REASON ? null : code,
            note: note ?? null,
            cause: cause ?? null,
          }),
      ),
    );
}

function reviewCommand(): Command {
  return saying('review')
    .description('say that you have looked at them')
    .argument('[ids...]', `of each ${ID}`)
    .option('--all', 'all that were not reviewed and are decided')
    .option('--through <date>', 'with --all: through this trading date', dateArgument)
    .action(
      answering(
        async (
          context,
          ids: string[],
          { all, through, ...said }: SaidOptions & { all?: true; through?: IsoDate },
        ) => {
          if ((ids.length === 0) === (all === undefined)) throw new InvalidInput('give ids, or --all');
          if (through !== undefined && all === undefined) throw new InvalidInput('--through is for --all');
          return say(context, {
            ...saidBy(said),
            say: 'review',
            ids: all ? 'all' : ids,
            through: through ?? null,
          });
        },
      ),
    );
}

function excludeCommand(): Command {
  return saying('exclude')
    .description('take one out of all rates and habits')
    .argument('<id>', ID)
    .addOption(
      new Option('--reason <reason>', 'why it says nothing of you')
        .choices([...PERSONS_EXCLUSIONS])
        .makeOptionMandatory(),
    )
    .addOption(noteOption())
    .action(
      answering(
        async (
          context,
          id: string,
          { reason, note, ...said }: SaidOptions & { reason: PersonsExclusion; note?: string },
        ) => say(context, { ...saidBy(said), say: 'exclude', id, reason, note: note ?? null }),
      ),
    );
}

function includeCommand(): Command {
  return saying('include')
    .description('undo `exclude`')
    .argument('<id>', ID)
    .action(
      answering(async (context, id: string, said: SaidOptions) =>
        say(context, { ...saidBy(said), say: 'include', id }),
      ),
    );
}

function linkCommand(): Command {
  return saying('link')
    .description('say which trade answers a piece of advice, whatever the matcher finds')
    .argument('<recommendation_id>', 'the advice, or at least six characters of the beginning of its id')
    .argument('<execution_ids...>', 'its executions: of one trade, or the two legs of a roll')
    .action(
      answering(async (context, recommendation_id: string, execution_ids: string[], said: SaidOptions) =>
        say(context, { ...saidBy(said), say: 'link', recommendation_id, execution_ids }),
      ),
    );
}

function unlinkCommand(): Command {
  return saying('unlink')
    .description('say that its trade does not answer its advice')
    .argument('<id>', ID)
    .action(
      answering(async (context, id: string, said: SaidOptions) =>
        say(context, { ...saidBy(said), say: 'unlink', id }),
      ),
    );
}

function saying(name: string): Command {
  return withSaid(new Command(name)).addOption(localOption());
}

function noteOption(): Option {
  return new Option('--note <text>', 'in your own words');
}

async function say(context: Context, input: MatchSaying): Promise<Answer> {
  return withSteps(context, async (steps, reads) => {
    const report = await steps.recordFacts(input);
    const matches = await rowsOf(reads, report.match_ids);
    const { matchTable } = await import('./match-table.js');
    return {
      document: { matches, facts: report.facts },
      lines: [...STEPS.facts.lines(report), ...(matches.length > ROWS_SHOWN ? [] : matchTable(matches))],
    };
  });
}

const ROWS_SHOWN = 50;
/** As many ids as a question to the running system holds. */
const IDS_AT_A_TIME = 100;

async function rowsOf(reads: Reads, ids: readonly string[]): Promise<ToldMatch[]> {
  const rows: ToldMatch[] = [];
  for (let from = 0; from < ids.length; from += IDS_AT_A_TIME)
    rows.push(...(await reads.matches({ ids: ids.slice(from, from + IDS_AT_A_TIME) })).matches);
  return rows;
}
