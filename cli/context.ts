import { resolve } from 'node:path';
import { CommanderError, Option, type Command } from 'commander';
import { readConfig } from '../config.js';
import { InvalidInput, TradeloopError } from '../domain/errors.js';
import { printable, printableLines } from '../domain/printable.js';

/** What every command gets beside its own arguments. */
export interface Context {
  /** Absolute path of the home. */
  home: string;
  /** False where the home is the default one. */
  homeGiven: boolean;
  /** Exactly one JSON document on stdout, everything else on stderr. */
  json: boolean;
  /** The steps run in this process instead of the running system. */
  local: boolean;
}

/** What a command has to say: a document for `--json`, lines for people, of which each is printed as one. */
export interface Answer {
  document: object;
  lines: readonly string[];
  /** The lines are bytes for a program, printed as they are; a terminal gets them as it gets all others. */
  exact?: boolean;
  /** The work was done in part: the answer is printed as usual, and the exit status is 1. */
  failed?: boolean;
}

const EXIT_DONE = 0;
const EXIT_FAILED = 1;
const EXIT_MISUSE = 2;

/** For commands that can do without the running system. */
export function localOption(): Option {
  return new Option(
    '--local',
    'run in this process, without a server; what writes is refused while `up` holds the home',
  );
}

/**
 * An action for commander: the work gets the context and the command's arguments and options, and its answer is
 * printed.
 */
export function answering<A extends unknown[]>(
  work: (context: Context, ...args: A) => Promise<Answer>,
): (this: Command, ...args: A) => Promise<void> {
  return async function (this: Command, ...args: A) {
    const context = contextOf(this);
    print(context, await work(context, ...args));
  };
}

/** Prints an answer in the form that was asked for; to be called once. */
export function print(context: Context, answer: Answer): void {
  const lines = context.json ? [JSON.stringify(answer.document)] : answer.lines;
  const shown = answer.exact && !context.json && !process.stdout.isTTY ? lines : lines.map(printable);
  process.stdout.write(shown.map((line) => `${line}\n`).join(''));
  if (answer.failed) process.exitCode = EXIT_FAILED;
}

/** A line for people beside the answer, on stderr. */
export function printNote(line: string): void {
  process.stderr.write(`${printable(line)}\n`);
}

/** Prints why a command failed, on stderr or as the JSON document, and gives its exit status. */
export function printFailure(json: boolean, error: unknown): number {
  if (error instanceof CommanderError && error.exitCode === EXIT_DONE) return EXIT_DONE;
  const { name, message, status } = failureOf(error);
  if (json) process.stdout.write(`${printable(JSON.stringify({ error: { name, message } }))}\n`);
  else if (error instanceof TradeloopError) printNote(message);
  else if (!(error instanceof CommanderError)) process.stderr.write(`${printableLines(message)}\n`);
  return status;
}

function failureOf(error: unknown): { name: string; message: string; status: number } {
  if (error instanceof CommanderError) {
    const message = error.code === 'commander.help' ? 'no command given' : error.message;
    return { name: 'InvalidInput', message: message.replace(/^error: /, ''), status: EXIT_MISUSE };
  }
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), status: EXIT_FAILED };
  const status = error instanceof InvalidInput ? EXIT_MISUSE : EXIT_FAILED;
  return { name: error.name, message: error.message, status };
}

function contextOf(command: Command): Context {
  const given: { home?: string; json?: boolean; local?: boolean } = command.optsWithGlobals();
  return {
    home: resolve(given.home ?? readConfig().home ?? 'data'),
    homeGiven: given.home !== undefined,
    json: given.json ?? false,
    local: given.local ?? false,
  };
}
