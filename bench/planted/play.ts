import type { UnderlyingPart } from '../../domain/preferences/underlying-parts.js';
import { daysBetween } from '../../domain/time/dates.js';
import { weekOf, weekRange } from '../../domain/time/iso-week.js';
import type { PlantedPerson } from '../../sim/planted/person.js';
import type { Policy } from '../../sim/policy.js';
import { seasonOf, simulate, type Outcome, type SimulatedWeek } from '../../sim/simulate.js';
import type { PlayedPerson, ToldCandidate, ToldPattern } from './played-person.js';
import { isAllTold } from './told.js';

/** One person to play, with what is asked of them. */
export interface PlayTask {
  person: PlantedPerson;
  seed: number;
  weeks: number;
  policy: Policy;
  /** Whether to stop on the Saturday that has found all that was planted, and named its underlyings. */
  untilTold: boolean;
  /** Whether to work out what each habit truly costs. */
  costs: boolean;
}

export function playPerson({ untilTold, costs, ...task }: PlayTask): PlayedPerson {
  const input = { ...task, holdout: null };
  const season = seasonOf(input);
  const simulation = simulate(input, season);
  const played: PlayedPerson = {
    ...{ person: task.person, seed: task.seed, decisions: [], divergence: [], patterns: [] },
    ...{ candidates: [], implemented: [], takenBack: 0, trueCosts: [] },
  };
  for (;;) {
    const { done, value } = simulation.next();
    if (done) {
      Object.assign(played, becameOf(value, task.person));
      break;
    }
    played.decisions.push(value.line.active);
    played.divergence.push(value.line.divergence_chosen);
    played.patterns.push(...toldIn(value));
    if (untilTold && isAllTold(played)) break;
  }
  return costs ? { ...played, trueCosts: season.trueCosts() } : played;
}

function toldIn({ line: { n }, patterns }: SimulatedWeek): ToldPattern[] {
  return patterns
    .filter(({ found, scope_kind }) => found || scope_kind === 'overall')
    .map((row) => {
      const { kind, action, scope_kind, scope, round, cell, effect, unit, found } = row;
      const { cost_low, cost_high, cost_status } = row;
      const parts = found ? (JSON.parse(row.underlyings) as UnderlyingPart[]) : [];
      return {
        ...{ n, kind, action, scope_kind, scope, round, cell, effect, unit, found },
        ...{ cost_low, cost_high, cost_status },
        parts: parts.map(({ underlying, changed, in_pattern }) => ({ underlying, changed, in_pattern })),
      };
    });
}

function becameOf(
  { candidates, registry: { changes } }: Outcome,
  { start }: PlantedPerson,
): Pick<PlayedPerson, 'candidates' | 'implemented' | 'takenBack'> {
  const latest = new Map<string, ToldCandidate>();
  for (const { candidate_id, kind, action, scope_kind, underlyings, patch, status, flags } of candidates) {
    const before = latest.get(candidate_id)?.flags ?? [];
    latest.set(candidate_id, {
      ...{ candidate_id, kind, action, scope_kind, underlyings, patch, status },
      flags: [...new Set([...before, ...flags])],
    });
  }
  const monday = weekRange(weekOf(start)).from;
  return {
    candidates: [...latest.values()],
    implemented: changes.flatMap(({ kind, candidate_id, effective_from }) => {
      const candidate = latest.get(candidate_id ?? '');
      if (kind !== 'implement' || candidate === undefined || effective_from === null) return [];
      return [{ ...candidate, from: 1 + Math.floor(daysBetween(monday, effective_from) / 7) }];
    }),
    takenBack: changes.filter(({ kind }) => kind === 'auto_revert').length,
  };
}
