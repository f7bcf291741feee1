/** How a model's deployment stands, and what is due of it. */
import type { GatePolicy } from '../gate/gate-policy.js';
import type { Verdict } from '../gate/gate.js';
import { servingAfter, type RegistryLine } from './registry.js';
import type { DeploymentEnd, DeploymentFacts } from './deployment-line.js';
import type { DeploymentStage, DeploymentState, DeploymentWait } from './deployment-state.js';

/** What the data process has to do for a deployment to go on. */
export type DeploymentAct =
  | { act: 'take_shadow' }
  | { act: 'start_canary' }
  | { act: 'promote' }
  | { act: 'end'; end: DeploymentEnd; reason: string | null };

/** What the data says. */
export interface DeploymentCounts {
  /** Decisions that it was scored on live and whose labels are known, on how many sessions, … */
  scored: number;
  sessions: number;
  /** … those that its canary served, … */
  canary: number;
  /** … and those that it was scored on since it serves. */
  watched: number;
}

/** What the gate said last of it, beside the model that serves. */
export interface LastJudgement {
  verdict: Verdict;
  needed: number | null;
  /** The rules that are not met. */
  failed: string;
}

export interface DeploymentCircumstances {
  registry: readonly RegistryLine[];
  /** Whether another model's canary is under way. */
  isHeld: boolean;
  counts: DeploymentCounts;
  judged: LastJudgement | null;
  policy: Pick<GatePolicy, 'shadow' | 'canary' | 'watch' | 'approval'>;
}

/**
 * A deployment by its facts: its state, and what is due, null where it waits or is over. The shadow waits for decisions
 * and sessions, approval for the gate or a person, the canary for decisions that it served, the promotion for the
 * gate’s blessing as it judges then. Where no model serves there is nothing to divide, and no canary.
 */
export function deploymentOf(
  model_id: string,
  facts: DeploymentFacts,
  around: DeploymentCircumstances,
): { state: DeploymentState; due: DeploymentAct | null } {
  const { judged } = around;
  const at = (
    stage: DeploymentStage,
    waits_for: readonly DeploymentWait[],
    due: DeploymentAct | null = null,
    reason: string | null = null,
  ) => ({
    state: {
      ...{ model_id, stage, waits_for, verdict: judged?.verdict ?? null, reason },
      approved: facts.approved !== null,
    },
    due,
  });
  if (facts.ended !== null) return at(facts.ended.end, [], null, facts.ended.reason);
  const after = servedAfter(model_id, facts, around.registry);
  if (after !== null) {
    if (after !== 'serves') return at('watch', [], { act: 'end', ...after });
    const missing = around.policy.watch.scored - around.counts.watched;
    return missing > 0
      ? at('watch', [{ for: 'scored', missing }])
      : at('watch', [], { act: 'end', end: 'done', reason: null });
  }
  const stage = stageBefore(model_id, facts, around);
  if (judged?.verdict === 'reject' || judged?.verdict === 'infra_fail')
    return at(stage.stage, [], {
      act: 'end',
      end: 'rejected',
      reason: `the gate says ${judged.verdict}; not met: ${judged.failed}`,
    });
  const lost = lostShadow(model_id, facts, around.registry);
  if (lost !== null) return at(stage.stage, [], { act: 'end', ...lost });
  return at(stage.stage, stage.waits_for, stage.due);
}

/** Null where it has not served since it was begun; else whether it does, or how that ended. */
function servedAfter(
  model_id: string,
  { begun }: DeploymentFacts,
  registry: readonly RegistryLine[],
): null | 'serves' | { end: DeploymentEnd; reason: string | null } {
  const champions = registry.filter(({ alias }) => alias === 'champion');
  const first = champions.findIndex((line) => line.model_id === model_id && line.seq > begun.seq);
  if (first === -1) return null;
  const next = champions.slice(first + 1).find((line) => line.model_id !== model_id);
  if (next === undefined) return 'serves';
  const before = champions[first - 1]?.model_id ?? null;
  const isBack = next.by === 'watch' || next.model_id === before;
  return isBack
    ? { end: 'rolled_back', reason: next.reason }
    : { end: 'replaced', reason: `${next.model_id ?? 'no model'} serves` };
}

/** How the name of the shadow went to another model, or to none; null where it has it, or never had. */
function lostShadow(
  model_id: string,
  { begun }: DeploymentFacts,
  registry: readonly RegistryLine[],
): { end: DeploymentEnd; reason: string | null } | null {
  const shadows = registry.filter(({ alias }) => alias === 'shadow');
  const last = shadows.at(-1);
  if (last === undefined || last.model_id === model_id) return null;
  const inForce = shadows.findLast(({ seq }) => seq <= begun.seq);
  const since = [
    ...(inForce === undefined ? [] : [inForce]),
    ...shadows.filter(({ seq }) => seq > begun.seq),
  ];
  if (!since.some((line) => line.model_id === model_id)) return null;
  return last.model_id === null
    ? { end: 'aborted', reason: last.reason }
    : { end: 'superseded', reason: `${last.model_id} is scored in its place` };
}

function stageBefore(
  model_id: string,
  { approved, canary }: DeploymentFacts,
  { registry, isHeld, counts, judged, policy }: DeploymentCircumstances,
): { stage: DeploymentStage; waits_for: DeploymentWait[]; due: DeploymentAct | null } {
  const { shadow, champion } = servingAfter(registry);
  const isBlessed = judged?.verdict === 'bless';
  const missing = (what: DeploymentWait['for'], asked: number, there: number): DeploymentWait[] =>
    there < asked ? [{ for: what, missing: asked - there }] : [];
  const or = (
    stage: DeploymentStage,
    waits_for: DeploymentWait[],
    due: DeploymentAct,
  ): { stage: DeploymentStage; waits_for: DeploymentWait[]; due: DeploymentAct | null } => ({
    ...{ stage, waits_for, due: waits_for.length === 0 ? due : null },
  });
  const blessing: DeploymentWait[] = isBlessed ? [] : [{ for: 'blessing', missing: judged?.needed ?? null }];
  if (shadow?.model_id !== model_id)
    return or('queued', isHeld ? [{ for: 'canary', missing: null }] : [], { act: 'take_shadow' });
  const promotion = or('promotion', blessing, { act: 'promote' });
  if (canary !== null) {
    const served = missing('scored', policy.canary.min_scored, counts.canary);
    return champion === null || served.length === 0
      ? promotion
      : { stage: 'canary', waits_for: served, due: null };
  }
  const early = [
    ...missing('scored', policy.shadow.min_scored, counts.scored),
    ...missing('sessions', policy.shadow.min_sessions, counts.sessions),
  ];
  if (early.length > 0) return { stage: 'shadow', waits_for: early, due: null };
  const person: DeploymentWait[] =
    policy.approval === 'ask' && approved === null ? [{ for: 'person', missing: null }] : [];
  const asked = policy.approval === 'ask' && approved !== null ? [] : [...person, ...blessing];
  if (asked.length > 0) return { stage: 'approval', waits_for: asked, due: null };
  return champion === null ? promotion : { stage: 'approval', waits_for: [], due: { act: 'start_canary' } };
}
