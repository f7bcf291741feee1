import { Command, InvalidArgumentError } from 'commander';
import type { WaitedFor } from '../domain/advice/awaited-accounts.js';
import { counted } from '../domain/counted.js';
import type { TrainingProgress } from '../activities/learning-reports.js';
import { deploymentText } from '../domain/learning/models/deployment-state.js';
import { DiskFault, NotRunning, TradeloopError } from '../domain/errors.js';
import type { SystemStatus } from '../workers/asking/status.js';
import type { RefusedFile } from '../workers/inbox.js';
import type { RunFile } from '../workers/running/run-file.js';
import type { Home } from '../store/home/home.js';
import type { UsedWay } from '../store/home/used-ways.js';
import { troubleLine } from '../workers/running/troubles.js';
import { withoutStore } from '../workflows/ids.js';
import { answering, printNote } from './context.js';
import { withSystem } from './with-system.js';

interface StatusOptions {
  /** UTC. */
  since?: string;
  dismiss?: string;
}

/** The document of `status`: what runs, or null, and what the home knows whether or not anything does. */
interface HomeStatus {
  system: SystemStatus | null;
  /** How to start one; null where one runs. */
  nothing_runs: string | null;
  refused: RefusedFile[];
  /** What was imported; null where nothing is. */
  imports: { imports: number; last_at: string } | null;
  free_bytes: number;
  /** Why nothing is imported, for want of room; null where there is enough. */
  too_full: string | null;
  /** What came of the last message by each way. */
  messages: UsedWay[];
  /** The model that serves; null where none does. */
  champion: string | null;
  /** Why it is another than the one that should, or should be; null where nothing is wrong. */
  champion_trouble: string | null;
}

/**
 * `status`: the document is a {@link SystemStatus} and what the home knows by itself, the former null where nothing
 * runs. The exit status is 0 only when the control and the data process take tasks.
 */
export function statusCommand(): Command {
  return new Command('status')
    .description('what runs, what failed and why; without the server what the home knows')
    .option(
      '--since <time>',
      'list what failed since this date or time (default: seven days ago)',
      timeArgument,
    )
    .option('--dismiss <run>', 'show the failure of this run no more')
    .action(
      answering(async ({ home }, { since, dismiss }: StatusOptions) => {
        if (dismiss !== undefined) {
          const { dismissRun } = await import('../workers/asking/dismiss-run.js');
          await withSystem(home, (system) => dismissRun(system, dismiss));
          printNote(`dismissed ${dismiss}`);
        }
        const { ownServer, ...status } = await statusOf(home, since);
        return {
          document: documentOf(status),
          lines: statusLines(status, { since, ownServer }),
          failed: status.system === null || !(await isWorking(status.system)),
        };
      }),
    );
}

async function isWorking(system: SystemStatus): Promise<boolean> {
  const { takesTasks } = await import('../workers/asking/status.js');
  return takesTasks(system);
}

/** What the system says, at the top, beside what the home knows. */
function documentOf({ system, ...home }: HomeStatus): object {
  return { ...system, ...home };
}

async function statusOf(
  dir: string,
  since: string | undefined,
): Promise<HomeStatus & { ownServer: boolean }> {
  const { sevenDaysAgo } = await import('../workers/asking/lately.js');
  const { refusedFiles } = await import('../workers/inbox.js');
  const { freeBytes, tooFullToImport } = await import('../store/home/disk.js');
  const { homePaths } = await import('../store/home/home.js');
  const { importsNoted } = await import('../store/home/manifest.js');
  const { usedWays } = await import('../store/home/used-ways.js');
  const { runOn } = await import('../workers/running/run-on.js');
  const home = homePaths(dir);
  let run: RunFile | undefined;
  let nothing_runs: string | null = null;
  try {
    run = await runOn(dir);
  } catch (error) {
    if (!(error instanceof NotRunning)) throw error;
    nothing_runs = error.message;
  }
  return {
    system: run ? await systemNow(dir, { run, since }) : null,
    nothing_runs,
    ownServer: run?.server !== null,
    refused: await refusedFiles(home.inbox, since ?? sevenDaysAgo()),
    imports: await importsNoted(home.manifest),
    free_bytes: freeBytes(dir),
    too_full: tooFullToImport(dir) ?? null,
    messages: await usedWays(home),
    ...(await servedBy(home, run)),
  };
}

/** The model that serves, what is wrong with its files, and whether it is asked about any advice. */
async function servedBy(
  home: Home,
  run: RunFile | undefined,
): Promise<Pick<HomeStatus, 'champion' | 'champion_trouble'>> {
  const { servedModel } = await import('../store/home/model-registry.js');
  const { champion, champion_trouble } = await servedModel(home);
  if (champion === null || champion_trouble !== null) return { champion, champion_trouble };
  return { champion, champion_trouble: await specificationTrouble(home, run) };
}

/** Asks the running system where one answers: without it only a saved specification is known. */
async function specificationTrouble(home: Home, run: RunFile | undefined): Promise<string | null> {
  if (run !== undefined) {
    const { withReads } = await import('./with-reads.js');
    const answer = await withReads({ home: home.dir, local: false }, (reads) =>
      reads.championTrouble(),
    ).catch((error: unknown) => {
      if (error instanceof TradeloopError) return null;
      throw error;
    });
    if (answer !== null) return answer.trouble;
  }
  const { championTrouble } = await import('../activities/champion-trouble.js');
  return championTrouble({ home, warehouse: null });
}

/** The server may be away, or go away while it is asked. */
async function systemNow(
  dir: string,
  { run, since }: { run: RunFile; since: string | undefined },
): Promise<SystemStatus> {
  const { connectRunning } = await import('../workers/asking/client.js');
  const { systemStatus, statusWithoutServer } = await import('../workers/asking/status.js');
  const { isAwayNow } = await import('../workers/asking/away.js');
  try {
    const system = await connectRunning(dir, { patienceMs: 0 });
    try {
      return await systemStatus(system, since);
    } finally {
      await system.close();
    }
  } catch (error) {
    if (!isAwayNow(error) && !(error instanceof NotRunning) && !(error instanceof DiskFault)) throw error;
    return statusWithoutServer(run);
  }
}

function statusLines(
  { system, nothing_runs, refused, imports, too_full, messages, champion, champion_trouble }: HomeStatus,
  { since, ownServer }: { since: string | undefined; ownServer: boolean },
): string[] {
  const asked = since === undefined ? 'in the last seven days' : `since ${toSecond(since)}`;
  return [
    ...(nothing_runs === null ? [] : [nothing_runs]),
    ...(system ? systemLines(system, { asked, ownServer }) : []),
    ...(too_full === null ? [] : [too_full]),
    ...messages.map(messageLine),
    ...(champion === null ? [] : [`model ${champion} serves`]),
    ...(champion_trouble === null ? [] : [`  ${champion_trouble}`]),
    ...(system?.server_answers ? [] : [importsLine(imports)]),
    ...(refused.length === 0 ? [] : [`refused of the inbox ${asked}, until it is removed:`]),
    ...refused.map(({ path, refused_at, reason }) => `  ${toSecond(refused_at)}  ${path}: ${reason}`),
  ];
}

function systemLines(
  status: SystemStatus,
  { asked, ownServer }: { asked: string; ownServer: boolean },
): string[] {
  const { address, ui_url, workers, waiting_for, troubles, server_answers, warehouse_broken, deployments } =
    status;
  return [
    server_answers ? `server ${address}` : `server ${address}: does not answer, so nothing is known of runs`,
    apiLine(status),
    ...(ownServer ? [`workflows ${ui_url ?? 'UI is off: "npx tradeloop ui" opens it'}`] : []),
    ...workers.map(({ name, pid, polling }) => {
      const where = pid === null ? ' (not there)' : ` (pid ${pid})`;
      const waits = name === 'train' ? '; trainings wait for it' : '';
      return `${name}${where}: ${polling ? 'takes tasks' : `does not take tasks${waits}`}`;
    }),
    ...(warehouse_broken === null ? [] : [warehouse_broken]),
    ...troubles.map(troubleLine),
    ...runLines(status, asked),
    ...(waiting_for ?? []).map(waitingLine),
    ...(deployments ?? []).map((state) => `deployment of ${state.model_id}: ${deploymentText(state)}`),
  ];
}

function apiLine({ api_url, api_answers }: SystemStatus): string {
  if (api_url === null) return 'API off: no port was free, or it is not up yet';
  return `API ${api_url}${api_answers === true ? '' : ': does not answer'}`;
}

function messageLine({ way, ok, last_at, problem }: UsedWay): string {
  return `messages by ${way}: ${ok ? 'the last was sent' : 'the last was not sent'} at ${last_at}${ok ? '' : `: ${problem}`}`;
}

const WAITING: ReadonlySet<string> = new Set(['candidateReview', 'modelDeployment']);

function runLines({ store_id, running, failed }: SystemStatus, asked: string): string[] {
  if (running === null || failed === null) return [];
  // What waits for weeks is listed elsewhere: by `candidates list`, and below.
  const underWay = running.filter(({ type, retries }) => !WAITING.has(type) || retries.length > 0);
  return [
    underWay.length === 0 ? 'nothing under way' : 'under way:',
    ...underWay.flatMap(({ workflow_id, started_at, retries, training }) => [
      `  ${withoutStore(store_id, workflow_id)} since ${toSecond(started_at)}`,
      ...(training === null ? [] : [`    ${trainingLine(training)}`]),
      ...retries.map((retry) => `    ${retry}`),
    ]),
    failed.length === 0 ? `nothing failed ${asked}` : `failed ${asked}, and not run again since:`,
    ...failed.map(
      ({ workflow_id, closed_at, name, message }) =>
        `  ${closed_at === null ? '' : `${toSecond(closed_at)}  `}${withoutStore(store_id, workflow_id)}: ${name}: ${message}`,
    ),
    ...(failed.length === 0 ? [] : ['  "npx tradeloop status --dismiss RUN" shows one of them no more']),
  ];
}

function trainingLine({ kind, fit, epoch, epochs }: TrainingProgress): string {
  return `trains ${kind}${fit === null ? '' : `: epoch ${epoch} of ${epochs} of ${fit}`}`;
}

function importsLine(imports: HomeStatus['imports']): string {
  if (imports === null) return 'nothing is imported';
  return `${counted(imports.imports, 'import')}, the last at ${toSecond(imports.last_at)}`;
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
