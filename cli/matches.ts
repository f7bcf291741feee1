import { Command, InvalidArgumentError, Option } from 'commander';
import { InvalidInput } from '../domain/errors.js';
import { MATCH_TYPES, type MatchType } from '../domain/matching/match-type.js';
import type { ToldMatch } from '../domain/matching/match-words.js';
import type { Queue } from '../store/derived/review-queue.js';
import { weekRange, type IsoWeek } from '../domain/time/iso-week.js';
import { answering, localOption } from './context.js';
import { noteBehind } from './note-behind.js';
import { fromOption, toOption, weekArgument, type RangeOptions } from './day-range.js';
import { refuseFuture, refuseFutureWeek } from './known-dates.js';
import { limitOption, moreLine, offsetOption } from './page.js';
import { sayingCommands } from './say-of-matches.js';
import { terminalWidth } from './terminal-width.js';
import { withReads } from './with-reads.js';

interface ListOptions extends RangeOptions {
  type?: MatchType[];
  underlying?: string[];
  limit: number;
  offset: number;
  doubtful?: true;
  unreviewed?: true;
  reason?: false;
}

/**
 * `matches list` gives `{matches, total}`, rows of the table; `matches show ID` a MatchDetail; what a person says of
 * matches `{matches, facts}`.
 */
export function matchesCommand(): Command {
  const matches = new Command('matches')
    .description('list what was done about each piece of advice, and say what you know of it')
    .addCommand(listCommand(), { isDefault: true })
    .addCommand(showCommand());
  for (const command of sayingCommands()) matches.addCommand(command);
  return matches;
}

function listCommand(): Command {
  return new Command('list')
    .description('list them, the newest first; `--type pending` for what is open')
    .argument('[week]', 'like 2026-W02', weekArgument)
    .addOption(fromOption())
    .addOption(toOption())
    .addOption(
      new Option('--type <type>', `one of ${MATCH_TYPES.join(', ')}; may be given several times`).argParser(
        typeArgument,
      ),
    )
    .option('--underlying <symbol>', 'may be given several times', collect)
    .option('--unreviewed', 'only what you have not reviewed')
    .option('--doubtful', 'only what should be looked at: not sure, moved far, or drawn (two a week)')
    .option('--no-reason', 'only what you did otherwise without saying why')
    .addOption(limitOption())
    .addOption(offsetOption())
    .addOption(localOption())
    .action(
      answering(async (context, week: IsoWeek | undefined, options: ListOptions) => {
        const { type: types, underlying: underlyings, limit, offset } = options;
        const days = daysOf(week, options);
        const queues: Queue[] = [
          ...(options.doubtful ? (['doubtful'] as const) : []),
          ...(options.unreviewed ? (['unreviewed'] as const) : []),
          ...(options.reason === false ? (['noReason'] as const) : []),
        ];
        const found = await withReads(context, async (reads) => {
          if (week === undefined) await refuseFuture(reads, days.from, days.to);
          await refuseFutureWeek(reads, week);
          await noteBehind(reads);
          return reads.matches({ types, underlyings, queues, limit, offset, ...days });
        });
        return {
          document: found,
          lines: await listLines(found, { offset, doubtful: options.doubtful === true }),
        };
      }),
    );
}

function showCommand(): Command {
  return new Command('show')
    .description('print one match: advice and trade side by side, what else was compared, and who was right')
    .argument(
      '<id>',
      'its id, that of its advice or of one of its executions, or as much of the beginning as names one',
    )
    .addOption(localOption())
    .action(
      answering(async (context, id: string) => {
        const found = await withReads(context, async (reads) => {
          await noteBehind(reads);
          return reads.match({ id });
        });
        const { matchLines } = await import('../domain/matching/match-lines.js');
        return { document: found, lines: matchLines(found, terminalWidth()) };
      }),
    );
}

function daysOf(week: IsoWeek | undefined, { from, to }: RangeOptions) {
  if (week === undefined) return { from, to };
  if (from !== undefined || to !== undefined) throw new InvalidInput('give a week, or --from and --to');
  return weekRange(week);
}

async function listLines(
  { matches, total }: { matches: ToldMatch[]; total: number },
  { offset, doubtful }: { offset: number; doubtful: boolean },
): Promise<string[]> {
  if (matches.length === 0) return ['no such matches'];
  const { matchTable } = await import('./match-table.js');
  return [
    ...matchTable(matches, { sure: doubtful }),
    ...moreLine(offset + matches.length, total, 'matches'),
    ...(doubtful
      ? [
          '"npx tradeloop review" asks about these; "matches review ID" says that one is right, "matches unlink ID" that it is not',
        ]
      : []),
  ];
}

function typeArgument(text: string, before: MatchType[] = []): MatchType[] {
  const type = MATCH_TYPES.find((one) => one === text);
  if (type === undefined) throw new InvalidArgumentError(`not one of ${MATCH_TYPES.join(', ')}`);
  return [...before, type];
}

function collect(text: string, before: string[] = []): string[] {
  return [...before, text];
}
