import { Command } from 'commander';
import type { SystemStatus } from '../workers/status.js';
import { answering } from './context.js';
import { withSystem } from './with-system.js';

/** `status`: the document is a {@link SystemStatus}; the exit status is 0 only when both workers take tasks. */
export function statusCommand(): Command {
  return new Command('status').description('what runs, what failed and why').action(
    answering(async ({ home }) => {
      const { systemStatus } = await import('../workers/status.js');
      const status = await withSystem(home, systemStatus);
      const failed = !status.workers.every(({ polling }) => polling);
      return { document: status, lines: statusLines(status), failed };
    }),
  );
}

function statusLines({ address, ui_url, workers, running, failed }: SystemStatus): string[] {
  return [
    `server ${address}${ui_url === null ? '' : `, workflows at ${ui_url}`}`,
    ...workers.map(({ name, pid, polling }) => {
      const where = pid === null ? '' : ` (pid ${pid})`;
      return `${name}${where}: ${polling ? 'takes tasks' : 'does not take tasks'}`;
    }),
    running.length === 0 ? 'nothing under way' : 'under way:',
    ...running.flatMap(({ workflow_id, started_at, retries }) => [
      `  ${workflow_id} since ${started_at}`,
      ...retries.map((retry) => `    ${retry}`),
    ]),
    failed.length === 0 ? 'nothing failed in the last seven days' : 'failed:',
    ...failed.map(
      ({ workflow_id, closed_at, name, message }) => `  ${workflow_id} at ${closed_at}: ${name}: ${message}`,
    ),
  ];
}
