import { InvalidArgumentError, Option, type Command } from 'commander';
import { addDays, isIsoDate, type DateRange, type IsoDate } from '../domain/time/dates.js';
import { parseWeek, type IsoWeek } from '../domain/time/iso-week.js';
import { InvalidInput } from '../domain/errors.js';

/** The dates that a command was given: a day, two ends, days back, or nothing. */
export interface RangeOptions {
  from?: IsoDate;
  to?: IsoDate;
  daysBack?: number;
}

export function dateArgument(text: string): IsoDate {
  if (!isIsoDate(text)) throw new InvalidArgumentError('not a date like 2025-01-06');
  return text;
}

export function weekArgument(text: string): IsoWeek {
  if (!parseWeek(text)) throw new InvalidArgumentError('not an ISO week like 2026-W02');
  return text;
}

export function fromOption(what = 'first trading date'): Option {
  return new Option('--from <date>', what).argParser(dateArgument);
}

export function toOption(what = 'last trading date'): Option {
  return new Option('--to <date>', what).argParser(dateArgument);
}

/** `[date]`, `--from/--to` and `--days-back`, for {@link rangeOf}. */
export function withRange(command: Command): Command {
  return command
    .argument('[date]', 'one trading date; without any date, all that is new or changed', dateArgument)
    .addOption(fromOption())
    .addOption(toOption())
    .addOption(
      new Option('--days-back <n>', 'calendar days before the last advice or trade, and that day').argParser(
        daysArgument,
      ),
    );
}

/**
 * The range that was asked for, undefined for none. `lastActivity` gives the day that `--days-back` counts from. Throws
 * InvalidInput on ways that contradict each other and on a range that ends before it begins.
 */
export async function rangeOf(
  date: IsoDate | undefined,
  { from, to, daysBack }: RangeOptions,
  lastActivity: () => Promise<IsoDate | null>,
): Promise<DateRange | undefined> {
  const ways = [date !== undefined, from !== undefined || to !== undefined, daysBack !== undefined];
  if (ways.filter(Boolean).length > 1)
    throw new InvalidInput('give a date, or --from and --to, or --days-back');
  if (date !== undefined) return { from: date, to: date };
  if (daysBack !== undefined) {
    const last = await lastActivity();
    return last === null ? undefined : { from: addDays(last, -daysBack), to: last };
  }
  if (from === undefined && to === undefined) return undefined;
  return bothEnds({ from, to });
}

/** A range with both its ends, in their order; throws InvalidInput otherwise. */
export function bothEnds({ from, to }: { from?: IsoDate | undefined; to?: IsoDate | undefined }): DateRange {
  if (from === undefined || to === undefined) throw new InvalidInput('--from and --to go together');
  if (from > to) throw new InvalidInput(`--from ${from} is after --to ${to}`);
  return { from, to };
}

function daysArgument(text: string): number {
  if (!/^\d{1,5}$/.test(text)) throw new InvalidArgumentError('not a number of days');
  return Number(text);
}
