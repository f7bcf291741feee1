import { InvalidArgumentError, Option } from 'commander';

const ROWS = 50;

export function limitOption(): Option {
  return new Option('--limit <n>', 'at most so many').argParser(countArgument).default(ROWS);
}

export function offsetOption(): Option {
  return new Option('--offset <n>', 'leave out so many first').argParser(countArgument).default(0);
}

/** For a list that is longer than what is shown of it. */
export function moreLine(shown: number, total: number, things: string): string[] {
  return shown === total ? [] : [`${shown} of ${total} ${things}; --limit N shows more`];
}

function countArgument(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('not a number of rows');
  return Number(text);
}
