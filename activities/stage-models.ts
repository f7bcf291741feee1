import { canariesIn } from '../domain/learning/models/canary-in.js';
import { inForce } from '../domain/learning/models/tenures.js';
import { STAGES, type Stage, type StageModel } from '../domain/learning/report/beside-rule.js';
import { readDeployments } from '../store/home/deployments-log.js';
import type { Home } from '../store/home/home.js';
import { manifestOf } from '../store/home/model-folders.js';
import { readRegistry } from '../store/home/model-registry.js';

/**
 * The model of each stage by a moment, in milliseconds since 1970. On paper it is the shadow, as a canary the one whose
 * canary is under way; without one the champion, by what it said there before it served. Of folds it is the champion,
 * else the shadow. A stage without a model, or whose model is gone, is left out.
 */
export async function stageModels(home: Home, end: number): Promise<StageModel[]> {
  const isInForce = ({ from, to }: { from: number; to: number }) => from <= end && end <= to;
  const tenures = inForce(await readRegistry(home)).filter(isInForce);
  const standing = (alias: 'champion' | 'shadow') =>
    tenures.findLast((one) => one.alias === alias)?.model_id ?? null;
  const [champion, shadow] = [standing('champion'), standing('shadow')];
  const canary = canariesIn(await readDeployments(home)).findLast(isInForce)?.model_id ?? null;
  const ids: Record<Stage, string | null> = {
    backtest: champion ?? shadow,
    paper: shadow ?? champion,
    canary: canary ?? champion,
    champion,
  };
  const models: StageModel[] = [];
  for (const stage of STAGES) {
    const model_id = ids[stage];
    const manifest = model_id === null ? null : await manifestOf(home, model_id);
    if (model_id === null || manifest === null) continue;
    const { lineage, inputs } = manifest;
    models.push({ stage, model_id, lineage, spec_id: inputs.spec_id });
  }
  return models;
}
