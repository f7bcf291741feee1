import { Command, InvalidArgumentError, Option } from 'commander';
import { InvalidInput } from '../domain/errors.js';
import { MATCH_TYPES, type MatchType } from '../domain/matching/match-row.js';
import { advisedText, tradedText, type ToldMatch } from '../domain/matching/match-words.js';
import { shortDay } from '../domain/time/day-text.js';
import { weekRange, type IsoWeek } from '../domain/time/iso-week.js';
import { answering, localOption } from './context.js';
import { noteBehind } from './note-behind.js';
import { fromOption, toOption, weekArgument, type RangeOptions } from './day-range.js';
import { refuseFuture, refuseFutureWeek } from './known-dates.js';
import { matchLines } from './match-lines.js';
import { limitOption, moreLine, offsetOption } from './page.js';
import { textOf } from './row-text.js';
import { terminalWidth, textTable } from './table.js';
import { withReads } from './with-reads.js';

interface ListOptions extends RangeOptions {
  type?: MatchType[];
  underlying?: string[];
  limit: number;
  offset: number;
}

/** `matches list` gives `{matches, total}`, rows of the table; `matches show ID` a MatchDetail. */
export function matchesCommand(): Command {
  return new Command('matches')
    .description('list what was done about each piece of advice')
    .addCommand(listCommand(), { isDefault: true })
    .addCommand(showCommand());
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
    .addOption(limitOption())
    .addOption(offsetOption())
    .addOption(localOption())
    .action(
      answering(async (context, week: IsoWeek | undefined, options: ListOptions) => {
        const { type: types, underlying: underlyings, limit, offset } = options;
        const days = daysOf(week, options);
        const found = await withReads(context, async (reads) => {
          if (week === undefined) await refuseFuture(reads, days.from, days.to);
          await refuseFutureWeek(reads, week);
          await noteBehind(reads);
          return reads.matches({ types, underlyings, limit, offset, ...days });
        });
        return { document: found, lines: listLines(found, offset) };
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
        return { document: found, lines: matchLines(found, terminalWidth()) };
      }),
    );
}

function daysOf(week: IsoWeek | undefined, { from, to }: RangeOptions) {
  if (week === undefined) return { from, to };
  if (from !== undefined || to !== undefined) throw new InvalidInput('give a week, or --from and --to');
  return weekRange(week);
}

/** Of an id so much that two of some thousand hardly ever begin alike; `matches show` takes the beginning of one. */
const ID_SHOWN = 6;

function listLines({ matches, total }: { matches: ToldMatch[]; total: number }, offset: number): string[] {
  const [first] = matches;
  if (first === undefined) return ['no such matches'];
  const newest = first.trading_date;
  const accounts = new Set(matches.map(accountOf));
  return [
    ...textTable(
      matches,
      [
        { heading: 'id', of: ({ match_id }) => textOf(match_id).slice(0, ID_SHOWN) },
        { heading: 'date', of: ({ trading_date }) => shortDay(trading_date, newest) },
        { heading: 'type', of: ({ match_type }) => match_type },
        { heading: 'name', of: ({ underlying }) => textOf(underlying) },
        { heading: 'advised', of: (match) => advisedText(match) },
        { heading: 'done', of: (match) => tradedText(match) },
        ...(accounts.size > 1 ? [{ heading: 'account', of: accountOf }] : []),
        {
          heading: 'excluded',
          of: ({ excluded, exclusion_reason }) =>
            excluded === true ? textOf(exclusion_reason) || 'yes' : '',
        },
        { heading: 'flags', of: ({ flags }) => flags.join(', ') },
      ],
      terminalWidth(),
    ),
    ...moreLine(offset + matches.length, total, 'matches'),
  ];
}

function accountOf({ account }: ToldMatch): string {
  return textOf(account) || 'any';
}

function typeArgument(text: string, before: MatchType[] = []): MatchType[] {
  const type = MATCH_TYPES.find((one) => one === text);
  if (type === undefined) throw new InvalidArgumentError(`not one of ${MATCH_TYPES.join(', ')}`);
  return [...before, type];
}

function collect(text: string, before: string[] = []): string[] {
  return [...before, text];
}
