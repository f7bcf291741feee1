import { Command } from 'commander';
import { answering } from './context.js';

/** `down`: the document is `{stopped}`, false when nothing was running. */
export function downCommand(): Command {
  return new Command('down').description('end what `up` started, or what a crash left of it').action(
    answering(async ({ home }) => {
      const { stopSystem } = await import('../workers/supervision/stop.js');
      const stopped = await stopSystem(home);
      return { document: { stopped }, lines: [stopped ? `ended on ${home}` : `nothing ran on ${home}`] };
    }),
  );
}
