import { Command, InvalidArgumentError } from 'commander';
import type { RefusedFile } from '../workers/inbox.js';
import type { SystemStatus } from '../workers/asking/status.js';
import { withoutStore } from '../workflows/ids.js';
import type { WaitedFor } from '../domain/advice/awaited-accounts.js';
import { counted } from '../domain/counted.js';
import { answering } from './context.js';
import { withSystem } from './with-system.js';

interface StatusOptions {
  /** UTC. */
  since?: string;
}

/** `status`: the document is a {@link SystemStatus} and what the inbox `refused`; the exit status is 0 only when both workers take tasks. */
export function statusCommand(): Command {
  return new Command('status')
    .description('what runs, what failed and why')
    .option(
      '--since <time>',
      'tell what failed since this date or time (default: seven days ago)',
      timeArgument,
    )
    .action(
      answering(async ({ home }, { since }: StatusOptions) => {
        const { sevenDaysAgo, systemStatus } = await import('../workers/asking/status.js');
        const { refusedFiles } = await import('../workers/inbox.js');
        const { homePaths } = await import('../store/home/home.js');
        const { status, ownServer } = await withSystem(home, async (system) => ({
          status: await systemStatus(system, since),
          ownServer: system.run.server !== null,
        }));
        const failed = !status.workers.every(({ polling }) => polling);
        const refused = await refusedFiles(homePaths(home).inbox, since ?? sevenDaysAgo());
        const told = { ...status, refused };
        return { document: told, lines: statusLines(told, { since, ownServer }), failed };
      }),
    );
}

function statusLines(
  status: SystemStatus & { refused: RefusedFile[] },
  { since, ownServer }: { since: string | undefined; ownServer: boolean },
): string[] {
  const { store_id, address, ui_url, workers, running, failed, refused, waiting_for } = status;
  const asked = since === undefined ? 'in the last seven days' : `since ${toSecond(since)}`;
  return [
    `server ${address}`,
    ...(ownServer ? [`workflows ${ui_url ?? 'UI is off: "npx tradeloop ui" opens it'}`] : []),
    ...workers.map(({ name, pid, polling }) => {
      const where = pid === null ? '' : ` (pid ${pid})`;
      return `${name}${where}: ${polling ? 'takes tasks' : 'does not take tasks'}`;
    }),
    running.length === 0 ? 'nothing under way' : 'under way:',
    ...running.flatMap(({ workflow_id, started_at, retries }) => [
      `  ${withoutStore(store_id, workflow_id)} since ${toSecond(started_at)}`,
      ...retries.map((retry) => `    ${retry}`),
    ]),
    failed.length === 0 ? `nothing failed ${asked}` : `failed ${asked}, and not run again since:`,
    ...failed.map(
      ({ workflow_id, closed_at, name, message }) =>
        `  ${closed_at === null ? '' : `${toSecond(closed_at)}  `}${withoutStore(store_id, workflow_id)}: ${name}: ${message}`,
    ),
    ...(waiting_for ?? []).map(waitingLine),
    ...(refused.length === 0 ? [] : [`refused of the inbox ${asked}, until it is removed:`]),
    ...refused.map(({ path, refused_at, reason }) => `  ${toSecond(refused_at)}  ${path}: ${reason}`),
  ];
}

function waitingLine({ account, covered_through, matches, since }: WaitedFor): string {
  const known =
    covered_through === null ? 'of which nothing is imported' : `known through ${covered_through}`;
  return (
    `account ${JSON.stringify(account)}, ${known}, keeps ${counted(matches, 'piece')} of advice pending: ` +
    `import its newer files, from ${since} on`
  );
}

function toSecond(instant: string): string {
  return `${instant.slice(0, 19)}Z`;
}

function timeArgument(text: string): string {
  const time = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(time))
    throw new InvalidArgumentError('not a date or time like 2025-01-06 or 2025-01-06T14:30:00Z');
  return new Date(time).toISOString();
}
