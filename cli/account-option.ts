import { InvalidArgumentError, Option } from 'commander';
import { nameProblem } from '../domain/records/record-fields.js';

/** `--account NAME`, which is never empty: that is most often a variable of a script that nobody set. */
export function accountOption(what: string): Option {
  return new Option('--account <name>', what).argParser((text) => {
    const problem = nameProblem(text);
    if (problem !== undefined) throw new InvalidArgumentError(`the name of an account is ${problem}`);
    return text.trim();
  });
}
