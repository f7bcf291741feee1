import { Command } from 'commander';
import { answering, printNote } from './context.js';

/** `learn policy`: the document is the GatePolicy in force, with `--default` the one that holds without a file. */
export function policyCommand(): Command {
  return new Command('policy')
    .description('print what the gate asks of a model')
    .option('--default', 'print the default, to save as learning/gate.json')
    .action(
      answering(async ({ home }, { default: isDefault }: { default?: true }) => {
        const { homePaths } = await import('../store/home/home.js');
        const { DEFAULT_POLICY } = await import('../domain/learning/gate/gate-policy.js');
        const { gatePolicy } = await import('../activities/learning-files.js');
        // A shell that saves the default has emptied the saved file before this runs: nothing may read that.
        const policy = isDefault ? DEFAULT_POLICY : await gatePolicy(homePaths(home));
        if (policy === DEFAULT_POLICY && !isDefault)
          printNote('the default: there is no learning/gate.json in the home');
        return { document: policy, lines: JSON.stringify(policy, null, 2).split('\n') };
      }),
    );
}
