import { Command } from 'commander';
import { answering } from './context.js';
import type { Check } from './checks.js';

/**
 * `doctor`: the document is `{checks: Check[]}`; the exit status is 1 when something is missing that nothing goes
 * without.
 */
export function doctorCommand(): Command {
  return new Command('doctor').description('check what is missing on this machine, and how to get it').action(
    answering(async ({ home }) => {
      const { checkMachine } = await import('./checks.js');
      const checks = await checkMachine(home);
      return {
        document: { checks },
        lines: checks.flatMap(checkLines),
        failed: checks.some(({ state }) => state === 'missing'),
      };
    }),
  );
}

function checkLines({ name, state, found, remedy }: Check): string[] {
  return [`${state.padEnd(8)} ${name}: ${found}`, ...(remedy === null ? [] : [`         ${remedy}`])];
}
