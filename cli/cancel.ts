import { Command } from 'commander';
import { answering } from './context.js';
import { withSystem } from './with-system.js';

/** `cancel RUN`: the document is `{run_id, status}`. */
export function cancelCommand(): Command {
  return new Command('cancel')
    .description('end a run that is under way; what it has done stays')
    .argument('<run>', 'its id as `status` prints it')
    .action(
      answering(async ({ home }, run: string) => {
        const { cancelRun } = await import('../workers/asking/cancel-run.js');
        const cancelled = await withSystem(home, (system) => cancelRun(system, run));
        const line =
          cancelled.status === 'cancelled'
            ? `cancelled ${run}; what it has done stays`
            : `${run} is to be cancelled: a step of it is still under way`;
        return { document: cancelled, lines: [line] };
      }),
    );
}
