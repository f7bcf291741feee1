import type { ModelKind } from '../domain/learning/artifact/manifest.js';
import { BASELINES, type BaselineName } from '../domain/learning/baselines/walk-forward.js';
import type { SaidScenario } from '../domain/learning/models/judged-model.js';
import type { SaidWindow } from '../domain/learning/models/model-evaluation.js';
import { follows } from '../domain/learning/predictions/prediction.js';
import { saidBefore, type FirstSaid, type Side } from '../domain/learning/predictions/said-before.js';
import type { ScenarioStatus } from '../domain/learning/scenarios/scenario.js';
import type { SeenColumns } from '../domain/learning/scoring/suspected-features.js';
import { forwardIn, FORWARD_FILE } from '../domain/learning/training/model-texts.js';
import type { ForwardScore } from '../domain/learning/training/walk-forward-scores.js';
import { compare } from '../domain/compare.js';
import type { DateRange, IsoDate } from '../domain/time/dates.js';
import { saidScenarios, type SaidScenarios } from '../store/derived/said-scenarios.js';
import type { Reader } from '../store/duckdb/warehouse.js';
import type { Home } from '../store/home/home.js';
import { readModel, type StoredModel } from '../store/home/model-folders.js';

/**
 * What a model is judged by: the scenarios of a window by a moment, with what was said of them over the life of its
 * lineage; and what was sent with the labelled ones, by the features asked for.
 */
export async function saidWindow(
  { warehouse, home }: { warehouse: Reader; home: Home },
  stored: StoredModel,
  asked: { incumbent: string; window: DateRange; end: number; features: ReadonlyMap<string, number> },
): Promise<SaidWindow & { areChances: boolean; sent: SeenColumns }> {
  const { lineage, inputs } = stored.manifest;
  const scenarios = await saidScenarios(warehouse, { ...asked, lineage, spec_id: inputs.spec_id });
  const said = saidBefore(await withForward(home, scenarios, { stored, ...asked }));
  const isLabelled = (_: number, i: number) => !Number.isNaN(scenarios.labels[i]);
  const sent = [...scenarios.features].map(([name, { values, missing }]) => {
    return [name, { values: values.filter(isLabelled), missing: missing.filter(isLabelled) }] as const;
  });
  return {
    ...windowOf(scenarios, said),
    areChances: said.challenger.every((p) => Number.isNaN(p) || (p >= 0 && p <= 1)),
    sent: { labels: scenarios.labels.filter(isLabelled), features: new Map(sent) },
  };
}

/**
 * What was said over the life of a lineage: what is kept of it, then what this model and its incumbent said of the
 * folds of their training. A baseline is, live, what was said as the advice came; of folds it is the one that had the
 * same labels as the model beside it, rather than another one, and rather of this model's folds. So what else was
 * trained or updated before does not change it.
 */
async function withForward(
  home: Home,
  { ids, said, trainedThrough, alike }: SaidScenarios,
  { stored: { manifest, texts }, incumbent }: { stored: StoredModel; incumbent: string },
): Promise<SaidScenarios['said']> {
  const own = byScenario(forwardIn(texts.get(FORWARD_FILE) ?? ''));
  const after = (
    { live, walk_forward }: FirstSaid,
    said: (scenario_id: string) => number | null | undefined,
  ): FirstSaid => ({
    live,
    walk_forward: walk_forward.map((p, i) => (Number.isNaN(p) ? chanceOf(said(ids[i] as string)) : p)),
  });
  const bothOf = (side: Side, kind: ModelKind, scores: ReadonlyMap<string, ForwardScore>) => ({
    [side]: after(said[side], (id) => scores.get(id)?.p_win),
    [`${side}_follows`]: after(said[`${side}_follows`], (id) => followsIn(kind, scores.get(id))),
  });
  const beside = (name: BaselineName): FirstSaid => ({
    live: said[name].live,
    walk_forward: said[name].walk_forward.map((named, i) => {
      const score = own.get(ids[i] as string);
      const folds = chanceOf(score?.baselines[name]);
      const kept = alike[name][i] as number;
      if (score !== undefined && score.trained_through === (trainedThrough[i] ?? score.trained_through))
        return folds;
      return [kept, folds].find((p) => !Number.isNaN(p)) ?? named;
    }),
  });
  const names = Object.keys(BASELINES) as BaselineName[];
  const baselines = Object.fromEntries(names.map((name) => [name, beside(name)])) as Record<
    BaselineName,
    FirstSaid
  >;
  const besides = names.find((name) => name === incumbent);
  const others = async () => {
    const { manifest: other, texts: theirs } = await readModel(home, incumbent);
    return bothOf('incumbent', other.kind, byScenario(forwardIn(theirs.get(FORWARD_FILE) ?? '')));
  };
  return {
    ...baselines,
    ...bothOf('challenger', manifest.kind, own),
    ...(besides === undefined
      ? await others()
      : { incumbent: baselines[besides], incumbent_follows: followedBy(baselines[besides]) }),
  } as SaidScenarios['said'];
}

/** Whether a model of a kind would follow, as a score of its folds says; nothing where it says nothing. */
function followsIn(kind: ModelKind, score: ForwardScore | undefined): number | undefined {
  return score && Number(follows(kind, { logit: score.logit, p: score.p_win }));
}

/** Of a baseline, which follows where the chance is above one half. */
function followedBy(said: FirstSaid): FirstSaid {
  const follows = (p: number) => (Number.isNaN(p) ? NaN : Number(p > 0.5));
  return { live: said.live.map(follows), walk_forward: said.walk_forward.map(follows) };
}

function byScenario(scores: readonly ForwardScore[]): ReadonlyMap<string, ForwardScore> {
  return new Map(scores.map((score) => [score.scenario_id, score]));
}

/** What was said, if anything; what a file could not hold was no number. */
function chanceOf(p: number | null | undefined): number {
  return p === undefined ? NaN : (p ?? Infinity);
}

/** The scenarios as rows, with what was said of them. */
function windowOf(
  { ids, statuses, labels, days, rewards, usd }: SaidScenarios,
  said: ReturnType<typeof saidBefore>,
): SaidWindow {
  const skipped = new Map<ScenarioStatus, { count: number; first: string }>();
  const labelled: SaidScenario[] = [];
  const at = (values: Float64Array, i: number) => {
    const value = values[i] as number;
    return Number.isNaN(value) ? null : value;
  };
  ids.forEach((scenario_id, i) => {
    const [challenger, label, status] = [
      at(said.challenger, i),
      at(labels, i),
      statuses[i] as ScenarioStatus,
    ];
    if (challenger === null) {
      const { count, first } = skipped.get(status) ?? { count: 0, first: scenario_id };
      skipped.set(status, { count: count + 1, first: scenario_id < first ? scenario_id : first });
    }
    if (label === null) return;
    // Written out: an object that is put together of others takes several times as long.
    labelled.push({
      scenario_id,
      label: label as 0 | 1,
      day: days[i] as IsoDate,
      reward: rewards[i] as number,
      usd: usd[i] as number,
      challenger,
      incumbent: at(said.incumbent, i),
      challenger_follows: at(said.challenger_follows, i),
      incumbent_follows: at(said.incumbent_follows, i),
      base_rate: at(said.base_rate, i),
      always_follow: at(said.always_follow, i),
      logistic: at(said.logistic, i),
    });
  });
  const inTurn = [...skipped].sort(([, a], [, b]) => compare(a.first, b.first));
  return {
    scenarios: ids.length,
    skipped: Object.fromEntries(inTurn.map(([status, { count }]) => [status, count])),
    labelled,
  };
}
