import type { GatePolicy } from '../domain/learning/gate/gate-policy.js';
import { deploymentsIn, underWay } from '../domain/learning/models/deployment-line.js';
import { ALIASES } from '../domain/learning/models/alias.js';
import { servingAfter } from '../domain/learning/models/registry.js';
import { modelsToRemove } from '../domain/learning/models/retention.js';
import { addDays, type IsoDate } from '../domain/time/dates.js';
import { modelsSayingFrom } from '../store/derived/predictions.js';
import type { Store } from '../store/open-store.js';
import { removeOldWindows } from '../store/derived/training-window.js';
import { readDeployments } from '../store/home/deployments-log.js';
import { manifestOf, modelIds, removeModel } from '../store/home/model-folders.js';
import { readRegistry } from '../store/home/model-registry.js';

/** So long a window may wait for the train process. */
const WAITING_MS = 30 * 86_400_000;

/**
 * Removes the oldest models beyond those that the policy keeps, and the windows that no model was trained on, once no
 * training waits for them. A model whose manifest is broken stays, for who looks into it.
 */
export async function removeOldModels(
  { warehouse, home }: Pick<Store, 'warehouse' | 'home'>,
  {
    retention: { keep, days },
    asOf,
    now,
    reported,
  }: Pick<GatePolicy, 'retention'> & {
    asOf: IsoDate;
    /** The clock's. */
    now: string;
    /** The model that is reported right now stays, however old its window; null where there is none. */
    reported: string | null;
  },
): Promise<void> {
  const models = [];
  const windows = new Set<string>();
  for (const model_id of await modelIds(home)) {
    const manifest = await manifestOf(home, model_id);
    if (manifest === null) continue;
    const { parent, inputs } = manifest;
    models.push({ model_id, parent, window_to: inputs.window_to });
    windows.add(inputs.scenarios_sha256);
  }
  await removeOldWindows(home, { but: windows, before: new Date(Date.parse(now) - WAITING_MS) });
  if (models.length <= keep) return;
  const serving = servingAfter(await readRegistry(home));
  const named = ALIASES.flatMap((alias) => serving[alias]?.model_id ?? []);
  const deployed = underWay(deploymentsIn(await readDeployments(home)));
  const referred = new Set([
    ...named,
    ...deployed,
    ...(reported === null ? [] : [reported]),
    ...(await modelsSayingFrom(warehouse, addDays(asOf, -days))),
  ]);
  for (const model_id of modelsToRemove(models, { keep, referred })) await removeModel(home, model_id);
}
