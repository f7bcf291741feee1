import type { Version } from '../domain/algorithm/next-version.js';
import type { CandidateRow } from '../domain/candidates/candidate-row.js';
import type { Replayer } from '../domain/candidates/replay.js';
import type { WeekDecision } from '../domain/preferences/week-decision.js';
import { changeTo, planKeeping } from '../domain/registry/change-of-version.js';
import {
  registryOf,
  versionNamed,
  versionOf,
  versionsCarrying,
  type Registry,
} from '../domain/registry/registry.js';
import type { ChangeRow, DecisionRow } from '../domain/registry/registry-rows.js';
import { nextSession } from '../domain/time/calendar.js';
import { addDays, type IsoDate } from '../domain/time/dates.js';
import { weekRange, type IsoWeek } from '../domain/time/iso-week.js';
import { instantAt } from '../domain/time/zone.js';
import type { Validation } from '../domain/watching/validation.js';
import { watchOf, type WatchedChange } from '../domain/watching/watched-change.js';

/** What a Saturday knows of what was implemented. */
export interface Watching {
  week: IsoWeek;
  registry: Registry;
  published: readonly CandidateRow[];
  decided: readonly DecisionRow[];
  /** All up to the week. */
  decisions: readonly WeekDecision[];
  /** Replays changes of a version. */
  replayerOf(this: void, base: Version, registry: Registry): Replayer;
}

const BY = 'tradeloop';
const LOOKED_AT = '12:00:00';
const SATURDAY = 5;

/**
 * The registry after a Saturday looked at what is watched: a change whose condition is met is taken back from the next
 * session on, and what a watch came to stands with its change.
 */
export function watched(given: Watching): Registry {
  const { week } = given;
  let { registry } = given;
  const at = instantAt(addDays(weekRange(week).from, SATURDAY), LOOKED_AT);
  for (const one of watchedIn(given)) {
    const { change, decision } = one;
    if (change.effective_from > weekRange(week).to) continue;
    const base = versionNamed(registry, change.from_version ?? '');
    if (base === undefined) throw new Error(`the registry lacks ${change.from_version}`);
    const replay = given.replayerOf(versionOf(base), registry);
    const watch = watchOf(one, { week, decisions: given.decisions, replay });
    if (watch.breach !== null && decision.on_breach === 'revert') {
      const said = { at, by: BY, effectiveFrom: nextSession(weekRange(week).to) };
      const { from_version, candidate_id, decision_id } = change;
      const row = changeTo(registry, said, {
        kind: 'auto_revert',
        to_version: from_version as string,
        ...{ candidate_id, decision_id, why: watch.breach },
      });
      return registryOf({ ...registry, changes: [...registry.changes, row] });
    }
    if (!watch.isOver || proposalOf(change) === watch.validation.proposal) continue;
    registry = withChange(registry, { ...change, validation: JSON.stringify(watch.validation) });
  }
  return registry;
}

function proposalOf({ validation }: ChangeRow): Validation['proposal'] | null {
  return validation === null ? null : (JSON.parse(validation) as Validation).proposal;
}

function watchedIn({ registry, published, decided }: Watching): WatchedChange[] {
  return registry.changes.flatMap((change): WatchedChange[] => {
    if (change.kind !== 'implement' || change.outcome !== 'watching') return [];
    const decision = decided.find(({ decision_id }) => decision_id === change.decision_id);
    const candidate = published.find(
      ({ candidate_id, revision }) =>
        candidate_id === decision?.candidate_id && revision === decision.revision,
    );
    if (decision === undefined || candidate === undefined) return [];
    return [
      {
        change: { ...change, effective_from: change.effective_from as IsoDate },
        ...{ candidate, decision },
        carrying: versionsCarrying(registry, candidate.candidate_id),
      },
    ];
  });
}

/** The versions of which a watch has come to its end: whoever follows a policy keeps them. */
export function toKeep({ changes }: Registry): string[] {
  return changes.flatMap(({ outcome, validation, to_version }) =>
    outcome === 'watching' && validation !== null ? [to_version] : [],
  );
}

export function kept(registry: Registry, version: string, effectiveFrom: IsoDate): Registry {
  const planned = planKeeping(registry, { effectiveFrom }, { version, why: null });
  return planned.kind === 'planned' ? withChange(registry, planned.change) : registry;
}

function withChange(registry: Registry, change: ChangeRow): Registry {
  return registryOf({ ...registry, changes: [...registry.changes, change] });
}
