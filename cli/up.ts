import { Command } from 'commander';
import type { RunFile } from '../workers/running/run-file.js';
import type { System } from '../workers/supervision/supervisor.js';
import { answering, printFailure } from './context.js';

/** `up`: runs until Ctrl-C or `down`; once its workers take tasks it prints the document, a {@link RunFile}. */
export function upCommand(): Command {
  return new Command('up')
    .description('start the server with its UI, the workers and the schedules; Ctrl-C or `down` ends them')
    .action(
      answering(async ({ home }) => {
        const { supervise } = await import('../workers/supervision/supervisor.js');
        const system = await supervise(home, (line) => process.stderr.write(`${line}\n`));
        const run = await Promise.race([readyOrStopped(system), endedBySignal(system)]);
        if (run) endWhenBroken(system);
        return { document: run ?? {}, lines: run ? upLines(home, run) : [] };
      }),
    );
}

function upLines(home: string, { ui_url, address }: RunFile): string[] {
  return [
    `running on ${home}`,
    `  workflows: ${ui_url ?? `on the cluster at ${address}`}`,
    `  files put into ${home}/inbox are imported`,
    'Ctrl-C ends it',
  ];
}

async function readyOrStopped(system: System): Promise<RunFile> {
  try {
    return await system.ready;
  } catch (error) {
    await system.stop();
    throw error;
  }
}

/** The document is printed by then: what breaks later is told on stderr. */
function endWhenBroken(system: System): void {
  system.broken.catch(async (error: unknown) => {
    process.exitCode = printFailure(false, error);
    await system.stop();
  });
}

function endedBySignal(system: System): Promise<undefined> {
  return new Promise((resolve, reject) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(name, () => void system.stop().then(() => resolve(undefined), reject));
  });
}
