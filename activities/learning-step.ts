import { hash } from 'node:crypto';
import { knownAt } from '../domain/learning/features/known-times.js';
import type { Weighting } from '../domain/learning/online/online-learner.js';
import { deploymentsIn, underWay } from '../domain/learning/models/deployment-line.js';
import { servingAfter } from '../domain/learning/models/registry.js';
import type { GatePolicy } from '../domain/learning/gate/gate-policy.js';
import { isBareDate, newYorkDay } from '../domain/time/calendar.js';
import { knownLabels } from '../store/derived/known-labels.js';
import { scenariosMadeBy } from '../store/derived/scenarios.js';
import { STREAM, streamStart } from '../store/derived/training-stream.js';
import { readDeployments } from '../store/home/deployments-log.js';
import type { Home } from '../store/home/home.js';
import { keepLearned, readLearned, type Judged, type Learned } from '../store/home/learning-log.js';
import { manifestOf } from '../store/home/model-folders.js';
import { readRegistry, servingNow } from '../store/home/model-registry.js';
import type { Store } from '../store/open-store.js';
import { advanceLearned } from './deployment-steps.js';
import { gatePolicy } from './learning-files.js';
import { scoreLive } from './live-predictions.js';
import { LINEAGES, onlineModel, type JudgedModel } from './online-update.js';
import { shadow } from './retrain.js';
import { makeScenarios } from './scenarios.js';
import type { LearnedStep } from './learning-reports.js';
import { watchChampion } from './watch-champion.js';

type Parts = Pick<Store, 'warehouse' | 'home' | 'journal'>;

/** What is learned: an hour or a day, by when it was known, and the clock's time. */
interface Asked {
  of: string;
  asOf: string;
  at: string;
}

/** A step as it is written down once it is judged. */
export type JudgedStep = Pick<Learned, 'of' | 'as_of' | 'known'> & { judged: Judged };

/**
 * A step of learning, over what is stored: scenarios with their features, scored by the models in force when the
 * advice came; the champion is watched; both online models take in what became known, and are judged; the better of
 * them is scored beside the champion from now on; deployments go on by it. It is a function of what was known by its
 * moment, so that the same step again gives the same models. Where no label is another than at the step before, there
 * is nothing to learn.
 *
 * It is judged once, and written down before deployments go on: these may promote a model, and what is judged goes by
 * the champion. Killed in between, the same step goes on behind its judgement.
 */
export async function takeStep(
  store: Parts,
  { of, asOf, at }: Asked,
): Promise<{ step: LearnedStep; taken: JudgedStep }> {
  const { home } = store;
  const policy = await gatePolicy(home);
  await makeScenarios(store);
  await scoreLive(store, knownAt(asOf));
  const known = await digestOfKnown(store, { asOf, policy });
  const steps = await readLearned(home);
  const again = steps.findLast((one) => one.of === of && one.known === known)?.judged;
  const judged =
    again ?? (await judgeStep(store, { asOf, at, policy, known, before: stepBefore(steps, asOf) }));
  const taken: JudgedStep = { of, as_of: asOf, known, judged };
  if (again === undefined)
    await keepLearned(home, { ...taken, ...(isBareDate(of) && { unfinished: true }), alarms: [] });
  const inForce = await closed(store, { begin: judged.to_deploy, asOf, at });
  return { step: { of, as_of: asOf, min_samples: policy.min_samples, ...judged, ...inForce }, taken };
}

/** What there is to learn by a moment, before deployments go on by it. */
async function judgeStep(
  store: Parts,
  {
    asOf,
    at,
    policy,
    known,
    before,
  }: Omit<Asked, 'of'> & { policy: GatePolicy; known: string; before: Learned | undefined },
): Promise<Judged> {
  await watchChampion(store, { policy, asOf, at });
  if (before?.known === known) {
    const to_deploy = await leftToDeploy(store.home, before.judged?.to_deploy ?? null);
    return { state: 'nothing_new', samples: null, updates: [], to_deploy };
  }
  const judged: JudgedModel[] = [];
  const updates: Judged['updates'] = [];
  let samples = 0;
  for (const weighting of Object.keys(LINEAGES) as Weighting[]) {
    const asked = { weighting, hours: policy.lookback_hours, asOf, at };
    const { report, judged: model } = await onlineModel(store, asked);
    samples = report.samples;
    if (model === null) break;
    const { model_id, verdict, evidence, needed } = model.evaluation;
    judged.push(model);
    updates.push({ weighting, model_id, verdict, evidence, needed });
  }
  const to_deploy = await shadowBest(store, judged, at);
  return { state: updates.length === 0 ? 'insufficient' : 'learned', samples, updates, to_deploy };
}

/** Has deployments go on by what a step made known; gives which, which was begun, and what is in force after it. */
async function closed(
  store: Parts,
  by: { begin: string | null; asOf: string; at: string },
): Promise<Pick<LearnedStep, 'to_deploy' | 'deployments' | 'champion' | 'shadow' | 'taken_back'>> {
  const { begun, advanced } = await advanceLearned(store, by);
  return { to_deploy: begun, deployments: advanced, ...(await serving(store, by)) };
}

/** The step that was taken last of those that are about an earlier moment. */
function stepBefore(steps: readonly Learned[], asOf: string): Learned | undefined {
  const end = knownAt(asOf);
  return steps
    .filter((one) => knownAt(one.as_of) < end)
    .reduce<Learned | undefined>(
      (last, one) => (last === undefined || knownAt(one.as_of) >= knownAt(last.as_of) ? one : last),
      undefined,
    );
}

/** Of the labels that a model learns from by a moment; other labels, features or another policy give another one. */
async function digestOfKnown(
  { warehouse }: Parts,
  { asOf, policy }: { asOf: string; policy: GatePolicy },
): Promise<string> {
  const end = knownAt(asOf);
  const from = await streamStart(warehouse, { by: end, labels: STREAM });
  const labels = (await knownLabels(warehouse, { from, to: newYorkDay(asOf) })).filter(
    ({ labelled_at }) => knownAt(labelled_at) <= end,
  );
  const made = await scenariosMadeBy(warehouse);
  const text = JSON.stringify({ spec_id: made?.spec_id, policy, labels });
  return hash('sha256', text, 'hex').slice(0, DIGITS);
}

const DIGITS = 16;

/**
 * Of the models of a step the blessed one, else the one with more evidence, is scored beside the champion, unless a
 * model that was trained otherwise is. Gives the one that is to be deployed: a blessed one that is scored so, while
 * none that learned the same way is under way.
 */
async function shadowBest(
  { home }: Parts,
  judged: readonly JudgedModel[],
  at: string,
): Promise<string | null> {
  const isBlessed = ({ evaluation }: JudgedModel) => evaluation.verdict === 'bless';
  const [best] = judged
    .filter(({ evaluation: { verdict } }) => verdict !== 'reject' && verdict !== 'infra_fail')
    .sort(
      (a, b) => Number(isBlessed(b)) - Number(isBlessed(a)) || b.evaluation.evidence - a.evaluation.evidence,
    );
  if (best === undefined) return null;
  const { shadow: there } = await servingNow(home);
  if (there === null || (await isOnline(home, there.model_id)))
    await shadow(home, best.stored, { ...best, at, of: 'update' });
  const { model_id } = best.evaluation;
  return isBlessed(best) && (await isToDeploy(home, model_id)) ? model_id : null;
}

/**
 * What a step before blessed and could not begin, since what was changed came after its moment; null where it was
 * begun, or another model is scored since.
 */
async function leftToDeploy(home: Home, model_id: string | null): Promise<string | null> {
  if (model_id === null || deploymentsIn(await readDeployments(home)).has(model_id)) return null;
  return (await isToDeploy(home, model_id)) ? model_id : null;
}

/** Whether a model is scored beside the champion, while none that learned the same way is under way. */
async function isToDeploy(home: Home, model_id: string): Promise<boolean> {
  if ((await servingNow(home)).shadow?.model_id !== model_id) return false;
  for (const deployed of underWay(deploymentsIn(await readDeployments(home))))
    if (await isOnline(home, deployed)) return false;
  return true;
}

async function isOnline(home: Home, model_id: string): Promise<boolean> {
  const manifest = await manifestOf(home, model_id);
  return manifest === null || (Object.values(LINEAGES) as string[]).includes(manifest.lineage);
}

/** The models in force after it, and why one was rolled back in it, or before it was killed. */
async function serving(
  { home }: Parts,
  { asOf, at }: { asOf: string; at: string },
): Promise<Pick<LearnedStep, 'champion' | 'shadow' | 'taken_back'>> {
  const lines = await readRegistry(home);
  const { champion, shadow: beside } = servingAfter(lines);
  const back = lines.findLast(
    (line) => line.by === 'watch' && line.alias === 'champion' && (line.at === at || line.as_of === asOf),
  );
  return {
    champion: champion?.model_id ?? null,
    shadow: beside?.model_id ?? null,
    taken_back: back?.reason ?? null,
  };
}
