import { Ambiguous, NotFound } from '../domain/errors.js';
import type { Manifest } from '../domain/learning/artifact/manifest.js';
import type { ModelFile } from '../domain/learning/artifact/model-file.js';
import { CARD_FILE } from '../domain/learning/artifact/trained-model.js';
import { ALIASES, type Alias } from '../domain/learning/models/alias.js';
import type { ListedModel } from '../domain/learning/models/listed-model.js';
import { servingAfter, type RegistryLine } from '../domain/learning/models/registry.js';
import { latestJudgements } from '../store/derived/model-evaluations.js';
import type { Reader } from '../store/duckdb/warehouse.js';
import type { Home } from '../store/home/home.js';
import { inspectModel, manifestOf, modelIds, readModel } from '../store/home/model-folders.js';
import { readRegistry } from '../store/home/model-registry.js';

interface Parts {
  warehouse: Reader;
  home: Home;
}

export interface ListedModels {
  models: ListedModel[];
  /** The last change that is in the registry; 0 before any. */
  seq: number;
}

/** All models, in the order of their ids. */
export async function listedModels({ warehouse, home }: Parts): Promise<ListedModels> {
  const lines = await readRegistry(home);
  const judged = await latestJudgements(warehouse, servingAfter(lines).champion?.model_id ?? null);
  const models: ListedModel[] = [];
  for (const model_id of await modelIds(home)) {
    const manifest = await manifestOf(home, model_id);
    const { kind = null, lineage = null, parent = null } = manifest ?? {};
    const spec_id = manifest?.inputs.spec_id ?? null;
    const aliases = aliasesOf(lines, model_id);
    const { evaluation_id = null, verdict = null, evidence = null } = judged.get(model_id) ?? {};
    models.push({ model_id, kind, lineage, parent, spec_id, aliases, evaluation_id, verdict, evidence });
  }
  return { models, seq: lines.at(-1)?.seq ?? 0 };
}

function aliasesOf(lines: readonly RegistryLine[], model_id: string): Alias[] {
  const serving = servingAfter(lines);
  return ALIASES.filter((alias) => serving[alias]?.model_id === model_id);
}

export interface ModelDetail {
  /** Null where its file is broken. */
  model: ModelFile | null;
  manifest: Manifest | null;
  registry: RegistryLine[];
  /** The files that are not what they were when the model was made. */
  broken: string[];
}

/** A model with its files and its history. Throws NotFound. */
export async function modelDetail(home: Home, id: string): Promise<ModelDetail> {
  const lines = await readRegistry(home);
  const model_id = await modelNamed(home, lines, id);
  const registry = lines.filter((line) => line.model_id === model_id);
  return { registry, ...(await inspectModel(home, model_id)) };
}

export interface ModelCard {
  model_id: string;
  text: string;
  /** Who made it serve, and why. */
  registry: RegistryLine[];
}

export async function modelCard(home: Home, id: string): Promise<ModelCard> {
  const lines = await readRegistry(home);
  const model_id = await modelNamed(home, lines, id);
  const { texts } = await readModel(home, model_id);
  return {
    model_id,
    text: texts.get(CARD_FILE) ?? '',
    registry: lines.filter((line) => line.model_id === model_id),
  };
}

/** Fewer characters would name too many. */
const LEAST_OF_ID = 4;

/**
 * The id of a model by its alias, its id, the beginning or end of that, or the beginning of its hash. Throws NotFound,
 * and Ambiguous, which names them, where several fit.
 */
export async function modelNamed(home: Home, lines: readonly RegistryLine[], id: string): Promise<string> {
  const alias = ALIASES.find((one) => one === id);
  if (alias !== undefined) {
    const registered = servingAfter(lines)[alias];
    if (registered === null)
      throw new NotFound(
        `no model is the ${alias} yet: name another ("models list" has them all), or promote one`,
      );
    return registered.model_id;
  }
  const ids = await modelIds(home);
  if (ids.includes(id)) return id;
  if (id.length < LEAST_OF_ID)
    throw new NotFound(`no model ${id}: give at least ${LEAST_OF_ID} characters of an id of "models list"`);
  const found = ids.filter(
    (one) => one.startsWith(id) || one.endsWith(id) || one.slice(one.lastIndexOf('-') + 1).startsWith(id),
  );
  const [only] = found;
  if (only === undefined) throw new NotFound(`no model ${id}: "models list" has them all`);
  if (found.length > 1) throw new Ambiguous(`${id} may be ${found.join(' or ')}`);
  return only;
}
