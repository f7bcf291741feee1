import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openSteps } from '../activities/make-steps.js';
import { LINEAGES } from '../activities/online-update.js';
import { chosenAction, type PredictionRow } from '../domain/learning/predictions/prediction.js';
import { normal, seededRandom } from '../domain/number/random.js';
import { sessionsBetween } from '../domain/time/calendar.js';
import type { IsoDate } from '../domain/time/dates.js';
import { homePaths } from '../store/home/home.js';
import { keepRows } from '../store/lake/kept-rows.js';
import { closeStore, openStore } from '../store/open-store.js';
import { importBusyHours, LAST_SESSION, SPECIFICATION } from './busy-account.js';

const A_DAY = 50;

/**
 * A home with the busy account from a day on, over whose life both lineages were scored; a model of them serves,
 * another one is scored beside it.
 */
export async function makeHourlyHome(home: string, files: string, from: IsoDate): Promise<void> {
  await mkdir(join(home, 'learning'), { recursive: true });
  await writeFile(homePaths(home).featureSpecification, JSON.stringify(SPECIFICATION));
  const hours = sessionsBetween(from, LAST_SESSION).map((day) => ({ day, decisions: A_DAY }));
  const { steps, close } = await openSteps(home);
  await importBusyHours(steps, { folder: files, hours, seed: 1 });
  const { spec_id } = await steps.updateScenarios({});
  await close();
  await keepSaid(home, spec_id);
  await letServe(home);
}

/** What the lineages and the baselines would have said of each scenario when it came. */
async function keepSaid(home: string, spec_id: string): Promise<void> {
  const store = await openStore(homePaths(home));
  const rows = await store.warehouse.rows<{ scenario_id: string; sent_at: string; signal: number }>(
    `SELECT scenario_id, sent_at, "values"[1] AS signal FROM scenarios JOIN scenario_features USING (scenario_id) ORDER BY sent_at`,
  );
  const random = seededRandom(5);
  const said = rows.flatMap(({ scenario_id, sent_at, signal }): PredictionRow[] => {
    const noisy = (sd: number) => chosenAction(1 / (1 + Math.exp(-(signal + sd * normal(random)))), []);
    const about = { scenario_id, source: 'walk_forward', trained_through: sent_at } as const;
    const baseline = (name: string, said: ReturnType<typeof noisy>): PredictionRow => ({
      ...{ ...about, model_id: name, lineage: name, role: 'baseline', spec_id: null, ...said },
    });
    return [
      ...Object.values(LINEAGES).map((lineage): PredictionRow => ({
        ...{ ...about, model_id: `${lineage}-0`, lineage, role: 'shadow', spec_id, ...noisy(0.05) },
      })),
      baseline('base_rate', chosenAction(0.5, [])),
      baseline('always_follow', chosenAction(1, [])),
      baseline('logistic', noisy(0.1)),
    ];
  });
  await keepRows(store, 'predictions', said);
  await closeStore(store);
}

/** The last hour is learned, and a model of it serves. */
async function letServe(home: string): Promise<void> {
  const { steps, close } = await openSteps(home);
  const { step } = await steps.learnHour({ hour: `${LAST_SESSION}T16` });
  const id = step?.updates[0]?.model_id ?? '';
  const seq = step?.shadow === null ? 0 : 1;
  const at = '2025-01-01T00:00:00Z';
  await steps.changeModel({ change: 'promote', id, override: true, reason: 'bench', seq, at });
  await close();
}
