import { carriedBy } from '../domain/keyed-request.js';
import { Conflict, InvalidInput, NotBlessed, NotFound } from '../domain/errors.js';
import { whyNeverServes } from '../domain/learning/policies/research.js';
import type { Manifest } from '../domain/learning/artifact/manifest.js';
import { canaryHeld } from '../domain/learning/models/canary-in.js';
import {
  deploymentOf,
  type DeploymentAct,
  type LastJudgement,
} from '../domain/learning/models/deployment.js';
import {
  deploymentsIn,
  underWay,
  type DeploymentFacts,
  type DeploymentLine,
  type LineOf,
} from '../domain/learning/models/deployment-line.js';
import {
  isUnderWay,
  refusalToAbort,
  refusalToApprove,
  type DeploymentRefusal,
  type DeploymentState,
} from '../domain/learning/models/deployment-state.js';
import type { GatePolicy } from '../domain/learning/gate/gate-policy.js';
import type { Reason } from '../domain/learning/gate/gate.js';
import type { ModelEvaluation } from '../domain/learning/models/model-evaluation.js';
import {
  promotion,
  servingAfter,
  servingNames,
  shadowing,
  type ChangeSaid,
} from '../domain/learning/models/registry.js';
import { toSecond } from '../domain/time/to-second.js';
import { saltOf } from '../domain/learning/serving/canary.js';
import { knownAt } from '../domain/learning/features/known-times.js';
import { latestJudgements } from '../store/derived/model-evaluations.js';
import { scoredLive } from '../store/derived/predictions.js';
import type { Reader } from '../store/duckdb/warehouse.js';
import { keepDeployment, readDeployments } from '../store/home/deployments-log.js';
import type { Home } from '../store/home/home.js';
import { manifestOf, readableModel, readModel } from '../store/home/model-folders.js';
import { appendChange, readRegistry, writePointers } from '../store/home/model-registry.js';
import { keepTrial } from '../store/home/trials-log.js';
import type { Store } from '../store/open-store.js';
import { readLearned } from '../store/home/learning-log.js';
import { keepEvaluation } from './kept-judgements.js';
import { gatePolicy } from './learning-files.js';
import { scoreLive } from './live-predictions.js';
import { judgeNow } from './model-evaluations.js';
import { momentOf } from './known-moment.js';
import { CAME_FIRST, changeModel } from './models.js';
import { makeScenarios } from './scenarios.js';
import type { ApproveInput, ApproveReport } from './learning-reports.js';
import type { Steps } from './steps.js';
import { watchChampion, watchedSoFar } from './watch-champion.js';

type Parts = Pick<Store, 'warehouse' | 'home' | 'journal'>;

/** What the deployments of models ask for. */
export function deploymentSteps(
  store: Parts,
  { updateScenarios, clock }: Pick<Steps, 'updateScenarios'> & { clock: () => Date },
): Pick<Steps, 'advanceDeployment' | 'approveDeployment' | 'abortDeployment' | 'openDeployments'> {
  const at = () => toSecond(clock());
  return {
    async advanceDeployment({ modelId, begin, asked = true }) {
      const now = at();
      const learned = begin || asked ? null : await learnedMoment(store.home);
      if (learned === null) await updateScenarios({});
      else {
        await makeScenarios(store);
        await scoreLive(store, knownAt(learned));
      }
      const asOf = learned ?? (await momentOf(store, now));
      if (begin) await beginDeployment(store, { modelId, at: now, asOf });
      return advance(store, { modelId, at: now, asOf });
    },
    async approveDeployment(input) {
      await updateScenarios({});
      return approve(store, input);
    },
    abortDeployment: (input) => abort(store, { ...input, at: at() }),
    async openDeployments() {
      return { models: underWay(deploymentsIn(await readDeployments(store.home))) };
    },
  };
}

/**
 * What a step of learning closed, for the deployments that are under way, the oldest first, and for one that it blessed
 * and begins, once. They go as far as they can by what was known by its moment: the same step, learned late, gives the
 * same log. Gives the model that it has begun, and all that it was about. A step of a moment before what was learned or
 * changed last, be it by a person, changes nothing.
 */
export async function advanceLearned(
  store: Parts,
  { begin, asOf, at }: { begin: string | null; asOf: string; at: string },
): Promise<{ begun: string | null; advanced: string[] }> {
  const { home } = store;
  const learned = await learnedMoment(home);
  if (learned !== null && knownAt(learned) > knownAt(asOf)) return { begun: null, advanced: [] };
  const deployments = deploymentsIn(await readDeployments(home));
  const before = underWay(deployments);
  // Taken again, a step does not begin anew what has ended meanwhile.
  if (begin !== null && !deployments.has(begin)) await beginDeployment(store, { modelId: begin, at, asOf });
  const said = async () => (await readDeployments(home)).length + (await readRegistry(home)).length;
  let lines: number;
  do {
    lines = await said();
    for (const modelId of underWay(deploymentsIn(await readDeployments(home))))
      await advance(store, { modelId, at, asOf });
    // What one of them did may be what another waited for.
  } while ((await said()) > lines);
  // With those that it ended before it was killed, in the order in which they were begun.
  const after = await readDeployments(home);
  const changed = after.filter(({ as_of }) => as_of === asOf).map(({ model_id }) => model_id);
  const about = new Set([...before, ...changed]);
  return { begun: begin, advanced: [...deploymentsIn(after).keys()].filter((id) => about.has(id)) };
}

/**
 * How far steps of learning have come, and what was changed since: what nobody asks for goes no further. Null where no
 * step was ever taken.
 */
async function learnedMoment(home: Home): Promise<string | null> {
  const learned = await readLearned(home);
  if (learned.length === 0) return null;
  const changes = [...(await readRegistry(home)), ...(await readDeployments(home))];
  const moments = [...learned, ...changes].flatMap(({ as_of }) => as_of ?? []);
  return moments.reduce((last, one) => (knownAt(one) > knownAt(last) ? one : last));
}

/** How each deployment that is under way stands, the oldest first. */
export async function deploymentsNow(
  store: Pick<Parts, 'home'> & { warehouse: Reader },
): Promise<DeploymentState[]> {
  const models = underWay(deploymentsIn(await readDeployments(store.home)));
  const states: DeploymentState[] = [];
  for (const model_id of models) {
    const found = await standing(store, model_id);
    if (found !== null && isUnderWay(found.state)) states.push(found.state);
  }
  return states;
}

/**
 * Begins a deployment, once: one that is under way goes on. Others that serve nothing yet are superseded; a canary
 * keeps its place until it has ended.
 */
async function beginDeployment(
  store: Parts,
  { modelId, at, asOf: as_of }: { modelId: string; at: string; asOf: string | null },
): Promise<void> {
  const { home } = store;
  const lines = await readRegistry(home);
  const before = await readDeployments(home);
  const deployments = deploymentsIn(before);
  const own = deployments.get(modelId);
  const serving = servingAfter(lines);
  if ((own !== undefined && own.ended === null) || serving.champion?.model_id === modelId) return;
  const never = whyNeverServes((await readModel(home, modelId)).manifest);
  if (never !== null) throw new NotBlessed(`${modelId} never serves: ${never}`);
  const held = canaryHeld(before, serving);
  const said = { at, as_of };
  const superseded: string[] = [];
  for (const model_id of underWay(deployments)) {
    if (model_id === held || model_id === serving.champion?.model_id) continue;
    const { due } = (await standing(store, model_id)) as Standing;
    if (due?.act === 'end') await end(store, { ...due, model_id, ...said, by: 'gate' });
    else superseded.push(model_id);
  }
  await keepDeployment(
    home,
    ...superseded.map((model_id): DeploymentLine => ({
      ...{ what: 'ended', model_id, ...said, end: 'superseded' },
      reason: `${modelId} is deployed in its place`,
    })),
    { what: 'begun', model_id: modelId, ...said, seq: lines.at(-1)?.seq ?? 0 },
  );
}

interface Standing {
  facts: DeploymentFacts;
  state: DeploymentState;
  due: DeploymentAct | null;
}

/** How a deployment stands by what is stored, or as it is judged as of a moment; null where none was begun. */
async function standing(
  { warehouse, home }: { warehouse: Reader; home: Home },
  model_id: string,
  { judged: now, asOf }: { judged: LastJudgement | null; asOf: string | null } = { judged: null, asOf: null },
): Promise<Standing | null> {
  const lines = await readDeployments(home);
  const facts = deploymentsIn(lines).get(model_id);
  if (facts === undefined) return null;
  const registry = await readRegistry(home);
  const serving = servingAfter(registry);
  const held = canaryHeld(lines, serving);
  const last = (await latestJudgements(warehouse, serving.champion?.model_id ?? null)).get(model_id);
  const kept =
    last === undefined ? null : lastJudgement({ ...last, reasons: JSON.parse(last.reasons) as Reason[] });
  const manifest = await manifestOf(home, model_id);
  const end = asOf === null ? Infinity : knownAt(asOf);
  const counts = await scoredLive(warehouse, { model_id, lineage: onlineLineage(manifest), end });
  const watched = serving.champion?.model_id === model_id ? await watchedSoFar(warehouse, serving, end) : 0;
  const around = {
    ...{ registry, isHeld: held !== null && held !== model_id, policy: await gatePolicy(home) },
    counts: { ...counts, watched },
    judged: now ?? kept,
  };
  return { facts, ...deploymentOf(model_id, facts, around) };
}

/**
 * A model that learns online is another one every hour: what those before it were scored on counts for it. Null of all
 * others, of which each model counts for itself.
 */
function onlineLineage(manifest: Manifest | null): string | null {
  return manifest?.kind === 'online_logistic' ? manifest.lineage : null;
}

function lastJudgement({
  verdict,
  needed,
  reasons,
}: Pick<LastJudgement, 'verdict' | 'needed'> & { reasons: readonly Reason[] }): LastJudgement {
  const failed = reasons.filter(({ passed }) => !passed);
  return { verdict, needed, failed: failed.map(({ rule, text }) => `${rule}: ${text}`).join('; ') };
}

/**
 * Does what is due of a deployment, as of a moment, until it waits or is over: each is there once, however often this
 * is run. Throws NotFound for what was never begun.
 */
async function advance(
  store: Parts,
  { modelId, at, asOf: as_of }: { modelId: string; at: string; asOf: string | null },
): Promise<DeploymentState> {
  const { home } = store;
  const policy = await gatePolicy(home);
  for (;;) {
    const { champion } = servingAfter(await readRegistry(home));
    const facts = deploymentsIn(await readDeployments(home)).get(modelId);
    if (facts === undefined) return notBegun(modelId, champion?.model_id ?? null);
    // What a crash left of its end.
    if (facts.ended !== null) await end(store, { ...facts.ended, by: 'gate' });
    let now: ModelEvaluation | null = null;
    let judged: LastJudgement | null = null;
    if (facts.ended === null && as_of !== null) {
      if (champion?.model_id === modelId) await watchChampion(store, { policy, asOf: as_of, at });
      else {
        now = await judgeAndKeep(store, modelId, { policy, asOf: as_of });
        judged = now === null ? BROKEN : lastJudgement(now);
      }
    }
    const { state, due } = (await standing(store, modelId, { judged, asOf: as_of })) as Standing;
    if (due === null) return state;
    const said = { at, as_of, evaluation_id: now?.evaluation_id ?? null };
    await act(store, due, { modelId, facts, said, share: policy.canary.share });
  }
}

function notBegun(model_id: string, champion: string | null): DeploymentState {
  if (champion !== model_id) throw new NotFound(`no deployment of ${model_id} was begun`);
  const nothing = { waits_for: [], verdict: null, approved: false };
  return { model_id, stage: 'done', ...nothing, reason: 'it served already' };
}

const BROKEN: LastJudgement = {
  ...{ verdict: 'infra_fail', needed: null },
  failed: 'its files are not what they were when it was made: “models show” names them',
};

/** Null of a model that does not load, or is another than the one that was registered. */
async function judgeAndKeep(
  store: Parts,
  modelId: string,
  as: { policy: GatePolicy; asOf: string },
): Promise<ModelEvaluation | null> {
  const stored = await readableModel(store.home, modelId);
  const { shadow } = servingAfter(await readRegistry(store.home));
  const isOther = shadow?.model_id === modelId && shadow.manifest_sha256 !== stored?.manifest_sha256;
  if (stored === null || isOther) return null;
  const { evaluation, trial } = await judgeNow(store, stored, as);
  await keepTrial(store.home, trial);
  await keepEvaluation(store, evaluation);
  return evaluation;
}

async function act(
  store: Parts,
  due: DeploymentAct,
  {
    modelId: model_id,
    facts,
    said,
    share,
  }: {
    modelId: string;
    facts: DeploymentFacts;
    said: Pick<ChangeSaid, 'at' | 'as_of' | 'evaluation_id'>;
    share: number;
  },
): Promise<void> {
  const { home } = store;
  const lines = await readRegistry(home);
  const { at, as_of } = said;
  if (due.act === 'end') return end(store, { ...due, model_id, at, as_of, by: 'gate' });
  const { manifest_sha256 } = await readModel(home, model_id);
  const model = { model_id, manifest_sha256 };
  switch (due.act) {
    case 'take_shadow':
      return appendChange(
        home,
        shadowing(lines, model, { ...said, by: 'gate', reason: 'deployment: in shadow' }),
      );
    case 'start_canary': {
      const salt = saltOf(model_id, facts.begun.seq);
      await keepDeployment(home, { what: 'canary', model_id, at, as_of, share, salt });
      return writePointers(home);
    }
    case 'promote': {
      const { approved } = facts;
      const by = approved === null ? 'gate' : 'user';
      const reason = approved?.reason ?? 'deployment: blessed by the gate';
      return appendChange(home, promotion(lines, model, { ...said, by, reason }));
    }
  }
}

/** The fact first, then the name of the shadow is taken away; run again it does what is left. */
async function end(
  { home }: Parts,
  {
    model_id,
    at,
    as_of,
    end: how,
    reason,
    by,
  }: Pick<LineOf<'ended'>, 'model_id' | 'at' | 'as_of' | 'end' | 'reason'> & { by: 'gate' | 'user' },
): Promise<void> {
  const facts = deploymentsIn(await readDeployments(home)).get(model_id);
  if (facts?.ended === null)
    await keepDeployment(home, { what: 'ended', model_id, at, as_of, end: how, reason });
  const lines = await readRegistry(home);
  if (servingAfter(lines).shadow?.model_id !== model_id) return;
  const why = `deployment ${how}${reason === null ? '' : `: ${reason}`}`;
  const said = { evaluation_id: null, at, by, reason: why, as_of };
  await appendChange(home, shadowing(lines, null, said));
}

/**
 * A person lets a deployment go on, or with an override lets its model serve at once. Throws Conflict where another
 * change came first, NotBlessed as it is refused.
 */
async function approve(
  store: Parts,
  { modelId, at, seq, reason, override, ...said }: ApproveInput,
): Promise<ApproveReport> {
  const { home } = store;
  const before = deploymentsIn(await readDeployments(home)).get(modelId);
  // A step whose answer was lost is run again.
  const isDone = before?.approved?.at === at;
  if (!isDone && override) {
    const promoted = { change: 'promote', id: modelId, override, at, seq, reason } as const;
    const change = { ...promoted, ...carriedBy(said) };
    await changeModel(store, change);
  } else if (!isDone) {
    if (((await readRegistry(home)).at(-1)?.seq ?? 0) !== seq) throw new Conflict(CAME_FIRST);
    const as_of = await momentOf(store, at);
    const state = await advance(store, { modelId, at, asOf: as_of });
    const refusal = refusalToApprove(state, { override });
    if (refusal !== undefined) throw refusalError(refusal);
    await keepDeployment(home, { what: 'approved', model_id: modelId, at, as_of, reason });
  }
  const deployment = await advance(store, { modelId, at, asOf: await momentOf(store, at) });
  return { ...servingNames(await readRegistry(home)), deployment };
}

/** Ends a deployment before its model serves: it is scored no more, and serves no share. Throws InvalidInput. */
async function abort(
  store: Parts,
  { modelId, at, reason }: { modelId: string; at: string; reason: string },
): Promise<DeploymentState> {
  const found = await standing(store, modelId);
  if (found === null) throw new NotFound(`no deployment of ${modelId} was begun`);
  const isAborted = found.facts.ended?.end === 'aborted';
  const refusal = isAborted ? undefined : refusalToAbort(found.state);
  if (refusal !== undefined) throw refusalError(refusal);
  const as_of = await momentOf(store, at);
  await end(store, { model_id: modelId, at, as_of, end: 'aborted', reason, by: 'user' });
  await writePointers(store.home);
  return ((await standing(store, modelId)) as Standing).state;
}

function refusalError({ name, message }: DeploymentRefusal): Error {
  return new { Conflict, InvalidInput, NotBlessed }[name](message);
}
