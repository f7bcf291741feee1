import { compare } from '../domain/compare.js';
import { NotFound, StoreCorrupt } from '../domain/errors.js';
import { featuresHash } from '../domain/learning/features/feature-values.js';
import type { Manifest } from '../domain/learning/artifact/manifest.js';
import { perturbed, syntheticId } from '../domain/learning/training/perturbation.js';
import { labelledRows } from '../domain/learning/training/training-row.js';
import {
  perturbedFor,
  replacePerturbed,
  type PerturbedScenario,
} from '../store/derived/perturbed-scenarios.js';
import { scenariosMadeBy } from '../store/derived/scenarios.js';
import { frozenRows } from '../store/derived/training-window.js';
import type { Warehouse } from '../store/duckdb/warehouse.js';
import type { Home } from '../store/home/home.js';
import { manifestOf, modelIds } from '../store/home/model-folders.js';
import { knownBy } from './model-evaluations.js';

interface Parts {
  warehouse: Warehouse;
  home: Home;
}

/**
 * Makes the copies that the last model with perturbations was trained on, of its window as it was frozen: they are
 * what they were then. None where no such model is there.
 */
export async function makePerturbations({ warehouse, home }: Parts): Promise<void> {
  const made = await scenariosMadeBy(warehouse);
  const last = made && (await lastPerturbed(home, made.spec_id));
  if ((last?.model_id ?? null) === (await perturbedFor(warehouse))) return;
  if (!made || !last) return replacePerturbed(warehouse, []);
  const { model_id, inputs } = last;
  const frozen = await frozenRows(warehouse, home, inputs.scenarios_sha256).catch(gone);
  const rows = perturbed(labelledRows(knownBy(frozen, asOfFrozen(inputs))), {
    ...{ share: shareOf(last), seed: inputs.seed },
    features: made.specification.features.map(({ name }) => name),
  });
  await replacePerturbed(
    warehouse,
    rows.flatMap(({ scenario_id: parent, copies = [] }) =>
      copies.map((values, i): PerturbedScenario => ({
        scenario_id: syntheticId(parent, inputs.seed, i + 1),
        ...{ parent_scenario_id: parent, model_id, spec_id: inputs.spec_id },
        ...{ features_hash: featuresHash(values), values: [...values] },
      })),
    ),
  );
}

/** By when a model's window was known; where nothing else is said, by the end of its last day. */
function asOfFrozen({ config, window_to }: Manifest['inputs']): string {
  const said = config['as_of'];
  return typeof said === 'string' ? said : window_to;
}

/** A window that a person removed takes its copies along. */
function gone(error: unknown): never[] {
  if (error instanceof NotFound || error instanceof StoreCorrupt) return [];
  throw error;
}

async function lastPerturbed(home: Home, spec_id: string): Promise<Manifest | undefined> {
  const manifests: Manifest[] = [];
  for (const model_id of await modelIds(home)) {
    const manifest = await manifestOf(home, model_id);
    if (manifest !== null && manifest.inputs.spec_id === spec_id && shareOf(manifest) > 0)
      manifests.push(manifest);
  }
  const byWindow = (a: Manifest, b: Manifest) =>
    compare(a.inputs.window_to, b.inputs.window_to) || compare(a.model_id, b.model_id);
  return manifests.sort(byWindow).at(-1);
}

/** Only what is fitted to folds has copies: not the baselines, and not what learns one label at a time. */
const FITTED: ReadonlySet<Manifest['kind']> = new Set(['logistic', 'mlp']);

function shareOf({ kind, inputs }: Manifest): number {
  const share = inputs.config['perturbation'];
  return FITTED.has(kind) && typeof share === 'number' ? share : 0;
}
