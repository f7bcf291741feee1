import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openSteps } from '../activities/make-steps.js';
import { chosenAction, type PredictionRow } from '../domain/learning/predictions/prediction.js';
import { normal, seededRandom } from '../domain/number/random.js';
import { sessionsBetween } from '../domain/time/calendar.js';
import type { IsoDate } from '../domain/time/dates.js';
import { homePaths } from '../store/home/home.js';
import { keepRows } from '../store/lake/kept-rows.js';
import { closeStore, openStore } from '../store/open-store.js';
import { importBusyHours, LAST_SESSION, SPECIFICATION } from './busy-account.js';
import { pythonPeer } from './python-peer.js';
import { nodeScript, script } from './whole-process.js';

const [A_DAY, HOURS, NEW] = [50, 3, 500];
const LINEAGE = 'online_logistic';

/**
 * An hour of five hundred new labels and sixteen features, gate included, after a month and after five years of fifty
 * decisions a day, over whose life the lineage was scored; beside a full refit with scikit-learn.
 */
export async function benchHourly(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'tradeloop-bench-'));
  try {
    const run = fileURLToPath(new URL('./hourly-run.js', import.meta.url));
    const measured = [];
    for (const [name, from] of [
      ['one month', '2024-11-18'],
      ['five years', '2020-01-02'],
    ] as const) {
      const home = join(directory, name);
      await makeHome(home, join(directory, 'files'), from);
      const { document, megabytes } = await nodeScript(run, home, join(directory, 'files'), String(HOURS));
      const part = (of: string) => Number(document[of]);
      const [matches, scenarios, model] = [part('matches'), part('scenarios'), part('model')];
      measured.push({ name, matches, scenarios, model, learning: scenarios + model, megabytes, home });
    }
    const [month, years] = measured;
    if (month === undefined || years === undefined) return '';
    const line = (name: string, ms: number, rest: string) =>
      `  ${name.padEnd(34)}${ms.toFixed(0).padStart(7)} ms${(ms / month.learning).toFixed(2).padStart(7)}×  ${rest}`;
    const lines = [
      `The hourly step: ${NEW} new labels, ${SPECIFICATION.features.length} features, the gate; processor time ` +
        '(aims: ≤ 1× scikit-learn, five years ≤ 1× one month)',
      ...measured.map((one) =>
        line(
          `after ${one.name}`,
          one.learning,
          `scenarios ${one.scenarios.toFixed(0)}, model and gate ${one.model.toFixed(0)}; ` +
            `matches and outcomes before it ${one.matches.toFixed(0)}; ${one.megabytes.toFixed(0)} MB`,
        ),
      ),
    ];
    const python = await pythonPeer();
    for (const { name, home } of python === undefined ? [] : measured) {
      const rows = join(directory, 'rows');
      const count = await writeRows(home, rows);
      const width = String(SPECIFICATION.features.length + 1);
      const refit = await script(python as string, 'refit.py', rows, width, String(NEW));
      const seconds = Number(refit.document['processor_ms']);
      lines.push(
        line(
          `scikit-learn after ${name}`,
          seconds,
          `${count.toLocaleString('en')} rows, imports counted, rows ready made; ${refit.megabytes.toFixed(0)} MB`,
        ),
      );
    }
    return [...lines, ''].join('\n');
  } finally {
    await rm(directory, { recursive: true });
  }
}

async function makeHome(home: string, files: string, from: IsoDate): Promise<void> {
  await mkdir(join(home, 'learning'), { recursive: true });
  await writeFile(homePaths(home).featureSpecification, JSON.stringify(SPECIFICATION));
  const hours = sessionsBetween(from, LAST_SESSION).map((day) => ({ day, decisions: A_DAY }));
  const { steps, close } = await openSteps(home);
  await importBusyHours(steps, { folder: files, hours, seed: 1 });
  const { spec_id } = await steps.updateScenarios({});
  await close();
  await keepSaid(home, spec_id);
}

/** What the lineage and the baselines would have said of each scenario when it came. */
async function keepSaid(home: string, spec_id: string): Promise<void> {
  const store = await openStore(homePaths(home));
  const rows = await store.warehouse.rows<{ scenario_id: string; sent_at: string; signal: number }>(
    `SELECT scenario_id, sent_at, "values"[1] AS signal FROM scenarios JOIN scenario_features USING (scenario_id) ORDER BY sent_at`,
  );
  const random = seededRandom(5);
  const said = rows.flatMap(({ scenario_id, sent_at, signal }): PredictionRow[] => {
    const noisy = (sd: number) => 1 / (1 + Math.exp(-(signal + sd * normal(random))));
    const about = { scenario_id, source: 'walk_forward', trained_through: sent_at } as const;
    const baseline = (name: string, p: number): PredictionRow => ({
      ...{ ...about, model_id: name, lineage: name, role: 'baseline', spec_id: null, ...chosenAction(p, []) },
    });
    return [
      {
        ...{ ...about, model_id: `${LINEAGE}-0`, lineage: LINEAGE, role: 'shadow', spec_id },
        ...chosenAction(noisy(0.3), []),
      },
      baseline('base_rate', 0.5),
      baseline('always_follow', 1),
      baseline('logistic', noisy(0.4)),
    ];
  });
  await keepRows(store, 'predictions', said);
  await closeStore(store);
}

/** The features and the label of each labelled scenario, in the order in which they came; gives how many there are. */
async function writeRows(home: string, path: string): Promise<number> {
  const store = await openStore(homePaths(home));
  const rows = await store.warehouse.rows<{ values: number[]; label: number }>(
    `SELECT "values", label FROM scenarios JOIN scenario_features USING (scenario_id)
     WHERE status = 'labelled' AND label IS NOT NULL ORDER BY sent_at, scenario_id`,
  );
  await closeStore(store);
  const doubles = Float64Array.from(rows.flatMap(({ values, label }) => [...values, label]));
  await writeFile(path, new Uint8Array(doubles.buffer));
  return rows.length;
}
