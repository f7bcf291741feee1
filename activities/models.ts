import { carriedBy, lastWith } from '../domain/keyed-request.js';
import { Conflict, NotBlessed, NotFound } from '../domain/errors.js';
import { givesChance } from '../domain/learning/artifact/model-file.js';
import {
  promotion,
  rollback,
  servingAfter,
  servingNames,
  type RegistryLine,
} from '../domain/learning/models/registry.js';
import { whyNeverServes } from '../domain/learning/policies/research.js';
import { frozenRows } from '../store/derived/training-window.js';
import { readModel } from '../store/home/model-folders.js';
import { appendChange, readRegistry } from '../store/home/model-registry.js';
import type { Store } from '../store/open-store.js';
import { keepTrial } from '../store/home/trials-log.js';
import { toSecond } from '../domain/time/to-second.js';
import { momentOf } from './known-moment.js';
import { gatePolicy } from './learning-files.js';
import { keepEvaluation } from './kept-judgements.js';
import { modelNamed } from './listed-models.js';
import { judgeNow } from './model-evaluations.js';
import { makeScenarios } from './scenarios.js';
import { evaluateNow } from './evaluate-model.js';
import { updateOnline } from './online-update.js';
import { trainModels } from './make-models.js';
import { freezeTraining, judgeModels } from './retrain.js';
import type { ModelChangeInput, ModelChangeReport } from './learning-reports.js';
import type { Steps } from './steps.js';

type Parts = Pick<Store, 'warehouse' | 'home' | 'journal'>;

/** What makes models, and what makes them serve. */
export function modelSteps(
  store: Parts,
  { updateScenarios, clock }: Pick<Steps, 'updateScenarios'> & { clock: () => Date },
): Pick<
  Steps,
  | ('freezeTraining' | 'trainModels' | 'traceFrontier' | 'judgeModels')
  | ('updateOnline' | 'evaluateModel' | 'changeModel')
> {
  return {
    async freezeTraining(input) {
      await updateScenarios({});
      return freezeTraining(store, { days: input.days, at: toSecond(clock()) });
    },
    trainModels(input) {
      const rowsOf = (sha256: string) => frozenRows(store.warehouse, store.home, sha256);
      return trainModels({ rowsOf, home: store.home, tell: () => undefined }, input);
    },
    async traceFrontier(input) {
      // Tensors are large: only who trains networks loads them.
      const { traceFrontier } = await import('./trace-frontier.js');
      const rowsOf = (sha256: string) => frozenRows(store.warehouse, store.home, sha256);
      return traceFrontier({ rowsOf, home: store.home, tell: () => undefined }, input);
    },
    judgeModels: (input) => judgeModels(store, input),
    async evaluateModel(input) {
      await updateScenarios({});
      return evaluateNow(store, input);
    },
    async updateOnline(input) {
      await updateScenarios({});
      return updateOnline(store, input);
    },
    changeModel: (input) => changeModel(store, input),
  };
}

/**
 * Makes a model serve. One without the gate's blessing only for who overrides it; one with a broken file never. Going
 * back is always allowed, to a model that is whole. Throws NotBlessed, ModelBroken, Conflict, NotFound.
 */
export async function changeModel(store: Parts, input: ModelChangeInput): Promise<ModelChangeReport> {
  const { home } = store;
  const lines = await readRegistry(home);
  if (isDone(lines, input)) return servingNames(lines);
  const known = madeBefore(lines, input);
  if (known !== undefined) return servingNames(lines.filter(({ seq }) => seq <= known.seq));
  const last = lines.at(-1)?.seq ?? 0;
  if (last !== input.seq) throw new Conflict(CAME_FIRST);
  const change =
    input.change === 'promote' ? await promoted(store, lines, input) : await rolledBack(store, lines, input);
  await appendChange(home, change);
  return servingNames(await readRegistry(home));
}

export const CAME_FIRST = 'another change came first: look at "models list", which model serves now';

/** The last line that came of this very request within a day. */
function madeBefore(
  lines: readonly RegistryLine[],
  { at, request, idempotency_key }: ModelChangeInput,
): RegistryLine | undefined {
  if (request === undefined || idempotency_key === undefined) return undefined;
  const last = lastWith(lines, { request, idempotency_key }, Date.parse(at));
  return last?.request === request ? last : undefined;
}

/** A step whose answer was lost is run again: its line is there. */
function isDone(lines: readonly RegistryLine[], { at, seq }: ModelChangeInput): boolean {
  const last = lines.at(-1);
  return last?.seq === seq + 1 && last.at === at && last.by === 'user';
}

async function promoted(
  store: Parts,
  lines: readonly RegistryLine[],
  input: Extract<ModelChangeInput, { change: 'promote' }>,
): Promise<RegistryLine[]> {
  const model_id = await modelNamed(store.home, lines, input.id);
  if (servingAfter(lines).champion?.model_id === model_id)
    throw new Conflict(`${model_id} is the champion already`);
  const stored = await readModel(store.home, model_id);
  if (!givesChance(stored.model))
    throw new NotBlessed(`${model_id} gives no chance that following pays: it can be no champion`);
  const never = whyNeverServes(stored.manifest);
  if (never !== null) throw new NotBlessed(`${model_id} never serves: ${never}`);
  await makeScenarios(store);
  const policy = await gatePolicy(store.home);
  const asOf = await momentOf(store, input.at);
  if (asOf === null)
    throw new NotBlessed(
      `${model_id} is not blessed by the gate: there is no advice with an outcome to judge it by yet`,
    );
  const { evaluation, trial } = await judgeNow(store, stored, { policy, asOf });
  await keepTrial(store.home, trial);
  await keepEvaluation(store, evaluation);
  if (evaluation.verdict === 'infra_fail') throw new NotBlessed(refusalText(model_id, evaluation.reasons));
  if (evaluation.verdict !== 'bless' && !input.override)
    throw new NotBlessed(
      `${refusalText(model_id, evaluation.reasons)}. To promote it all the same: --override --reason TEXT`,
    );
  const { manifest_sha256 } = stored;
  return promotion(
    lines,
    { model_id, manifest_sha256 },
    {
      ...{
        evaluation_id: evaluation.evaluation_id,
        at: input.at,
        by: 'user',
        reason: input.reason,
        as_of: asOf,
        ...carriedBy(input),
      },
    },
  );
}

function refusalText(
  model_id: string,
  reasons: readonly { rule: string; passed: boolean; text: string }[],
): string {
  const failed = reasons.filter(({ passed }) => !passed).map(({ rule, text }) => `${rule}: ${text}`);
  return `${model_id} is not blessed by the gate; not met: ${failed.join('; ')}`;
}

async function rolledBack(
  store: Parts,
  lines: readonly RegistryLine[],
  { at, reason, ...said }: ModelChangeInput,
): Promise<RegistryLine[]> {
  const as_of = await momentOf(store, at);
  const change = rollback(lines, { evaluation_id: null, at, by: 'user', reason, as_of, ...carriedBy(said) });
  if (change === null) throw new NotFound('no model serves, and none did: there is nothing to roll back');
  const back = change.at(-1)?.model_id ?? null;
  if (back !== null) await readModel(store.home, back);
  return change;
}
