import { knownAt } from '../../domain/learning/features/known-times.js';
import type { Manifest } from '../../domain/learning/artifact/manifest.js';
import { servingAfter } from '../../domain/learning/models/registry.js';
import { replayedPolicy, type ReplayedPolicy } from '../../domain/learning/serving/replayed-policy.js';
import { learnsPreferences } from '../../domain/learning/training/kinds.js';
import { groupsOf } from '../../domain/learning/training/model-texts.js';
import type { Columns } from '../duckdb/columns.js';
import type { DoubleColumns } from '../duckdb/nearest-doubles.js';
import type { Reader } from '../duckdb/warehouse.js';
import { turns } from '../turns.js';
import type { Home } from '../home/home.js';
import { manifestOf, modelIds, readableModel } from '../home/model-folders.js';
import { readRegistry } from '../home/model-registry.js';
import { scenariosMadeBy } from './scenarios.js';

/** A model whose weights are asked about every scenario. */
export interface AskedModel {
  model_id: string;
  /** When its window ended, in milliseconds since 1970: it may have seen what came until then. */
  seenThrough: number;
}

/** The models that a name stands for, and those that are policies, by their ids in order. */
export async function rolledOutModels(home: Home): Promise<string[]> {
  const serving = Object.values(servingAfter(await readRegistry(home)));
  const ids = new Set(serving.flatMap((registered) => registered?.model_id ?? []));
  for (const model_id of await modelIds(home)) {
    const manifest = await manifestOf(home, model_id);
    if (manifest !== null && learnsPreferences(manifest.kind)) ids.add(model_id);
  }
  return [...ids].sort();
}

/**
 * Asks the weights of models about every scenario: the temporary table `model_chances` has its chances, `skip_0` and
 * `follow_0` of the first model that is given. A model that is broken, or of another specification, is not.
 */
export async function askModels(
  { warehouse, home }: { warehouse: Reader; home: Home },
  ids: readonly string[],
): Promise<AskedModel[]> {
  const made = await scenariosMadeBy(warehouse);
  const features = made?.specification.features.map(({ name }) => name) ?? [];
  const asked: (AskedModel & { policy: ReplayedPolicy })[] = [];
  for (const model_id of ids) {
    const stored = await readableModel(home, model_id);
    if (stored === null || stored.manifest.inputs.spec_id !== made?.spec_id) continue;
    const policy = replayedPolicy(stored.model, stored.weights, features);
    if (policy !== null) asked.push({ model_id, seenThrough: seenThrough(stored.manifest), policy });
  }
  const chances = asked.flatMap((_, i) => [
    [`skip_${i}`, 'DOUBLE'] as const,
    [`follow_${i}`, 'DOUBLE'] as const,
  ]);
  const types = { scenario_id: 'VARCHAR', ...Object.fromEntries(chances) };
  const policies = asked.map(({ policy }) => policy);
  await warehouse.temporary('model_chances', types, chancesOf(warehouse, policies, features.length));
  return asked.map(({ model_id, seenThrough: through }) => ({ model_id, seenThrough: through }));
}

/** By when its window was known; where nothing else is said, the end of its last day. */
function seenThrough({ inputs: { config, window_to } }: Manifest): number {
  const said = config['as_of'];
  return knownAt(typeof said === 'string' ? said : window_to);
}

/** What a decision is about, by which models add to what the features say. */
const GROUPED = ['sent_at', 'underlying', 'account'] as const;

async function* chancesOf(
  warehouse: Reader,
  policies: readonly ReplayedPolicy[],
  width: number,
): AsyncGenerator<Columns, void> {
  if (policies.length === 0) return;
  const values = Array.from({ length: width }, (_, i) => `, "values"[${i + 1}] AS value_${i}`);
  const scenarios = warehouse.doubles(
    `SELECT scenario_id, ${GROUPED.map((name) => `s.${name}`).join(', ')}${values.join('')}
     FROM scenarios AS s JOIN scenario_features USING (scenario_id)`,
  );
  for await (const chunk of scenarios) yield await chancesIn(chunk, policies, width);
}

/** The chances of the scenarios of a chunk, policy by policy. */
async function chancesIn(
  chunk: DoubleColumns,
  policies: readonly ReplayedPolicy[],
  width: number,
): Promise<Columns> {
  const ids = chunk['scenario_id'] as readonly string[];
  const features = Array.from({ length: width }, (_, i) => chunk[`value_${i}`] as Float64Array);
  const chances = policies.map(() => ({ skip: [] as number[], follow: [] as number[] }));
  const values = new Float64Array(width);
  const turn = turns();
  for (let row = 0; row < ids.length; row++) {
    await turn();
    for (let i = 0; i < width; i++) values[i] = features[i]?.[row] as number;
    const [sent_at, underlying, account] = GROUPED.map((name) => chunk[name]?.[row] as string);
    const groups = groupsOf({ sent_at, underlying, account } as Parameters<typeof groupsOf>[0]);
    for (const [i, policy] of policies.entries()) {
      const { skip, follow } = policy(values, groups);
      chances[i]?.skip.push(skip);
      chances[i]?.follow.push(follow);
    }
  }
  const named = chances.flatMap(({ skip, follow }, i) => [
    [`skip_${i}`, skip] as const,
    [`follow_${i}`, follow] as const,
  ]);
  return { scenario_id: ids, ...Object.fromEntries(named) };
}
