import { userInfo } from 'node:os';
import { InvalidArgumentError, type Command } from 'commander';
import { nameProblem, normalTime } from '../domain/records/record-fields.js';

/** Who says something and when: `--by`, else the login; `--at`, else now. */
export interface SaidOptions {
  by?: string;
  at?: string;
}

/** Gives a command `--by` and `--at`, for {@link saidBy}. */
export function withSaid(command: Command): Command {
  return command
    .option('--by <name>', 'who says so (default: your login)', nameArgument)
    .option(
      '--at <time>',
      'when it was said, like 2025-01-06T14:30:00Z or a date (default: now)',
      timeArgument,
    );
}

/** Who says it and when, as the journal has it: an instant in UTC to the second, or a bare date. */
export function saidBy({ by, at }: SaidOptions): { by: string; at: string } {
  return { by: by ?? userInfo().username, at: at ?? new Date().toISOString().replace(/\.\d+Z$/, 'Z') };
}

function nameArgument(text: string): string {
  const problem = nameProblem(text);
  if (problem !== undefined) throw new InvalidArgumentError(problem);
  return text;
}

function timeArgument(text: string): string {
  const time = normalTime(text);
  if (time === undefined) throw new InvalidArgumentError('not a time like 2025-01-06T14:30:00Z, and no date');
  return time;
}
