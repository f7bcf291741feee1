/**
 * The loop of advice, habit, candidate and change, in the abstract: what a person does about the advice of the first
 * version is drawn once, and what that comes to under another version follows from how it differs.
 */
import type { AlgorithmParameters } from '../domain/algorithm/algorithm-parameters.js';
import { V3_3 } from '../domain/algorithm/algorithm-parameters.js';
import { checkParameters } from '../domain/algorithm/check-parameters.js';
import { effectiveParameters } from '../domain/algorithm/effective-parameters.js';
import { nextVersion, type Version } from '../domain/algorithm/next-version.js';
import type { Patch } from '../domain/algorithm/parameter-patch.js';
import { withoutDefaults } from '../domain/algorithm/parameter-set.js';
import type { CandidateRow, DecidedCandidate } from '../domain/candidates/candidate-row.js';
import type { Replayer } from '../domain/candidates/replay.js';
import { roundStarts } from '../domain/candidates/round-starts.js';
import { saturdayCandidates } from '../domain/candidates/saturday-candidates.js';
import { isActive } from '../domain/preferences/comparisons.js';
import { habitsByWeek } from '../domain/preferences/patterns.js';
import type { WeekDecision } from '../domain/preferences/week-decision.js';
import { contentOf, registryOf } from '../domain/registry/registry.js';
import type { VersionRow } from '../domain/registry/registry-rows.js';
import { addDays, weekday } from '../domain/time/dates.js';
import { shiftWeek, weekOf, weekRange } from '../domain/time/iso-week.js';
import { normal, seededRandom } from '../domain/number/random.js';
import { decidedBy, type PlantedPerson } from './planted-people.js';
import { replayed } from './replayed.js';

/** Of the difference that a decision makes, in % of price. */
const DEVIATION = 0.59;
const FIRST: Version = { algorithm: 'reference', version: V3_3.version, parameters: withoutDefaults(V3_3) };

const LEAST_WEEKS = 8;

export interface PlayedLoop {
  /** By week, the share of decisions that diverge. */
  divergence: number[];
  candidates: CandidateRow[];
  /** Those that were implemented, in order. */
  implemented: CandidateRow[];
}

/** Every Saturday each open candidate of which `implements_` says so is implemented, from Monday on. */
export function playLoop(
  { person, weeks, seed }: { person: PlantedPerson; weeks: number; seed: number },
  isImplemented: (row: CandidateRow) => boolean,
): PlayedLoop {
  const random = seededRandom(seed + 7);
  const raw = decidedBy(person, weeks, seed).map((week) =>
    week.map((decision): WeekDecision => {
      const { to } = weekRange(decision.week);
      const judged =
        decision.action === 'hold' ? null : { difference: DEVIATION * normal(random), on: addDays(to, 14) };
      return { ...decision, judged };
    }),
  );
  const underlyings = [...new Set(raw.flat().map(({ underlying }) => underlying))];
  const look = habitsByWeek();
  const candidates: CandidateRow[] = [];
  const implemented: CandidateRow[] = [];
  const decisions: DecidedCandidate[] = [];
  const versions: VersionRow[] = [];
  const divergence: number[] = [];
  /** By the week in which it is known, what was decided. */
  const known = new Map<string, WeekDecision[]>();
  let inForce = FIRST;
  raw.forEach((_week, w) => {
    const week = weekOf(addDays('2024-01-01', 7 * w));
    const own = advisedBy(raw[w] as WeekDecision[], inForce);
    known.set(shiftWeek(week, 2), own);
    divergence.push(divergesOf(own) / Math.max(1, own.filter(isActive).length));
    const starts = roundStarts(candidates, decisions, registryOf({ versions, changes: [] }));
    const looked = look({ week, underlyings, starts, decisions: own, judged: known.get(week) ?? [] });
    const base = inForce;
    const rows = saturdayCandidates({
      ...{ looked, earlier: candidates, decisions, starts, inForce: base },
      replay: replayerOf(raw.slice(Math.max(0, w - 12), w + 1).flat(), base),
    });
    candidates.push(...rows);
    for (const row of rows.filter((one) => one.status === 'open' && isImplemented(one))) {
      const patch = JSON.parse(row.patch) as Patch;
      const next = nextVersion(inForce, patch, []);
      if (next.kind !== 'made') continue;
      versions.push({
        ...contentOf(next.version.parameters),
        ...{ version: next.version.version, parent: inForce.version, patch: row.patch },
        ...{ candidate_id: row.candidate_id, created_at: week, origin: 'candidate' },
      });
      inForce = next.version;
      implemented.push(row);
      decisions.push({
        ...{ candidate_id: row.candidate_id, revision: row.revision, decision: 'implement', until: null },
        ...{ effective_from: addDays(weekRange(week).to, 1), decided_at: weekRange(week).to },
      });
    }
  });
  return { divergence, candidates, implemented };
}

function divergesOf(decisions: readonly WeekDecision[]): number {
  return decisions.filter((one) => isActive(one) && (one.refused || one.modified)).length;
}

function replayerOf(raw: readonly WeekDecision[], base: Version): Replayer {
  return (changes, { from }) => {
    const next = nextVersion(base, { base: base.version, changes }, []);
    if (next.kind !== 'made') throw new RangeError(`no version by ${JSON.stringify(changes)}`);
    const lately = raw.filter(({ week }) => week >= from);
    const [before, after] = [advisedBy(lately, base), advisedBy(lately, next.version)];
    return replayed({
      ...{ decisions: before.length, diverged_before: divergesOf(before), diverged_after: divergesOf(after) },
      // What a change came to is known once the contracts of six weeks have ended.
      ...(new Set(lately.map(({ week }) => week)).size < LEAST_WEEKS
        ? { cost: null, cost_low: null, cost_high: null, cost_status: 'insufficient' as const }
        : { cost: 0, cost_low: -0.1, cost_high: 0.1 }),
    });
  };
}

/** What decisions about the advice of the first version are under another. */
function advisedBy(decisions: readonly WeekDecision[], version: Version): WeekDecision[] {
  const checked = checkParameters(version.parameters);
  if (!checked.ok) throw new RangeError(JSON.stringify(checked.problems));
  return decisions.flatMap((decision) => {
    const { underlying } = decision;
    const parameters = effectiveParameters(checked.value, { underlying, regimes: [] });
    return advisedAs(decision, parameters, version.version);
  });
}

function advisedAs(
  decision: WeekDecision,
  { advises, dte, strikeSteps, minimumPremium, quiet, roll }: AlgorithmParameters,
  version: string,
): WeekDecision[] {
  const { action, change } = decision;
  const isRoll = action === 'roll';
  if (!advises || (isRoll && !roll.enabled)) return [];
  const asks = decision.asks.filter(({ session, premium }) => {
    if (action === 'open' && (premium ?? Infinity) < minimumPremium) return false;
    const off = isRoll ? quiet.rollWeekdays : action === 'open' ? quiet.openWeekdays : [];
    return !off.includes(weekday(session));
  });
  if (asks.length === 0) return [];
  const range = isRoll ? (roll.dte ?? dte) : dte;
  const moved = {
    weeks: (range.min - V3_3.dte.min) / 7,
    strikes: isRoll ? roll.strikeSteps : strikeSteps,
  };
  const answered =
    change && (action === 'open' || isRoll)
      ? {
          ...change,
          weeks: (change.weeks ?? 0) - moved.weeks,
          strikes: (change.strikes ?? 0) - moved.strikes,
        }
      : change;
  const modified = (answered?.weeks ?? 0) !== 0 || (answered?.strikes ?? 0) !== 0;
  return [{ ...decision, asks, change: answered, modified, versions: [version] }];
}
