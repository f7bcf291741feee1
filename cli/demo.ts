import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { DEFAULT_CONFIG, DEFAULT_DAYS } from '../domain/learning/training/default-config.js';
import { NotFound, NotRunning } from '../domain/errors.js';
import type { AskedSteps } from '../activities/steps.js';
import type { RunningSystem } from '../workers/asking/client.js';
import { backfillThrough } from './backfill.js';
import { answering, printNote, type Answer, type Context } from './context.js';
import type { IntradayReport } from './demo-intraday-report.js';
import { intradayLines, sampleLearningLines, type SampleLearning } from './demo-learning-lines.js';
import { demoLines, readDemoReport } from './demo-report.js';
import { showBar } from './progress.js';
import { importShown } from './import.js';
import { sourceFiles } from './source-files.js';

/** What a shell gives for a program that Ctrl-C ended. */
const EXIT_INTERRUPTED = 130;

const SAMPLE = fileURLToPath(new URL('../../data/sample', import.meta.url));

interface DemoOptions {
  keep?: boolean;
}

/** `demo`: the document is a {@link DemoReport} with `ui_url`, `dashboard_url` and `exports`, the folder. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('run the whole loop on the bundled sample, in another home (default: data/demo)')
    .option('--keep', 'leave the system and its UI running; `down` ends them')
    .action(answering(demo));
}

async function demo(context: Context, { keep = false }: DemoOptions): Promise<Answer> {
  const home = context.homeGiven ? context.home : resolve('data', 'demo');
  const joined = await joinOrStart(home, keep);
  const { system } = joined;
  try {
    const folder = resolve(home, 'exports');
    const [learned, intraday] = await Promise.all([
      playSample(system),
      intradayStory(join(home, 'intraday')),
    ]);
    const report = await readDemoReport(folder);
    const ui_url = await uiOf(system, { home, keep });
    const dashboard = keep ? await linkTo(home) : null;
    return {
      document: {
        ...{ ...report, learning: learned, intraday, ui_url },
        ...{ dashboard_url: dashboard?.url ?? null, exports: folder },
      },
      lines: [
        ...demoLines(report),
        '',
        ...sampleLearningLines(learned),
        '',
        ...intradayLines(intraday),
        '',
        `habits     npx tradeloop patterns list --local --home ${home}`,
        `message    npx tradeloop week --local --home ${home}`,
        `models     npx tradeloop models list --local --home ${join(home, 'intraday')}`,
        `exports    ${folder}`,
        keep
          ? `workflows  ${ui_url ?? 'on the cluster'}; "npx tradeloop down --home ${home}" ends it`
          : `workflows  in their UI with --keep, or "npx tradeloop up --ui --home ${home}"`,
        ...dashboardLines(home, keep ? dashboard : undefined),
      ],
    };
  } finally {
    await system.close();
    await joined.end();
  }
}

/** The link to the UI of a system that stays, where it has one of its own. */
async function uiOf(
  { run }: RunningSystem,
  { home, keep }: { home: string; keep: boolean },
): Promise<string | null> {
  if (!keep || run.server === null) return run.ui_url;
  const { openUi } = await import('../workers/supervision/open-ui.js');
  return (await openUi(home)).ui_url;
}

/** A link that lets a browser in; null where the API is off. */
async function linkTo(home: string): Promise<{ url: string } | null> {
  const { dashboardLink } = await import('./dashboard-link.js');
  return dashboardLink(home, 'admin').catch((error: unknown) => {
    if (error instanceof NotRunning) return null;
    throw error;
  });
}

/** How one comes to the review; undefined: nothing is kept running. */
function dashboardLines(home: string, link: { url: string } | null | undefined): string[] {
  if (link === undefined) return [`dashboard  with --keep, or "npx tradeloop up --home ${home}"`];
  const another = `npx tradeloop dashboard --home ${home}`;
  if (link === null)
    return [`dashboard  its port is taken: "npx tradeloop down --home ${home}", then up --listen HOST:PORT`];
  return [
    `dashboard  ${link.url}`,
    `           lets a browser in once, for a minute; "${another}" gives another`,
  ];
}

interface Joined {
  system: RunningSystem;
  /** Ends what was started for this run. */
  end(): Promise<void>;
}

/** The system of an earlier `--keep`, or a new one that ends with this run unless it is to be kept. */
async function joinOrStart(home: string, keep: boolean): Promise<Joined> {
  const { connectRunning } = await import('../workers/asking/client.js');
  const running = await connectRunning(home).catch((error: unknown) => {
    if (error instanceof NotRunning) return undefined;
    throw error;
  });
  const nothing = () => Promise.resolve();
  if (running) return { system: running, end: nothing };
  const { startInBackground } = await import('../workers/supervision/background.js');
  if (keep) return { system: await startInBackground(home, { withUi: true, tell: printNote }), end: nothing };
  const { stopSystem } = await import('../workers/supervision/stop.js');
  const end = async () => void (await stopSystem(home));
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(name, () => void end().finally(() => process.exit(EXIT_INTERRUPTED)));
  printNote('starting the server and the workers');
  try {
    return { system: await startInBackground(home, { withUi: false, tell: printNote }), end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** The whole loop over the sample, then what a model learns from it; all tables are exported at the end. */
async function playSample(system: RunningSystem): Promise<SampleLearning> {
  const { steps } = system;
  await importSample(steps);
  await catchUp(system);
  const { scenarios } = await steps.updateScenarios({});
  const asked = { days: DEFAULT_DAYS, kind: 'logistic', config: DEFAULT_CONFIG, seed: 0 } as const;
  const { model_id, rows, evaluation } = await steps.retrainModel(asked);
  await exportAll(steps);
  return { scenarios, retrain: { model_id, rows, evaluation } };
}

/** Beside the sample, in this process: both cores have work. */
async function intradayStory(home: string): Promise<IntradayReport> {
  const { INTRADAY, changedOn, playIntraday } = await import('./demo-intraday.js');
  const { readIntradayReport } = await import('./demo-intraday-report.js');
  const { DEFAULT_POLICY } = await import('../domain/learning/gate/gate-policy.js');
  const { readRegistry } = await import('../store/home/model-registry.js');
  const { homePaths } = await import('../store/home/home.js');
  const folder = await playIntraday(home);
  return readIntradayReport(folder, {
    registry: await readRegistry(homePaths(home)),
    changedOn: changedOn(INTRADAY),
    watched: DEFAULT_POLICY.watch.scored,
  });
}

async function importSample(steps: AskedSteps): Promise<void> {
  const { files } = await sourceFiles(SAMPLE);
  for (const outcome of await importShown(steps, files, {}))
    if ('refused' in outcome) throw new Error(outcome.refused.message);
}

/** Over the days that the accounts are known for; bars reach further back. */
async function catchUp(system: RunningSystem): Promise<void> {
  const { accounts, last_date: to } = await system.reads.describe();
  const [from] = accounts.map(({ covered_from }) => covered_from).sort();
  if (from === undefined || to === null) throw new NotFound(`nothing to import in ${SAMPLE}`);
  await backfillThrough(system, { from, to });
}

async function exportAll(steps: AskedSteps): Promise<void> {
  const { EXPORT_TABLES } = await import('../store/exports/tables.js');
  const shown = await showBar('export', EXPORT_TABLES.length);
  for (const [done, table] of EXPORT_TABLES.entries()) {
    shown.at(done, table);
    await steps.exportTable({ table, format: 'parquet' });
  }
  shown.at(EXPORT_TABLES.length, '');
  shown.end();
}
