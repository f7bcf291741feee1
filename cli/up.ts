import { Command } from 'commander';
import { readConfig } from '../config.js';
import { PAGES } from '../domain/access/pages.js';
import type { RunFile } from '../workers/running/run-file.js';
import type { System } from '../workers/supervision/supervisor.js';
import { answering, printNote, type Context } from './context.js';
import { FINDABLE } from './ui.js';

interface UpOptions {
  ui?: boolean;
  listen: string[];
}

/** `up`: runs until Ctrl-C or `down`; once its workers take tasks it prints the document, a {@link RunFile}. */
export function upCommand(): Command {
  return new Command('up')
    .description('start the server, the workers and the schedules; Ctrl-C or `down` ends them')
    .option('--ui', 'with the workflow UI, as `ui` opens it later')
    .option(
      '--listen <place>',
      'where the API listens, HOST:PORT; repeatable (default: port 8000 of this machine alone, or TRADELOOP_LISTEN)',
      (place: string, before: string[]) => [...before, place],
      [],
    )
    .action(
      answering(async ({ home, homeGiven }, { ui: withUi = false, listen }: UpOptions) => {
        const { parsePlace } = await import('../workers/serving/api-place.js');
        const places = (listen.length > 0 ? listen : readConfig().listen).map(parsePlace);
        const { OPEN_UI } = await import('../workers/supervision/open-ui.js');
        const { supervise } = await import('../workers/supervision/supervisor.js');
        const system = await supervise(home, { withUi, listen: places, tell: printNote });
        process.on(OPEN_UI, () => {
          system.openUi().catch((error: unknown) => printNote(`the UI cannot be opened: ${String(error)}`));
        });
        const run = await Promise.race([readyOrStopped(system), endedBySignal(system)]);
        return { document: run ?? {}, lines: run ? upLines({ home, homeGiven }, run) : [] };
      }),
    );
}

/** What `up` says once it runs: each command as it is typed for this home. */
export function upLines(
  { home, homeGiven }: Pick<Context, 'home' | 'homeGiven'>,
  { ui_url, ui_findable, server, address, api_url }: RunFile,
): string[] {
  const where = homeGiven ? ` --home ${home}` : '';
  const workflows =
    server === null
      ? `on the cluster at ${address}`
      : (ui_url ?? `"npx tradeloop ui${where}" opens their UI`);
  return [
    `running on ${home}`,
    ...(api_url
      ? [
          `  dashboard: ${api_url}${PAGES} ("npx tradeloop dashboard${where}" signs you in)`,
          `  API: ${api_url} ("npx tradeloop token create --name NAME${where}" lets a program in)`,
        ]
      : ['  API: off']),
    `  workflows: ${workflows}`,
    ...(ui_findable ? [`  ${FINDABLE}`] : []),
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

function endedBySignal(system: System): Promise<undefined> {
  return new Promise((resolve, reject) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(name, () => void system.stop().then(() => resolve(undefined), reject));
  });
}
